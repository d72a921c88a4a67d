"""TMF621 v5.0.1: its troubleTicket from and to v4's words.

The external id has become a list of identifiers, the history of states another name, and what Mend
adds to a v4 ticket as fields of its own travels as characteristics.
"""

from collections.abc import Callable
from typing import Any

from mend.systems.base import OWNER, JsonObject
from mend.systems.client import JSON, MERGE_PATCH
from mend.systems.collection import Dialect
from mend.systems.shapes import objects
from mend.systems.v5 import all_typed, flat, related_entity, related_party, typed

OUR_FIELDS = ("restorationResult", "restorationActivities", "handOff")
_EXTERNAL = "problemReport"
_KEPT = "troubleTicketCharacteristic"
_NOT_IN_V5 = frozenset({"@type", "@baseType", "@schemaLocation", "externalId", *OUR_FIELDS})

_LISTS: dict[str, Callable[[list[JsonObject]], list[JsonObject]]] = {
    "note": lambda values: all_typed("Note", values),
    "relatedEntity": lambda values: [related_entity(value) for value in values],
    "relatedParty": lambda values: [related_party(value) for value in values],
    "troubleTicketRelationship": lambda values: all_typed("TroubleTicketRelationship", values),
}


def to_v5(body: JsonObject) -> JsonObject:
    """A TroubleTicket that Mend writes, of v4, as v5."""
    ticket = {name: _theirs(name, body[name]) for name in body if name not in _NOT_IN_V5}
    if "externalId" in body:
        ticket["externalIdentifier"] = [
            {
                "@type": "ExternalIdentifier",
                "id": body["externalId"],
                "owner": OWNER,
                "externalIdentifierType": _EXTERNAL,
            }
        ]
    own = [_characteristic(name, body[name]) for name in OUR_FIELDS if body.get(name) is not None]
    if own:
        others = [each for each in objects(body.get(_KEPT)) if each.get("name") not in OUR_FIELDS]
        ticket[_KEPT] = [*others, *own]
    return typed("TroubleTicket", ticket)


def to_v4(item: JsonObject) -> JsonObject:
    """A TroubleTicket of v5 as far as Mend reads it, in v4's words."""
    identifiers = objects(item.get("externalIdentifier"))
    mine = [each for each in identifiers if each.get("owner") == OWNER] or identifiers
    own = {
        each["name"]: each.get("value")
        for each in objects(item.get(_KEPT))
        if each.get("name") in OUR_FIELDS
    }
    return {
        **item,
        **own,
        "externalId": mine[0].get("id") if mine else None,
        "relatedEntity": flat("entity", item.get("relatedEntity")),
        "relatedParty": flat("partyOrPartyRole", item.get("relatedParty")),
    }


def _theirs(name: str, value: Any) -> Any:
    if name == "channel":
        return typed("ChannelRef", value)
    return _LISTS[name](value) if name in _LISTS else value


def _characteristic(name: str, value: Any) -> JsonObject:
    kind = "String"
    if isinstance(value, list):
        kind = "StringArray" if all(isinstance(each, str) for each in value) else "ObjectArray"
    elif isinstance(value, dict):
        kind = "Object"
    return {"@type": f"{kind}Characteristic", "name": name, "value": value}


V5 = Dialect(
    "/tmf-api/troubleTicket/v5/troubleTicket",
    patch_kinds=(MERGE_PATCH, JSON),
    to_theirs=to_v5,
    to_ours=to_v4,
)
