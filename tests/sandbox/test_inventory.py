"""TMF637: what the customers have."""

from typing import Any

import pytest
from starlette.testclient import TestClient

PRODUCTS = "/tmf-api/productInventory/v4/product"


def characteristics(product: dict[str, Any]) -> dict[str, Any]:
    return {each["name"]: each["value"] for each in product["productCharacteristic"]}


def test_a_customers_products_are_found(client: TestClient) -> None:
    answer = client.get(PRODUCTS, params={"relatedParty.id": "cus-001"})
    assert answer.status_code == 200
    assert answer.headers["x-total-count"] == "3"
    kinds = {characteristics(product)["productKind"] for product in answer.json()}
    assert kinds == {"broadband", "tv", "home_phone"}
    broadband = answer.json()[0]
    assert characteristics(broadband)["soldDownloadSpeed"] == 80
    assert broadband["realizingService"][0]["id"] == "svc-001-broadband"
    assert broadband["place"][0]["name"] == "Mill Lane"


def test_a_customer_nobody_knows_has_nothing(client: TestClient) -> None:
    answer = client.get(PRODUCTS, params={"relatedParty.id": "cus-999"})
    assert answer.json() == []
    assert answer.headers["x-total-count"] == "0"


def test_filters_must_all_hold(client: TestClient) -> None:
    suspended = client.get(PRODUCTS, params={"relatedParty.id": "cus-003", "status": "suspended"})
    active = client.get(PRODUCTS, params={"relatedParty.id": "cus-003", "status": "active"})
    assert {product["id"] for product in suspended.json()} == {
        "prod-003-broadband",
        "prod-003-home-phone",
    }
    assert active.json() == []


def test_a_comma_means_one_of(client: TestClient) -> None:
    answer = client.get(PRODUCTS, params={"id": "prod-001-tv,prod-002-tv"})
    assert [product["id"] for product in answer.json()] == ["prod-001-tv", "prod-002-tv"]


def test_an_unknown_attribute_matches_nothing(client: TestClient) -> None:
    assert client.get(PRODUCTS, params={"colour": "blue"}).json() == []


def test_pages_do_not_overlap_and_count_everything(client: TestClient) -> None:
    everything = [product["id"] for product in client.get(PRODUCTS).json()]
    first = client.get(PRODUCTS, params={"limit": 4})
    second = client.get(PRODUCTS, params={"limit": 4, "offset": 4})
    assert [p["id"] for p in first.json() + second.json()] == everything[:8]
    assert first.headers["x-total-count"] == str(len(everything))
    assert first.headers["x-result-count"] == "4"
    assert client.get(PRODUCTS, params={"offset": 10_000}).json() == []


@pytest.mark.parametrize("bad", ["-1", "ten", "1.5", "", "9" * 30])
def test_a_bad_page_is_refused(client: TestClient, bad: str) -> None:
    answer = client.get(PRODUCTS, params={"limit": bad})
    assert answer.status_code == 400
    assert answer.json()["code"] == "28"


def test_fields_choose_exactly_those(client: TestClient) -> None:
    answer = client.get(f"{PRODUCTS}/prod-001-tv", params={"fields": "name,status,nothing"})
    assert answer.json() == {"name": "Brightwater TV Family", "status": "active"}


def test_one_product_by_id(client: TestClient) -> None:
    answer = client.get(f"{PRODUCTS}/prod-001-tv")
    assert answer.json()["href"].endswith("/product/prod-001-tv")
    assert client.get(f"{PRODUCTS}/prod-1").status_code == 404


def test_a_product_shows_its_term_unless_it_runs_from_month_to_month(client: TestClient) -> None:
    [term] = client.get(f"{PRODUCTS}/prod-001-broadband").json()["productTerm"]
    assert term["duration"] == {"amount": 24, "units": "month"}
    assert term["validFor"]["startDateTime"] < term["validFor"]["endDateTime"]
    assert client.get(f"{PRODUCTS}/prod-001-home-phone").json()["productTerm"] == []


def test_a_mobile_line_shows_its_plan_its_sim_card_and_roaming(client: TestClient) -> None:
    product = client.get(f"{PRODUCTS}/prod-016-mobile").json()
    values = characteristics(product)
    assert product["productSpecification"]["name"] == "mobile"
    assert (values["dataAllowance"], values["voicemail"], values["wifiCalling"]) == (
        10, "included", "included",
    )  # fmt: skip
    assert (values["simStatus"], values["roaming"]) == ("active", "on")


@pytest.mark.parametrize(
    ("key", "name", "value"),
    [
        ("prod-018-mobile", "roaming", "off"),
        ("prod-019-mobile", "simStatus", "notActivated"),
        ("prod-020-mobile", "simStatus", "blocked"),
        ("prod-022-email", "mailboxStatus", "active"),
        ("prod-023-email", "mailboxStatus", "locked"),
    ],
)
def test_what_is_wrong_with_a_mobile_line_or_a_mailbox_shows(
    client: TestClient, key: str, name: str, value: str
) -> None:
    assert characteristics(client.get(f"{PRODUCTS}/{key}").json())[name] == value


def test_who_has_paid_and_was_not_reconnected_is_suspended(client: TestClient) -> None:
    found = client.get(PRODUCTS, params={"relatedParty.id": "cus-024"}).json()
    assert {each["status"] for each in found} == {"suspended"}
    service = "/tmf-api/serviceActivationAndConfiguration/v4/service/svc-024-mobile"
    assert client.get(service).json()["isServiceEnabled"] is False


def test_data_that_is_used_up_at_home_is_not_used_up_on_the_phone(client: TestClient) -> None:
    client.post("/sandbox/faults", json={"customer": "cus-009", "set": ["capped"]})
    assert "dataUsed" not in characteristics(client.get(f"{PRODUCTS}/prod-009-mobile").json())


def test_used_up_data_shows_on_the_product(client: TestClient) -> None:
    product = client.get(f"{PRODUCTS}/prod-008-broadband").json()
    assert characteristics(product)["dataUsed"] == characteristics(product)["dataAllowance"]
    client.post("/sandbox/faults", json={"customer": "cus-008", "clear": ["capped"]})
    product = client.get(f"{PRODUCTS}/prod-008-broadband").json()
    assert "dataUsed" not in characteristics(product)
