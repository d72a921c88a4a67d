"""What product ordering answers: only a completed order has changed what the customer has."""

from typing import Any

import pytest

from mend import ordering
from mend.others import OrderAction
from mend.store import reports, restorations
from mend.store.tables import handoff, product_order, restoration
from tests.mend.answers.seen import order_shows
from tests.mend.people import Customer, House, hand_off, responses

CHOICE = ordering.Choice(
    offers=[{"id": "of-1", "price": 35.0}],
    action=OrderAction.UPGRADE,
    product="prod-1",
    offering="of-1",
    text="35.00 a month for 12 months",
    act="Order, 35.00 a month for 12 months",
)


def orders(house: House, customer: Customer) -> None:
    """Something is ordered because of the customer's last restoration."""
    with house.store.page() as page:
        row = restorations.restoration_by_id(page, house.rows(restoration)[-1].id)
        turn = customer.turn("action_order", CHOICE.act)
        ordering.decide(page, turn, row, CHOICE, consented=True)
    house.delivers("product_order", "PO-1")
    customer.hears("reference")


def ordered(house: House) -> Customer:
    """A customer who has ordered something in the middle of a guide."""
    customer = house.customer()
    customer.has("slow_internet")
    orders(house, customer)
    with house.store.page() as page:
        restorations.end_restoration(
            page, customer.key, result="unsuccessful", cause="speed_below_sold"
        )  # type: ignore[arg-type]
    return customer


def the_order(house: House) -> Any:
    return house.rows(product_order)[-1]


def test_a_completed_order_is_told_and_asks_whether_all_is_well(house: House) -> None:
    customer = ordered(house)
    order_shows(house, "inProgress")
    assert (the_order(house).state, house.report.status, customer.news) == (
        "inProgress",
        "held",
        [],
    )
    order_shows(house, "completed")
    assert (the_order(house).state, the_order(house).look_at) == ("completed", None)
    assert house.report.status == "pending"
    said = customer.hears("order_done")
    assert said.words[0].values["reference"] == "PO-1"
    assert said.slots["open_question"] == "guide"
    customer.agrees()
    assert (house.report.status, house.rows(restoration)[-1].restored_by) == (
        "resolved", f"order/{the_order(house).id}",
    )  # fmt: skip
    assert "[1.3.3 order] PO-1 is completed." in house.notes


@pytest.mark.parametrize("state", ["failed", "rejected", "cancelled"])
def test_an_order_that_failed_is_told_and_a_person_offered(house: House, state: str) -> None:
    customer = ordered(house)
    order_shows(house, state, "no stock")
    row = the_order(house)
    assert (row.state, row.reason, row.look_at) == (state, "no stock", None)
    assert (house.report.status, house.results) == ("inProgress", ["unsuccessful"])
    said = customer.hears("order_failed")
    assert responses(said) == ["utter_news_order_failed"]
    assert [button.payload for button in said.words[0].buttons] == ["/ask_person"]


def test_an_order_that_failed_leaves_the_report_with_smo(house: House) -> None:
    customer = hand_off(house)
    orders(house, customer)
    order_shows(house, "failed")
    assert (house.report.status, house.rows(handoff)[0].state) == ("held", "acknowledged")
    assert customer.news == ["order_failed"]


def test_a_completed_order_of_a_report_that_is_resolved_is_only_told(house: House) -> None:
    customer = ordered(house)
    customer.says_it_works()
    customer.agrees()
    order_shows(house, "completed")
    assert (house.report.status, customer.news) == ("resolved", ["order_done"])
    assert customer.hears("order_done").slots == {}


@pytest.mark.parametrize("state", ["completed", "failed"])
def test_the_end_of_an_order_of_a_report_that_is_over_is_told_and_opens_nothing(
    house: House, state: str
) -> None:
    customer = ordered(house)
    with house.store.page() as page:
        reports.lead_to(page, house.report.id, "cancelled", "withdrawn")  # type: ignore[arg-type]
    order_shows(house, state)
    assert (the_order(house).state, house.report.status) == (state, "cancelled")
    assert customer.news == ["order_done" if state == "completed" else "order_failed"]


def test_what_is_over_stays_so(house: House) -> None:
    customer = ordered(house)
    order_shows(house, "failed")
    before = (the_order(house), house.notes, customer.news)
    for state in ("failed", "completed", "inProgress"):
        order_shows(house, state)
    assert before == (the_order(house), house.notes, customer.news)


@pytest.mark.parametrize("state", ["acknowledged", "pending", "held", "partial", ""])
def test_states_that_mean_nothing_to_a_customer_change_nothing(house: House, state: str) -> None:
    customer = ordered(house)
    before = (the_order(house), house.notes)
    order_shows(house, state)
    assert before == (the_order(house), house.notes)
    assert customer.news == []
