"""Several guides in one restoration, on the record book: what is kept, said and recorded."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mend import news
from mend.guides.hear import Move
from mend.problem import Check, ProductKind
from mend.store import Store, restorations, tasks
from mend.store.tables import attempt, crm_request, provider_task
from tests.mend.guides.several import SERVICE, write
from tests.mend.people import Customer, House, responses


@pytest.fixture
def house(store: Store, tmp_path: Path) -> House:
    here = House(store)
    here.mend = replace(here.mend, guides=write(tmp_path))
    return here


@pytest.fixture
def customer(house: House) -> Customer:
    return house.customer()


def _steps(house: House) -> list[tuple[str, str, str]]:
    """What the customer was asked or told, without what was passed over and the provider's checks."""
    return [
        (row.guide, row.step, row.effect)
        for row in house.rows(attempt, attempt.c.kind != "check", attempt.c.effect != "skipped")
    ]


def test_the_report_is_about_the_problem_that_they_came_with(
    house: House, customer: Customer
) -> None:
    customer.has("pictures", "my pictures do not go")
    assert house.report.symptom == "pictures"
    assert customer.asked.about["title"] == "Picture messages do not go"
    assert customer.asked.about["guide"] == "service"


def test_each_attempt_names_the_guide_that_it_belongs_to(house: House, customer: Customer) -> None:
    customer.has("pictures")
    customer.says("No bars")
    customer.says("It works now")
    customer.objects()
    customer.says("Yes it opens")
    customer.says("No change")
    customer.says("It works now")
    customer.agrees()
    assert _steps(house) == [
        ("service", "see_bars", "learned"),
        ("service", "flight_mode", "fixed"),
        ("service", "flight_mode", "no_effect"),
        ("data", "opens_page", "learned"),
        ("pictures", "size", "no_effect"),
        ("pictures", "apn", "fixed"),
        ("pictures", "apn", "fixed"),
    ]
    assert house.results == ["restored"]
    (row,) = house.rows(restorations.restoration)
    assert (row.restored_by, row.cause) == ("pictures/apn", "device_settings")
    assert responses(customer.hears_the_end()) == ["utter_restored"]


def test_the_provider_is_asked_for_what_any_of_the_guides_looks_at(
    house: House, customer: Customer
) -> None:
    house.provider.checks = {Check.SUSPENDED: "suspended", Check.ROAMING: "off"}
    customer.has("pictures")
    checks = house.rows(attempt, attempt.c.kind == "check")
    assert {(row.step, row.answer) for row in checks} == {
        ("suspended", "suspended"),
        ("roaming", "off"),
    }
    assert house.results == ["unsuccessful"]


def test_what_the_first_words_tell_is_not_asked(house: House, customer: Customer) -> None:
    customer.has(
        "pictures", "data is on, bars are fine", mobile_service="works", mobile_data="works"
    )
    assert customer.asked.about["step"] == "size"


def test_what_is_said_in_passing_is_kept_with_the_problem(house: House, customer: Customer) -> None:
    customer.has("service")
    assert responses(customer.says("it is an iphone", Move.FACT, phone="iphone")) == [
        "utter_guide_noted"
    ]
    row = restorations.restoration_by_id
    with house.store.glance() as page:
        assert restorations.progress_of(row(page, customer.key), page.now).facts == {
            "phone": "iphone"
        }
    customer.says("Yes I see bars")
    customer.says("It works now")
    customer.agrees()
    customer.has("data", "another problem, another day")
    customer.says("Yes I see bars")
    customer.says("No page opens")
    assert customer.says("how?", Move.HOW).words[0].text == "Open Settings and Mobile Data."


def test_going_on_says_where_we_were(house: House, customer: Customer) -> None:
    customer.has("pictures")
    customer.says("Yes I see bars")
    customer.says("not now", Move.LATER)
    assert customer.hears_the_end().words[0].values["title"] == "Picture messages do not go"
    elsewhere = house.customer()
    again = elsewhere.has("pictures")
    assert responses(again) == ["utter_guide_going_on"]
    assert again.words[0].values == {"title": "Picture messages do not go", "number": "2"}
    assert elsewhere.asked.about["step"] == "opens_page"


def test_naming_the_part_that_is_open_is_no_other_problem(house: House, customer: Customer) -> None:
    customer.has("pictures")
    customer.says("Yes I see bars")
    customer.says("there is no data", named="data")
    assert house.report.symptom == "pictures"
    assert customer.asked.about["step"] == "opens_page"


def test_what_matches_nothing_goes_to_a_person_with_the_reason(
    house: House, customer: Customer
) -> None:
    customer.has("service")
    customer.says("it shows a padlock", Move.NEITHER)
    customer.says("none of these", Move.NEITHER)
    assert house.results == ["unsuccessful"]
    assert responses(customer.hears_the_end()) == [
        "utter_not_as_described",
        "utter_request_interaction",
    ]
    (asked,) = house.rows(crm_request)
    assert (asked.process, "not_as_described" in asked.what) == ("interaction", True)


class TestTheLineIsTestedAgain:
    """After a fix the line is tested by itself, and what the test says counts."""

    @pytest.fixture
    def fixed(self, house: House, store: Store, tmp_path: Path) -> Customer:
        tested = "checks:\n    line_test: {fault: coverage}\n    suspended:"
        text = SERVICE.replace("checks:\n    suspended:", tested)
        house.mend = replace(house.mend, guides=write(tmp_path, service=text))
        customer = house.customer()
        customer.has("service")
        self._comes_back(house, "good")
        customer.says("No bars")
        customer.says("It works now")
        return customer

    def _comes_back(self, house: House, outcome: str) -> None:
        with house.store.page() as page:
            tasks.completed(page, house.rows(provider_task)[-1].id, outcome, {})

    def test_a_test_is_asked_for_at_the_fix(self, house: House, fixed: Customer) -> None:
        assert [(row.kind, row.step) for row in house.rows(provider_task)] == [
            ("line_test", None),
            ("line_test", "flight_mode"),
        ]

    def test_a_bad_one_that_is_there_in_time_makes_us_ask_once_more(
        self, house: House, fixed: Customer
    ) -> None:
        self._comes_back(house, "fault")
        assert responses(fixed.agrees()) == ["utter_confirm_despite_test"]
        fixed.agrees()
        assert house.results == ["restored"]

    def test_a_bad_one_that_comes_late_opens_the_question_again(
        self, house: House, fixed: Customer
    ) -> None:
        fixed.agrees()
        self._comes_back(house, "fault")
        assert responses(fixed.hears("test_done")) == ["utter_test_disagrees"]
        assert (house.results, house.report.status) == (["restored", None], "inProgress")
        assert fixed.asked.response == "utter_confirm_works"
        fixed.objects()
        assert house.results == ["restored", "unsuccessful"]

    def test_a_good_one_that_comes_late_says_nothing(self, house: House, fixed: Customer) -> None:
        fixed.agrees()
        self._comes_back(house, "good")
        assert fixed.hears("test_done").words == ()
        assert house.results == ["restored"]


def test_products_come_first_and_then_their_problems(house: House) -> None:
    (word,) = news.which_problem(house.mend, None).words
    assert [button.title for button in word.buttons] == ["utter_title_mobile"]
    (word,) = news.which_problem(house.mend, ProductKind.MOBILE).words
    assert [button.title for button in word.buttons] == [
        "No mobile service",
        "No mobile data",
        "Picture messages do not go",
    ]


def test_the_title_of_the_goal_is_in_the_question(house: House, customer: Customer) -> None:
    customer.has("pictures")
    customer.says("No bars")
    customer.says("It works now")
    asked: Any = customer.asked
    assert asked.response == "utter_confirm_goal"
