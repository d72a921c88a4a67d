"""What is ordered and asked for about mobile lines, SIM cards and suspensions."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

ORDERS = "/tmf-api/productOrderingManagement/v4/productOrder"
PRODUCTS = "/tmf-api/productInventory/v4/product"
TICKETS = "/tmf-api/troubleTicket/v4/troubleTicket"
Advance = Callable[[float], None]


def order(client: TestClient, customer: str, **item: Any) -> dict[str, Any]:
    body = {
        "relatedParty": [{"id": customer, "@referredType": "Customer"}],
        "productOrderItem": [{"id": "1", **item}],
    }
    answer = client.post(ORDERS, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def ask(client: TestClient, kind: str, customer: str) -> str:
    """The id of a new ticket of that type."""
    body = {
        "description": "It does not work.",
        "severity": "Minor",
        "ticketType": kind,
        "relatedParty": [{"id": customer, "@referredType": "Customer"}],
    }
    key: str = client.post(TICKETS, json=body).json()["id"]
    return key


def product(client: TestClient, key: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{PRODUCTS}/{key}").json()
    return found


def characteristics(client: TestClient, key: str) -> dict[str, Any]:
    shown = product(client, key)["productCharacteristic"]
    return {each["name"]: each["value"] for each in shown}


def faults(client: TestClient, customer: str) -> list[str]:
    people = client.get("/sandbox/state").json()["customers"]
    return next(each["faults"] for each in people if each["id"] == customer)


def test_use_abroad_is_switched_on_and_off(client: TestClient, advance: Advance) -> None:
    for value, left in (("on", []), ("off", ["roaming_off"])):
        changed = {"productCharacteristic": [{"name": "roaming", "value": value}]}
        order(client, "cus-018", action="modify", product={"id": "prod-018-mobile", **changed})
        advance(121)
        assert characteristics(client, "prod-018-mobile")["roaming"] == value
        assert faults(client, "cus-018") == left


def test_another_plan_leaves_roaming_as_it_was(client: TestClient, advance: Advance) -> None:
    offering = {"productOffering": {"id": "off-mobile-40"}}
    order(client, "cus-018", action="modify", product={"id": "prod-018-mobile"}, **offering)
    advance(121)
    values = characteristics(client, "prod-018-mobile")
    assert (values["dataAllowance"], values["roaming"]) == (40, "off")


def test_a_larger_plan_has_data_left(client: TestClient, advance: Advance) -> None:
    offering = {"productOffering": {"id": "off-mobile-40"}}
    order(client, "cus-021", action="modify", product={"id": "prod-021-mobile"}, **offering)
    advance(121)
    assert faults(client, "cus-021") == []


def test_who_has_paid_is_reconnected(client: TestClient, advance: Advance) -> None:
    made = order(
        client, "cus-024", action="modify", product={"id": "prod-024-tv", "status": "active"}
    )
    advance(121)
    assert client.get(made["href"]).json()["state"] == "completed"
    assert product(client, "prod-024-tv")["status"] == "active"
    assert faults(client, "cus-024") == []


def test_nobody_is_reconnected_while_a_bill_is_overdue(
    client: TestClient, advance: Advance
) -> None:
    status = {"id": "prod-003-broadband", "status": "active"}
    made = order(client, "cus-003", action="modify", product=status)
    advance(31)
    by_hand = client.post(f"/sandbox/product-orders/{made['id']}/move", json={"state": "completed"})
    assert by_hand.status_code == 409
    advance(90)
    failed = client.get(made["href"]).json()
    assert (failed["state"], failed["note"][-1]["text"]) == ("failed", "A bill is still overdue.")
    assert product(client, "prod-003-broadband")["status"] == "suspended"


@pytest.mark.parametrize("key", ["cus-019", "cus-020"])
def test_a_new_sim_card_works_when_the_request_is_resolved(
    client: TestClient, advance: Advance, key: str
) -> None:
    ask(client, "SIM Card Request", key)
    assert len(faults(client, key)) == 1
    advance(301)
    assert faults(client, key) == []


def test_the_billing_team_reconnects_who_has_paid(client: TestClient, advance: Advance) -> None:
    key = ask(client, "Bill Inquiry", "cus-024")
    advance(301)
    assert faults(client, "cus-024") == []
    assert client.get(f"{TICKETS}/{key}").json()["statusChangeReason"] == "reconnected"
