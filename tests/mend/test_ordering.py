"""Product orders: only what was consented to in so many words, and what was consented to stays as it was."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from mend import ordering
from mend.ordering import Choice, NoConsent
from mend.others import OrderAction
from mend.store import Store, restorations
from mend.store.tables import offer_decision, product_order
from tests.mend.people import Customer, House

CHOICE = Choice(
    offers=[{"id": "of-1", "price": "35.00"}, {"id": "of-2", "price": "45.00"}],
    action=OrderAction.UPGRADE,
    product="prod-1",
    offering="of-2",
    text="45.00 a month for 12 months from today. You can withdraw within 14 days.",
    act="Order, 45.00 a month for 12 months",
    document_hash="d" * 64,
    characteristics={"downstream": "500"},
    months=12,
)


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


@pytest.fixture
def customer(house: House) -> Customer:
    made = house.customer()
    made.has("slow_internet")
    return made


def decides(
    house: House, customer: Customer, choice: Choice = CHOICE, *, consented: bool = True
) -> Any:
    with house.store.page() as page:
        row = restorations.restoration_by_id(page, customer.key)
        turn = customer.turn("action_decide", choice.act)
        return ordering.decide(page, turn, row, choice, consented=consented)


def test_a_consent_is_kept_word_for_word_and_places_the_order(
    house: House, customer: Customer
) -> None:
    key = decides(house, customer)
    (kept,) = house.rows(offer_decision)
    assert (kept.id, kept.consented, kept.choice, kept.customer) == (key, True, "of-2", "cus-1")
    assert (kept.text, kept.act, kept.offers) == (CHOICE.text, CHOICE.act, CHOICE.offers)
    assert kept.text_hash == hashlib.sha256(CHOICE.text.encode()).hexdigest()
    assert (kept.document_hash, kept.message_id, kept.at) == (
        "d" * 64, f"m{customer.said}", house.store.clock(),
    )  # fmt: skip
    (order,) = house.rows(product_order)
    assert (order.decision, order.report, order.restoration, order.state) == (
        key, house.report.id, customer.key, "asked",
    )  # fmt: skip
    (letter,) = house.letters("product_order")
    assert (letter.operation, letter.about_kind, letter.about_id) == (
        "place", "product_order", order.id,
    )  # fmt: skip
    assert letter.body == {
        "report": house.report.id,
        "customer": "cus-1",
        "product": "prod-1",
        "action": "upgrade",
        "offering": "of-2",
        "characteristics": {"downstream": "500"},
        "term": {"months": 12},
        "text": CHOICE.text,
        "at": house.store.clock().isoformat(),
    }
    assert (house.report.status, house.report.status_reason) == ("held", "awaiting the order")
    assert any("upgrade accepted" in text for text in house.notes)


def test_declining_is_kept_too_and_makes_no_letter(house: House, customer: Customer) -> None:
    decides(house, customer, replace(CHOICE, offering=None), consented=False)
    (kept,) = house.rows(offer_decision)
    assert (kept.consented, kept.choice, kept.text) == (False, None, CHOICE.text)
    assert (house.rows(product_order), house.letters("product_order")) == ([], [])
    assert house.report.status == "inProgress"
    assert any("upgrade declined" in text for text in house.notes)


@pytest.mark.parametrize("name", [None, "cus-2"])
@pytest.mark.parametrize("consented", [True, False])
def test_only_the_account_holder_decides(
    house: House, customer: Customer, name: str | None, consented: bool
) -> None:
    customer.name = name
    with pytest.raises(NoConsent):
        decides(house, customer, consented=consented)
    assert (house.rows(offer_decision), house.rows(product_order)) == ([], [])
    assert (house.letters("product_order"), house.report.status) == ([], "inProgress")


@pytest.mark.parametrize("act", ["", "  \n"])
def test_there_is_no_consent_without_an_act(house: House, customer: Customer, act: str) -> None:
    with pytest.raises(NoConsent):
        decides(house, customer, replace(CHOICE, act=act))
    assert house.rows(offer_decision) == []


def test_an_order_without_a_term_names_none(house: House, customer: Customer) -> None:
    decides(house, customer, replace(CHOICE, months=None, characteristics=None))
    (letter,) = house.letters("product_order")
    assert (letter.body["term"], letter.body["characteristics"]) == (None, {})


def test_an_accepted_order_is_told_by_its_number(house: House, customer: Customer) -> None:
    decides(house, customer)
    house.delivers("product_order", "PO-1")
    (order,) = house.rows(product_order)
    assert (order.external_id, order.state, order.look_at) == (
        "PO-1", "acknowledged", house.store.clock(),
    )  # fmt: skip
    assert customer.hears("reference").words[0].values["reference"] == "PO-1"


def test_a_refused_order_waits_for_a_person_and_its_consent_stays(
    house: House, customer: Customer
) -> None:
    decides(house, customer)
    house.refuses("product_order", "400: no such offering")
    (order,) = house.rows(product_order)
    assert (order.state, order.reason) == ("parked", "400: no such offering")
    assert (len(house.rows(offer_decision)), house.report.status) == (1, "held")
