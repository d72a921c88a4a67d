"""The operator's ticket system that raises a service problem by itself (a switch).

With it on, whoever mirrors a problem report here and sets it to held need not ask SM&O: the ticket
system does, and links what it raised as a relatedEntity of role serviceProblem.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.clock import Agenda
from sandbox.exchange import JsonObject
from sandbox.household import Customer
from sandbox.inventory import Inventory
from sandbox.notes import party_ids
from sandbox.service_problem import ServiceProblems

RAISED_AFTER = 5.0  # sandbox seconds
ROLE = "serviceProblem"
PRIORITIES = {"critical": 1, "major": 3, "high": 3, "minor": 6}
ORIGINATOR = {
    "id": "brightwater-tickets",
    "role": "originator",
    "@referredType": "Organization",
}


@dataclass
class TicketFollowUp:
    """Raises a service problem for an incident that is held. `change` changes a ticket."""

    agenda: Agenda
    inventory: Inventory
    problems: ServiceProblems
    change: Callable[[str, JsonObject], object]
    add_note: Callable[[str, str, str], object]
    on: bool = False

    def held(self, ticket: JsonObject) -> None:
        """An incident has become held."""
        if self.on:
            self.agenda.after(RAISED_AFTER, lambda: self._raise(ticket))

    def _raise(self, ticket: JsonObject) -> None:
        entities = ticket.get("relatedEntity") or []
        if ticket["status"] != "held" or any(each.get("role") == ROLE for each in entities):
            return
        services = self._services(ticket)
        if not services:
            why = "No service is known that this affects: nothing was raised."
            self.add_note(ticket["id"], "Brightwater ticket system", why)
            return
        problem = self.problems.receive(
            {
                "category": "serviceProvider.declared",
                "priority": PRIORITIES.get(str(ticket["severity"]).lower(), 6),
                "description": ticket["description"],
                "reason": ticket.get("statusChangeReason") or "unknown",
                "originatorParty": ORIGINATOR,
                "originatingSystem": "brightwater-tickets",
                "affectedService": [{"id": key, "@referredType": "Service"} for key in services],
                "troubleTicket": [
                    {"id": ticket["id"], "href": ticket["href"], "@referredType": "TroubleTicket"}
                ],
            }
        )
        link = {
            "id": problem["id"],
            "href": problem["href"],
            "role": ROLE,
            "@referredType": "ServiceProblem",
        }
        self.change(ticket["id"], {"relatedEntity": [*entities, link]})

    def _services(self, ticket: JsonObject) -> list[str]:
        """The services that realize the ticket's products, or else all of its customer's."""
        found: list[str] = []
        for entity in ticket.get("relatedEntity") or []:
            had = self.inventory.having(str(entity["id"]))
            if had is not None:
                found.append(had[0].service_id(had[1]))
            elif self.inventory.owner(str(entity["id"])) is not None:
                found.append(str(entity["id"]))
        customers: list[Customer | None] = [
            self.inventory.customers.get(key) for key in party_ids(ticket)
        ]
        everything = [key for each in customers if each for key in each.service_ids()]
        return list(dict.fromkeys(found or everything))
