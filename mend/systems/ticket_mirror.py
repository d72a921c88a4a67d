"""A problem report of ours as a TMF621 ticket at the operator's own ticket system: how it is opened
there, and what their ticket lacks of ours.
"""

from typing import Any

from mend.problem import Status, way_to
from mend.systems.base import JsonObject
from mend.systems.notes import FIELDS, with_ours
from mend.systems.shapes import moment, objects, spelled, words
from mend.systems.trouble_ticket_v5 import OUR_FIELDS

# TroubleTicket_Create without what their server sets: status, its changes and their dates.
WRITABLE = (
    "description",
    "severity",
    "ticketType",
    "name",
    "priority",
    "channel",
    "note",
    "relatedEntity",
    "relatedParty",
    "requestedResolutionDate",
    "expectedResolutionDate",
    "troubleTicketRelationship",
    "@type",
    "@baseType",
    "@schemaLocation",
    *OUR_FIELDS,
)


def external_id(ticket: JsonObject) -> str:
    """What their ticket carries as `externalId`: ours, or the report's own id, which is as unique."""
    return str(ticket.get("externalId") or ticket["id"])


def open_body(ticket: JsonObject) -> JsonObject:
    """TroubleTicket_Create for a report of ours."""
    body = {name: ticket[name] for name in WRITABLE if ticket.get(name) not in (None, [])}
    if "note" in body:
        body["note"] = [
            {name: note[name] for name in FIELDS if note.get(name) is not None}
            for note in objects(body["note"])
        ]
    return {**body, "externalId": external_id(ticket)}


def changes(theirs: JsonObject, ours: JsonObject, *, characteristics: bool) -> list[JsonObject]:
    """The PATCH bodies, in order, that bring their ticket to where ours stands; [] when it is there.

    One for each legal change of status on the way, none out of a final state or into acknowledged.
    `characteristics`: our own fields travel as such (v5); in v4 only a ticket of our own type has
    them.
    """
    own = characteristics or (bool(ours.get("@type")) and theirs.get("@type") == ours["@type"])
    additions = {**_additions(theirs, ours), **(_own_fields(theirs, ours) if own else {})}
    dates = _dates(theirs, ours)
    way = _way(theirs, ours)
    if not way:
        change = {**additions, **dates}
        return [change] if change else []
    reasons = [f"on the way to {way[-1]}"] * (len(way) - 1)
    reasons.append(words(ours.get("statusChangeReason")) or f"the report is {way[-1]}")
    moves: list[JsonObject] = [
        {"status": status.value, "statusChangeReason": reason}
        for status, reason in zip(way, reasons, strict=True)
    ]
    # The lists were just read: the longer they wait, the more of somebody else's they overwrite.
    moves[0] |= additions
    moves[-1] |= dates
    return moves


def _way(theirs: JsonObject, ours: JsonObject) -> list[Status]:
    now = spelled(theirs.get("status"), Status)
    then = spelled(ours.get("status"), Status)
    if now not in list(Status) or then not in list(Status):
        return []
    return way_to(Status(now), Status(then)) or []


def _additions(theirs: JsonObject, ours: JsonObject) -> JsonObject:
    found: JsonObject = {}
    if (notes := with_ours(theirs.get("note"), objects(ours.get("note")))) is not None:
        found["note"] = notes
    there = objects(theirs.get("relatedEntity"))
    known = {_relation(each) for each in there}
    missing = [each for each in objects(ours.get("relatedEntity")) if _relation(each) not in known]
    if missing:
        found["relatedEntity"] = [*there, *missing]
    return found


def _relation(entity: JsonObject) -> tuple[Any, Any]:
    return entity.get("id"), entity.get("role")


def _dates(theirs: JsonObject, ours: JsonObject) -> JsonObject:
    return {
        name: ours[name]
        for name in ("expectedResolutionDate", "resolutionDate")
        if ours.get(name) and moment(ours[name]) != moment(theirs.get(name))
    }


def _own_fields(theirs: JsonObject, ours: JsonObject) -> JsonObject:
    told = {
        name: ours[name]
        for name in OUR_FIELDS
        if ours.get(name) is not None and ours[name] != theirs.get(name)
    }
    if not told:
        return {}
    # v5 has one list for all of them and for those of others.
    present = {name: ours[name] for name in OUR_FIELDS if ours.get(name) is not None}
    kept = theirs.get("troubleTicketCharacteristic")
    return {**present, **({"troubleTicketCharacteristic": kept} if kept else {})}
