"""Remote actions that are orders: the customer's own consent, an order, and a guide that waits for it and goes on."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from mend.following import Follower, follow_actions
from mend.guides.hear import Move
from mend.problem import RemoteAction
from mend.store import Store, letters
from mend.store.tables import letter, offer_decision
from mend.systems.base import Refused, TryLater
from mend.systems.product_order import Order
from tests.mend.answers.seen import order_shows
from tests.mend.ordered import AGREED, SHOWN, Ordering, acts, house_abroad, the_order, the_task
from tests.mend.people import Customer, House, responses


@pytest.fixture
def house(store: Store, tmp_path: Path) -> House:
    return house_abroad(store, tmp_path)


@pytest.fixture
def customer(house: House) -> Customer:
    """A customer who has said yes to use abroad, in the middle of a guide."""
    made = house.customer()
    made.has("data", "no internet on the beach")
    made.says("Yes I see bars")
    assert made.asked.response == "utter_guide_caution"
    made.agrees()
    assert made.asked.text == SHOWN
    made.says("Yes, go ahead", Move.YES)
    return made


@pytest.fixture
def ordering() -> Ordering:
    return Ordering()


@pytest.fixture
def follower(house: House, ordering: Ordering, clock: Any) -> Follower:
    return follow_actions(
        house.store,
        ordering,  # type: ignore[arg-type]
        monotonic=lambda: clock.now.timestamp(),
    )


def test_the_consent_is_kept_word_for_word_with_the_order_and_its_letter(
    house: House, customer: Customer
) -> None:
    (kept,) = house.rows(offer_decision)
    assert (kept.text, kept.act, kept.customer) == (AGREED, "Yes, go ahead", "cus-1")
    assert kept.text_hash == hashlib.sha256(AGREED.encode()).hexdigest()
    assert (kept.consented, kept.message_id, kept.report) == (
        True, f"m{customer.said}", house.report.id,
    )  # fmt: skip
    order = the_order(house)
    assert (order.decision, order.action, order.product_id, order.state) == (
        kept.id, "enable_roaming", "prod-1", "asked",
    )  # fmt: skip
    (posted,) = house.letters("product_order")
    assert (posted.operation, posted.about_kind, posted.about_id) == (
        "place", "provider_task", the_task(house).id,
    )  # fmt: skip
    assert posted.body == {
        "report": house.report.id,
        "customer": "cus-1",
        "product": "prod-1",
        "action": "enable_roaming",
        "offering": None,
        "characteristics": {"roamingEnabled": True},
        "term": None,
        "text": AGREED,
        "at": house.store.clock().isoformat(),
    }
    assert house.letters("activation") == []
    assert any("enable_roaming accepted" in text for text in house.notes)


def test_the_report_is_not_held_and_the_guide_waits(house: House, customer: Customer) -> None:
    assert (house.report.status, house.results) == ("inProgress", [None])
    assert responses(customer.reply) == ["utter_run_asked"]
    assert customer.asked.response == "utter_order_wait"


def test_a_completed_order_lets_the_guide_ask_its_own_question(
    house: House, customer: Customer, follower: Follower, ordering: Ordering, clock: Any
) -> None:
    house.delivers("product_order", "PO-1")
    order = the_order(house)
    assert (order.external_id, order.state, order.look_at) == ("PO-1", "acknowledged", None)
    assert (the_task(house).state, customer.news) == ("accepted", [])
    for state in ("acknowledged", "inProgress", "pending", "held"):
        ordering.order = Order("PO-1", state, "")
        assert follower.round() == 0
        clock.move(2)
    ordering.order = Order("PO-1", "completed", "The order has been carried out.")
    assert follower.round() == 1
    assert (the_order(house).state, the_task(house).state) == ("completed", "completed")
    assert (house.report.status, house.results, customer.news) == (
        "inProgress", [None], ["task_done"],
    )  # fmt: skip
    assert responses(customer.hears("task_done")) == ["utter_run_done"]
    assert customer.asked.response == "utter_run_how_is_it"
    customer.says("It works now")
    customer.agrees()
    assert (house.report.status, house.results) == ("resolved", ["restored"])


@pytest.mark.parametrize("state", ["failed", "rejected", "cancelled", "partial"])
def test_an_order_that_fails_fails_the_step_and_the_guide_goes_on(
    house: House, customer: Customer, follower: Follower, ordering: Ordering, state: str
) -> None:
    house.delivers("product_order", "PO-1")
    ordering.order = Order("PO-1", state, "A bill is still overdue.")
    assert follower.round() == 1
    task = the_task(house)
    assert (task.state, task.evidence["reason"]) == ("failed", "A bill is still overdue.")
    assert the_order(house).state == ("failed" if state == "partial" else state)
    assert responses(customer.hears("task_done")) == ["utter_run_failed"]
    assert (house.report.status, house.results) == ("inProgress", [None])
    customer.says("No change")
    assert customer.asked.about["step"] == "switch_data"


def test_an_order_that_is_not_taken_fails_the_step(house: House, customer: Customer) -> None:
    house.refuses("product_order", "400: no such product")
    order = the_order(house)
    assert (order.state, order.reason) == ("failed", "400: no such product")
    assert responses(customer.hears("task_done")) == ["utter_run_failed"]
    assert customer.asked.response == "utter_run_how_is_it"
    assert len(house.rows(offer_decision)) == 1


def test_an_order_that_is_gone_has_failed(
    house: House, customer: Customer, follower: Follower, ordering: Ordering
) -> None:
    house.delivers("product_order", "PO-1")
    ordering.order = Refused("404", "60 not found")
    assert follower.round() == 1
    order = the_order(house)
    assert (order.state, order.reason, order.look_at) == ("failed", "404: 60 not found", None)
    assert customer.news == ["task_done"]


@pytest.fixture
def given_up(
    house: House, customer: Customer, follower: Follower, ordering: Ordering, clock: Any
) -> Customer:
    """The customer has been told that it did not work, as it takes too long."""
    house.delivers("product_order", "PO-1")
    ordering.order = Order("PO-1", "inProgress", "")
    clock.move(15 * 60 + 1)
    assert follower.round() == 1
    assert responses(customer.hears("task_done")) == ["utter_run_failed"]
    return customer


def test_an_order_that_takes_too_long_is_cancelled_so_that_it_surprises_nobody(
    house: House, given_up: Customer
) -> None:
    cancels = house.rows(letter, letter.c.operation == "cancel")
    assert [(each.system, each.about_kind, each.body["order"]) for each in cancels] == [
        ("product_order", "product_order", "PO-1")
    ]
    assert cancels[0].report == house.report.id
    assert the_order(house).look_at == house.store.clock()
    house.delivers("product_order", "PO-1")
    order_shows(house, "cancelled", "not finished in 15 minutes")
    assert (the_order(house).state, the_order(house).look_at) == ("cancelled", None)
    assert (given_up.news, house.report.status) == ([], "inProgress")


def test_what_was_too_late_to_cancel_is_told(house: House, given_up: Customer) -> None:
    order_shows(house, "completed")
    assert (the_order(house).state, the_task(house).state) == ("completed", "failed")
    assert given_up.news == ["order_done"]
    said = given_up.hears("order_done")
    assert (responses(said), said.slots) == (["utter_news_order_done"], {})
    assert (house.report.status, house.results) == ("inProgress", [None])


@pytest.mark.parametrize(
    ("state", "told"), [("completed", "utter_run_done"), ("failed", "utter_run_failed")]
)
def test_an_event_about_the_order_ends_the_wait_once(
    house: House,
    customer: Customer,
    follower: Follower,
    ordering: Ordering,
    state: str,
    told: str,
) -> None:
    house.delivers("product_order", "PO-1")
    order_shows(house, state)
    assert responses(customer.hears("task_done")) == [told]
    ordering.order = Order("PO-1", state, "")
    assert (follower.round(), customer.news, house.report.status) == (0, [], "inProgress")
    order_shows(house, state)
    assert customer.news == []


def test_the_second_reference_counts_when_it_was_ordered_twice(
    house: House, customer: Customer
) -> None:
    house.delivers("product_order", "PO-2")
    with house.store.page() as page:
        (row,) = house.letters("product_order")
        letters.carry(page, letters.letter_of(row, tries=1, unknown=False), "PO-1")
    assert (the_order(house).external_id, the_task(house).external_id) == ("PO-1", "PO-1")


def test_a_system_that_is_down_holds_up_no_other(
    house: House, customer: Customer, follower: Follower, ordering: Ordering
) -> None:
    house.delivers("product_order", "PO-1")
    acts(house, customer, RemoteAction.REFRESH_MOBILE)
    house.delivers("activation", "MON-1")
    ordering.order = TryLater("time-out")
    assert follower.round() == 0
    assert ordering.reads == ["PO-1", "MON-1"]
