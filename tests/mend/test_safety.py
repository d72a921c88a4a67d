"""Danger: what is said, what is recorded, and that it is passed on once."""

import pytest

from mend import safety
from mend.reply import Reply
from mend.store import Store
from mend.store.tables import crm_request, handoff, letter
from tests.mend.people import Customer, House, responses


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


def cries(customer: Customer, text: str, kind: str | None, *, in_guide: bool = False) -> Reply:
    turn = customer.turn("action_alarm", text)
    return customer.hear(safety.alarm(customer.mend, turn, kind, in_guide=in_guide))


@pytest.mark.parametrize("kind", safety.KINDS)
def test_the_instruction_comes_first_and_a_person_is_asked_for_urgently(
    house: House, kind: str
) -> None:
    reply = cries(house.customer(), "help", kind)
    assert responses(reply) == [f"utter_danger_{kind}", "utter_alarm_noted"]
    assert reply.slots == {"open_question": "none"}
    (asked,) = house.rows(crm_request)
    assert (asked.process, asked.kind, asked.state) == ("interaction", "urgent_call", "asked")
    assert kind in asked.what
    assert [row.system for row in house.rows(letter)] == ["party_interaction"]


def test_a_danger_without_a_name_is_one_too(house: House) -> None:
    assert responses(cries(house.customer(), "help", None))[0] == "utter_danger"


def test_said_twice_it_is_passed_on_once(house: House) -> None:
    customer = house.customer()
    cries(customer, "smoke", "fire")
    again = cries(customer, "more smoke", "fire")
    assert responses(again) == ["utter_danger_fire", "utter_alarm_already"]
    assert len(house.rows(crm_request)) == 1


def test_nobody_is_told_what_to_do_and_then_asked_how_to_reach_them(house: House) -> None:
    reply = cries(house.customer(None), "sparks", "fire")
    assert responses(reply) == ["utter_danger_fire", "utter_contact_needed"]
    assert reply.slots == {"open_question": "contact"}
    assert house.rows(letter) == []


def test_in_a_guide_it_ends_the_guide_with_a_critical_report(house: House) -> None:
    customer = house.customer()
    customer.has("no_internet")
    reply = cries(customer, "it smokes", "fire", in_guide=True)
    assert (responses(reply), reply.slots) == (["utter_danger_fire"], {"guide_answer": "ended"})
    assert (house.results, house.report.severity) == (["unsuccessful"], "Critical")
    assert responses(customer.hears_the_end()) == ["utter_request_urgent_call"]
    assert any(note.startswith("[1.3.7.6 danger] fire: it smokes") for note in house.notes)


def test_outside_its_form_it_says_by_itself_how_it_ended(house: House) -> None:
    customer = house.customer()
    customer.has("no_internet")
    assert responses(cries(customer, "it smokes", "fire")) == [
        "utter_danger_fire", "utter_request_urgent_call",
    ]  # fmt: skip


def test_a_line_that_is_down_goes_to_the_network_with_the_highest_priority(house: House) -> None:
    customer = house.customer()
    customer.has("no_internet")
    cries(customer, "the cable lies in the street", "line_down", in_guide=True)
    (passed,) = house.rows(handoff)
    assert passed.suspected_layer == "access_line"
    (sent,) = house.letters("service_problem")
    assert sent.body["priority"] == 1
    assert house.report.status == "held"
