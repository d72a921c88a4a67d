"""The stand-in provider put together: the town, its clock, and the systems that serve it."""

from collections.abc import Iterable

from sandbox import line, town
from sandbox.activation import Activations
from sandbox.api_faults import ApiFaults
from sandbox.appointment import Appointments
from sandbox.clock import Agenda, Clock
from sandbox.customer_bill import CustomerBills
from sandbox.exchange import JsonObject
from sandbox.household import Customer
from sandbox.hub import Hub
from sandbox.inventory import Inventory
from sandbox.line import Fault
from sandbox.order_effects import OrderEffects
from sandbox.outages import KINDS, Outages
from sandbox.pace import Pace
from sandbox.party_interaction import PartyInteractions
from sandbox.plans import Plans
from sandbox.product_catalog import ProductCatalog
from sandbox.product_order import ProductOrders
from sandbox.qualification import Qualifications
from sandbox.service_problem import ServiceProblems
from sandbox.service_test import ServiceTests
from sandbox.ticket_desk import TicketDesk
from sandbox.ticket_follow_up import TicketFollowUp
from sandbox.trouble_ticket import TroubleTickets
from sandbox.usage import Usage

WITH_EVENTS = (
    "serviceProblemManagement",
    "troubleTicket",
    "productOrderingManagement",
    "appointment",
    "partyInteraction",
)


class Provider:
    """Everything the sandbox knows.

    `event_token` is what events are sent with; `raises_problems` whether the ticket system raises
    service problems by itself from the start.
    """

    def __init__(
        self,
        own_url: str,
        clock: Clock,
        pace: Pace,
        event_token: str | None = None,
        raises_problems: bool = False,
    ) -> None:
        self.own_url = own_url
        self.clock = clock
        self.pace = pace
        self.event_token = event_token
        self.raises_problems = raises_problems
        self.reset()

    def reset(self) -> None:
        """Start afresh: the town as seeded, nothing received, nobody subscribed."""
        self.clock.offset = 0.0
        self.agenda = Agenda(self.clock)
        self.plans = Plans(self.agenda)
        self.api_faults = ApiFaults()
        self.hubs = {api: Hub(self.clock, api, self.event_token) for api in WITH_EVENTS}
        self.customers = {each.id: each for each in town.build(self.clock.now())}
        self.inventory = Inventory(self.customers, self.own_url)
        self.catalog = ProductCatalog(self.own_url)
        self.usage = Usage(self.clock, self.customers, self.own_url)
        self.bills = CustomerBills(self.clock, self.customers, self.own_url)
        self.qualifications = Qualifications(self.agenda, self.inventory, self.own_url)
        self._open_assurance()
        self._open_care()
        self._open_fulfilment()
        self.outages = Outages(self.problems, self.clock)
        for customer in self.customers.values():
            for fault in customer.faults & KINDS.keys():
                self.outages.join(customer, fault)

    def _open_assurance(self) -> None:
        """Service problems, line tests and remote actions."""
        pace = self.pace
        self.problems = ServiceProblems(
            self.clock,
            self.plans,
            self.hubs["serviceProblemManagement"],
            self.own_url,
            pace.problem_starts,
            pace.problem_resolves,
            self.repair,
            lambda: self.api_faults.work_fails("serviceProblemManagement"),
        )
        self.tests = ServiceTests(
            self.agenda,
            self.own_url,
            pace.test_takes,
            self.measures,
            lambda: self.api_faults.work_fails("serviceTestManagement"),
        )
        self.activations = Activations(
            self.agenda,
            self.own_url,
            pace.action_takes,
            self.inventory.services,
            self.perform,
            lambda: self.api_faults.work_fails("serviceActivationAndConfiguration"),
        )

    def _open_care(self) -> None:
        """Tickets and contacts."""
        pace = self.pace
        self.tickets = TroubleTickets(
            self.clock,
            self.plans,
            self.hubs["troubleTicket"],
            self.own_url,
            pace.ticket_starts,
            pace.ticket_resolves,
            TicketDesk(self.clock, self.customers, self.clear_fault).settle,
            lambda ticket: self.follow_up.held(ticket),
            lambda: self.api_faults.work_fails("troubleTicket"),
        )
        self.follow_up = TicketFollowUp(
            self.agenda,
            self.inventory,
            self.problems,
            self.tickets.change,
            self.tickets.add_note,
            self.raises_problems,
        )
        self.interactions = PartyInteractions(
            self.clock,
            self.plans,
            self.hubs["partyInteraction"],
            self.own_url,
            pace.ticket_starts,
            pace.ticket_resolves,
        )

    def _open_fulfilment(self) -> None:
        """Visits and orders."""
        self.appointments = Appointments(
            self.clock,
            self.plans,
            self.hubs["appointment"],
            self.own_url,
            self.visited,
            lambda: self.api_faults.work_fails("appointment"),
        )
        self.orders = ProductOrders(
            self.clock,
            self.plans,
            self.hubs["productOrderingManagement"],
            self.own_url,
            self.pace.order_starts,
            self.pace.order_completes,
            OrderEffects(self.inventory),
            lambda: self.api_faults.work_fails("productOrderingManagement"),
        )

    def measures(self, service: str, when: str) -> list[JsonObject] | None:
        """What a line test of `service` shows now; None when no such service has a line."""
        found = self.inventory.owner(service)
        if found is None or found[1].kind == "email":
            return None
        customer, product = found
        return line.measure(customer.sold_speed(), customer.faults, product.kind, when)

    def perform(self, service: str, action: str) -> bool:
        """Carry out a remote action; whether it could be (without TV there is none to refresh)."""
        found = self.inventory.owner(service)
        if found is None or (action == "refresh_tv" and found[0].product("tv") is None):
            return False
        if found[1].kind != line.NEEDS_KIND.get(action, found[1].kind):
            return False
        found[0].faults -= line.CLEARED_BY[action]
        return True

    def repair(self, services: Iterable[str]) -> None:
        """Put right what SM&O can put right about `services`; those at home share their line."""
        for service in services:
            found = self.inventory.owner(service)
            if found is not None:
                ours = line.REPAIRED_BY_SMO & line.about(found[1].kind)
                for fault in found[0].faults & ours:
                    self.clear_fault(found[0], fault)

    def visited(self, customers: Iterable[str]) -> None:
        """Put right what a technician can put right in the homes of `customers`."""
        for key in customers:
            customer = self.customers.get(key)
            if customer is not None:
                for fault in customer.faults & line.REPAIRED_BY_VISIT:
                    self.clear_fault(customer, fault)

    def set_fault(self, customer: Customer, fault: Fault) -> None:
        """Give a customer a fault; an outage also opens or widens its area's problem."""
        if fault not in customer.faults:
            customer.faults.add(fault)
            if fault in KINDS:
                self.outages.join(customer, fault)

    def clear_fault(self, customer: Customer, fault: Fault) -> None:
        """Take a fault away; an area's known problem that affects nobody any more is resolved."""
        if fault is Fault.SUSPENDED:
            customer.extended_to = None
        if fault in customer.faults:
            customer.faults.discard(fault)
            if fault in KINDS:
                self.outages.leave(customer, fault)
