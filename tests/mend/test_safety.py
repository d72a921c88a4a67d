"""Danger: what is said, what is recorded, and that it is passed on once."""

from typing import Any

import pytest

from mend import person, safety, standing
from mend.reply import Reply
from mend.store import Store, crm_requests
from mend.store.tables import attempt, crm_request, handoff, letter, problem_report
from tests.mend.people import GUIDES, WORDS, Customer, House, hand_off, responses

FIRST = "utter_danger_fire"


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


def cries(
    customer: Customer, kind: str | None = "fire", text: str = "help", *, in_guide: bool = False
) -> Reply:
    turn = customer.turn("action_alarm", text)
    return customer.hear(safety.alarm(customer.mend, turn, kind, in_guide=in_guide))


def gives(customer: Customer, contact: str) -> Any:
    turn = customer.turn("validate_contact_form", contact)
    return person.take_contact(customer.mend, turn, contact)


def sent(house: House) -> list[str]:
    return [row.system for row in house.rows(letter)]


def test_there_is_an_instruction_for_every_kind_and_a_guide_that_holds_a_line() -> None:
    for kind in (*safety.KINDS, None, "something else"):
        assert safety.instruction(kind).response in WORDS
    assert GUIDES[safety.LINE_GUIDE].product is safety.LINE


@pytest.mark.parametrize("kind", sorted({*safety.KINDS, None} - {safety.FOR_SMO}, key=str))
def test_the_instruction_comes_first_and_a_person_is_asked_for_urgently(
    house: House, kind: str | None
) -> None:
    reply = cries(house.customer(), kind)
    assert responses(reply) == [safety.instruction(kind).response, "utter_alarm_noted"]
    assert reply.slots == {"open_question": "none"}
    (asked,) = house.rows(crm_request)
    assert (asked.process, asked.kind, asked.state) == ("interaction", "urgent_call", "asked")
    assert asked.what.startswith(f"URGENT, danger ({kind or 'not named'}): help")
    assert sent(house) == ["party_interaction"]
    report = house.report
    assert (report.severity, report.status, report.id) == ("Critical", "held", asked.report)
    assert house.provider.looked == 0  # nothing that the instruction would have to wait for


def test_whoever_calls_is_warned_of_a_number_that_is_in_other_hands(house: House) -> None:
    cries(house.customer(), "sim_swap")
    (asked,) = house.rows(crm_request)
    assert "Do not call the number" in asked.what


def test_the_same_message_again_says_the_same_and_passes_nothing_on(house: House) -> None:
    customer = house.customer()
    turn = customer.turn("action_alarm", "smoke")
    first = safety.alarm(house.mend, turn, "fire", in_guide=False)
    assert safety.alarm(house.mend, turn, "fire", in_guide=False) == first
    assert len(house.rows(crm_request)) == 1


def test_said_twice_it_is_passed_on_once(house: House) -> None:
    customer = house.customer()
    cries(customer)
    assert responses(cries(customer, text="more smoke")) == [FIRST, "utter_alarm_already"]
    assert len(house.rows(crm_request)) == len(house.rows(problem_report)) == 1


def test_another_danger_is_passed_on_as_well(house: House) -> None:
    customer = house.customer()
    cries(customer)
    assert responses(cries(customer, "emergency_call"))[1] == "utter_alarm_noted"
    assert len(house.rows(crm_request)) == 2


def test_nobody_is_told_what_to_do_and_then_asked_how_to_reach_them(house: House) -> None:
    customer = house.customer(None)
    for _ in range(2):
        reply = cries(customer)
        assert responses(reply) == [FIRST, "utter_contact_needed"]
        assert reply.slots == {"open_question": "contact"}
    assert (sent(house), house.report.status) == ([], "inProgress")
    gives(customer, "jo@example.org")
    (sheet,) = house.letters("party_interaction")
    assert (sheet.body["contact"], sheet.body["kind"]) == ("jo@example.org", "urgent_call")
    assert house.report.status == "held"


def test_danger_while_a_contact_is_asked_for_gets_that_contact_too(house: House) -> None:
    customer = house.customer(None)
    person.call(house.mend, customer.turn("action_call_person", "a person please"))
    assert cries(customer).slots == {"open_question": "contact"}
    gives(customer, "jo@example.org")
    kinds = {row.body["kind"] for row in house.letters("party_interaction")}
    assert kinds == {"call_back", "urgent_call"}


def test_who_gives_no_contact_leaves_nothing_waiting(house: House) -> None:
    customer = house.customer(None)
    person.call(house.mend, customer.turn("action_call_person", "a person please"))
    cries(customer)
    gives(customer, person.DECLINED)
    assert {row.state for row in house.rows(crm_request)} == {"withdrawn"}
    assert sent(house) == []


def test_in_a_guide_it_ends_the_guide_with_a_critical_report(house: House) -> None:
    customer = house.customer()
    customer.has("no_internet")
    reply = cries(customer, text="it smokes", in_guide=True)
    assert (responses(reply), reply.slots) == ([FIRST], {"guide_answer": "ended"})
    assert (house.results, house.report.severity) == (["unsuccessful"], "Critical")
    assert responses(customer.hears_the_end()) == ["utter_request_urgent_call"]
    assert any(note.startswith("[1.3.7.6 danger] fire: it smokes") for note in house.notes)
    (asked,) = house.rows(crm_request)
    assert "it smokes" in asked.what
    assert (house.report.status, house.report.status_reason) == ("held", "awaiting interaction")


def test_in_the_guide_of_somebody_who_is_not_signed_in_a_contact_is_asked_for_after_it(
    house: House,
) -> None:
    customer = house.customer(None)
    customer.has("no_internet")
    assert responses(cries(customer, in_guide=True)) == [FIRST]
    end = customer.hears_the_end()
    assert (responses(end), end.slots["open_question"]) == (["utter_contact_needed"], "contact")


def test_a_request_that_waits_for_a_contact_is_taken_into_the_guide(house: House) -> None:
    customer = house.customer(None)
    cries(customer)
    customer.has("no_internet")
    assert responses(cries(customer, in_guide=True)) == [FIRST, "utter_contact_needed"]
    assert customer.hears_the_end().slots["open_question"] == "contact"
    assert len(house.rows(crm_request)) == 1


def test_a_guide_that_is_opened_after_it_ends_without_a_second_request(house: House) -> None:
    customer = house.customer()
    cries(customer)
    customer.has("no_internet")
    assert responses(cries(customer, in_guide=True)) == [FIRST, "utter_alarm_already"]
    assert responses(customer.hears_the_end()) == ["utter_report_kept"]
    assert len(house.rows(crm_request)) == 1


def test_outside_its_form_it_says_by_itself_how_it_ended(house: House) -> None:
    customer = house.customer()
    customer.has("no_internet")
    assert responses(cries(customer)) == [FIRST, "utter_request_urgent_call"]


def test_a_line_that_is_down_goes_to_the_network_with_the_highest_priority(house: House) -> None:
    customer = house.customer()
    customer.has("no_internet")
    cries(customer, "line_down", "the cable lies in the street", in_guide=True)
    (passed,) = house.rows(handoff)
    assert (passed.suspected_layer, passed.summary["reason"]) == ("access_line", "danger")
    (sheet,) = house.letters("service_problem")
    assert sheet.body["priority"] == 1
    (told,) = [each for each in sheet.body["tried"] if each["kind"] == "danger"]
    assert (told["answer"], told["evidence"]["said"]) == (
        "line_down",
        "the cable lies in the street",
    )
    assert (house.report.status, house.rows(crm_request)) == ("held", [])


def test_while_nothing_is_open_the_line_is_looked_up(house: House) -> None:
    customer = house.customer()
    reply = cries(customer, "line_down", "a pole fell into our garden")
    assert responses(reply) == ["utter_danger_line_down", "utter_handoff_noted"]
    (sheet,) = house.letters("service_problem")
    assert (sheet.body["services"], sheet.body["place"]) == (["svc-1"], {"id": "place-1"})
    assert sheet.body["description"] == "a pole fell into our garden"
    again = cries(customer, "line_down", "it is still there")
    assert responses(again) == ["utter_danger_line_down", "utter_alarm_with_network"]
    assert (len(house.rows(handoff)), len(house.rows(problem_report))) == (1, 1)


@pytest.mark.parametrize("name", [None, "cus-1"])
def test_a_line_that_nobody_knows_is_for_a_person(house: House, name: str | None) -> None:
    house.provider.product = None
    reply = cries(house.customer(name), "line_down")
    assert responses(reply)[0] == "utter_danger_line_down"
    (asked,) = house.rows(crm_request)
    assert (asked.kind, house.rows(handoff)) == ("urgent_call", [])


def test_what_the_network_team_has_already_is_told_to_them_and_to_a_person(house: House) -> None:
    customer = hand_off(house, "SP-1")
    customer.hear(standing.bridge(house.mend, customer.turn("action_bridge", "meanwhile?")))
    cries(customer, "line_down", "the wire is on the road", in_guide=True)
    note = house.letters("service_problem")[-1]
    assert (note.operation, note.body["problem"]) == ("note", "SP-1")
    assert "the wire is on the road" in note.body["note"]["text"]
    assert [row.kind for row in house.rows(crm_request)] == ["urgent_call"]
    assert (len(house.rows(handoff)), house.report.severity) == (1, "Critical")


def test_a_problem_can_be_looked_at_afterwards(house: House) -> None:
    customer = house.customer()
    cries(customer)
    assert customer.has("no_internet").slots["open_question"] == "guide"


def test_what_was_said_is_in_the_record(house: House) -> None:
    customer = house.customer()
    customer.has("no_internet")
    cries(customer, "shock", "I got a shock", in_guide=True)
    (told,) = house.rows(attempt, attempt.c.kind == "danger")
    assert (told.answered, told.answer) == ("I got a shock", "shock")


def test_a_danger_that_is_over_can_come_again(house: House) -> None:
    customer = house.customer()
    cries(customer)
    with house.store.page() as page:
        (asked,) = house.rows(crm_request)
        crm_requests.change(page, asked.id, state="done")
    assert responses(cries(customer))[1] == "utter_alarm_noted"
    assert len(house.rows(crm_request)) == 2
