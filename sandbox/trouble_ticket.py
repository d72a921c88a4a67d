"""TMF621 Trouble Ticket v4.0.0: the operator's ticket system.

Base: /tmf-api/troubleTicket/v4. The status in a POST is passed over (TM Forum's conformance kit
posts nonsense there and expects 201); illegal changes by PATCH are refused. It does not refuse a
second externalId.
"""

import uuid
from dataclasses import dataclass, field

from sandbox.clock import Clock, iso
from sandbox.collection import choose_fields, find
from sandbox.exchange import Answer, Call, JsonObject, TmfError, not_found
from sandbox.lifecycle import TROUBLE_TICKET, check_status
from sandbox.shapes import check_kinds, check_mandatory, check_reference, check_references

BASE = "/tmf-api/troubleTicket/v4"
MANDATORY = ("description", "severity", "ticketType")
KINDS: dict[str, type] = {
    "description": str,
    "severity": str,
    "ticketType": str,
    "name": str,
    "priority": str,
    "externalId": str,
    "statusChangeReason": str,
}
REFERENCES = {
    "note": ("text",),
    "relatedEntity": ("id", "role", "@referredType"),
    "relatedParty": ("id", "@referredType"),
    "troubleTicketRelationship": (),
}
SERVER_SET = ("creationDate", "lastUpdate", "statusChangeDate", "statusChange")
NOT_PATCHABLE = ("id", "href", "@type", "@baseType", "@schemaLocation", *SERVER_SET)


@dataclass
class TroubleTickets:
    """The operator's trouble tickets."""

    clock: Clock
    own_url: str
    records: dict[str, JsonObject] = field(default_factory=dict)

    def search(self, call: Call) -> Answer:
        """GET /troubleTicket."""
        return find(self.records.values(), call)

    def get(self, call: Call) -> Answer:
        """GET /troubleTicket/{id}."""
        return Answer(200, choose_fields(self._record(call.path["id"]), call))

    def create(self, call: Call) -> Answer:
        """POST /troubleTicket. Raises TmfError 400."""
        check_mandatory(call.body, MANDATORY)
        _check(call.body)
        key = f"TT-{uuid.uuid4().hex[:8]}"
        now = iso(self.clock.now())
        ticket: JsonObject = {
            **call.body,
            "id": key,
            "href": f"{self.own_url}{BASE}/troubleTicket/{key}",
            "status": "acknowledged",
            "statusChange": [{"status": "acknowledged", "changeDate": now}],
            "statusChangeDate": now,
            "creationDate": now,
            "lastUpdate": now,
            "@type": call.body.get("@type", "TroubleTicket"),
        }
        self.records[key] = ticket
        return Answer(201, ticket, {"Location": ticket["href"]})

    def patch(self, call: Call) -> Answer:
        """PATCH /troubleTicket/{id} as a JSON merge patch. Raises TmfError 400, 404, 409."""
        ticket = self._record(call.path["id"])
        fixed = [name for name in NOT_PATCHABLE if name in call.body]
        emptied = [name for name in MANDATORY if name in call.body and call.body[name] is None]
        if fixed or emptied:
            names = ", ".join(fixed + emptied)
            raise TmfError(400, "24", "Invalid body field", f"Cannot be changed so: {names}.")
        _check(call.body)
        now = iso(self.clock.now())
        status = call.body.get("status", ticket["status"])
        if check_status(TROUBLE_TICKET, ticket["status"], status):
            change = {"status": status, "changeDate": now}
            if call.body.get("statusChangeReason"):
                change["changeReason"] = call.body["statusChangeReason"]
            ticket["statusChange"] = [*ticket["statusChange"], change]
            ticket["statusChangeDate"] = now
        for name, value in call.body.items():
            if value is None:
                ticket.pop(name, None)
            else:
                ticket[name] = value
        ticket["lastUpdate"] = now
        return Answer(200, ticket)

    def _record(self, key: str) -> JsonObject:
        if key not in self.records:
            raise not_found("trouble ticket", key)
        return self.records[key]


def _check(body: JsonObject) -> None:
    check_kinds(body, KINDS)
    check_references(body, REFERENCES)
    if body.get("channel") is not None:
        check_reference("channel", body["channel"], ["id"])
