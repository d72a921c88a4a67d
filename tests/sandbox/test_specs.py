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


def events_conform(client: TestClient, api: str, count: int) -> None:
    """Fail for an event on its way that the API's file does not allow, or when some are missing."""
    events = [each["event"] for each in client.get("/sandbox/state").json()["deliveries"]]
    assert len(events) == count
    for event in events:
        conforms(api, event["eventType"], event)


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
    for service in ("svc-004-broadband", "svc-005-tv", "svc-006-home-phone", "svc-017-mobile"):
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


def test_tickets_that_were_worked_on(client: TestClient, advance: Advance) -> None:
    base = "/tmf-api/troubleTicket/v4"
    client.post(f"{base}/hub", json={"callback": "http://127.0.0.1:1/"})
    body = {"description": "Router", "severity": "Minor", "ticketType": "Order Request"}
    address = client.post(f"{base}/troubleTicket", json=body).headers["location"]
    advance(301)
    conforms("TMF621", "TroubleTicket", client.get(address).json())
    events_conform(client, "TMF621", 4)


def test_moved_problems(client: TestClient, problem: dict[str, Any], advance: Advance) -> None:
    base = "/tmf-api/serviceProblemManagement/v4"
    made = client.post(f"{base}/serviceProblem", json=problem).json()
    advance(61)
    client.post(f"{base}/hub", json={"callback": "http://127.0.0.1:1/"})
    for body in (
        {"status": "pending", "question": "Which?", "expected": 60},
        {"status": "resolved", "workaround": True},
    ):
        moved = client.post(f"/sandbox/service-problems/{made['id']}/move", json=body)
        conforms("TMF656", "ServiceProblem", moved.json())
    events_conform(client, "TMF656", 4)


def test_appointments(client: TestClient, advance: Advance) -> None:
    base = "/tmf-api/appointment/v4"
    client.post(f"{base}/hub", json={"callback": "http://127.0.0.1:1/"})
    found = client.post(f"{base}/searchTimeSlot", json={}).json()
    conforms("TMF646", "SearchTimeSlot", found)
    body = {"validFor": found["availableTimeSlot"][0]["validFor"], "externalId": "visit-1"}
    conforms("TMF646", "Appointment_Create", body)
    made = client.post(f"{base}/appointment", json=body).json()
    conforms("TMF646", "Appointment", made)
    later = {"validFor": found["availableTimeSlot"][1]["validFor"]}
    client.patch(made["href"], json=later)
    advance(9 * 86400)
    conforms("TMF646", "Appointment", client.get(made["href"]).json())
    events_conform(client, "TMF646", 3)


def test_orders(client: TestClient, advance: Advance) -> None:
    base = "/tmf-api/productOrderingManagement/v4"
    client.post(f"{base}/hub", json={"callback": "http://127.0.0.1:1/"})
    product = {"id": "prod-001-broadband"}
    term = {"name": "renewal", "duration": {"amount": 24, "units": "month"}}
    body = {
        "relatedParty": [{"id": "cus-001", "@referredType": "Customer"}],
        "productOrderItem": [
            {"id": "1", "action": "modify", "product": product, "itemTerm": [term]},
            {"id": "2", "action": "delete", "product": {"id": "prod-001-tv"}},
            {"id": "3", "action": "add", "productOffering": {"id": "off-wifi-mesh"}},
            {"id": "4", "action": "modify", "product": {**product, "status": "active"}},
        ],
    }
    conforms("TMF622", "ProductOrder_Create", body)
    made = client.post(f"{base}/productOrder", json=body).json()
    conforms("TMF622", "ProductOrder", made)
    advance(121)
    conforms("TMF622", "ProductOrder", client.get(made["href"]).json())
    late = client.post(f"{base}/cancelProductOrder", json={"productOrder": {"id": made["id"]}})
    conforms("TMF622", "CancelProductOrder", late.json())
    events_conform(client, "TMF622", 3)
    for each in client.get("/tmf-api/productInventory/v4/product").json():
        conforms("TMF637", "Product", each)


def test_the_catalogue(client: TestClient) -> None:
    base = "/tmf-api/productCatalogManagement/v4"
    for offering in client.get(f"{base}/productOffering").json():
        conforms("TMF620", "ProductOffering", offering)
    for price in client.get(f"{base}/productOfferingPrice").json():
        conforms("TMF620", "ProductOfferingPrice", price)


def test_qualifications(client: TestClient) -> None:
    base = "/tmf-api/productOfferingQualification/v4"
    offering = {"id": "off-summit-1000"}
    body = {
        "instantSyncQualification": True,
        "provideAlternative": True,
        "relatedParty": [{"id": "cus-004", "@referredType": "Customer"}],
        "productOfferingQualificationItem": [
            {"id": "1", "action": "modify", "productOffering": offering}
        ],
    }
    conforms("TMF679", "ProductOfferingQualification_Create", body)
    made = client.post(f"{base}/productOfferingQualification", json=body).json()
    conforms("TMF679", "ProductOfferingQualification", made)


def test_call_backs(client: TestClient, advance: Advance) -> None:
    base = "/tmf-api/partyInteraction/v4"
    client.post(f"{base}/hub", json={"callback": "http://127.0.0.1:1/"})
    body = {
        "interactionDate": {"startDateTime": "2026-03-01T10:00:00Z"},
        "reason": "call-back",
        "status": "open",
        "direction": "inbound",
        "channel": [{"id": "chat", "href": "urn:chat"}],
    }
    made = client.post(f"{base}/partyInteraction", json=body).json()
    advance(301)
    conforms("TMF683", "PartyInteraction", client.get(made["href"]).json())
    events_conform(client, "TMF683", 3)


def test_errors(client: TestClient) -> None:
    missing = client.get("/tmf-api/troubleTicket/v4/troubleTicket/0").json()
    conforms("TMF621", "Error", missing)
    bad = client.post("/tmf-api/troubleTicket/v4/troubleTicket", json={}).json()
    conforms("TMF621", "Error", bad)
