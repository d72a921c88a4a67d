"""TMF656 v5.0.0: its serviceProblem from and to v4's words."""

from collections.abc import Callable
from typing import Any

from mend.systems.base import JsonObject
from mend.systems.client import JSON, MERGE_PATCH
from mend.systems.collection import Dialect
from mend.systems.v5 import all_typed, flat, related_entity, related_party, related_place, typed

_LISTS: dict[str, Callable[[list[JsonObject]], list[JsonObject]]] = {
    "affectedService": lambda values: all_typed("ServiceRef", values),
    "affectedLocation": lambda values: [related_place(value) for value in values],
    "externalIdentifier": lambda values: all_typed("ExternalIdentifier", values),
    "note": lambda values: all_typed("Note", values),
    "parentProblem": lambda values: all_typed("ServiceProblemRef", values),
    "relatedEntity": lambda values: [related_entity(value) for value in values],
    "relatedParty": lambda values: [related_party(value) for value in values],
    "troubleTicket": lambda values: all_typed("TroubleTicketRef", values),
}
_OBJECTS: dict[str, Callable[[JsonObject], JsonObject]] = {
    "firstAlert": related_entity,
    "originatorParty": related_party,
}


def to_v5(body: JsonObject) -> JsonObject:
    """A ServiceProblem that Mend writes, of v4, as v5."""
    return typed("ServiceProblem", {name: _theirs(name, value) for name, value in body.items()})


def to_v4(item: JsonObject) -> JsonObject:
    """A ServiceProblem of v5 as far as Mend reads it, in v4's words."""
    return {
        **item,
        "relatedEntity": flat("entity", item.get("relatedEntity")),
        "relatedParty": flat("partyOrPartyRole", item.get("relatedParty")),
        "affectedLocation": flat("place", item.get("affectedLocation")),
    }


def _theirs(name: str, value: Any) -> Any:
    if name in _LISTS:
        return _LISTS[name](value)
    return _OBJECTS[name](value) if name in _OBJECTS else value


V5 = Dialect(
    "/tmf-api/serviceProblemManagement/v5/serviceProblem",
    patch_kinds=(MERGE_PATCH, JSON),
    to_theirs=to_v5,
    to_ours=to_v4,
)
