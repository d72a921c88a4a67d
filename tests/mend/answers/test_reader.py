"""Reading back what is due: at a pace, one kind at a time, and none of them held up by another."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import StatementError

from mend import needs, settings
from mend.answers import reader, readers
from mend.answers.reader import Reader
from mend.store.tables import crm_request, handoff
from mend.systems.base import Refused, TryLater
from mend.systems.service_problem_view import ServiceProblem
from tests.mend.people import House, hand_off


class Systems:
    """Every system of the provider; each answers what it was told, or raises it."""

    def __init__(self) -> None:
        self.service_problem = self.trouble_ticket = self.party_interaction = self
        self.appointment = self.product_order = self
        self.answers: dict[str, Any] = {}
        self.read: list[str] = []

    def get(self, key: str) -> Any:
        self.read.append(key)
        answer = self.answers[key]
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def systems() -> Systems:
    return Systems()


@pytest.fixture
def reading(house: House, systems: Systems, clock: Any) -> dict[str, Reader]:
    def monotonic() -> float:
        return float(clock.now.timestamp())

    made = readers(house.store, systems, house.mend.settings, monotonic=monotonic)  # type: ignore[arg-type]
    return {each.kind.name: each for each in made}


def at_work(key: str) -> ServiceProblem:
    return ServiceProblem(key, "inProgress", "", "")


def test_what_was_delivered_is_read_at_once_and_taken_in(
    house: House, reading: dict[str, Reader], systems: Systems
) -> None:
    hand_off(house)
    systems.answers["SP-1"] = at_work("SP-1")
    assert reading["handoff"].round() == 1
    assert house.rows(handoff)[0].state == "inProgress"
    assert reading["handoff"].round() == 0


def test_the_younger_it_is_the_more_often_it_is_read(
    house: House, reading: dict[str, Reader], systems: Systems, clock: Any
) -> None:
    hand_off(house)
    systems.answers["SP-1"] = at_work("SP-1")
    waits = []
    for age in (0, 9 * 60, 11 * 60, 23 * 3600, 25 * 3600, 700 * 24 * 3600):
        clock.move(age)
        reading["handoff"].round()
        waits.append((house.rows(handoff)[0].look_at - clock.now).total_seconds())
    assert waits == [15, 15, 300, 300, 3600, 3600]


def test_the_pace_is_the_things_own_age(clock: Any) -> None:
    paces = {
        age: reader.pace(clock.now - age, clock.now)
        for age in (timedelta(0), timedelta(minutes=10), timedelta(days=1), timedelta(days=400))
    }
    assert [wait.total_seconds() for wait in paces.values()] == [15, 15, 300, 3600]


def test_a_system_that_is_down_leaves_the_others_alone_and_is_left_alone(
    house: House, reading: dict[str, Reader], systems: Systems, clock: Any
) -> None:
    hand_off(house, "SP-1")
    clock.move(1)  # what is due longer comes first
    customer = hand_off(house, "SP-2", "cus-2")
    needs.make(house.mend, customer.turn("action_make_request", "yes"), "call_back")
    house.delivers("party_interaction", "PI-1")
    systems.answers = {"SP-1": TryLater("no answer"), "SP-2": at_work("SP-2"), "PI-1": "completed"}
    assert [each.round() for each in reading.values()] == [0, 1, 0, 0, 0]
    assert systems.read == ["SP-1", "PI-1"]  # not SP-2, of the same system
    assert house.rows(crm_request)[0].state == "done"
    systems.answers["SP-1"] = at_work("SP-1")
    assert reading["handoff"].round() == 0
    clock.move(reader.REST + 1)
    assert reading["handoff"].round() == 2


def test_what_cannot_be_read_is_looked_at_later_and_holds_nobody_up(
    house: House, reading: dict[str, Reader], systems: Systems, clock: Any
) -> None:
    hand_off(house, "SP-1")
    hand_off(house, "SP-2", "cus-2")
    systems.answers = {"SP-1": Refused("404: gone"), "SP-2": at_work("SP-2")}
    assert reading["handoff"].round() == 1
    first, second = house.rows(handoff)
    assert (first.state, second.state) == ("acknowledged", "inProgress")
    assert first.look_at == clock.now + reader.LATER
    assert house.rows(handoff)[0].look_at is not None


def test_an_answer_that_cannot_be_taken_in_leaves_the_record_book_as_it_was(
    house: House, reading: dict[str, Reader], systems: Systems
) -> None:
    hand_off(house)
    before = house.rows(handoff)
    systems.answers["SP-1"] = ServiceProblem("SP-1", "resolved", "", "", last_update="yesterday")  # type: ignore[arg-type]
    with pytest.raises((TypeError, AttributeError, StatementError)):
        reading["handoff"].round()
    assert (house.rows(handoff), house.report.status) == (before, "held")


def test_what_has_no_reference_yet_is_not_read(
    house: House, reading: dict[str, Reader], systems: Systems
) -> None:
    customer = house.customer()
    needs.make(house.mend, customer.turn("action_make_request", "yes"), "credit")
    with house.store.page() as page:
        page.db.execute(crm_request.update().values(look_at=page.now))
    assert reading["crm_request"].round() == 0
    assert systems.read == []


def test_there_is_a_reader_for_each_kind_of_thing(house: House) -> None:
    made = readers(house.store, Systems(), house.mend.settings)  # type: ignore[arg-type]
    assert [each.kind.name for each in made] == [
        "handoff", "crm_request", "appointment", "product_order", "problem_report",
    ]  # fmt: skip
    # Only the ticket system is not told what came from there.
    assert [each.kind.origin for each in made] == [None] * 4 + ["trouble_ticket"]
    assert settings.CHOICES["track_and_manage"] == ("here", "elsewhere")
