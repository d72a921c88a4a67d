"""TMF620 and TMF679: what is sold, and who can have it."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

CATALOG = "/tmf-api/productCatalogManagement/v4"
OFFERINGS = f"{CATALOG}/productOffering"
QUALIFY = "/tmf-api/productOfferingQualification/v4/productOfferingQualification"


def test_what_is_sold_is_found(client: TestClient) -> None:
    found = client.get(OFFERINGS, params={"lifecycleStatus": "Active"}).json()
    assert len(found) >= 12
    assert all(each["isSellable"] for each in found)
    kinds = {each["category"][0]["name"] for each in found}
    assert kinds == {"broadband", "tv", "home_phone", "mobile", "email", "add_on"}


def test_what_is_no_longer_sold_is_shown_as_such(client: TestClient) -> None:
    [retired] = client.get(OFFERINGS, params={"lifecycleStatus": "Retired"}).json()
    assert retired["isSellable"] is False
    assert "endDateTime" in retired["validFor"]


def test_a_category_and_an_id_filter(client: TestClient) -> None:
    tv = client.get(OFFERINGS, params={"category.id": "cat-tv"}).json()
    assert [each["id"] for each in tv] == ["off-tv-start", "off-tv-family", "off-tv-cinema"]
    two = client.get(OFFERINGS, params={"id": "off-tv-start,off-data-50"}).json()
    assert len(two) == 2


def test_everything_that_somebody_has_is_in_the_catalogue(client: TestClient) -> None:
    for product in client.get("/tmf-api/productInventory/v4/product").json():
        offering = client.get(f"{OFFERINGS}/{product['productOffering']['id']}")
        assert offering.json()["name"] == product["name"]


def test_prices_are_read_one_by_one(client: TestClient) -> None:
    offering = client.get(f"{OFFERINGS}/off-rapid-250").json()
    prices = [client.get(each["href"]).json() for each in offering["productOfferingPrice"]]
    assert [(each["priceType"], each["price"]) for each in prices] == [
        ("recurring", {"unit": "EUR", "value": 42.0}),
        ("oneTime", {"unit": "EUR", "value": 29.0}),
    ]
    assert prices[0]["recurringChargePeriodType"] == "month"
    assert "recurringChargePeriodType" not in prices[1]
    every = client.get(f"{CATALOG}/productOfferingPrice").json()
    assert {each["id"] for each in prices} < {each["id"] for each in every}


def test_an_offering_shows_speeds_terms_and_the_next_better_one(client: TestClient) -> None:
    offering = client.get(f"{OFFERINGS}/off-swift-80").json()
    values = {
        each["name"]: each["productSpecCharacteristicValue"][0]
        for each in offering["prodSpecCharValueUse"]
    }
    assert values["soldDownloadSpeed"]["value"] == 80
    assert values["soldDownloadSpeed"]["unitOfMeasure"] == "Mbit/s"
    assert [each["duration"]["amount"] for each in offering["productOfferingTerm"]] == [12, 24]
    [better] = offering["productOfferingRelationship"]
    assert (better["id"], better["relationshipType"]) == ("off-rapid-250", "upgrade")


def test_unknown_offerings_and_prices_are_404(client: TestClient) -> None:
    assert client.get(f"{OFFERINGS}/off-0").status_code == 404
    assert client.get(f"{CATALOG}/productOfferingPrice/price-0").status_code == 404


def qualify(client: TestClient, customer: str, item: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = {
        "instantSyncQualification": True,
        "relatedParty": [{"id": customer, "@referredType": "Customer"}],
        "productOfferingQualificationItem": [{"id": "7", **item}],
        **more,
    }
    answer = client.post(QUALIFY, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def codes(made: dict[str, Any]) -> list[str]:
    [item] = made["productOfferingQualificationItem"]
    return [each["code"] for each in item.get("eligibilityUnavailabilityReason", [])]


@pytest.mark.parametrize(
    ("customer", "offering", "reasons"),
    [
        ("cus-001", "off-rapid-250", []),
        ("cus-001", "off-swift-80", ["alreadyHas"]),
        ("cus-004", "off-rapid-250", ["lineTooSlow"]),
        ("cus-005", "off-rapid-250", ["alreadyHas"]),
        ("cus-005", "off-summit-1000", ["lineTooSlow"]),
        ("cus-003", "off-swift-80", ["accountSuspended"]),
        ("cus-001", "off-steady-20", ["notSellable"]),
        ("cus-001", "off-moon", ["notSellable"]),
        ("cus-001", "off-data-50", ["unlimitedAlready"]),
        ("cus-008", "off-data-50", []),
    ],
)
def test_an_offer_fits_or_says_why_not(
    client: TestClient, customer: str, offering: str, reasons: list[str]
) -> None:
    made = qualify(client, customer, {"action": "modify", "productOffering": {"id": offering}})
    assert codes(made) == reasons
    [item] = made["productOfferingQualificationItem"]
    expected = "unqualified" if reasons else "qualified"
    assert (item["id"], item["qualificationItemResult"]) == ("7", expected)
    assert (made["state"], made["qualificationResult"]) == ("done", expected)


def test_an_add_on_can_be_bought_again(
    client: TestClient, advance: Callable[[float], None]
) -> None:
    item = {"id": "1", "action": "add", "productOffering": {"id": "off-data-50"}}
    party = [{"id": "cus-008", "@referredType": "Customer"}]
    orders = "/tmf-api/productOrderingManagement/v4/productOrder"
    client.post(orders, json={"relatedParty": party, "productOrderItem": [item]})
    advance(121)
    assert codes(qualify(client, "cus-008", {**item})) == []


def test_another_offer_is_proposed_where_the_line_is_too_slow(client: TestClient) -> None:
    wanted = {"action": "modify", "productOffering": {"id": "off-summit-1000"}}
    made = qualify(client, "cus-013", wanted, provideAlternative=True)
    [item] = made["productOfferingQualificationItem"]
    assert item["qualificationItemResult"] == "alternate"
    [proposal] = item["alternateProductOfferingProposal"]
    assert proposal["alternateProductOffering"]["id"] == "off-swift-80"


def test_the_product_alone_says_whose_line_it_is(client: TestClient) -> None:
    body = {
        "productOfferingQualificationItem": [
            {
                "id": "1",
                "action": "modify",
                "product": {"id": "prod-004-broadband"},
                "productOffering": {"id": "off-rapid-250"},
            }
        ]
    }
    assert codes(client.post(QUALIFY, json=body).json()) == ["lineTooSlow"]


def test_who_is_suspended_can_still_leave(client: TestClient) -> None:
    leaving = {"action": "delete", "product": {"id": "prod-003-broadband"}}
    assert codes(qualify(client, "cus-003", leaving)) == []
    unknown = {"action": "delete", "product": {"id": "prod-003-tv"}}
    assert codes(qualify(client, "cus-003", unknown)) == ["productUnknown"]


def test_an_answer_may_take_a_while(client: TestClient, advance: Callable[[float], None]) -> None:
    wanted = {"action": "modify", "productOffering": {"id": "off-rapid-250"}}
    made = qualify(client, "cus-001", wanted, instantSyncQualification=False)
    assert made["state"] == "acknowledged"
    assert "qualificationResult" not in made
    advance(6)
    assert client.get(made["href"]).json()["qualificationResult"] == "qualified"
    assert len(client.get(QUALIFY, params={"state": "done"}).json()) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"productOfferingQualificationItem": [{}]},
        {"productOfferingQualificationItem": [{"id": "1", "productOffering": "off-swift-80"}]},
        {"productOfferingQualificationItem": [{"id": "1", "product": {}}]},
        {"productOfferingQualificationItem": [{"id": "1"}], "provideAlternative": "yes"},
    ],
)
def test_a_bad_question_is_refused(client: TestClient, body: Any) -> None:
    assert client.post(QUALIFY, json=body).status_code == 400
    assert client.get(f"{QUALIFY}/POQ-0").status_code == 404
