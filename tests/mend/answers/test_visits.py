"""What the calendar shows of a visit, and what the customer hears of it."""

from datetime import timedelta
from typing import Any

import pytest

from mend import news_of_others, visits
from mend.others import HandoffState
from mend.problem import Status
from mend.store import handoffs, reports
from mend.store.tables import appointment, crm_request, restoration
from tests.mend.answers.seen import visit_shows
from tests.mend.people import Customer, House, foreign_report, picks, responses, slots, visit_needed

TIMES = ("03-05 08", "03-05 13", "03-06 08")


def booked(house: House) -> Customer:
    """A customer who has picked Thursday morning, which the calendar has taken."""
    house.provider.slots = slots(*TIMES)
    customer = visit_needed(house)
    picks(customer, f"{customer.visit}.0")
    house.delivers("appointment", "AP-1")
    return customer


def confirmed(house: House) -> Customer:
    customer = booked(house)
    visit_shows(house, "confirmed")
    customer.hears("visit_confirmed")
    return customer


def the_visit(house: House) -> Any:
    return house.rows(appointment)[-1]


def the_request(house: House) -> Any:
    return house.rows(crm_request)[-1]


def test_a_confirmed_visit_is_told_with_its_time(house: House) -> None:
    customer = booked(house)
    visit_shows(house, "initialized")
    assert customer.news == []
    visit_shows(house, "confirmed")
    said = customer.hears("visit_confirmed")
    assert said.words[0].values["when"] == "Thursday 5 March, 08:00 to 12:00"
    assert said.words[0].values["number"] == the_request(house).number
    assert [button.payload for button in said.words[0].buttons] == ["/visit_move", "/visit_cancel"]
    assert (the_visit(house).state, house.report.status) == ("confirmed", "held")
    assert any("[appointment] AP-1 is confirmed" in text for text in house.notes)


def test_the_same_visit_again_is_no_news(house: House) -> None:
    customer = confirmed(house)
    before = (the_visit(house), house.notes)
    visit_shows(house, "confirmed")
    assert before == (the_visit(house), house.notes)
    assert customer.news == []


def test_a_calendar_that_does_not_say_the_end_has_not_moved_the_visit(house: House) -> None:
    customer = confirmed(house)
    visit_shows(house, "confirmed", start=the_visit(house).start)
    assert customer.news == []
    assert the_visit(house).end == the_visit(house).start + timedelta(hours=4)


def test_a_visit_that_the_calendar_moves_is_told(house: House) -> None:
    customer = confirmed(house)
    other = the_visit(house).start + timedelta(days=1)
    visit_shows(house, "confirmed", other, other + timedelta(hours=4))
    said = customer.hears("visit_moved")
    assert said.words[0].values["when"] == "Friday 6 March, 08:00 to 12:00"


def test_a_visit_that_is_to_be_confirmed_anew_is_told_once_it_is(house: House) -> None:
    customer = confirmed(house)
    visit_shows(house, "initialized")
    assert all(kind in news_of_others.KINDS for kind in customer.news)
    visit_shows(house, "confirmed")
    assert customer.news[-1] == "visit_confirmed"


def test_a_cancelled_visit_is_told_and_the_report_is_free_again(house: House) -> None:
    customer = confirmed(house)
    visit_shows(house, "cancelled")
    assert (the_visit(house).state, the_visit(house).look_at) == ("cancelled", None)
    assert (the_request(house).state, the_request(house).look_at) == ("withdrawn", None)
    assert house.report.status == "inProgress"
    assert responses(customer.hears("visit_cancelled")) == ["utter_news_visit_cancelled"]


def test_a_visit_that_has_taken_place_asks_whether_all_is_well(house: House) -> None:
    customer = confirmed(house)
    visit_shows(house, "completed")
    assert (the_visit(house).look_at, the_request(house).state) == (None, "done")
    assert house.report.status == "pending"
    assert customer.hears("visit_completed").slots["open_question"] == "guide"
    customer.agrees()
    ended = house.rows(restoration)[-1]
    assert (ended.result, ended.restored_by, ended.cause) == (
        "restored", f"visit/{the_visit(house).id}", "home_wiring",
    )  # fmt: skip


def test_a_visit_that_did_not_take_place_offers_another(house: House) -> None:
    customer = confirmed(house)
    visit_shows(house, "failed")
    assert (the_request(house).state, house.report.status) == ("refused", "inProgress")
    said = customer.hears("visit_failed")
    assert [button.payload for button in said.words[0].buttons] == ["/visit_new", "/ask_person"]


@pytest.mark.parametrize("state", ["completed", "cancelled", "failed"])
def test_a_report_that_smo_is_at_work_on_stays_with_them(house: House, state: str) -> None:
    customer = confirmed(house)
    with house.store.page() as page:
        row = house.rows(restoration)[-1]
        handoffs.add(
            page, restoration=row.id, report=row.report, known=None, category="c",
            suspected_layer="unknown", summary={}, state=HandoffState.IN_PROGRESS,
        )  # fmt: skip
    visit_shows(house, state)
    assert (house.report.status, house.results) == ("held", ["unsuccessful"])
    assert customer.news == [f"visit_{state}"]


@pytest.mark.parametrize("state", ["completed", "cancelled", "failed"])
@pytest.mark.parametrize("then", [Status.RESOLVED, Status.CANCELLED])
def test_a_report_that_is_settled_is_not_opened_by_a_visit(
    house: House, state: str, then: Status
) -> None:
    customer = confirmed(house)
    with house.store.page() as page:
        reports.lead_to(page, house.report.id, then, "meanwhile")
    visit_shows(house, state)
    assert (house.report.status, house.results, customer.news) == (
        then, ["unsuccessful"], [f"visit_{state}"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "then"), [("completed", "confirmed"), ("cancelled", "completed")]
)
def test_what_is_over_stays_so(house: House, first: str, then: str) -> None:
    customer = confirmed(house)
    visit_shows(house, first)
    before = (the_visit(house), customer.news, house.statuses)
    visit_shows(house, then)
    assert before == (the_visit(house), customer.news, house.statuses)


@pytest.mark.parametrize("shown", ["confirmed", "initialized"])
def test_a_move_that_is_on_its_way_is_not_overwritten(house: House, shown: str) -> None:
    customer = confirmed(house)
    customer.hear(visits.move(house.mend, customer.turn("action_move_visit", "move")))
    picks(customer, f"{customer.visit}.2")
    visit_shows(house, shown)
    assert (the_visit(house).state, customer.news) == ("moving", [])
    house.delivers("appointment", "AP-1")
    assert (the_visit(house).state, the_visit(house).look_at) == ("confirmed", house.store.clock())
    (thursday, _, friday) = slots(*TIMES)
    assert the_visit(house).start == thursday.start
    visit_shows(house, "confirmed", friday.start, friday.end)
    assert customer.news == ["visit_moved"]


def test_a_visit_that_is_over_is_so_whatever_was_on_its_way(house: House) -> None:
    customer = confirmed(house)
    visits.cancel(house.mend, customer.turn("action_cancel_visit", "cancel"))
    visit_shows(house, "confirmed")
    assert (the_visit(house).state, customer.news) == ("cancelling", [])
    visit_shows(house, "completed")
    assert (the_visit(house).state, customer.news) == ("completed", ["visit_completed"])


@pytest.mark.parametrize("state", ["", "booked", "attempted"])
def test_states_that_are_not_tmf646s_change_nothing(house: House, state: str) -> None:
    customer = booked(house)
    before = the_visit(house)
    visit_shows(house, state)
    assert (before, customer.news) == (the_visit(house), [])


@pytest.mark.parametrize("number", [None, "PR-OSS"])
def test_a_visit_that_no_conversation_about_a_report_led_to_is_told(
    house: House, number: str | None
) -> None:
    if number is not None:
        foreign_report(house.store, number, status="held")
    house.provider.slots = slots(*TIMES)
    customer = house.customer()
    customer.hear(visits.talk(house.mend, customer.turn("action_other_need", "send somebody")))
    assert the_request(house).report == number
    picks(customer, f"{customer.visit}.0")
    house.delivers("appointment", "AP-1")
    for state in ("confirmed", "completed"):
        visit_shows(house, state)
    assert customer.news == ["visit_confirmed", "visit_completed"]
