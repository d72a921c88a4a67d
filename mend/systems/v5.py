"""What TM Forum's v5 of every API spells otherwise than its v4: each object names its type, and a
reference stands inside what relates to it.
"""

from typing import Any

from mend.systems.base import JsonObject
from mend.systems.shapes import fields, objects

_AROUND = ("role", "@type")


def typed(kind: str, value: JsonObject) -> JsonObject:
    """An object of v4 with the `@type` that v5 wants."""
    return {**value, "@type": kind}


def all_typed(kind: str, values: list[JsonObject]) -> list[JsonObject]:
    """The objects of a list with their `@type`."""
    return [typed(kind, value) for value in values]


def related_entity(value: JsonObject) -> JsonObject:
    """RelatedEntity of v4 {id, role, @referredType} as v5 has it: {role, entity}."""
    return _around("RelatedEntity", "entity", "EntityRef", value)


def related_party(value: JsonObject) -> JsonObject:
    """RelatedParty of v4 as v5's RelatedPartyRefOrPartyRoleRef.

    v4 says of the customer that it is a Customer; that is the role of a party.
    """
    kind = "PartyRef" if value.get("@referredType") in ("Individual", "Organization") else ""
    return _around(
        "RelatedPartyRefOrPartyRoleRef", "partyOrPartyRole", kind or "PartyRoleRef", value
    )


def related_place(value: JsonObject) -> JsonObject:
    """RelatedPlace of v4 as v5's RelatedPlaceRefOrValue, which wants a role."""
    place = {"role": "affectedPlace", **value}
    return _around("RelatedPlaceRefOrValue", "place", "PlaceRef", place)


def flat(name: str, values: Any) -> list[JsonObject]:
    """The references that stand inside `name`, as v4 has them: {id, role, @referredType}."""
    return [
        {
            **{key: part for key, part in fields(each.get(name)).items() if key != "@type"},
            **{key: part for key, part in each.items() if key not in (name, "@type")},
        }
        for each in objects(values)
    ]


def _around(kind: str, name: str, inner: str, value: JsonObject) -> JsonObject:
    reference = {key: part for key, part in value.items() if key not in _AROUND}
    role = value.get("role") or "related"  # v4 may do without where v5 may not
    return {"@type": kind, "role": role, name: typed(inner, reference)}
