"""What is on sale, who can have it, what has been used and what is owed."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import responses

from mend.systems import Systems
from mend.systems.base import TryLater
from mend.systems.qualification import Wish
from mend.systems.shapes import Money

OFFERINGS = "/tmf-api/productCatalogManagement/v4/productOffering"
PRICES = "/tmf-api/productCatalogManagement/v4/productOfferingPrice"
QUALIFY = "/tmf-api/productOfferingQualification/v4/productOfferingQualification"
REPORTS = "/tmf-api/usageConsumption/v4/usageConsumptionReport"
BILLS = "/tmf-api/customerBillManagement/v4/customerBill"

MONTHLY = {
    "priceType": "recurring",
    "recurringChargePeriodType": "month",
    "price": {"unit": "EUR", "value": 35.1},
}
ONCE = {"priceType": "oneTime", "price": {"taxIncludedAmount": {"unit": "EUR", "value": 49.95}}}


def _offering(**fields: Any) -> dict[str, Any]:
    return {
        "id": "po-1",
        "name": "Swift 250",
        "description": "Fast",
        "lifecycleStatus": "Active",
        "isSellable": True,
        "category": [{"id": "broadband"}],
        "productOfferingPrice": [MONTHLY, ONCE],
        "productOfferingTerm": [{"name": "contract", "duration": {"amount": 1, "units": "year"}}],
        "prodSpecCharValueUse": [
            {
                "name": "downloadSpeed",
                "productSpecCharacteristicValue": [{"value": 250, "unitOfMeasure": "Mbit/s"}],
            },
            {
                "name": "colour",
                "productSpecCharacteristicValue": [
                    {"value": "red"},
                    {"value": "blue", "isDefault": True},
                ],
            },
            {
                "name": "size",
                "productSpecCharacteristicValue": [{"value": "s"}, {"value": "m"}],
            },
        ],
        **fields,
    }


@responses.activate
def test_an_offering_is_read_with_its_prices_to_the_cent(systems: Systems, url: str) -> None:
    responses.add("GET", url + OFFERINGS, json=[_offering()])
    (offering,) = systems.product_catalog.offerings("broadband")
    assert (offering.id, offering.name, offering.categories) == (
        "po-1",
        "Swift 250",
        ("broadband",),
    )
    assert offering.monthly == Money(Decimal("35.1"), "EUR")
    assert offering.one_off == Money(Decimal("49.95"), "EUR")
    assert offering.terms == (12,)
    assert offering.characteristics == {"downloadSpeed": 250, "colour": "blue"}
    assert responses.calls[0].request.params["category.id"] == "broadband"


@pytest.mark.parametrize(
    ("listed", "calls"),
    [
        ({"json": [{"id": "pop/1", **MONTHLY}]}, 2),
        ({"json": []}, 3),
        ({"status": 405}, 3),
    ],
    ids=["listed", "not among the first", "not listed"],
)
@responses.activate
def test_a_price_that_is_only_named_is_looked_up(
    systems: Systems, url: str, listed: dict[str, Any], calls: int
) -> None:
    named = [{"id": "pop/1", "href": "https://elsewhere.example/"}]
    responses.add("GET", url + OFFERINGS, json=[_offering(productOfferingPrice=named)])
    responses.add("GET", url + PRICES, **listed)
    responses.add("GET", url + PRICES + "/pop%2F1", json={"id": "pop/1", **MONTHLY})
    (offering,) = systems.product_catalog.offerings(None)
    assert offering.monthly == Money(Decimal("35.1"), "EUR")
    assert offering.one_off is None
    assert len(responses.calls) == calls


@pytest.mark.parametrize(
    "fields",
    [
        {"lifecycleStatus": "Retired"},
        {"lifecycleStatus": "In study"},
        {"isSellable": False},
        {"validFor": {"endDateTime": "2020-01-01T00:00:00Z"}},
        {"validFor": {"startDateTime": "2999-01-01T00:00:00Z"}},
        {"category": [{"id": "tv"}]},
        {"category": None},
    ],
)
@responses.activate
def test_what_is_not_on_sale_is_not_offered(
    systems: Systems, url: str, fields: dict[str, Any]
) -> None:
    responses.add("GET", url + OFFERINGS, json=[_offering(**fields)])
    assert systems.product_catalog.offerings("broadband") == []


@pytest.mark.parametrize(
    "fields",
    [
        {"productOfferingPrice": [{**MONTHLY, "price": {"value": 35}}]},
        {"productOfferingPrice": [{**MONTHLY, "price": {"unit": "EUR", "value": "cheap"}}]},
        {"productOfferingPrice": [{**MONTHLY, "price": {"unit": "EUR", "value": True}}]},
        {"productOfferingPrice": [{**MONTHLY, "price": {"dutyFreeAmount": {"value": 1}}}]},
        {"productOfferingPrice": [{**MONTHLY, "recurringChargePeriodType": "year"}]},
        {"productOfferingPrice": [{**MONTHLY, "recurringChargePeriodLength": 3}]},
        {"productOfferingPrice": [{**MONTHLY, "priceType": "deposit"}]},
        {"productOfferingPrice": [{**MONTHLY, "priceAlteration": [{"name": "discount"}]}]},
        {
            "productOfferingPrice": [
                MONTHLY,
                {**MONTHLY, "price": {"unit": "GBP", "value": 1}},
            ]
        },
        {"productOfferingPrice": [{"id": "pop-404"}]},
        {"productOfferingPrice": [{"name": "a price"}]},
        {"productOfferingTerm": [{"duration": {"amount": 90, "units": "days"}}]},
        {"productOfferingTerm": [{"duration": {"amount": "12", "units": "months"}}]},
        {"productOfferingTerm": [{"duration": {"amount": 12, "units": "month"}}, {}]},
    ],
)
@responses.activate
def test_a_price_or_term_in_doubt_is_not_shown(
    systems: Systems, url: str, fields: dict[str, Any]
) -> None:
    responses.add("GET", url + PRICES, json=[])
    responses.add("GET", url + PRICES + "/pop-404", status=404, json={})
    responses.add("GET", url + PRICES + "/", status=404, json={})
    responses.add("GET", url + OFFERINGS, json=[_offering(**fields), _offering(id="po-2")])
    assert [each.id for each in systems.product_catalog.offerings(None)] == ["po-2"]


@responses.activate
def test_prices_of_one_kind_are_added_up_and_charges_by_use_left_out(
    systems: Systems, url: str
) -> None:
    prices = [MONTHLY, MONTHLY, {"priceType": "usage", "price": {"unit": "GBP", "value": 9}}]
    given = _offering(productOfferingPrice=prices, productOfferingTerm=[])
    responses.add("GET", url + OFFERINGS, json=[given])
    (offering,) = systems.product_catalog.offerings(None)
    assert offering.monthly == Money(Decimal("70.2"), "EUR")
    assert offering.terms == ()


def _answered(*items: Any) -> dict[str, Any]:
    return {"id": "Q-1", "state": "done", "productOfferingQualificationItem": list(items)}


@pytest.mark.parametrize("result", ["unqualified", "alternate"])
@responses.activate
def test_what_a_customer_can_have_is_answered_wish_by_wish(
    systems: Systems, url: str, result: str
) -> None:
    answer = _answered(
        {
            "id": "2",
            "qualificationItemResult": result,
            "eligibilityUnavailabilityReason": [{"label": "No fibre here", "code": "7"}, {}],
            "alternateProductOfferingProposal": [
                {"alternateProductOffering": {"id": "po-9"}},
                {"alternateProductOffering": None},
            ],
        },
        {"id": "1", "qualificationItemResult": "Qualified"},
    )
    responses.add("POST", url + QUALIFY, status=201, json=answer)
    wishes = [Wish("modify", "po-1", "prod-1"), Wish("add", "po-2"), Wish("delete", None, "p")]
    yes, no, unknown = systems.qualification.qualify("cus-1", None, wishes)
    assert (yes.wish, yes.possible, yes.reasons) == (wishes[0], True, ())
    assert (no.possible, no.reasons, no.alternatives) == (False, ("No fibre here",), ("po-9",))
    assert unknown.possible is None


@pytest.mark.parametrize(
    "answer", [{"id": "Q-1", "state": "inProgress"}, _answered("noise", {"id": "1"})]
)
@responses.activate
def test_an_answer_that_is_not_there_yet_is_not_known(
    systems: Systems, url: str, answer: dict[str, Any]
) -> None:
    responses.add("POST", url + QUALIFY, status=201, json=answer)
    (qualified,) = systems.qualification.qualify("cus-1", None, [Wish("add", "po-1")])
    assert qualified.possible is None


@responses.activate
def test_a_question_for_eligibility_has_no_effect(systems: Systems, url: str) -> None:
    responses.add("POST", url + QUALIFY, status=500)
    with pytest.raises(TryLater) as caught:
        systems.qualification.qualify("cus-1", None, [Wish("add", "po-1")])
    assert not caught.value.maybe_applied


def _bucket(used: Any = 8, left: Any = 2, **fields: Any) -> dict[str, Any]:
    return {
        "id": "b-1",
        "usageType": "data",
        "product": {"id": "prod-1"},
        "bucketCounter": [{"counterType": "used", "value": used, "unit": "GB"}],
        "bucketBalance": [
            {
                "remainingValue": left,
                "unit": "GB",
                "validFor": {"endDateTime": "2026-04-01T00:00:00Z"},
            }
        ],
        **fields,
    }


@responses.activate
def test_an_allowance_is_what_is_used_and_what_is_left(systems: Systems, url: str) -> None:
    responses.add("GET", url + REPORTS, json=[{"id": "r", "bucket": [_bucket("8.5", 1.5)]}])
    allowance = systems.usage.allowance("prod-1")
    assert allowance is not None
    assert (allowance.used, allowance.total, allowance.unit) == (Decimal("8.5"), Decimal(10), "GB")
    assert allowance.until == datetime(2026, 4, 1, tzinfo=UTC)
    assert responses.calls[0].request.params["product.id"] == "prod-1"


@responses.activate
def test_terms_to_choose_from_and_what_is_better_are_given(systems: Systems, url: str) -> None:
    terms = [{"duration": {"amount": months, "units": "month"}} for months in (24, 12)]
    better = [
        {"id": "po-9", "relationshipType": "upgrade"},
        {"id": "po-8", "relationshipType": "bundled"},
    ]
    given = _offering(productOfferingTerm=terms, productOfferingRelationship=better)
    responses.add("GET", url + OFFERINGS, json=[given])
    (offering,) = systems.product_catalog.offerings(None)
    assert offering.terms == (12, 24)
    assert offering.upgrades == ("po-9",)


@responses.activate
def test_quantities_may_carry_their_own_unit(systems: Systems, url: str) -> None:
    bucket = _bucket(
        bucketCounter=[
            {"counterType": "used", "value": {"amount": 120, "units": "GB"}},
            {"counterType": "allowance", "value": {"amount": 150, "units": "GB"}},
        ],
        bucketBalance=[{"remainingValue": {"amount": 30, "units": "GB"}}],
    )
    responses.add("GET", url + REPORTS, json=[{"id": "r", "bucket": [bucket]}])
    allowance = systems.usage.allowance("prod-1")
    assert allowance is not None
    assert (allowance.used, allowance.total, allowance.until) == (Decimal(120), Decimal(150), None)


@responses.activate
def test_the_room_in_a_mailbox_is_counted_apart_from_data(systems: Systems, url: str) -> None:
    buckets = [_bucket(usageType="storage"), _bucket("1", 9, usageType="data")]
    responses.add("GET", url + REPORTS, json=[{"id": "r", "bucket": buckets}])
    room = systems.usage.allowance("prod-1", "storage")
    data = systems.usage.allowance("prod-1")
    assert room is not None
    assert data is not None
    assert (room.used, data.used) == (Decimal(8), Decimal(1))


@responses.activate
def test_what_was_booked_on_top_counts_too(systems: Systems, url: str) -> None:
    report = {"product": [{"id": "prod-1"}], "bucket": [_bucket(product=None), _bucket(0, 5)]}
    responses.add("GET", url + REPORTS, json=[report])
    allowance = systems.usage.allowance("prod-1")
    assert allowance is not None
    assert (allowance.used, allowance.total) == (Decimal(8), Decimal(15))


@pytest.mark.parametrize(
    "bucket",
    [
        _bucket(product={"id": "prod-2"}),
        _bucket(product=None),
        _bucket(usageType="voice"),
        _bucket(used="much"),
        _bucket(left=None),
        _bucket(bucketCounter=[{"counterType": "used", "value": 1, "unit": "MB"}]),
        _bucket(bucketBalance=[]),
        "noise",
    ],
)
@responses.activate
def test_what_cannot_be_told_of_this_product_is_not_known(
    systems: Systems, url: str, bucket: Any
) -> None:
    responses.add("GET", url + REPORTS, json=[{"id": "r", "bucket": [bucket]}])
    assert systems.usage.allowance("prod-1") is None


def _bill(**fields: Any) -> dict[str, Any]:
    return {
        "id": "bill-1",
        "billNo": "2026/17",
        "state": "Partially Paid",
        "paymentDueDate": "2026-02-15T00:00:00Z",
        "amountDue": {"unit": "EUR", "value": 41.9},
        "remainingAmount": {"unit": "EUR", "value": "1.90"},
        "relatedParty": [{"id": "cus-1", "role": "customer"}],
        **fields,
    }


@responses.activate
def test_a_bill_is_read(systems: Systems, url: str) -> None:
    responses.add("GET", url + BILLS, json=[_bill()])
    (bill,) = systems.customer_bill.bills("cus-1")
    assert (bill.id, bill.number, bill.state) == ("bill-1", "2026/17", "partiallyPaid")
    assert bill.due == date(2026, 2, 15)
    assert bill.amount == Money(Decimal("41.9"), "EUR")
    assert bill.open == Money(Decimal("1.90"), "EUR")
    assert responses.calls[0].request.params["relatedParty.id"] == "cus-1"


@responses.activate
def test_what_a_bill_leaves_out_is_not_known(systems: Systems, url: str) -> None:
    bare = _bill(paymentDueDate="soon", amountDue=None, remainingAmount={"value": 1}, billNo=None)
    responses.add("GET", url + BILLS, json=[bare])
    (bill,) = systems.customer_bill.bills("cus-1")
    assert (bill.number, bill.due, bill.amount, bill.open) == ("bill-1", None, None, None)


@pytest.mark.parametrize("parties", [[{"id": "cus-2"}], [], None, "cus-1"])
@responses.activate
def test_another_customers_bill_is_never_shown(systems: Systems, url: str, parties: Any) -> None:
    responses.add("GET", url + BILLS, json=[_bill(relatedParty=parties)])
    assert systems.customer_bill.bills("cus-1") == []
