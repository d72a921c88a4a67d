"""Systems at an invented provider, and at one on a real socket."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mend.systems import Systems
from mend.systems.activation import Activations
from mend.systems.appointment import Appointments
from mend.systems.client import Client
from mend.systems.customer_bill import CustomerBills
from mend.systems.party_interaction import PartyInteractions
from mend.systems.product_catalog import ProductCatalog
from mend.systems.product_inventory import ProductInventory
from mend.systems.product_order import ProductOrders
from mend.systems.qualification import Qualification
from mend.systems.service_problem import ServiceProblems
from mend.systems.service_test import ServiceTests
from mend.systems.subscriber import Subscriber
from mend.systems.trouble_ticket import TroubleTickets
from mend.systems.usage import Usage
from tests.mend.systems.letters import REQUEST, SUMMARY
from tests.mend.systems.world import World

URL = "https://provider.example"
Built = Callable[..., Systems]


@pytest.fixture
def url() -> str:
    """Where the invented provider is."""
    return URL


@pytest.fixture
def summary() -> dict[str, Any]:
    """A hand-off's summary."""
    return dict(SUMMARY)


@pytest.fixture
def request_body() -> dict[str, Any]:
    """A request to a CRM process."""
    return dict(REQUEST)


def build_at(url: str, *, version: str = "v4", timeout: float = 5.0) -> Systems:
    """All adapters, with a token."""

    def client(name: str) -> Client:
        return Client(name, url + "/", token="abc", read_timeout=1.0, patient_timeout=timeout)

    return Systems(
        product_inventory=ProductInventory(client("product_inventory")),
        product_catalog=ProductCatalog(client("product_catalog")),
        product_order=ProductOrders(client("product_order")),
        qualification=Qualification(client("qualification")),
        service_problem=ServiceProblems(client("service_problem"), version),
        service_test=ServiceTests(client("service_test")),
        activation=Activations(client("activation")),
        trouble_ticket=TroubleTickets(client("trouble_ticket"), version),
        appointment=Appointments(client("appointment")),
        usage=Usage(client("usage")),
        customer_bill=CustomerBills(client("customer_bill")),
        party_interaction=PartyInteractions(client("party_interaction")),
        subscriber=Subscriber(Client("subscriber", "", patient_timeout=timeout)),
    )


@pytest.fixture
def systems() -> Systems:
    """All adapters, with a token, on the invented provider."""
    return build_at(URL)


@pytest.fixture(scope="module")
def _server() -> Iterator[World]:
    world = World()
    yield world
    world.close()


@pytest.fixture
def world(_server: World) -> World:
    """A provider on a real socket, as on the first day."""
    _server.reset()
    return _server


@pytest.fixture
def at(world: World) -> Built:
    """All adapters on that provider: `at(version=…, timeout=…)`."""
    return lambda **how: build_at(world.url, **how)
