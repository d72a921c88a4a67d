"""What the attributes of a trouble ticket must look like when a client system writes them (TMF621 v4.0.0)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from mend.ticket import read_moment
from web.tmf.errors import TmfError, invalid

TEXT_LIMIT = 4000
NAME_LIMIT = 128  # of an attribute that TMF621 does not know
ITEMS_LIMIT = 500

MANDATORY = ("description", "severity", "ticketType")
# Attributes that are text: the most characters.
TEXTS = {
    "description": TEXT_LIMIT,
    "severity": 64,
    "ticketType": 64,
    "name": 256,
    "priority": 64,
    "externalId": 128,
    "statusChangeReason": 256,
}
DATES = ("requestedResolutionDate", "expectedResolutionDate", "resolutionDate")

# Parts of objects: "text!" must be there and not be empty. None: an object of any kind.
_LINK = {"href": "text", "name": "text", "@type": "text", "@baseType": "text"}
_LINK |= {"@schemaLocation": "text", "@referredType": "text"}
OBJECTS: dict[str, Mapping[str, str]] = {"channel": {"id": "text!", **_LINK}}
LISTS: dict[str, Mapping[str, str]] = {
    "note": {"id": "text", "author": "text", "date": "note date", "text": "text!"},
    "relatedEntity": {**_LINK, "id": "text!", "role": "text!", "@referredType": "text!"},
    "relatedParty": {**_LINK, "id": "text!", "role": "text", "@referredType": "text!"},
    "troubleTicketRelationship": {**_LINK, "id": "text", "relationshipType": "text"},
    "attachment": {
        **_LINK,
        "id": "text",
        "attachmentType": "text",
        "content": "text",
        "description": "text",
        "mimeType": "text",
        "url": "text",
        "size": "size",
        "validFor": "period",
    },
}
TYPES = ("@type", "@baseType", "@schemaLocation")


def check(name: str, value: Any) -> None:
    """Raise TmfError 24 unless the attribute can have this value; null can be had by all that may be absent."""
    if name in MANDATORY and (value is None or value == ""):
        raise invalid(name, "is mandatory, and cannot be empty")
    if value is None:
        return
    if name in TEXTS:
        _text(name, value, TEXTS[name])
    elif name in TYPES:
        _text(name, value, TEXT_LIMIT)
    elif name in DATES:
        date(name, value)
    elif name in OBJECTS:
        _object(name, value, OBJECTS[name])
    elif name in LISTS:
        _list(name, value, LISTS[name])
    elif not 0 < len(name) <= NAME_LIMIT:
        raise TmfError("22", f"An attribute's name has 1 to {NAME_LIMIT} characters.")


def date(name: str, value: Any) -> datetime:
    """The moment that an attribute names, in UTC. Raises TmfError 24."""
    when = read_moment(value) if isinstance(value, str) else None
    if when is None:
        raise invalid(name, "must be a date and time with its zone, as 2026-03-02T09:00:00Z")
    return when


def note_date(name: str, value: Any) -> datetime:
    """The moment of a note: many systems leave the zone out, so that UTC is meant then. Raises TmfError 24."""
    when = read_moment(value, UTC) if isinstance(value, str) else None
    if when is None:
        raise invalid(name, "must be a date and time")
    return when


def _text(name: str, value: Any, most: int, *, empty: bool = True) -> None:
    if not isinstance(value, str) or not (value or empty):
        raise invalid(name, "must be a string" + ("" if empty else " that is not empty"))
    if len(value) > most:
        raise invalid(name, f"has at most {most} characters")


def _list(name: str, value: Any, parts: Mapping[str, str]) -> None:
    if not isinstance(value, list):
        raise invalid(name, "must be an array")
    if len(value) > ITEMS_LIMIT:
        raise invalid(name, f"has at most {ITEMS_LIMIT} items")
    for item in value:
        _object(name, item, parts)


def _object(name: str, value: Any, parts: Mapping[str, str]) -> None:
    if not isinstance(value, dict):
        raise invalid(name, "must be an object, or an array of objects where TMF621 says so")
    for part, kind in parts.items():
        _part(f"{name}.{part}", value.get(part), kind)


def _part(name: str, value: Any, kind: str) -> None:
    if kind == "text!":
        most = 128 if name.endswith(".id") else TEXT_LIMIT
        _text(name, value, most, empty=False)
        if not value.strip():
            raise invalid(name, "must not be blank")
    elif value is None:
        return
    elif kind == "text":
        _text(name, value, 10**6 if name.endswith(".content") else TEXT_LIMIT)
    elif kind == "note date":
        note_date(name, value)
    elif kind == "size":
        _size(name, value)
    else:
        _period(name, value)


def _size(name: str, value: Any) -> None:
    number = value.get("amount", 0) if isinstance(value, dict) else None
    if not isinstance(number, int | float) or isinstance(number, bool):
        raise invalid(name, "must be {amount: number, units: string}")
    _text(f"{name}.units", value.get("units", ""), TEXT_LIMIT)


def _period(name: str, value: Any) -> None:
    if not isinstance(value, dict):
        raise invalid(name, "must be {startDateTime, endDateTime}")
    for part in ("startDateTime", "endDateTime"):
        if value.get(part) is not None:
            date(f"{name}.{part}", value[part])
