"""Teaching correct usage is noted on the report and logged with Customer Interaction Management."""

import pytest

from mend.guides.hear import Move
from mend.store import Store
from tests.mend.people import Customer, House, stand_at


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


def at_a_lesson(house: House, name: str | None = "cus-1") -> Customer:
    """A customer who is asked to stand the router in the open."""
    customer = house.customer(name)
    customer.has("wifi_weak")
    stand_at(customer, "place_router")
    return customer


@pytest.mark.parametrize(
    ("said", "resolution"), [("it works well now", "helped"), ("no change", "explained")]
)
def test_what_was_taught_is_noted_and_logged_with_what_came_of_it(
    house: House, said: str, resolution: str
) -> None:
    customer = at_a_lesson(house)
    customer.says(said)
    assert "[1.3.7.6 education] wifi_weak/place_router" in house.notes
    (letter,) = house.letters("party_interaction")
    assert (letter.operation, letter.about_kind, letter.report) == (
        "log", "interaction", house.report.id,
    )  # fmt: skip
    assert letter.body["resolution"] == resolution
    assert (letter.body["customer"], letter.body["report"]) == ("cus-1", house.report.id)
    assert "place_router" in letter.body["what"]


def test_nobody_is_taught_too_but_there_is_no_party_to_log_it_with(house: House) -> None:
    customer = at_a_lesson(house, None)
    customer.says("no change")
    assert "[1.3.7.6 education] wifi_weak/place_router" in house.notes
    assert house.letters("party_interaction") == []


def test_a_lesson_that_was_not_taken_is_not_logged(house: House) -> None:
    customer = at_a_lesson(house)
    customer.says("I cannot do that", Move.CANNOT)
    assert not any("education" in text for text in house.notes)
    assert house.letters("party_interaction") == []


def test_the_log_is_delivered_without_a_word_to_the_customer(house: House) -> None:
    customer = at_a_lesson(house)
    customer.says("no change")
    house.delivers("party_interaction", "PI-1")
    assert customer.news == []
