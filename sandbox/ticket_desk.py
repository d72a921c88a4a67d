"""What the operator's back office does with a request that came as a trouble ticket."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sandbox.clock import Clock, iso
from sandbox.exchange import JsonObject
from sandbox.household import Customer
from sandbox.line import Fault
from sandbox.notes import party_ids
from sandbox.town import NEW_ROUTER

MORE_TIME = timedelta(days=14)
NOTICE = timedelta(days=30)
CREDIT = "5.00"


@dataclass(frozen=True)
class Outcome:
    """How a request ended: the ticket's statusChangeReason and the note that explains it."""

    reason: str
    note: str


@dataclass
class TicketDesk:
    """Settles requests by ticketType; `clear_fault` puts right what one was about."""

    clock: Clock
    customers: Mapping[str, Customer]
    clear_fault: Callable[[Customer, Fault], None]

    def settle(self, ticket: JsonObject) -> Outcome:
        """Do what `ticket` asks for, and say what was done."""
        by_type = {
            "order request": self._send_router,
            "bill dispute": self._check_charge,
            "bill inquiry": self._answer_bill,
            "retention request": self._note_leaving,
            "sla violation": self._grant_credit,
            "sim card request": self._send_sim,
            "relocation request": self._plan_move,
            "number transfer request": self._look_into_transfer,
        }
        settle = by_type.get(str(ticket["ticketType"]).lower())
        if settle is None:
            return Outcome("dealt with", "The request has been dealt with.")
        return settle(ticket)

    def _send_router(self, ticket: JsonObject) -> Outcome:
        customer = self._customer(ticket)
        if customer is not None:
            customer.router = NEW_ROUTER
            self.clear_fault(customer, Fault.ROUTER_FAULTY)
        return Outcome("replacement sent", f"A new router ({NEW_ROUTER.model}) was sent.")

    def _check_charge(self, ticket: JsonObject) -> Outcome:
        del ticket
        return Outcome("charge checked", "The charge was checked, and it is right as billed.")

    def _answer_bill(self, ticket: JsonObject) -> Outcome:
        words = f"{ticket.get('name', '')} {ticket['description']}".lower()
        customer = self._customer(ticket)
        if customer is not None and Fault.NOT_RECONNECTED in customer.faults:
            self.clear_fault(customer, Fault.NOT_RECONNECTED)
            return Outcome("reconnected", "The payment was found, and all services are on again.")
        if not any(word in words for word in ("extension", "extend", "more time", "later")):
            return Outcome("question answered", "The bill was explained to the customer.")
        until = self.clock.now() + MORE_TIME
        if customer is not None:
            self.clear_fault(customer, Fault.SUSPENDED)
            customer.extended_to = until
        return Outcome("extension granted", f"The bill can be paid until {until:%Y-%m-%d}.")

    def _note_leaving(self, ticket: JsonObject) -> Outcome:
        ends = iso(self.clock.now() + NOTICE)[:10]
        return Outcome(
            "wish to leave noted", f"Noted under {ticket['id']}: the contract ends on {ends}."
        )

    def _grant_credit(self, ticket: JsonObject) -> Outcome:
        del ticket
        return Outcome("credit granted", f"A credit of {CREDIT} EUR is on the next bill.")

    def _send_sim(self, ticket: JsonObject) -> Outcome:
        customer = self._customer(ticket)
        if customer is not None:
            self.clear_fault(customer, Fault.SIM_BLOCKED)
            self.clear_fault(customer, Fault.SIM_NOT_ACTIVATED)
        return Outcome("SIM card sent", "A new SIM card was sent, and it is active.")

    def _plan_move(self, ticket: JsonObject) -> Outcome:
        return Outcome(
            "move noted", f"Noted under {ticket['id']}: the line moves along to the new address."
        )

    def _look_into_transfer(self, ticket: JsonObject) -> Outcome:
        del ticket
        return Outcome(
            "number transferred", "The other operator was asked again, and the number has come."
        )

    def _customer(self, ticket: JsonObject) -> Customer | None:
        found = (self.customers.get(key) for key in party_ids(ticket))
        return next((customer for customer in found if customer is not None), None)
