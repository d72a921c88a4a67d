"""Which report a customer's words are about: one that is open, one that is back, or a new one."""

from typing import Any

import pytest

from mend.guides.hear import Move
from mend.problem import Status
from mend.store import Store, reports
from mend.store.tables import problem_report, restoration
from tests.mend.people import LINE, House, foreign_report, responses

DAY = 24 * 3600.0


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


def solved(house: House, name: str | None = "cus-1") -> Any:
    customer = house.customer(name)
    customer.has("no_internet")
    customer.says_it_works()
    customer.agrees()
    assert house.report.status == "resolved"
    return customer


def lead(house: House, then: Status) -> None:
    with house.store.page() as page:
        reports.lead_to(page, house.report.id, then, "a test says so")


@pytest.mark.parametrize(("days", "number"), [(13.9, 1), (14.1, 2)])
def test_what_is_back_within_14_days_is_the_same_problem(
    house: House, clock: Any, days: float, number: int
) -> None:
    customer = solved(house)
    clock.move(days * DAY)
    customer.has("no_internet")
    assert len(house.rows(problem_report)) == number
    opened = house.rows(restoration)[-1]
    assert opened.number == (2 if number == 1 else 1)
    if number == 1:
        assert house.report.status_reason == "resolution rejected by the customer: it is back"
        assert house.report.resolved is None


def test_another_problem_is_another_report(house: House) -> None:
    solved(house).has("slow_internet")
    assert {row.symptom: row.status for row in house.rows(problem_report)} == {
        "no_internet": "resolved", "slow_internet": "inProgress",
    }  # fmt: skip


def test_another_customers_problem_is_another_report(house: House) -> None:
    solved(house)
    house.customer("cus-2").has("no_internet")
    assert {row.customer: row.status for row in house.rows(problem_report)} == {
        "cus-1": "resolved", "cus-2": "inProgress",
    }  # fmt: skip


def test_nobodys_solved_problem_is_never_opened_again(house: House) -> None:
    solved(house, None).has("no_internet")
    assert sorted(row.status for row in house.rows(problem_report)) == ["inProgress", "resolved"]


@pytest.mark.parametrize("then", [Status.CANCELLED, Status.CLOSED])
def test_what_is_over_is_not_opened_again(house: House, then: Status) -> None:
    customer = house.customer()
    customer.has("no_internet")
    lead(house, then)
    house.customer().has("no_internet")
    assert sorted(row.status for row in house.rows(problem_report)) == sorted([then, "inProgress"])


def test_a_report_that_waits_for_its_customer_goes_on(house: House) -> None:
    customer = house.customer()
    customer.has("no_internet")
    customer.says("later", Move.LATER)
    assert house.report.status == "pending"
    phone = house.customer()
    assert responses(phone.has("no_internet")) == ["utter_guide_going_on"]
    assert (house.report.status, house.results) == ("inProgress", [None])
    assert house.rows(restoration)[0].conversation == phone.conversation


def test_a_report_that_others_have_is_not_walked_through_again(house: House) -> None:
    customer = house.customer()
    customer.has("no_internet")
    lead(house, Status.HELD)
    reply = house.customer().has("no_internet")
    assert responses(reply)[0] == "utter_already_with_others"
    assert len(house.rows(restoration)) == 1


def test_what_was_found_before_is_not_asked_again_while_it_is_true(
    house: House, clock: Any
) -> None:
    customer = house.customer()
    customer.has("connection_drops")
    customer.says("on every device")
    customer.says("it works", Move.WORKS)
    customer.agrees()
    clock.move(3600)
    customer.has("connection_drops")
    facts = {
        name: fact["value"] for name, fact in house.rows(restoration)[-1].progress["facts"].items()
    }
    assert facts["scope"] == "all_devices"
    customer.says("it works", Move.WORKS)
    customer.agrees()
    clock.move(13 * 3600)
    customer.has("connection_drops")
    assert "scope" not in house.rows(restoration)[-1].progress["facts"]


def test_another_systems_report_on_the_product_gets_its_guide_place_and_conversation(
    house: House,
) -> None:
    foreign_report(house.store, product_id="prod-1")
    customer = house.customer()
    customer.has("no_internet")
    row = house.report
    assert (row.id, row.status, row.conversation) == ("PR-OSS", "inProgress", customer.conversation)
    assert (row.symptom, row.service_ids, row.place) == (
        "no_internet", list(LINE.service_ids), LINE.place,
    )  # fmt: skip
    assert row.opened_by == "oss"
    assert house.results == [None]


def test_another_systems_report_on_another_product_is_left_alone(house: House) -> None:
    foreign_report(house.store, product_id="prod-9")
    house.customer().has("no_internet")
    assert {row.opened_by: row.status for row in house.rows(problem_report)} == {
        "oss": "acknowledged", "mend": "inProgress",
    }  # fmt: skip
