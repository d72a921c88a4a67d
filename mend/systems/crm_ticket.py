"""TMF621 TroubleTicket_Create for a request to another CRM process, as a ticket that depends on the
problem report.
"""

from collections.abc import Mapping
from typing import Any

from mend.problem import CRM_PROCESS_IDS, REQUEST_KINDS, CrmProcess, RequestKind
from mend.systems.base import OWNER, JsonObject, Refused

# Free text in TMF621; "Bill Dispute" is its own published example of a ticket for Bill Inquiry
# Handling. A visit is a ticket only where nobody could offer times for it.
TICKET_TYPES = {
    RequestKind.REPLACEMENT: "Order Request",
    RequestKind.SIM_CARD: "SIM Card Request",
    RequestKind.RELOCATION: "Relocation Request",
    RequestKind.NUMBER_TRANSFER: "Number Transfer Request",
    RequestKind.QUESTION: "Bill Inquiry",
    RequestKind.DISPUTE: "Bill Dispute",
    RequestKind.EXTENSION: "Bill Inquiry",
    RequestKind.VISIT: "Appointment Request",
    RequestKind.LEAVE: "Retention Request",
    RequestKind.CREDIT: "SLA Violation",
}


def create_body(key: str, body: Mapping[str, Any]) -> JsonObject:
    """TroubleTicket_Create for a request. Raises Refused for a process that takes no tickets."""
    process, kind = _asked(body)
    created: JsonObject = {
        "name": f"{CRM_PROCESS_IDS[process]} {process} {kind}",
        "description": body["what"],
        # The problem has its own report; this asks for something about it.
        "severity": "Minor",
        "ticketType": TICKET_TYPES[kind],
        "externalId": key,
        "channel": {"id": "self-service", "name": "self service"},
    }
    if body["report"]:
        created["troubleTicketRelationship"] = [
            {"id": body["report"], "relationshipType": "dependent"}
        ]
    if body["customer"]:
        created["relatedParty"] = [
            {"id": body["customer"], "role": "customer", "@referredType": "Customer"}
        ]
    if body["contact"]:
        text = f"Reach the customer at {body['contact']}"
        created["note"] = [{"author": OWNER, "date": body["at"], "text": text}]
    return created


def _asked(body: Mapping[str, Any]) -> tuple[CrmProcess, RequestKind]:
    """The process, and what is asked of it; a letter without a kind asks the process's first."""
    given = body["process"]
    if given not in list(CrmProcess):
        raise Refused(f"trouble_ticket: knows no process {given!r}")
    process = CrmProcess(given)
    kinds = REQUEST_KINDS[process]
    asked = body.get("kind") or kinds[0]
    if asked not in kinds or asked not in TICKET_TYPES:
        raise Refused(f"trouble_ticket: no ticket type for {process} {asked}")
    return process, RequestKind(asked)
