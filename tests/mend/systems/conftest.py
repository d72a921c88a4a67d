"""Letters as Mend writes them, one for each system that takes letters."""

from typing import Any

import pytest

from mend.systems import Systems
from mend.systems.activation import Activations
from mend.systems.base import Client
from mend.systems.party_interaction import PartyInteractions
from mend.systems.product_inventory import ProductInventory
from mend.systems.service_problem import ServiceProblems
from mend.systems.service_test import ServiceTests
from mend.systems.trouble_ticket import TroubleTickets

URL = "https://provider.example"

SUMMARY: dict[str, Any] = {
    "report": "PR1",
    "customer": "cus-1",
    "product": "prod-1",
    "services": ["svc-1"],
    "place": {"id": "area-1", "name": "Hillside", "role": "installationAddress"},
    "symptom": "no_internet",
    "description": "nothing works",
    "category": "serviceProvider.declared",
    "priority": 3,
    "reason": "line_fault",
    "suspected_layer": "access_line",
    "tests": [
        {
            "kind": "line_test",
            "id": "ST-1",
            "state": "completed",
            "outcome": "fault",
            "evidence": {"sync": False},
        },
        {"kind": "refresh_line", "id": None, "state": "asked", "outcome": None, "evidence": None},
    ],
    "tried": [
        {
            "guide": "no_internet",
            "step": "check_power",
            "kind": "do",
            "answer": "same",
            "effect": "no_effect",
            "evidence": None,
            "at": "2026-03-02T09:00:00+00:00",
        }
    ],
}
REQUEST: dict[str, Any] = {
    "process": "interaction",
    "what": "The customer asks for a person",
    "report": "PR1",
    "customer": "cus-1",
    "contact": None,
    "at": "2026-03-02T09:00:00+00:00",
}
# system: operation, body, method and path of the request, path of the look-up
LETTERS: dict[str, tuple[str, dict[str, Any], str, str, str]] = {
    "service_problem": (
        "create",
        SUMMARY,
        "POST",
        "/tmf-api/serviceProblemManagement/v4/serviceProblem",
        "/tmf-api/serviceProblemManagement/v4/serviceProblem",
    ),
    "service_test": (
        "start",
        {"service": "svc-1"},
        "POST",
        "/tmf-api/serviceTestManagement/v4/serviceTest",
        "/tmf-api/serviceTestManagement/v4/serviceTest",
    ),
    "activation": (
        "request",
        {"action": "refresh_line", "service": "svc/1"},
        "PATCH",
        "/tmf-api/serviceActivationAndConfiguration/v4/service/svc%2F1",
        "/tmf-api/serviceActivationAndConfiguration/v4/monitor",
    ),
    "party_interaction": (
        "create",
        REQUEST,
        "POST",
        "/tmf-api/partyInteraction/v4/partyInteraction",
        "/tmf-api/partyInteraction/v4/partyInteraction",
    ),
    "trouble_ticket": (
        "create",
        {**REQUEST, "process": "order_handling", "contact": "a@example.org"},
        "POST",
        "/tmf-api/troubleTicket/v4/troubleTicket",
        "/tmf-api/troubleTicket/v4/troubleTicket",
    ),
}


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


@pytest.fixture
def letter_kinds() -> dict[str, tuple[str, dict[str, Any], str, str, str]]:
    """One letter for each system that takes letters."""
    return LETTERS


@pytest.fixture
def systems() -> Systems:
    """All adapters, with a token, on the invented provider."""

    def client(name: str) -> Client:
        return Client(name, URL + "/", token="abc", read_timeout=1.0)

    return Systems(
        product_inventory=ProductInventory(client("product_inventory")),
        service_problem=ServiceProblems(client("service_problem")),
        service_test=ServiceTests(client("service_test")),
        activation=Activations(client("activation")),
        party_interaction=PartyInteractions(client("party_interaction")),
        trouble_ticket=TroubleTickets(client("trouble_ticket")),
    )
