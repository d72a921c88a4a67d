"""TMF622: what customers order, and what it does to the inventory."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

BASE = "/tmf-api/productOrderingManagement/v4"
ORDERS = f"{BASE}/productOrder"
PRODUCTS = "/tmf-api/productInventory/v4/product"
Advance = Callable[[float], None]


def order(client: TestClient, customer: str, **item: Any) -> dict[str, Any]:
    body = {
        "externalId": "report-1:offer-1",
        "relatedParty": [{"id": customer, "@referredType": "Customer"}],
        "productOrderItem": [{"id": "1", **item}],
    }
    answer = client.post(ORDERS, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def product(client: TestClient, key: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{PRODUCTS}/{key}").json()
    return found


def characteristics(client: TestClient, key: str) -> dict[str, Any]:
    shown = product(client, key)["productCharacteristic"]
    return {each["name"]: each["value"] for each in shown}


def faults(client: TestClient, customer: str) -> list[str]:
    people = client.get("/sandbox/state").json()["customers"]
    return next(each["faults"] for each in people if each["id"] == customer)


def test_an_order_is_carried_out_in_time_and_told(client: TestClient, advance: Advance) -> None:
    client.post(f"{BASE}/hub", json={"callback": "http://127.0.0.1:1/"})
    made = order(client, "cus-001", action="delete", product={"id": "prod-001-tv"})
    states = [made["state"]]
    for seconds in (31, 60, 31):
        advance(seconds)
        states.append(client.get(made["href"]).json()["state"])
    assert states == ["acknowledged", "inProgress", "inProgress", "completed"]
    done = client.get(made["href"]).json()
    assert done["productOrderItem"][0]["state"] == "completed"
    assert done["completionDate"] > made["orderDate"]
    deliveries = client.get("/sandbox/state").json()["deliveries"]
    assert [each["event"]["eventType"] for each in deliveries] == [
        "ProductOrderCreateEvent",
        "ProductOrderStateChangeEvent",
        "ProductOrderStateChangeEvent",
    ]


def test_an_order_is_found_by_our_own_key(client: TestClient) -> None:
    made = order(client, "cus-001", action="delete", product={"id": "prod-001-tv"})
    found = client.get(ORDERS, params={"externalId": "report-1:offer-1"}).json()
    assert [each["id"] for each in found] == [made["id"]]
    assert client.get(ORDERS, params={"externalId": "report-1"}).json() == []
    assert client.get(f"{ORDERS}/PO-0").status_code == 404


def test_a_product_is_given_up(client: TestClient, advance: Advance) -> None:
    order(client, "cus-001", action="delete", product={"id": "prod-001-tv"})
    assert product(client, "prod-001-tv")["status"] == "active"
    advance(31)
    assert product(client, "prod-001-tv")["status"] == "pendingTerminate"
    advance(90)
    gone = product(client, "prod-001-tv")
    assert gone["status"] == "terminated"
    assert "terminationDate" in gone
    services = "/tmf-api/serviceActivationAndConfiguration/v4/service"
    left = client.get(services, params={"relatedParty.id": "cus-001"}).json()
    assert [each["id"] for each in left] == ["svc-001-broadband", "svc-001-home-phone"]


def test_an_upgrade_changes_offering_name_and_speeds(client: TestClient, advance: Advance) -> None:
    before = product(client, "prod-001-broadband")
    offering = {"id": "off-rapid-250"}
    order(
        client,
        "cus-001",
        action="modify",
        product={"id": "prod-001-broadband"},
        productOffering=offering,
    )
    advance(121)
    after = product(client, "prod-001-broadband")
    assert after["productOffering"]["id"] == "off-rapid-250"
    assert after["name"] == "Brightwater Rapid 250"
    assert characteristics(client, "prod-001-broadband")["soldDownloadSpeed"] == 250
    assert after["startDate"] == before["startDate"]
    assert after["productTerm"][0]["validFor"] != before["productTerm"][0]["validFor"]


def test_a_characteristic_is_changed_and_the_rest_stays(
    client: TestClient, advance: Advance
) -> None:
    changed = [{"name": "callsIncluded", "value": "Europe"}]
    order(
        client,
        "cus-001",
        action="modify",
        product={"id": "prod-001-home-phone", "productCharacteristic": changed},
    )
    advance(121)
    values = characteristics(client, "prod-001-home-phone")
    assert (values["callsIncluded"], values["technology"]) == ("Europe", "VoIP")


def test_a_contract_that_is_over_is_renewed(client: TestClient, advance: Advance) -> None:
    now = client.get("/sandbox/state").json()["now"]
    [old] = product(client, "prod-014-broadband")["productTerm"]
    assert old["validFor"]["endDateTime"] < now
    term = [{"name": "renewal", "duration": {"amount": 1, "units": "year"}}]
    order(client, "cus-014", action="modify", product={"id": "prod-014-broadband"}, itemTerm=term)
    advance(121)
    [new] = product(client, "prod-014-broadband")["productTerm"]
    assert new["duration"] == {"amount": 12, "units": "month"}
    assert new["validFor"]["endDateTime"] > now


def test_a_product_is_added(client: TestClient, advance: Advance) -> None:
    order(client, "cus-012", action="add", productOffering={"id": "off-tv-family"})
    advance(121)
    added = product(client, "prod-012-tv")
    assert (added["status"], added["name"]) == ("active", "Brightwater TV Family")
    assert added["realizingService"][0]["id"] == "svc-012-tv"


def test_more_data_frees_a_line_that_is_slowed_down(client: TestClient, advance: Advance) -> None:
    for _ in range(2):
        order(client, "cus-008", action="add", productOffering={"id": "off-data-50"})
    advance(121)
    assert faults(client, "cus-008") == []
    found = client.get(PRODUCTS, params={"relatedParty.id": "cus-008"}).json()
    assert [each["id"] for each in found] == [
        "prod-008-broadband",
        "prod-008-add-on",
        "prod-008-add-on-2",
    ]
    usage = "/tmf-api/usageConsumption/v4/usageConsumptionReport"
    [report] = client.get(usage, params={"relatedParty.id": "cus-008"}).json()
    assert report["bucket"][0]["bucketBalance"][0]["remainingValue"]["amount"] == 100


def test_a_current_router_comes_with_its_offer(client: TestClient, advance: Advance) -> None:
    assert characteristics(client, "prod-015-broadband")["routerSupported"] is False
    order(client, "cus-015", action="add", productOffering={"id": "off-router-6"})
    advance(121)
    assert characteristics(client, "prod-015-broadband")["routerSupported"] is True


def test_an_order_that_fails_changes_nothing(client: TestClient, advance: Advance) -> None:
    client.post("/sandbox/faults", json={"api": "productOrderingManagement", "mode": "work_fails"})
    made = order(client, "cus-001", action="delete", product={"id": "prod-001-tv"})
    advance(121)
    assert client.get(made["href"]).json()["state"] == "failed"
    assert product(client, "prod-001-tv")["status"] == "active"


def test_an_order_is_cancelled_before_it_is_carried_out(
    client: TestClient, advance: Advance
) -> None:
    made = order(client, "cus-001", action="delete", product={"id": "prod-001-tv"})
    advance(31)
    body = {"productOrder": {"id": made["id"]}, "cancellationReason": "changed my mind"}
    answer = client.post(f"{BASE}/cancelProductOrder", json=body)
    assert (answer.status_code, answer.json()["state"]) == (201, "done")
    assert client.get(answer.headers["location"]).json() == answer.json()
    advance(86400)
    kept = client.get(made["href"]).json()
    assert (kept["state"], kept["cancellationReason"]) == ("cancelled", "changed my mind")
    assert product(client, "prod-001-tv")["status"] == "active"


def test_it_is_too_late_to_cancel_what_is_done(client: TestClient, advance: Advance) -> None:
    made = order(client, "cus-001", action="delete", product={"id": "prod-001-tv"})
    advance(121)
    body = {"productOrder": {"id": made["id"]}}
    answer = client.post(f"{BASE}/cancelProductOrder", json=body)
    assert answer.json()["state"] == "terminatedWithError"
    assert client.get(made["href"]).json()["state"] == "completed"
    assert len(client.get(f"{BASE}/cancelProductOrder").json()) == 1


@pytest.mark.parametrize("body", [{}, {"productOrder": {}}, {"productOrder": {"id": "PO-0"}}])
def test_a_bad_cancellation_is_refused(client: TestClient, body: Any) -> None:
    assert client.post(f"{BASE}/cancelProductOrder", json=body).status_code == 400


@pytest.mark.parametrize(
    "item",
    [
        {"id": "1"},
        {"action": "delete", "product": {"id": "prod-001-tv"}},
        {"id": "1", "action": "renew", "product": {"id": "prod-001-tv"}},
        {"id": "1", "action": "delete"},
        {"id": "1", "action": "delete", "product": {"id": "prod-999-tv"}},
        {"id": "1", "action": "delete", "product": {"id": "prod-002-tv"}},
        {"id": "1", "action": "add"},
        {"id": "1", "action": "add", "productOffering": {"id": "off-steady-20"}},
        {
            "id": "1",
            "action": "modify",
            "product": {"id": "prod-001-tv"},
            "productOffering": {"id": "off-rapid-250"},
        },
        {
            "id": "1",
            "action": "modify",
            "product": {
                "id": "prod-001-tv",
                "productCharacteristic": [{"name": "roaming", "value": "on"}],
            },
        },
        {
            "id": "1",
            "action": "modify",
            "product": {"id": "prod-001-tv", "status": "terminated"},
        },
        {
            "id": "1",
            "action": "modify",
            "product": {"id": "prod-001-tv"},
            "itemTerm": [{"duration": {"amount": 1.5, "units": "month"}}],
        },
        {
            "id": "1",
            "action": "modify",
            "product": {
                "id": "prod-001-broadband",
                "productCharacteristic": [{"name": "soldDownloadSpeed", "value": "fast"}],
            },
        },
    ],
)
def test_an_item_that_cannot_be_carried_out_is_refused(client: TestClient, item: Any) -> None:
    body = {
        "relatedParty": [{"id": "cus-001", "@referredType": "Customer"}],
        "productOrderItem": [item],
    }
    assert client.post(ORDERS, json=body).status_code == 400
    assert client.get(ORDERS).json() == []


def test_an_order_needs_items_and_who_adds_must_be_known(client: TestClient) -> None:
    assert client.post(ORDERS, json={}).status_code == 400
    item = {"id": "1", "action": "add", "productOffering": {"id": "off-tv-family"}}
    assert client.post(ORDERS, json={"productOrderItem": [item]}).status_code == 400


def test_what_is_gone_cannot_be_ordered_away_again(client: TestClient, advance: Advance) -> None:
    order(client, "cus-001", action="delete", product={"id": "prod-001-tv"})
    advance(121)
    item = {"id": "1", "action": "delete", "product": {"id": "prod-001-tv"}}
    assert client.post(ORDERS, json={"productOrderItem": [item]}).status_code == 400


def test_somebody_of_the_operators_may_move_an_order(client: TestClient, advance: Advance) -> None:
    made = order(client, "cus-001", action="delete", product={"id": "prod-001-tv"})
    move = f"/sandbox/product-orders/{made['id']}/move"
    client.post(move, json={"state": "inProgress"})
    held = client.post(move, json={"state": "held", "reason": "No stock."}).json()
    assert (held["state"], held["note"][-1]["text"]) == ("held", "No stock.")
    advance(86400)
    assert client.get(made["href"]).json()["state"] == "held"
    assert client.post(move, json={"state": "completed"}).status_code == 409
    assert client.post(move, json={"state": "failed"}).status_code == 200
    assert product(client, "prod-001-tv")["status"] == "active"
