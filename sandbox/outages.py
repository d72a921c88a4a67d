"""Outages: a fault of several customers and one service problem that SM&O knows of by itself."""

from dataclasses import dataclass
from datetime import timedelta

from sandbox.clock import Clock, iso
from sandbox.exchange import JsonObject
from sandbox.household import Area, Customer
from sandbox.line import Fault
from sandbox.notes import with_characteristic
from sandbox.service_problem import EXPECTED, Move, ServiceProblems

FINISHED = ("resolved", "closed", "rejected", "cancelled")
OPERATOR = {"id": "brightwater-noc", "role": "originator", "@referredType": "Organization"}
MASTS = {"id": "highpoint-masts", "role": "originator", "@referredType": "Organization"}
EXPECTED_AFTER = timedelta(hours=4)


@dataclass(frozen=True)
class Kind:
    """One kind of outage. `area` stands in its texts for the area's name; `kinds` are the products
    that it takes down.
    """

    category: str  # tells the kinds apart
    originator: JsonObject
    kinds: tuple[str, ...]
    name: str
    description: str
    reason: str
    at_work: str
    over: str


KINDS: dict[Fault, Kind] = {
    Fault.AREA_OUTAGE: Kind(
        category="system.originated",
        originator=OPERATOR,
        kinds=("broadband", "tv", "home_phone"),
        name="Outage in {area}",
        description="No service in {area}: an access node has lost power.",
        reason="Power failure at an access node",
        at_work="Engineers are on site with a generator.",
        over="Power is back.",
    ),
    Fault.CELL_OUTAGE: Kind(
        category="supplier.originated",
        originator=MASTS,
        kinds=("mobile",),
        name="Mobile outage in {area}",
        description="No mobile network in {area}: a mast is down.",
        reason="Radio failure at a mast",
        at_work="The owner of the mast is replacing a radio unit.",
        over="The mast is back.",
    ),
}
CATEGORIES = frozenset(kind.category for kind in KINDS.values())


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
            if problem["category"] in CATEGORIES and problem["status"] not in FINISHED
        ]

    def join(self, customer: Customer, fault: Fault) -> None:
        """Open the outage of a customer's area, or widen it; nothing for who has nothing there."""
        kind, area, now = KINDS[fault], customer.area, self.clock.now()
        affected = [{"id": key, "@referredType": "Service"} for key in _services(customer, kind)]
        if not affected:
            return
        problem = self._of(area, kind)
        if problem is not None:
            everyone = [*problem["affectedService"], *affected]
            self.problems.change(problem["id"], _affecting(everyone))
            return
        problem = self.problems.open(
            {
                "category": kind.category,
                "priority": 1,
                "name": kind.name.format(area=area.name),
                "description": kind.description.format(area=area.name),
                "reason": kind.reason,
                "originatorParty": kind.originator,
                "affectedService": affected,
                "affectedLocation": [
                    {"id": area.id, "name": area.name, "role": "affectedArea", "@type": "Place"}
                ],
                "characteristic": with_characteristic({}, EXPECTED, iso(now + EXPECTED_AFTER)),
                "note": [
                    {
                        "author": "Brightwater network operations",
                        "date": iso(now),
                        "text": kind.at_work,
                    }
                ],
            }
        )
        self.problems.move(problem["id"], Move("inProgress", kind.at_work))

    def leave(self, customer: Customer, fault: Fault) -> None:
        """Narrow the outage of a customer's area; one that affects nobody any more is resolved."""
        kind = KINDS[fault]
        problem = self._of(customer.area, kind)
        if problem is None:
            return
        gone = set(_services(customer, kind))
        left = [each for each in problem["affectedService"] if each["id"] not in gone]
        if left:
            self.problems.change(problem["id"], _affecting(left))
        else:
            self.problems.move(problem["id"], Move("resolved", kind.over))

    def _of(self, area: Area, kind: Kind) -> JsonObject | None:
        for problem in self.open():
            places = problem.get("affectedLocation") or []
            here = any(place.get("id") == area.id for place in places)
            if here and problem["category"] == kind.category:
                return problem
        return None


def _services(customer: Customer, kind: Kind) -> list[str]:
    products = [product for product in customer.live_products if product.kind in kind.kinds]
    return [customer.service_id(product) for product in products]


def _affecting(services: list[JsonObject]) -> JsonObject:
    return {"affectedService": services, "affectedNumberOfServices": len(services)}
