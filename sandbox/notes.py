"""Notes, characteristics and related entities: small arrays that several TM Forum resources have.

They are replaced, never changed in place: an event keeps what it was told.
"""

import uuid
from typing import Any

from sandbox.exchange import JsonObject


def with_note(record: JsonObject, author: str, when: str, text: str) -> list[JsonObject]:
    """The notes of `record` and one more."""
    made = {"id": uuid.uuid4().hex[:12], "author": author, "date": when, "text": text}
    return [*(record.get("note") or []), made]


def with_characteristic(record: JsonObject, name: str, value: Any) -> list[JsonObject]:
    """The characteristics of `record` with `name` set to `value`; None takes it away."""
    others = [each for each in record.get("characteristic") or [] if each["name"] != name]
    if value is None:
        return others
    return [*others, {"name": name, "valueType": "string", "value": value}]


def party_ids(record: JsonObject) -> list[str]:
    """The ids of the parties related to `record`."""
    parties = record.get("relatedParty") or []
    return [str(party["id"]) for party in parties if "id" in party]
