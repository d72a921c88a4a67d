"""Letters as Mend writes them: every operation of every system that takes letters."""

from dataclasses import dataclass, field
from typing import Any

KEY = "0123456789abcdef0123456789abcdef"
FIRST = "11111111111111111111111111111111"  # the key of the letter that an operation is about
AT = "2026-03-02T09:00:00+00:00"

SUMMARY: dict[str, Any] = {
    "report": "PR1",
    "customer": "cus-1",
    "product": "prod-1",
    "services": ["svc-1"],
    "place": {"id": "area-1", "name": "Hillside", "role": "installationAddress"},
    "symptom": "no_internet",
    "description": "nothing works",
    "category": "serviceProvider.declared",
    "priority": 3,
    "reason": "line_fault",
    "suspected_layer": "access_line",
    "tests": [
        {
            "kind": "line_test",
            "id": "ST-1",
            "state": "completed",
            "outcome": "fault",
            "evidence": {"sync": False},
        },
        {"kind": "refresh_line", "id": None, "state": "asked", "outcome": None, "evidence": None},
    ],
    "tried": [
        {
            "guide": "no_internet",
            "step": "check_power",
            "kind": "do",
            "answer": "same",
            "effect": "no_effect",
            "evidence": None,
            "at": AT,
        }
    ],
    "previous": ["SP-0"],
    "history": ["SM&O resolved SP-0; the customer rejected it."],
}
REQUEST: dict[str, Any] = {
    "process": "interaction",
    "kind": "call_back",
    "what": "The customer asks for a person",
    "report": "PR1",
    "customer": "cus-1",
    "contact": None,
    "at": AT,
}
TICKET: dict[str, Any] = {
    "id": "PR1",
    "href": "https://mend.example/tmf-api/troubleTicket/v4/troubleTicket/PR1",
    "name": "No internet",
    "description": "nothing works",
    "severity": "Major",
    "ticketType": "incident",
    "priority": "High",
    "status": "resolved",
    "statusChangeReason": "restored: cabling",
    "statusChangeDate": AT,
    "statusChange": [{"status": "acknowledged", "changeDate": AT}],
    "creationDate": AT,
    "lastUpdate": AT,
    "expectedResolutionDate": "2026-03-03T09:00:00+00:00",
    "resolutionDate": "2026-03-02T10:00:00+00:00",
    "channel": {"id": "self-service", "name": "self service"},
    "note": [{"id": "n1", "author": "mend", "date": AT, "text": "[1.3.7.6 restored] cabling"}],
    "relatedEntity": [
        {"id": "prod-1", "role": "affectedProduct", "@referredType": "Product"},
        {"id": "SP-1", "role": "serviceProblem", "@referredType": "ServiceProblem"},
    ],
    "relatedParty": [{"id": "cus-1", "role": "customer", "@referredType": "Customer"}],
    "troubleTicketRelationship": [{"id": "PR0", "relationshipType": "dependent"}],
    "@type": "CustomerProblemReport",
    "@baseType": "TroubleTicket",
    "@schemaLocation": "https://mend.example/tmf/CustomerProblemReport.schema.json",
    "restorationResult": "restored",
    "restorationActivities": [{"step": "check_cables", "effect": "fixed"}],
    "handOff": {"to": "smo", "serviceProblem": "SP-1"},
}
SLOT = {"start": "2026-03-04T08:00:00+00:00", "end": "2026-03-04T10:00:00+00:00"}
LATER = {"start": "2026-03-05T08:00:00+00:00", "end": "2026-03-05T10:00:00+00:00"}
VISIT: dict[str, Any] = {
    "slot": SLOT,
    "report": "PR1",
    "customer": "cus-1",
    "place": {"id": "area-1", "name": "Hillside"},
    "what": "Check the wiring",
}
ORDER: dict[str, Any] = {
    "report": "PR1",
    "customer": "cus-1",
    "product": "prod-1",
    "action": "upgrade",
    "offering": "po-250",
    "characteristics": {"downloadSpeed": "250"},
    "term": {"months": 12},
    "text": "Order, 35.00 EUR a month for 12 months",
    "at": AT,
}
NOTE: dict[str, Any] = {
    "problem": None,
    "created_by": FIRST,
    "note": {"id": "n7", "text": "The customer is at home from six", "date": AT},
}
EVENT: dict[str, Any] = {
    "eventId": "ev-1",
    "eventTime": AT,
    "eventType": "TroubleTicketStatusChangeEvent",
    "event": {"troubleTicket": {"id": "PR1"}},
}


@dataclass(frozen=True)
class Job:
    """One operation of one system: the letter, and what kind of answer it needs to be sure."""

    system: str
    operation: str
    body: dict[str, Any]
    method: str = "POST"
    answer: str = "id"  # or "object": any JSON object will do, or "none"
    first: tuple[str, dict[str, Any]] | None = None  # the letter that it is about, under FIRST
    version: str = "v4"
    asks: str = field(default="")  # part of the path of its own request

    def __str__(self) -> str:
        suffix = "" if self.version == "v4" else f"-{self.version}"
        kind = self.body.get("kind", "")
        return "-".join(each for each in (self.system, self.operation, kind) if each) + suffix


def _both(**of: Any) -> list[Job]:
    return [Job(**of), Job(**of, version="v5")]


MAKING = [
    *_both(system="service_problem", operation="create", body=SUMMARY),
    Job("service_test", "start", {"service": "svc-1"}),
    Job("activation", "request", {"action": "refresh_line", "service": "svc/1"}, "PATCH"),
    Job("party_interaction", "create", REQUEST),
    Job("party_interaction", "create", {**REQUEST, "kind": "complaint", "contact": "a@b.example"}),
    Job(
        "party_interaction",
        "log",
        {**REQUEST, "kind": "", "what": "Two routers", "resolution": "One was taken away"},
    ),
    *_both(
        system="trouble_ticket",
        operation="create",
        body={**REQUEST, "process": "order_handling", "kind": "replacement", "contact": "+49151"},
    ),
    *_both(system="trouble_ticket", operation="open", body={"ticket": TICKET}),
    Job("appointment", "book", VISIT),
    Job("product_order", "place", ORDER),
]
REPEATABLE = [
    *_both(
        system="service_problem",
        operation="note",
        body=NOTE,
        method="PATCH",
        answer="object",
        first=("create", SUMMARY),
    ),
    *_both(
        system="service_problem",
        operation="withdraw",
        body={**NOTE, "reason": "It works again"},
        method="PATCH",
        answer="object",
        first=("create", SUMMARY),
    ),
    *_both(
        system="trouble_ticket",
        operation="update",
        body={"ticket": TICKET},
        method="PATCH",
        answer="object",
        first=("open", {"ticket": {**TICKET, "note": [], "relatedEntity": []}}),
    ),
    Job(
        "appointment",
        "move",
        {"appointment": None, "booked_by": FIRST, "slot": LATER},
        "PATCH",
        "object",
        ("book", VISIT),
    ),
    Job(
        "appointment",
        "cancel",
        {"appointment": None, "booked_by": FIRST, "reason": "It works again"},
        "PATCH",
        "object",
        ("book", VISIT),
    ),
    Job(
        "product_order",
        "cancel",
        {"order": None, "placed_by": FIRST, "reason": "Changed their mind"},
        "POST",
        "object",
        ("place", ORDER),
        asks="cancelProductOrder",
    ),
    Job("subscriber", "event", {"callback": "", "event": EVENT}, "POST", "none"),
]
JOBS = MAKING + REPEATABLE
