"""What a client system wrote, as what is to be written down: a TMF621 body → `mend.store.ticket_changes.Wish`."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from mend.problem import Status
from mend.store.ticket_changes import NoteWish, Wish
from mend.ticket import (
    OWN,
    OWN_FIELDS,
    JsonObject,
    Record,
    child_tickets,
    kept_attributes,
    related_entities,
    related_parties,
)
from web.tmf.bodies import BODY_BYTES, check_texts
from web.tmf.errors import TmfError, invalid
from web.tmf.shapes import DATES, MANDATORY, TYPES, check, date, note_date

# Set by the server whatever a client says: passed over when a ticket is opened, refused in a patch.
SERVER_SET = ("id", "href", "creationDate", "lastUpdate", "statusChange", "statusChangeDate")
IGNORED = frozenset({*SERVER_SET, *OWN_FIELDS, "status", "resolutionDate"})
NOT_PATCHABLE = frozenset({*SERVER_SET, *OWN_FIELDS, *TYPES})

COLUMNS = {
    "description": "description",
    "severity": "severity",
    "ticketType": "ticket_type",
    "name": "name",
    "priority": "priority",
    "externalId": "external_id",
    "requestedResolutionDate": "requested_resolution",
    "expectedResolutionDate": "expected_resolution",
    "resolutionDate": "resolved",
}
AUTHOR_LIMIT = 64


def opening(body: JsonObject, client: str) -> Wish:
    """What a POST wants. Raises TmfError 23, 24."""
    given = {name: value for name, value in _plain(body).items() if name not in IGNORED}
    missing = [name for name in MANDATORY if given.get(name) in (None, "")]
    if missing:
        raise TmfError("23", f"Mandatory: {', '.join(missing)}.")
    for name, value in given.items():
        check(name, value)
    columns = _columns(given)
    entities = given.get("relatedEntity", [])
    columns["customer"] = customer_of(given.get("relatedParty", []))
    product: JsonObject = next(
        (each for each in entities if each["@referredType"] == "Product"), {}
    )
    columns |= {"product_id": product.get("id"), "product_name": _short(product.get("name"))}
    columns["service_ids"] = [each["id"] for each in entities if each["@referredType"] == "Service"]
    return Wish(
        columns=columns,
        kept=_kept(given),
        notes=_notes(given.get("note", []), client),
        reason=given.get("statusChangeReason", ""),
    )


def changing(
    record: Record, before: JsonObject, after: JsonObject, touched: Iterable[str], client: str
) -> Wish:
    """What a PATCH wants that makes `after` of the ticket `before`. Raises TmfError 24."""
    fixed = sorted(NOT_PATCHABLE & set(touched))
    if fixed:
        raise TmfError("24", f"Cannot be changed: {', '.join(fixed)}.")
    wanted = _plain(after)
    given = {
        name: wanted.get(name) for name in touched if _differ(wanted.get(name), before.get(name))
    }
    check_texts(given)
    for name, value in given.items():
        check(name, value)
    status = _status(given)
    _check_dates(given, status or Status(record.report.status))
    columns = _columns(given)
    if "external_id" in columns and record.report.opened_by != client:
        raise invalid("externalId", "belongs to the system that opened the ticket")
    if "relatedParty" in given:
        columns |= _customer(record, given["relatedParty"] or [])
    kept = _without_ours(record, _kept(given))
    _check_size({**kept_attributes(record.report), **kept})
    there = {row.id for row in record.notes}
    reason = given.get("statusChangeReason")
    if status is None and "statusChangeReason" in given:
        columns["status_reason"] = reason
    return Wish(
        columns=columns,
        kept=kept,
        notes=_notes(
            [each for each in given.get("note") or [] if each.get("id") not in there], client
        ),
        status=status,
        reason=reason or "",
    )


def digest(body: JsonObject) -> str:
    """What two equal bodies have in common."""
    return sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def customer_of(parties: list[JsonObject]) -> str | None:
    """The customer among related parties: by its role, else the only one that is a Customer."""
    by_role = [each for each in parties if str(each.get("role", "")).lower() == "customer"]
    by_type = [each for each in parties if each["@referredType"].lower() == "customer"]
    found = by_role[:1] or (by_type if len(by_type) == 1 else [])
    return str(found[0]["id"]) if found else None


def _plain(value: Any) -> Any:
    """Without nulls: what has no value is not there."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_plain(each) for each in value if each is not None]
    return value


def _columns(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        COLUMNS[name]: date(name, value) if name in DATES and value else value
        for name, value in given.items()
        if name in COLUMNS
    }


def _kept(given: Mapping[str, Any]) -> JsonObject:
    """What has no place of its own in the record book."""
    elsewhere = {*COLUMNS, "note", "status", "statusChangeReason"}
    return {name: value for name, value in given.items() if name not in elsewhere}


def _check_size(kept: JsonObject) -> None:
    if len(json.dumps(kept)) > 2 * BODY_BYTES:
        raise TmfError("24", "The ticket holds too much; attach by address, not by content.")


def _differ(one: Any, other: Any) -> bool:
    """Not equal as JSON, where true is not 1."""
    return json.dumps(one, sort_keys=True) != json.dumps(other, sort_keys=True)


def _without_ours(record: Record, kept: JsonObject) -> JsonObject:
    """Without what the ticket shows by itself, which a client sends back with what it adds."""
    ours = {
        "relatedParty": related_parties,
        "relatedEntity": related_entities,
        "troubleTicketRelationship": child_tickets,
    }
    return {
        name: [each for each in value or [] if each not in ours[name](record)] or None
        if name in ours
        else value
        for name, value in kept.items()
    }


def _notes(notes: list[JsonObject], client: str) -> list[NoteWish]:
    for note in notes:
        author = note.get("author") or client
        if len(author) > AUTHOR_LIMIT or author.strip().lower() == OWN:
            raise invalid("note.author", f"has at most {AUTHOR_LIMIT} characters, and is not {OWN}")
    return [
        NoteWish(
            id=note.get("id") or None,
            author=note.get("author") or client,
            text=note["text"],
            at=note_date("note.date", note["date"]) if note.get("date") else None,
        )
        for note in notes
    ]


def _status(given: Mapping[str, Any]) -> Status | None:
    if "status" not in given:
        return None
    try:
        return Status(given["status"])
    except ValueError:
        raise invalid("status", f"must be one of {', '.join(Status)}") from None


def _check_dates(given: Mapping[str, Any], status: Status) -> None:
    resolved = status in (Status.RESOLVED, Status.CLOSED)
    if "resolutionDate" in given and not (resolved and given["resolutionDate"]):
        raise invalid("resolutionDate", "a ticket has one while it is resolved or closed")


def _customer(record: Record, parties: list[JsonObject]) -> dict[str, Any]:
    """A ticket that is nobody's can become a customer's; no other change gives one to somebody else."""
    report = record.report
    named = customer_of(parties)
    if named is None or named == report.customer:
        return {}
    if report.customer or report.conversation:
        raise invalid("relatedParty", "the customer of this ticket cannot be another")
    return {"customer": named}


def _short(name: Any) -> str | None:
    return str(name)[:256] if name else None
