"""TMF683 Party Interaction v4.0.0: where the operator logs every contact with a customer.

Base: /tmf-api/partyInteraction/v4. It has no externalId; any attribute can be filtered, such as
`interactionItem.item.id` or `relatedParty.id`. Its status is free text: one that is `open` is a
contact that the customer waits for, and is taken up and completed as sandbox time goes by.
"""

import uuid
from dataclasses import dataclass, field

from sandbox.clock import Clock, iso
from sandbox.collection import choose_fields, find
from sandbox.exchange import Answer, Call, JsonObject, TmfError, not_found
from sandbox.hub import Hub
from sandbox.notes import with_note
from sandbox.plans import Plans
from sandbox.shapes import check_kinds, check_mandatory, check_references, refuse_fixed

BASE = "/tmf-api/partyInteraction/v4"
AUTHOR = "Brightwater customer care"
MANDATORY = ("interactionDate", "reason", "status", "direction", "channel")
FINISHED = ("completed", "cancelled")
KINDS: dict[str, type] = {
    "interactionDate": dict,
    "reason": str,
    "status": str,
    "direction": str,
    "description": str,
}
REFERENCES = {
    "channel": ("id", "href"),
    "relatedParty": ("id", "@referredType"),
    "interactionItem": (),
    "note": (),
}


@dataclass
class PartyInteractions:
    """The log of contacts. `starts` and `completes` are sandbox seconds after the POST."""

    clock: Clock
    plans: Plans
    hub: Hub
    own_url: str
    starts: float
    completes: float
    records: dict[str, JsonObject] = field(default_factory=dict)

    def search(self, call: Call) -> Answer:
        """GET /partyInteraction."""
        return find(self.records.values(), call)

    def get(self, call: Call) -> Answer:
        """GET /partyInteraction/{id}."""
        return Answer(200, choose_fields(self.record(call.path["id"]), call))

    def create(self, call: Call) -> Answer:
        """POST /partyInteraction. Raises TmfError 400."""
        body = call.body
        check_mandatory(body, MANDATORY)
        _check(body)
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
        self._tell("Create", interaction)
        if body["status"] == "open":
            self.plans.after(self.starts, key, lambda: self._take_up(key))
        return Answer(201, interaction, {"Location": interaction["href"]})

    def patch(self, call: Call) -> Answer:
        """PATCH /partyInteraction/{id} as a JSON merge patch. Raises TmfError 400, 404, 409."""
        interaction = self.record(call.path["id"])
        body = call.merge_into(interaction)
        refuse_fixed(body, ("id", "href", "creationDate", "statusChangeDate"), MANDATORY)
        _check(body)
        plain = {name: value for name, value in body.items() if name != "status"}
        for name, value in plain.items():
            if value is None:
                interaction.pop(name, None)
            else:
                interaction[name] = value
        if plain:
            self._tell("AttributeValueChange", interaction)
        status = str(body.get("status", interaction["status"]))
        return Answer(200, self.move(interaction["id"], status))

    def move(self, key: str, status: str, text: str = "") -> JsonObject:
        """Move a contact to `status`, with a note. Raises TmfError 404, 409."""
        interaction = self.record(key)
        before = interaction["status"]
        if status == before:
            return interaction
        if before in FINISHED:
            raise TmfError(409, "illegalStatusChange", "Conflict", f"It is {before}.")
        now = iso(self.clock.now())
        interaction["status"] = status
        interaction["statusChangeDate"] = now
        if text:
            interaction["note"] = with_note(interaction, AUTHOR, now, text)
        self.plans.moved(key)
        self._tell("StatusChange", interaction)
        return interaction

    def record(self, key: str) -> JsonObject:
        """The contact with that id. Raises TmfError 404."""
        if key not in self.records:
            raise not_found("party interaction", key)
        return self.records[key]

    def _take_up(self, key: str) -> None:
        self.move(key, "inProgress")
        text = "The customer was called."
        self.plans.after(
            self.completes - self.starts, key, lambda: self.move(key, "completed", text)
        )

    def _tell(self, what: str, interaction: JsonObject) -> None:
        self.hub.emit(f"PartyInteraction{what}Event", "partyInteraction", interaction)


def _check(body: JsonObject) -> None:
    check_kinds(body, KINDS)
    check_references(body, REFERENCES)
