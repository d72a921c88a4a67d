"""The provider's systems: one adapter for each TM Forum API, and the only calls to them.

An adapter never sees the record book; `mend.outbox` brings the two together.
"""

from dataclasses import dataclass

from mend.settings import Settings
from mend.systems.activation import Activations
from mend.systems.base import Client, Deliverer
from mend.systems.party_interaction import PartyInteractions
from mend.systems.product_inventory import ProductInventory
from mend.systems.service_problem import ServiceProblems
from mend.systems.service_test import ServiceTests
from mend.systems.trouble_ticket import TroubleTickets

__all__ = ["Systems", "build"]


@dataclass(frozen=True)
class Systems:
    """All of the provider's systems."""

    product_inventory: ProductInventory
    service_problem: ServiceProblems
    service_test: ServiceTests
    activation: Activations
    party_interaction: PartyInteractions
    trouble_ticket: TroubleTickets

    def deliverers(self) -> dict[str, Deliverer]:
        """The systems that take letters, by the name that is on a letter."""
        return {
            "service_problem": self.service_problem,
            "service_test": self.service_test,
            "activation": self.activation,
            "party_interaction": self.party_interaction,
            "trouble_ticket": self.trouble_ticket,
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
        service_problem=ServiceProblems(client("service_problem")),
        service_test=ServiceTests(client("service_test")),
        activation=Activations(client("activation")),
        party_interaction=PartyInteractions(client("party_interaction")),
        trouble_ticket=TroubleTickets(client("trouble_ticket")),
    )
