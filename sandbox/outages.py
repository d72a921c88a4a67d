"""Area outages: a fault of several customers and one service problem that SM&O knows of by itself."""

from datetime import timedelta

from sandbox.clock import Clock, iso
from sandbox.exchange import JsonObject
from sandbox.household import Area, Customer
from sandbox.notes import with_characteristic
from sandbox.service_problem import EXPECTED, Move, ServiceProblems

FINISHED = ("resolved", "closed", "rejected", "cancelled")
OPERATOR = {"id": "brightwater-noc", "role": "originator", "@referredType": "Organization"}
EXPECTED_AFTER = timedelta(hours=4)


class Outages:
    """The outages among the service problems."""

    def __init__(self, problems: ServiceProblems, clock: Clock) -> None:
        self.problems = problems
        self.clock = clock

    def open(self) -> list[JsonObject]:
        """The open problems that SM&O knows of without any customer's report."""
        return [
            problem
            for problem in self.problems.records.values()
            if problem["category"] == "system.originated" and problem["status"] not in FINISHED
        ]

    def join(self, customer: Customer) -> None:
        """Open the outage of a customer's area, or widen it."""
        affected = [{"id": key, "@referredType": "Service"} for key in customer.service_ids()]
        problem = self._of(customer.area)
        if problem is not None:
            everyone = [*problem["affectedService"], *affected]
            self.problems.change(problem["id"], _affecting(everyone))
            return
        area, now = customer.area, self.clock.now()
        problem = self.problems.open(
            {
                "category": "system.originated",
                "priority": 1,
                "name": f"Outage in {area.name}",
                "description": f"No service in {area.name}: an access node has lost power.",
                "reason": "Power failure at an access node",
                "originatorParty": OPERATOR,
                "affectedService": affected,
                "affectedLocation": [
                    {"id": area.id, "name": area.name, "role": "affectedArea", "@type": "Place"}
                ],
                "characteristic": with_characteristic({}, EXPECTED, iso(now + EXPECTED_AFTER)),
                "note": [
                    {
                        "author": "Brightwater network operations",
                        "date": iso(now),
                        "text": "Engineers are on site with a generator.",
                    }
                ],
            }
        )
        self.problems.move(problem["id"], Move("inProgress", "Engineers are on site."))

    def leave(self, customer: Customer) -> None:
        """Narrow the outage of a customer's area; one that affects nobody any more is resolved."""
        problem = self._of(customer.area)
        if problem is None:
            return
        gone = set(customer.service_ids())
        left = [each for each in problem["affectedService"] if each["id"] not in gone]
        if left:
            self.problems.change(problem["id"], _affecting(left))
        else:
            self.problems.move(problem["id"], Move("resolved", "Power is back."))

    def _of(self, area: Area) -> JsonObject | None:
        for problem in self.open():
            if any(place.get("id") == area.id for place in problem.get("affectedLocation") or []):
                return problem
        return None


def _affecting(services: list[JsonObject]) -> JsonObject:
    return {"affectedService": services, "affectedNumberOfServices": len(services)}
