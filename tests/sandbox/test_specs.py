"""Bodies against TM Forum's OpenAPI files, which are read from the folder in SPECS_DIR."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker
from starlette.testclient import TestClient

FOLDER = os.environ.get("SPECS_DIR", "")
pytestmark = pytest.mark.skipif(not FOLDER, reason="SPECS_DIR names no folder")
Advance = Callable[[float], None]


def conforms(api: str, definition: str, body: Any) -> None:
    """Fail with the first thing in `body` that the API's definition does not allow, or know."""
    [file] = Path(FOLDER).glob(f"{api}-*.swagger.json")
    spec = json.loads(file.read_text(encoding="utf-8"))
    schema = {"$ref": f"#/definitions/{definition}", "definitions": spec["definitions"]}
    Draft4Validator(schema, format_checker=FormatChecker()).validate(body)
    unknown = set(body) - set(spec["definitions"][definition]["properties"])
    assert not unknown


def test_products(client: TestClient) -> None:
    products = client.get("/tmf-api/productInventory/v4/product").json()
    assert len(products) > 20
    for product in products:
        conforms("TMF637", "Product", product)


def test_service_problems(client: TestClient, problem: dict[str, Any], advance: Advance) -> None:
    address = "/tmf-api/serviceProblemManagement/v4/serviceProblem"
    conforms("TMF656", "ServiceProblem_Create", problem)
    conforms("TMF656", "ServiceProblem", client.post(address, json=problem).json())
    advance(700)
    for found in client.get(address).json():
        conforms("TMF656", "ServiceProblem", found)


def test_events_and_subscriptions(client: TestClient, problem: dict[str, Any]) -> None:
    base = "/tmf-api/serviceProblemManagement/v4"
    subscription = client.post(f"{base}/hub", json={"callback": "http://127.0.0.1:1/"}).json()
    conforms("TMF656", "EventSubscription", subscription)
    client.post(f"{base}/serviceProblem", json=problem)
    client.post("/sandbox/clock", json={"advance": 61})
    events = [each["event"] for each in client.get("/sandbox/state").json()["deliveries"]]
    assert [each["eventType"] for each in events] == [
        "ServiceProblemCreateEvent",
        "ServiceProblemStateChangeEvent",
    ]
    for event in events:
        conforms("TMF656", event["eventType"], event)


def test_service_tests(client: TestClient, line_test: Any, advance: Advance) -> None:
    address = "/tmf-api/serviceTestManagement/v4/serviceTest"
    for service in ("svc-004-broadband", "svc-005-tv", "svc-006-home-phone"):
        conforms("TMF653", "ServiceTest_Create", line_test(service))
        conforms("TMF653", "ServiceTest", client.post(address, json=line_test(service)).json())
    advance(21)
    for test in client.get(address).json():
        assert test["testMeasure"]
        conforms("TMF653", "ServiceTest", test)


def test_tickets_and_contacts(client: TestClient) -> None:
    party = [{"id": "cus-010", "@referredType": "Customer"}]
    ticket = {"description": "Router", "severity": "Minor", "ticketType": "request"}
    made = client.post(
        "/tmf-api/troubleTicket/v4/troubleTicket", json={**ticket, "relatedParty": party}
    ).json()
    conforms("TMF621", "TroubleTicket", made)
    contact = {
        "interactionDate": {"startDateTime": "2026-03-01T10:00:00Z"},
        "reason": "No internet",
        "status": "completed",
        "direction": "inbound",
        "channel": [{"id": "chat", "href": "urn:chat"}],
    }
    conforms("TMF683", "PartyInteraction_Create", contact)
    made = client.post("/tmf-api/partyInteraction/v4/partyInteraction", json=contact).json()
    conforms("TMF683", "PartyInteraction", made)


def test_errors(client: TestClient) -> None:
    missing = client.get("/tmf-api/troubleTicket/v4/troubleTicket/0").json()
    conforms("TMF621", "Error", missing)
    bad = client.post("/tmf-api/troubleTicket/v4/troubleTicket", json={}).json()
    conforms("TMF621", "Error", bad)
