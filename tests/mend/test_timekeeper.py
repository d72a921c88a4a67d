"""What becomes due by itself, and is dealt with once."""

from dataclasses import replace
from typing import Any

import pytest

from mend import crm, visits
from mend.guides.hear import Move
from mend.problem import CrmProcess
from mend.store import Store
from mend.store.tables import crm_request, problem_report, restoration
from mend.timekeeper import EVERY, Timekeeper
from tests.mend.people import Customer, House, hand_off, picks, slots, stand_at, visit_needed

HOUR = 3600.0
DAY = 24 * HOUR


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


def keeper(house: House, **given: Any) -> Timekeeper:
    known = replace(house.mend.settings, **given)
    clock = house.store.clock
    return Timekeeper(house.store, known, monotonic=lambda: clock().timestamp())


def helped_for_now(house: House) -> Customer:
    """A customer with a work-around that is meant to help for 72 hours."""
    customer = house.customer()
    customer.has("connection_drops")
    stand_at(customer, "hotspot")
    customer.says("that helps for now")
    assert house.results == ["workaround"]
    house.delivers("service_problem", "SP-1")
    customer.hears("reference")
    return customer


def test_whoever_is_silent_for_half_an_hour_is_waited_for(house: House, clock: Any) -> None:
    customer = house.customer()
    customer.has("no_internet")
    clock.move(1799)
    assert keeper(house).round() == 0
    clock.move(1)
    assert keeper(house).round() == 1
    assert (house.report.status, house.report.status_reason) == (
        "pending", "awaiting customer: no word",
    )  # fmt: skip
    assert (house.results, customer.news) == ([None], [])
    customer.says("still broken", Move.SAME)
    assert house.report.status == "inProgress"


def test_the_silence_that_counts_is_a_setting(house: House, clock: Any) -> None:
    house.customer().has("no_internet")
    clock.move(60)
    assert keeper(house, pending_after=60.0).round() == 1


def test_who_waits_for_others_is_not_silent(house: House, clock: Any) -> None:
    hand_off(house)
    at_work = house.customer("cus-2")
    at_work.has("no_internet")
    with house.store.page() as page:
        page.db.execute(
            restoration.update().where(restoration.c.id == at_work.key).values(phase="running")
        )
    clock.move(2 * HOUR)
    assert keeper(house).round() == 0
    by_customer = {row.customer: row.status for row in house.rows(problem_report)}
    assert by_customer == {"cus-1": "held", "cus-2": "inProgress"}


def test_a_workaround_without_an_open_question_is_not_silence(house: House, clock: Any) -> None:
    helped_for_now(house)
    clock.move(2 * HOUR)
    assert keeper(house).round() == 0
    assert house.report.status == "inProgress"


def test_a_workaround_that_has_run_its_time_is_asked_about_once(house: House, clock: Any) -> None:
    customer = helped_for_now(house)
    clock.move(72 * HOUR - 1)
    assert keeper(house).round() == 0
    clock.move(1)
    assert keeper(house).round() == 1
    assert (house.report.status, house.results) == ("pending", ["workaround", None])
    for _ in range(2):
        clock.move(DAY)
        assert keeper(house).round() == 0
    said = customer.hears("workaround_due")
    assert said.slots["open_question"] == "guide"
    assert customer.news == []
    first = house.rows(restoration)[0].id
    customer.agrees()
    last = house.rows(restoration)[-1]
    assert (last.result, last.restored_by) == ("restored", f"workaround/{first}")
    assert (house.report.status, house.report.expected_resolution) == ("resolved", None)


def test_a_workaround_that_does_not_help_any_more_waits_for_smo_again(
    house: House, clock: Any
) -> None:
    customer = helped_for_now(house)
    clock.move(72 * HOUR)
    keeper(house).round()
    customer.hears("workaround_due")
    customer.objects()
    assert (house.report.status, house.results) == ("held", ["workaround", "unsuccessful"])
    assert len(house.letters("service_problem")) == 1  # they have it already


def test_a_workaround_that_a_repair_has_overtaken_is_not_asked_about(
    house: House, clock: Any
) -> None:
    customer = helped_for_now(house)
    house.smo_shows("resolved")
    clock.move(73 * HOUR)
    assert keeper(house).round() == 0
    assert customer.news == ["handoff_resolved"]


def test_a_time_that_nobody_picks_is_left_to_the_process_after_half_an_hour(
    house: House, clock: Any
) -> None:
    house.provider.slots = slots("03-05 08")
    visit_needed(house)
    clock.move(crm.PICK_WITHIN.total_seconds() - 1)
    assert keeper(house).round() == 0
    clock.move(1)
    assert keeper(house).round() == 1
    (row,) = house.rows(crm_request)
    assert (row.state, row.look_at) == ("asked", None)
    (letter,) = house.letters("trouble_ticket")
    assert (letter.body["process"], letter.body["kind"]) == (CrmProcess.APPOINTMENT, "visit")
    clock.move(HOUR)
    assert keeper(house).round() == 0


def test_a_time_that_is_picked_in_that_moment_is_not_left_to_the_process_too(
    house: House, clock: Any
) -> None:
    house.provider.slots = slots("03-05 08")
    customer = visit_needed(house)
    clock.move(crm.PICK_WITHIN.total_seconds())
    made = keeper(house)
    due, deal = made.jobs[2]
    with house.store.glance() as page:
        (row,) = due(page)
    picks(customer, f"{customer.visit}.0")
    with house.store.page() as page:
        deal(page, row)
    assert len(house.letters("appointment")) == 1
    assert house.letters("trouble_ticket") == []


def test_a_time_that_was_declined_is_not_asked_for_twice(house: House, clock: Any) -> None:
    house.provider.slots = slots("03-05 08")
    customer = visit_needed(house)
    picks(customer, visits.DECLINED)
    clock.move(HOUR)
    assert keeper(house).round() == 0
    assert len(house.letters("trouble_ticket")) == 1


def test_nothing_is_cancelled_or_closed_unless_an_operator_says_so(
    house: House, clock: Any
) -> None:
    house.customer().has("no_internet")
    solved = house.customer("cus-2")
    solved.has("no_internet")
    solved.says_it_works()
    solved.agrees()
    clock.move(HOUR)
    keeper(house).round()
    clock.move(1000 * DAY)
    assert keeper(house).round() == 0
    by_customer = {row.customer: row.status for row in house.rows(problem_report)}
    assert by_customer == {"cus-1": "pending", "cus-2": "resolved"}


def test_an_operator_can_have_cancelled_what_waits_for_a_customer(house: House, clock: Any) -> None:
    house.customer().has("no_internet")
    clock.move(HOUR)
    keeper(house, cancel_after_days=7.0).round()
    clock.move(7 * DAY - 1)
    assert keeper(house, cancel_after_days=7.0).round() == 0
    clock.move(1)
    assert keeper(house, cancel_after_days=7.0).round() == 1
    assert (house.report.status, house.results) == ("cancelled", [None])
    assert house.report.status_reason.startswith("1.3.7.3")


def test_an_operator_can_have_closed_what_was_resolved(house: House, clock: Any) -> None:
    customer = house.customer()
    customer.has("no_internet")
    customer.says_it_works()
    customer.agrees()
    clock.move(3 * DAY)
    assert keeper(house, close_after_days=3.5).round() == 0
    clock.move(DAY / 2)
    assert keeper(house, close_after_days=3.5, cancel_after_days=1.0).round() == 1
    assert (house.report.status, house.results) == ("closed", ["restored"])
    assert house.report.status_reason.startswith("1.3.7.4")


def test_the_record_book_is_not_looked_through_all_the_time(house: House, clock: Any) -> None:
    house.customer().has("no_internet")
    made = keeper(house)
    assert made.round() == 0
    clock.move(EVERY - 1)
    house.mend.store.clock = clock
    with house.store.page() as page:
        page.db.execute(problem_report.update().values(last_update=page.now.replace(year=2020)))
    assert made.round() == 0
    clock.move(1)
    assert made.round() == 1
