"""A sandbox for each test, spoken to over HTTP; its clock moves only when a test moves it."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from sandbox.app import create_app

OWN_URL = "http://127.0.0.1:8000"
CHAT_URL = "http://127.0.0.1:8001"


@pytest.fixture
def client() -> TestClient:
    """A sandbox without its heartbeat: what is due happens at the next request."""
    return TestClient(create_app(CHAT_URL, OWN_URL), base_url=OWN_URL)


@pytest.fixture
def advance(client: TestClient) -> Callable[[float], None]:
    """Move sandbox time on by seconds."""

    def move(seconds: float) -> None:
        assert client.post("/sandbox/clock", json={"advance": seconds}).status_code == 200

    return move


@pytest.fixture
def problem() -> dict[str, Any]:
    """A service problem as a client posts it."""
    return {
        "category": "serviceProvider.declared",
        "priority": 3,
        "description": "No internet since this morning; router restarted, cables checked.",
        "reason": "line_fault",
        "originatorParty": {"id": "mend", "role": "originator", "@referredType": "Organization"},
        "affectedService": [{"id": "svc-004-broadband", "@referredType": "Service"}],
        "externalIdentifier": [{"id": "handoff-1", "owner": "mend"}],
        "troubleTicket": [{"id": "TT-1", "@referredType": "TroubleTicket"}],
    }


@pytest.fixture
def line_test() -> Callable[[str], dict[str, Any]]:
    """A service test as a client posts it, for a service."""

    def body(service: str, name: str = "test-1") -> dict[str, Any]:
        return {
            "name": name,
            "relatedService": {"id": service},
            "testSpecification": {"id": "line-test"},
        }

    return body


@pytest.fixture
def action() -> Callable[[str], dict[str, Any]]:
    """A remote action as a client sends it."""

    def body(name: str, key: str = "action-1") -> dict[str, Any]:
        return {
            "serviceCharacteristic": [
                {"name": "requestedAction", "value": name},
                {"name": "externalId", "value": key},
            ]
        }

    return body
