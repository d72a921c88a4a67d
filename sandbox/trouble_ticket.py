"""TMF621 Trouble Ticket v4.0.0: the operator's ticket system.

Base: /tmf-api/troubleTicket/v4. The status in a POST is passed over (TM Forum's conformance kit
posts nonsense there and expects 201); illegal changes by PATCH are refused. It does not refuse a
second externalId. An `incident` (a mirrored problem report) moves only when somebody moves it; any
other ticket is a request that the back office works on as sandbox time goes by.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.clock import Clock, iso
from sandbox.collection import choose_fields, find
from sandbox.exchange import Answer, Call, JsonObject, not_found
from sandbox.hub import Hub
from sandbox.lifecycle import TROUBLE_TICKET, check_status
from sandbox.notes import with_note
from sandbox.plans import Plans
from sandbox.shapes import (
    check_kinds,
    check_mandatory,
    check_reference,
    check_references,
    refuse_fixed,
)
from sandbox.ticket_desk import Outcome

BASE = "/tmf-api/troubleTicket/v4"
DESK = "Brightwater customer care"
INCIDENT = "incident"
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
    """The operator's trouble tickets.

    `starts` and `resolves` are sandbox seconds; `settle` does what a request asks for; `held` is
    told of every incident that becomes held; `fails` says whether requests are rejected at the
    moment.
    """

    clock: Clock
    plans: Plans
    hub: Hub
    own_url: str
    starts: float
    resolves: float
    settle: Callable[[JsonObject], Outcome]
    held: Callable[[JsonObject], None]
    fails: Callable[[], bool]
    records: dict[str, JsonObject] = field(default_factory=dict)

    def search(self, call: Call) -> Answer:
        """GET /troubleTicket."""
        return find(self.records.values(), call)

    def get(self, call: Call) -> Answer:
        """GET /troubleTicket/{id}."""
        return Answer(200, choose_fields(self.record(call.path["id"]), call))

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
        self._tell("Create", ticket)
        if not _is_incident(ticket):
            self.plans.after(self.starts, key, lambda: self._start(key))
        return Answer(201, ticket, {"Location": ticket["href"]})

    def patch(self, call: Call) -> Answer:
        """PATCH /troubleTicket/{id} as a JSON merge patch, or as a JSON patch that adds to arrays.

        Raises TmfError 400, 404, 409.
        """
        ticket = self.record(call.path["id"])
        body = call.merge_into(ticket)
        refuse_fixed(body, NOT_PATCHABLE, MANDATORY)
        _check(body)
        status = body.get("status", ticket["status"])
        changes = check_status(TROUBLE_TICKET, ticket["status"], status)
        reason = body.get("statusChangeReason")
        told = ticket.get("note") or []
        plain = {name: value for name, value in body.items() if name != "status"}
        if plain:
            self.change(ticket["id"], plain, tell=bool(set(plain) - {"statusChangeReason"}))
        if changes:
            self.move(ticket["id"], str(status), reason or "")
        elif _is_answered(ticket, told):
            self.move(ticket["id"], "inProgress", "the answer has been received")
        return Answer(200, ticket)

    def change(self, key: str, values: JsonObject, *, tell: bool = True) -> JsonObject:
        """Change attributes other than the status; a None removes one. Raises TmfError 404."""
        ticket = self.record(key)
        for name, value in values.items():
            if value is None:
                ticket.pop(name, None)
            else:
                ticket[name] = value
        ticket["lastUpdate"] = iso(self.clock.now())
        if tell:
            self._tell("AttributeValueChange", ticket)
        return ticket

    def move(self, key: str, status: str, reason: str = "", note: str = "") -> JsonObject:
        """Move a ticket to `status`. Raises TmfError 400, 404, 409."""
        ticket = self.record(key)
        if not check_status(TROUBLE_TICKET, ticket["status"], status):
            return ticket
        now = iso(self.clock.now())
        change = {"status": status, "changeDate": now}
        if reason:
            change["changeReason"] = reason
            ticket["statusChangeReason"] = reason
        ticket["status"] = status
        ticket["statusChange"] = [*ticket["statusChange"], change]
        ticket["statusChangeDate"] = ticket["lastUpdate"] = now
        if note:
            ticket["note"] = with_note(ticket, DESK, now, note)
        self.plans.moved(key)
        self._tell("StatusChange", ticket)
        self._follow(ticket, now)
        return ticket

    def add_note(self, key: str, author: str, text: str) -> JsonObject:
        """A note by somebody of the operator's. Raises TmfError 404."""
        notes = with_note(self.record(key), author, iso(self.clock.now()), text)
        return self.change(key, {"note": notes})

    def record(self, key: str) -> JsonObject:
        """The ticket with that id. Raises TmfError 404."""
        if key not in self.records:
            raise not_found("trouble ticket", key)
        return self.records[key]

    def _follow(self, ticket: JsonObject, now: str) -> None:
        key, status = ticket["id"], ticket["status"]
        if status == "resolved":
            ticket.setdefault("resolutionDate", now)
            self._tell("Resolved", ticket)
        elif status == "pending":
            self._tell("InformationRequired", ticket)
        elif status == "held" and _is_incident(ticket):
            self.held(ticket)
        elif status == "inProgress":
            ticket.pop("resolutionDate", None)
            if not _is_incident(ticket):
                self.plans.after(self.resolves - self.starts, key, lambda: self._finish(key))

    def _start(self, key: str) -> None:
        if self.fails():
            self.move(key, "rejected", "this cannot be done for this customer")
        else:
            self.move(key, "inProgress", "customer care is working on it")

    def _finish(self, key: str) -> None:
        outcome = self.settle(self.records[key])
        self.move(key, "resolved", outcome.reason, outcome.note)

    def _tell(self, what: str, ticket: JsonObject) -> None:
        self.hub.emit(f"TroubleTicket{what}Event", "troubleTicket", ticket)


def _is_incident(ticket: JsonObject) -> bool:
    return str(ticket["ticketType"]).lower() == INCIDENT


def _is_answered(ticket: JsonObject, told: list[JsonObject]) -> bool:
    """Whether a request that waits for an answer has a note that was not there before."""
    waits = ticket["status"] == "pending" and not _is_incident(ticket)
    return waits and any(note not in told for note in ticket.get("note") or [])


def _check(body: JsonObject) -> None:
    check_kinds(body, KINDS)
    check_references(body, REFERENCES)
    if body.get("channel") is not None:
        check_reference("channel", body["channel"], ["id"])
