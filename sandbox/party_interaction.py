"""TMF683 Party Interaction v4.0.0: where the operator logs every contact with a customer.

Base: /tmf-api/partyInteraction/v4. It has no externalId; any attribute can be filtered, such as
`interactionItem.item.id` or `relatedParty.id`.
"""

import uuid
from dataclasses import dataclass, field

from sandbox.clock import Clock, iso
from sandbox.collection import choose_fields, find
from sandbox.exchange import Answer, Call, JsonObject, not_found
from sandbox.shapes import check_kinds, check_mandatory, check_references

BASE = "/tmf-api/partyInteraction/v4"


@dataclass
class PartyInteractions:
    """The log of contacts."""

    clock: Clock
    own_url: str
    records: dict[str, JsonObject] = field(default_factory=dict)

    def search(self, call: Call) -> Answer:
        """GET /partyInteraction."""
        return find(self.records.values(), call)

    def get(self, call: Call) -> Answer:
        """GET /partyInteraction/{id}."""
        key = call.path["id"]
        if key not in self.records:
            raise not_found("party interaction", key)
        return Answer(200, choose_fields(self.records[key], call))

    def create(self, call: Call) -> Answer:
        """POST /partyInteraction. Raises TmfError 400."""
        body = call.body
        check_mandatory(body, ["interactionDate", "reason", "status", "direction", "channel"])
        check_kinds(
            body,
            {
                "interactionDate": dict,
                "reason": str,
                "status": str,
                "direction": str,
                "description": str,
            },
        )
        check_references(
            body,
            {
                "channel": ("id", "href"),
                "relatedParty": ("id", "@referredType"),
                "interactionItem": (),
                "note": (),
            },
        )
        key = f"PI-{uuid.uuid4().hex[:8]}"
        now = iso(self.clock.now())
        interaction: JsonObject = {
            **body,
            "id": key,
            "href": f"{self.own_url}{BASE}/partyInteraction/{key}",
            "creationDate": now,
            "statusChangeDate": now,
            "@type": body.get("@type", "PartyInteraction"),
        }
        self.records[key] = interaction
        return Answer(201, interaction, {"Location": interaction["href"]})
