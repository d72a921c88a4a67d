"""TMF677 and TMF678: what was used, and what is owed."""

from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

REPORTS = "/tmf-api/usageConsumption/v4/usageConsumptionReport"
BILLS = "/tmf-api/customerBillManagement/v4/customerBill"


def bucket(client: TestClient, customer: str) -> dict[str, Any]:
    [report] = client.get(REPORTS, params={"relatedParty.id": customer}).json()
    [found] = report["bucket"]
    assert isinstance(found, dict)
    return found


def counters(client: TestClient, customer: str) -> dict[str, int]:
    found = bucket(client, customer)["bucketCounter"]
    return {each["counterType"]: each["value"]["amount"] for each in found}


def test_an_allowance_that_is_used_up(client: TestClient) -> None:
    assert counters(client, "cus-008") == {"used": 150, "allowance": 150}
    [balance] = bucket(client, "cus-008")["bucketBalance"]
    assert balance["remainingValue"] == {"amount": 0, "units": "GB"}


def test_an_allowance_that_is_not(client: TestClient) -> None:
    client.post("/sandbox/faults", json={"customer": "cus-008", "clear": ["capped"]})
    amounts = counters(client, "cus-008")
    [balance] = bucket(client, "cus-008")["bucketBalance"]
    assert 0 < balance["remainingValue"]["amount"] == amounts["allowance"] - amounts["used"]


def test_a_line_without_an_allowance_has_no_balance(client: TestClient) -> None:
    assert "bucketBalance" not in bucket(client, "cus-001")
    assert set(counters(client, "cus-001")) == {"used"}


def of_product(client: TestClient, key: str) -> tuple[dict[str, Any], dict[str, int]]:
    """The bucket of a product, and its counters."""
    [report] = client.get(REPORTS, params={"product.id": key}).json()
    [found] = report["bucket"]
    amounts = {each["counterType"]: each["value"]["amount"] for each in found["bucketCounter"]}
    return found, amounts


def test_mobile_data_is_used_up_by_itself(client: TestClient) -> None:
    found, amounts = of_product(client, "prod-021-mobile")
    assert (found["usageType"], amounts) == ("data", {"used": 10, "allowance": 10})
    assert found["bucketBalance"][0]["remainingValue"]["amount"] == 0
    _, at_home = of_product(client, "prod-021-broadband")
    assert set(at_home) == {"used"}
    _, amounts = of_product(client, "prod-016-mobile")
    assert 0 < amounts["used"] < amounts["allowance"]


def test_a_mailbox_has_room_that_does_not_come_back_by_itself(client: TestClient) -> None:
    found, amounts = of_product(client, "prod-022-email")
    assert (found["usageType"], amounts) == ("storage", {"used": 5, "allowance": 5})
    assert "validFor" not in found["bucketBalance"][0]
    client.post("/sandbox/faults", json={"customer": "cus-022", "clear": ["mailbox_full"]})
    _, amounts = of_product(client, "prod-022-email")
    assert 0 < amounts["used"] < amounts["allowance"]


def test_a_report_is_found_by_the_product(client: TestClient) -> None:
    [report] = client.get(REPORTS, params={"product.id": "prod-008-broadband"}).json()
    assert client.get(report["href"]).json()["id"] == report["id"]
    assert client.get(REPORTS, params={"product.id": "prod-008-tv"}).json() == []
    assert client.get(f"{REPORTS}/usage-0").status_code == 404


def open_bills(client: TestClient, customer: str) -> list[dict[str, Any]]:
    bills = client.get(BILLS, params={"relatedParty.id": customer}).json()
    assert len(bills) == 3
    return [bill for bill in bills if bill["state"] != "settled"]


def test_who_is_suspended_owes_a_bill_that_is_overdue(client: TestClient) -> None:
    [bill] = open_bills(client, "cus-003")
    assert bill["state"] == "sent"
    assert bill["paymentDueDate"] < client.get("/sandbox/state").json()["now"]
    assert bill["amountDue"] == bill["remainingAmount"] == {"unit": "EUR", "value": 29.0}


def test_others_owe_nothing(client: TestClient) -> None:
    assert open_bills(client, "cus-001") == []
    for bill in client.get(BILLS, params={"relatedParty.id": "cus-001"}).json():
        assert bill["remainingAmount"]["value"] == 0
        assert bill["billDate"] < bill["paymentDueDate"]


def test_who_has_paid_owes_nothing_even_while_suspended(client: TestClient) -> None:
    assert open_bills(client, "cus-024") == []


def test_to_end_the_suspension_is_to_pay(client: TestClient) -> None:
    client.post("/sandbox/faults", json={"customer": "cus-003", "clear": ["suspended"]})
    assert open_bills(client, "cus-003") == []


def test_an_overdue_bill_stays_overdue_as_time_goes_by(
    client: TestClient, advance: Callable[[float], None]
) -> None:
    advance(40 * 86400)
    [bill] = open_bills(client, "cus-003")
    assert bill["paymentDueDate"] < client.get("/sandbox/state").json()["now"]


def test_one_bill_by_id(client: TestClient) -> None:
    [bill] = open_bills(client, "cus-003")
    assert client.get(bill["href"]).json() == bill
    assert client.get(f"{BILLS}/bill-0").status_code == 404
