"""TMF683 Party Interaction v4.0.0: a call-back or a complaint, asked of Customer Interaction
Management (eTOM 1.3.5), and the log of what a customer was taught.

POST, GET and PATCH /partyInteraction. It has no external id, so our key is part of `description`; the
customer's words are a note of the interaction's item.
"""

from collections.abc import Mapping
from typing import Any

from mend.problem import RequestKind
from mend.systems.adapter import Adapter, ids_of, ours
from mend.systems.base import OWNER, JsonObject, Refused
from mend.systems.client import Client, in_path
from mend.systems.collection import Collection, Dialect
from mend.systems.notes import with_ours
from mend.systems.shapes import spelled

BASE = "/tmf-api/partyInteraction/v4"
REASONS = {
    RequestKind.CALL_BACK: "call-back requested",
    RequestKind.COMPLAINT: "complaint",
    RequestKind.URGENT_CALL: "urgent call-back: danger",
}
EDUCATION = "educational interaction"
# TMF683's example values: all that its states are.
STATES = ("open", "inProgress", "completed")
# TMF683 wants an href beside each id; these name the resource and are followed by nobody.
_CHANNEL = {"id": "self-service", "href": "/channel/self-service", "name": "self service"}


class PartyInteractions(Adapter):
    """The provider's log of contacts with customers."""

    def __init__(self, client: Client):
        super().__init__(client)
        self.interactions = Collection(client, Dialect(f"{BASE}/partyInteraction"))

    def get(self, key: str) -> str:
        """Where an interaction stands: open, inProgress or completed. Raises TryLater, Refused."""
        return _state(self.interactions.get(key))

    def deliver(self, operation: str, key: str, body: Mapping[str, Any]) -> str:
        """`create` a request for a call-back or a complaint, or `log` an educational interaction.

        Raises TryLater, Refused.
        """
        if operation == "create":
            return self.interactions.create(create_body(key, body))
        if operation == "log":
            return self.interactions.create(log_body(key, body))
        raise self._not_known(operation)

    def find_all(self, operation: str, key: str, body: Mapping[str, Any]) -> list[str]:
        """The ids of the interactions with our description, oldest first. Raises TryLater, Refused."""
        known = description(key, EDUCATION if operation == "log" else _reason(body))
        return super().find_all(operation, known, body)

    def undo(self, operation: str, reference: str, body: Mapping[str, Any]) -> bool:
        """Complete what was asked twice; a second entry in the log is there for good."""
        return operation != "log" and super().undo(operation, reference, body)

    def _find(self, key: str) -> list[str]:
        found = ours(
            self.interactions, {"description": key}, lambda item: item.get("description") == key
        )
        return ids_of(self.interactions, found)

    def _take_back(self, reference: str) -> bool:
        # TMF683 knows no cancelling: it is completed, with a note that says so.
        self.interactions.bring(reference, _completed)
        return True


def description(key: str, what: str) -> str:
    """The interaction's description, by which it is found again."""
    return f"Mend {what} {key}"


def create_body(key: str, body: Mapping[str, Any]) -> JsonObject:
    """PartyInteraction_Create for a request. Raises Refused for a kind that is none of these."""
    reason = _reason(body)
    notes = [{"author": OWNER, "text": body["what"]}]
    if body["contact"]:
        notes.append({"author": OWNER, "text": f"Reach the customer at {body['contact']}"})
    return _interaction(key, reason, "open", {"reason": reason, "note": notes}, body)


def log_body(key: str, body: Mapping[str, Any]) -> JsonObject:
    """PartyInteraction_Create for what a customer was taught: `what` and how it ended, `resolution`."""
    item = {"reason": body["what"], "resolution": body["resolution"]}
    return _interaction(key, EDUCATION, "completed", item, body)


def _interaction(
    key: str, reason: str, status: str, item: JsonObject, body: Mapping[str, Any]
) -> JsonObject:
    when = {"startDateTime": body["at"]}
    item = {**item, "itemDate": when}
    if body["report"]:
        item["item"] = {
            "id": body["report"],
            "role": "problemReport",
            "@referredType": "TroubleTicket",
        }
    created: JsonObject = {
        "interactionDate": when,
        "description": description(key, reason),
        "reason": reason,
        "status": status,
        "direction": "inbound",
        "channel": [_CHANNEL],
        "interactionItem": [item],
    }
    if body["customer"]:
        created["relatedParty"] = [
            {
                "id": body["customer"],
                "href": f"/customer/{in_path(body['customer'])}",
                "role": "customer",
                "@referredType": "Customer",
            }
        ]
    return created


def _reason(body: Mapping[str, Any]) -> str:
    """What is asked; a letter without a kind asks for a call-back."""
    kind = body.get("kind") or RequestKind.CALL_BACK
    if kind not in REASONS:
        raise Refused(f"party_interaction: takes no {kind!r}")
    return REASONS[RequestKind(kind)]


def _completed(now: JsonObject) -> list[JsonObject]:
    if _state(now) == "completed":
        return []
    note = {"author": OWNER, "text": "Asked twice by mistake: nothing is to be done for this one."}
    change: JsonObject = {"status": "completed"}
    notes = with_ours(now.get("note"), [note])
    return [{**change, "note": notes} if notes is not None else change]


def _state(item: JsonObject) -> str:
    return spelled(item.get("status"), STATES)
