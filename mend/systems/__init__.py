"""The provider's systems: one adapter for each TM Forum API, and the only calls to them.

An adapter never sees the record book; `mend.outbox` brings the two together.
"""

from dataclasses import dataclass

from mend.settings import Settings
from mend.systems.activation import Activations
from mend.systems.appointment import BASE as APPOINTMENT
from mend.systems.appointment import Appointments
from mend.systems.base import Deliverer
from mend.systems.client import Client
from mend.systems.customer_bill import CustomerBills
from mend.systems.hub import Hub
from mend.systems.party_interaction import PartyInteractions
from mend.systems.product_catalog import ProductCatalog
from mend.systems.product_inventory import ProductInventory
from mend.systems.product_order import BASE as PRODUCT_ORDER
from mend.systems.product_order import ProductOrders
from mend.systems.qualification import Qualification
from mend.systems.service_problem import ServiceProblems
from mend.systems.service_test import ServiceTests
from mend.systems.subscriber import Subscriber
from mend.systems.trouble_ticket import TroubleTickets
from mend.systems.usage import Usage

__all__ = ["Systems", "build"]


@dataclass(frozen=True)
class Systems:
    """All of the provider's systems, and those who subscribed to Mend's own events."""

    product_inventory: ProductInventory
    product_catalog: ProductCatalog
    product_order: ProductOrders
    qualification: Qualification
    service_problem: ServiceProblems
    service_test: ServiceTests
    activation: Activations
    trouble_ticket: TroubleTickets
    appointment: Appointments
    usage: Usage
    customer_bill: CustomerBills
    party_interaction: PartyInteractions
    subscriber: Subscriber

    def deliverers(self) -> dict[str, Deliverer]:
        """The systems that take letters, by the name that is on a letter."""
        return {
            "service_problem": self.service_problem,
            "service_test": self.service_test,
            "activation": self.activation,
            "party_interaction": self.party_interaction,
            "trouble_ticket": self.trouble_ticket,
            "appointment": self.appointment,
            "product_order": self.product_order,
            "subscriber": self.subscriber,
        }

    def hubs(self) -> dict[str, Hub]:
        """The systems whose events Mend subscribes to, by name."""
        problems, tickets = self.service_problem.problems, self.trouble_ticket.tickets
        return {
            "service_problem": Hub(problems.client, problems.base),
            "trouble_ticket": Hub(tickets.client, tickets.base),
            "product_order": Hub(self.product_order.client, PRODUCT_ORDER),
            "appointment": Hub(self.appointment.client, APPOINTMENT),
        }


def build(settings: Settings) -> Systems:
    """The systems at the addresses that the settings name."""

    def client(name: str) -> Client:
        return Client(
            name,
            settings.system_url(name),
            token=settings.systems_token,
            read_timeout=settings.read_timeout,
        )

    return Systems(
        product_inventory=ProductInventory(client("product_inventory")),
        product_catalog=ProductCatalog(client("product_catalog")),
        product_order=ProductOrders(client("product_order")),
        qualification=Qualification(client("qualification")),
        service_problem=ServiceProblems(
            client("service_problem"), settings.service_problem_version
        ),
        service_test=ServiceTests(client("service_test")),
        activation=Activations(client("activation")),
        trouble_ticket=TroubleTickets(client("trouble_ticket"), settings.trouble_ticket_version),
        appointment=Appointments(client("appointment")),
        usage=Usage(client("usage")),
        customer_bill=CustomerBills(client("customer_bill")),
        party_interaction=PartyInteractions(client("party_interaction")),
        subscriber=Subscriber(Client("subscriber", "")),
    )
