"""The stand-in provider put together: the town, its clock, and the systems that serve it."""

from collections.abc import Iterable

from sandbox import activation, inventory, line, service_problem, town
from sandbox.api_faults import ApiFaults
from sandbox.clock import Agenda, Clock, iso
from sandbox.collection import choose_fields, find
from sandbox.exchange import Answer, Call, JsonObject, not_found
from sandbox.hub import Hub
from sandbox.line import Fault
from sandbox.party_interaction import PartyInteractions
from sandbox.service_test import ServiceTests
from sandbox.trouble_ticket import TroubleTickets

FINISHED = ("resolved", "closed", "rejected", "cancelled")
OPERATOR = {"id": "brightwater-noc", "role": "originator", "@referredType": "Organization"}


class Provider:
    """Everything the sandbox knows. Durations are sandbox seconds."""

    def __init__(
        self,
        own_url: str,
        clock: Clock,
        problem_starts: float,
        problem_resolves: float,
        test_takes: float,
        action_takes: float,
    ) -> None:
        self.own_url = own_url
        self.clock = clock
        self._pace = (problem_starts, problem_resolves, test_takes, action_takes)
        self.reset()

    def reset(self) -> None:
        """Start afresh: the town as seeded, nothing received, nobody subscribed."""
        starts, resolves, test_takes, action_takes = self._pace
        self.clock.offset = 0.0
        self.agenda = Agenda(self.clock)
        self.api_faults = ApiFaults(self.agenda)
        self.customers = {customer.id: customer for customer in town.build()}
        self.problem_hub = Hub(self.clock, "serviceProblemManagement")
        self.problems = service_problem.ServiceProblems(
            self.agenda, self.problem_hub, self.own_url, starts, resolves, self.repair
        )
        self.tests = ServiceTests(
            self.agenda,
            self.own_url,
            test_takes,
            self.measures,
            lambda: self.api_faults.work_fails("serviceTestManagement"),
        )
        self.activations = activation.Activations(
            self.agenda,
            self.own_url,
            action_takes,
            self.services,
            self.perform,
            lambda: self.api_faults.work_fails("serviceActivationAndConfiguration"),
        )
        self.tickets = TroubleTickets(self.clock, self.own_url)
        self.interactions = PartyInteractions(self.clock, self.own_url)
        for customer in self.customers.values():
            if Fault.AREA_OUTAGE in customer.faults:
                self._join_outage(customer)

    def search_products(self, call: Call) -> Answer:
        """GET /product."""
        return find(self.products(), call)

    def get_product(self, call: Call) -> Answer:
        """GET /product/{id}."""
        for product in self.products():
            if product["id"] == call.path["id"]:
                return Answer(200, choose_fields(product, call))
        raise not_found("product", call.path["id"])

    def products(self) -> list[JsonObject]:
        """Every product in town."""
        return [
            inventory.product_json(customer, product, self.own_url)
            for customer in self.customers.values()
            for product in customer.products
        ]

    def services(self) -> list[JsonObject]:
        """Every service in town."""
        return [
            inventory.service_json(customer, product, self.own_url, activation.BASE)
            for customer in self.customers.values()
            for product in customer.products
        ]

    def owner(self, service: str) -> tuple[town.Customer, town.Product] | None:
        """Whose service that is, and the product it realizes."""
        for customer in self.customers.values():
            for product in customer.products:
                if customer.service_id(product) == service:
                    return customer, product
        return None

    def measures(self, service: str, when: str) -> list[JsonObject] | None:
        """What a line test of `service` shows now; None when there is no such service."""
        found = self.owner(service)
        if found is None:
            return None
        customer, product = found
        return line.measure(customer.sold_speed(), customer.faults, product.kind, when)

    def perform(self, service: str, action: str) -> bool:
        """Carry out a remote action; whether it could be (without TV there is none to refresh)."""
        found = self.owner(service)
        if found is None or (action == "refresh_tv" and found[0].product("tv") is None):
            return False
        found[0].faults -= line.CLEARED_BY[action]
        return True

    def repair(self, services: Iterable[str]) -> None:
        """Put right what SM&O can put right for the owners of `services`."""
        for service in services:
            found = self.owner(service)
            if found is not None:
                for fault in found[0].faults & line.REPAIRED_BY_SMO:
                    self.clear_fault(found[0], fault)

    def set_fault(self, customer: town.Customer, fault: Fault) -> None:
        """Give a customer a fault; an outage also opens or widens its area's problem."""
        if fault not in customer.faults:
            customer.faults.add(fault)
            if fault is Fault.AREA_OUTAGE:
                self._join_outage(customer)

    def clear_fault(self, customer: town.Customer, fault: Fault) -> None:
        """Take a fault away; an area's known problem that affects nobody any more is resolved."""
        if fault in customer.faults:
            customer.faults.discard(fault)
            if fault is Fault.AREA_OUTAGE:
                self._leave_outage(customer)

    def outages(self) -> list[JsonObject]:
        """The open problems that SM&O knows of without any customer's report."""
        return [
            problem
            for problem in self.problems.records.values()
            if problem["category"] == "system.originated" and problem["status"] not in FINISHED
        ]

    def _outage(self, area: town.Area) -> JsonObject | None:
        for problem in self.outages():
            if any(place.get("id") == area.id for place in problem["affectedLocation"]):
                return problem
        return None

    def _join_outage(self, customer: town.Customer) -> None:
        affected = [{"id": key, "@referredType": "Service"} for key in customer.service_ids()]
        problem = self._outage(customer.area)
        if problem is not None:
            everyone = [*problem["affectedService"], *affected]
            self.problems.change(problem["id"], _affecting(everyone))
            return
        area = customer.area
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
                "note": [
                    {
                        "author": "Brightwater network operations",
                        "date": iso(self.clock.now()),
                        "text": "Engineers are on site with a generator.",
                    }
                ],
            }
        )
        self.problems.move(problem["id"], "inProgress", "Engineers are on site.")

    def _leave_outage(self, customer: town.Customer) -> None:
        problem = self._outage(customer.area)
        if problem is None:
            return
        gone = set(customer.service_ids())
        left = [each for each in problem["affectedService"] if each["id"] not in gone]
        if left:
            self.problems.change(problem["id"], _affecting(left))
        else:
            self.problems.move(problem["id"], "resolved", "Power is back.")


def _affecting(services: list[JsonObject]) -> JsonObject:
    return {"affectedService": services, "affectedNumberOfServices": len(services)}
