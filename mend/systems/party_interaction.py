"""TMF683 Party Interaction v4.0.0: a call-back, asked of Customer Interaction Management (eTOM
1.3.5).

POST and GET /partyInteraction. It has no external id, so our key is part of `description`; the
customer's words are a note of the interaction's item.
"""

from collections.abc import Mapping
from typing import Any

from mend.systems.base import Adapter, JsonObject, in_path

BASE = "/tmf-api/partyInteraction/v4"
REASON = "call-back requested"
# TMF683 wants an href beside each id; these name the resource and are followed by nobody.
_CHANNEL = {"id": "self-service", "href": "/channel/self-service", "name": "self service"}


class PartyInteractions(Adapter):
    """The provider's log of contacts with customers."""

    def deliver(self, operation: str, key: str, body: Mapping[str, Any]) -> str:
        """`create` a request for a call-back. Raises TryLater, Refused."""
        if operation != "create":
            raise self._not_known(operation)
        answer = self.client.write("POST", f"{BASE}/partyInteraction", create_body(key, body))
        return self.client.their_id("POST", answer)

    def find_all(self, key: str) -> list[str]:
        """The ids of the interactions with our description. Raises TryLater, Refused."""
        ours = description(key)
        path = f"{BASE}/partyInteraction"
        return self._ours(path, {"description": ours}, lambda item: item.get("description") == ours)


def description(key: str) -> str:
    """The interaction's description, by which it is found again."""
    return f"Mend call-back request {key}"


def create_body(key: str, body: Mapping[str, Any]) -> JsonObject:
    """PartyInteraction_Create for a call-back."""
    notes = [{"author": "mend", "text": body["what"]}]
    if body["contact"]:
        notes.append({"author": "mend", "text": f"Reach the customer at {body['contact']}"})
    item: JsonObject = {"reason": REASON, "note": notes, "itemDate": {"startDateTime": body["at"]}}
    if body["report"]:
        item["item"] = {
            "id": body["report"],
            "role": "problemReport",
            "@referredType": "TroubleTicket",
        }
    created: JsonObject = {
        "interactionDate": {"startDateTime": body["at"]},
        "description": description(key),
        "reason": REASON,
        "status": "open",
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
