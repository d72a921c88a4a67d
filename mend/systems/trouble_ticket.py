"""TMF621 Trouble Ticket v4.0.0: a request to another CRM process, as a ticket that depends on the
problem report.

POST and GET /troubleTicket. Our key travels as `externalId`; mandatory are description, severity
and ticketType.
"""

from collections.abc import Mapping
from typing import Any

from mend.problem import CRM_PROCESS_IDS, CrmProcess
from mend.systems.base import Adapter, JsonObject, Refused

BASE = "/tmf-api/troubleTicket/v4"
# Free text in TMF621; "Bill Dispute" is its own published example of a ticket for Bill Inquiry
# Handling.
TICKET_TYPES = {
    CrmProcess.ORDER_HANDLING: "Order Request",
    CrmProcess.BILL_INQUIRY: "Bill Dispute",
    CrmProcess.APPOINTMENT: "Appointment Request",
}


class TroubleTickets(Adapter):
    """The provider's ticket system."""

    def deliver(self, operation: str, key: str, body: Mapping[str, Any]) -> str:
        """`create` a request to a CRM process. Raises TryLater, Refused."""
        if operation != "create":
            raise self._not_known(operation)
        answer = self.client.write("POST", f"{BASE}/troubleTicket", create_body(key, body))
        return self.client.their_id("POST", answer)

    def find_all(self, key: str) -> list[str]:
        """The ids of the tickets with our external id. Raises TryLater, Refused."""
        path = f"{BASE}/troubleTicket"
        return self._ours(path, {"externalId": key}, lambda item: item.get("externalId") == key)


def create_body(key: str, body: Mapping[str, Any]) -> JsonObject:
    """TroubleTicket_Create for a request. Raises Refused for a process that takes no tickets."""
    process = body["process"]
    if process not in [str(each) for each in TICKET_TYPES]:
        raise Refused(f"trouble_ticket: no ticket type for {process!r}")
    process = CrmProcess(process)
    created: JsonObject = {
        "name": f"{CRM_PROCESS_IDS[process]} {process}",
        "description": body["what"],
        # The problem has its own report; this asks for something about it.
        "severity": "Minor",
        "ticketType": TICKET_TYPES[process],
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
        created["note"] = [{"author": "mend", "date": body["at"], "text": text}]
    return created
