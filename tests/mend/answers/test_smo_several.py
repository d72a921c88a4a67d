"""SM&O's answers while something else is going on: a work-around, several problems, several reports, another asker."""

from datetime import timedelta
from typing import Any

import pytest

from mend import standing
from mend.guides.hear import Move
from mend.problem import Check
from mend.store import Store
from mend.store.tables import handoff, letter, problem_report, restoration
from mend.systems.notes import Note
from tests.mend.answers.seen import ticket_shows
from tests.mend.people import Customer, House, hand_off, responses, walk_to_smo


def bridges(customer: Customer) -> None:
    """The customer tries the guide's work-around while others repair it."""
    turn = customer.turn("action_bridge", "can I do something meanwhile?")
    customer.hear(standing.bridge(customer.mend, turn))


def states(house: House) -> list[tuple[str | None, str]]:
    return [(row.service_problem, row.state) for row in house.rows(handoff)]


def creations(house: House) -> list[Any]:
    return [each for each in house.letters("service_problem") if each.operation == "create"]


@pytest.mark.parametrize(
    ("status", "how"),
    [
        ("inProgress", {}),
        ("held", {"reason": "a part"}),
        ("rejected", {"reason": "not ours"}),
        ("cancelled", {"reason": "no"}),
    ],
)
def test_a_workaround_stays_in_progress_whatever_smo_does(
    house: House, status: str, how: dict[str, Any]
) -> None:
    customer = hand_off(house)
    bridges(customer)
    customer.says("that helps for now")
    until = house.report.expected_resolution
    assert until == house.store.clock() + timedelta(hours=72)
    house.smo_shows(status, **how)
    assert (house.report.status, house.results) == ("inProgress", ["unsuccessful", "workaround"])
    assert house.report.expected_resolution == until


def test_a_question_during_a_workaround_is_answered_and_the_workaround_goes_on(
    house: House,
) -> None:
    customer = hand_off(house)
    bridges(customer)
    customer.says("that helps for now")
    house.smo_shows("pending", reason="dog?", question="Is there a dog?")
    assert house.report.status == "pending"
    turn = customer.turn("validate_information_form", "no")
    standing.take_information(house.mend, turn, house.report.id, "no dog")
    assert house.report.status == "inProgress"


def test_smos_own_date_stands_over_the_workarounds(house: House) -> None:
    customer = hand_off(house)
    day = house.store.clock() + timedelta(days=1)
    house.smo_shows("inProgress", expected=day)
    bridges(customer)
    customer.says("that helps for now")
    assert house.report.expected_resolution == day


@pytest.mark.parametrize("said", ["that helps for now", "that is no help to me"])
def test_a_handoff_that_is_open_is_not_raised_again(house: House, said: str) -> None:
    customer = hand_off(house)
    house.smo_shows("inProgress")
    customer.hears("handoff_progress")
    bridges(customer)
    customer.says(said)
    assert states(house) == [("SP-1", "inProgress")]
    assert len(creations(house)) == 1
    assert "[1.3.7.6 hand-off] still with SM&O (SP-1)" in house.notes
    assert "utter_smo_works" in responses(customer.hears_the_end())


def test_a_handoff_whose_letter_is_on_its_way_or_parked_is_not_raised_again(house: House) -> None:
    customer = house.customer()
    walk_to_smo(customer)
    bridges(customer)
    customer.says("that is no help to me")
    house.refuses("service_problem")
    bridges(customer)
    customer.says("that is no help to me")
    assert states(house) == [(None, "parked")]
    assert len(creations(house)) == 1
    assert house.report.status == "held"


def test_repaired_while_the_customer_tries_a_workaround_becomes_the_question(house: House) -> None:
    customer = hand_off(house)
    bridges(customer)
    house.smo_shows("resolved")
    assert house.results == ["unsuccessful", None]
    (_, going_on) = house.rows(restoration)
    assert (going_on.phase, going_on.answers) == (
        "answered",
        f"handoff/{house.rows(handoff)[0].id}",
    )
    customer.agrees()
    assert (house.report.status, house.results) == ("resolved", ["unsuccessful", "restored"])


def test_refused_while_the_customer_tries_a_workaround_does_not_disturb_it(house: House) -> None:
    customer = hand_off(house)
    bridges(customer)
    house.smo_shows("rejected", reason="not ours")
    assert customer.says("later", Move.LATER).slots == {"guide_answer": "paused"}
    assert house.report.status == "pending"


def test_a_question_while_the_customer_tries_a_workaround_can_be_answered_and_put_off(
    house: House,
) -> None:
    customer = hand_off(house)
    bridges(customer)
    house.smo_shows("pending", reason="dog?", question="Is there a dog?")
    turn = customer.turn("validate_information_form", "no")
    standing.take_information(house.mend, turn, house.report.id, "no dog")
    assert customer.says("later", Move.LATER).slots == {"guide_answer": "paused"}
    assert house.report.status == "pending"


def test_a_known_outage_is_followed_for_each_of_its_reports(house: House) -> None:
    house.provider.has_an_outage()
    first, second = house.customer("cus-1"), house.customer("cus-2")
    for customer in (first, second):
        customer.has("no_internet")
    one, other = house.rows(handoff)
    assert [(row.known, row.service_problem, row.state) for row in (one, other)] == [
        (True, "SP-7", "inProgress")
    ] * 2
    assert one.look_at == other.look_at == house.store.clock()
    for row in (one, other):
        house.smo_shows("resolved", of_row=row)
    for customer in (first, second):
        customer.hears("handoff_resolved")
    first.agrees()
    second.objects()
    status_of = {row.customer: row.status for row in house.rows(problem_report)}
    assert status_of == {"cus-1": "resolved", "cus-2": "held"}
    (raised,) = creations(house)  # for the one who is still without, with the outage in its history
    assert raised.body["customer"] == "cus-2"
    assert raised.body["previous"] == ["SP-7"]


def test_withdrawing_a_report_leaves_the_outage_of_all_others_alone(house: House) -> None:
    house.provider.has_an_outage()
    customer = house.customer()
    customer.has("no_internet")
    standing.withdraw(house.mend, customer.turn("action_withdraw", "yes"), house.report.id)
    assert house.report.status == "cancelled"
    (told,) = house.letters("service_problem")
    assert (told.operation, told.body["problem"]) == ("note", "SP-7")


def test_the_outages_date_is_the_reports(house: House) -> None:
    day = house.store.clock() + timedelta(hours=6)
    house.provider.has_an_outage(expected=day.isoformat())
    reply = house.customer().has("no_internet")
    assert house.report.expected_resolution == day
    assert "utter_outage_linked_until" in responses(reply)
    house.smo_shows("inProgress", expected=day)
    assert house.customer().news == []


def test_when_the_ticket_system_asks_smo_mend_never_does(store: Store) -> None:
    house = House(store, asks_smo="ticket", track_and_manage="elsewhere")
    customer = house.customer()
    walk_to_smo(customer)
    assert "utter_handoff_noted" in responses(customer.hears_the_end())
    assert house.report.status == "held"
    assert states(house) == [(None, "needed")]
    assert house.rows(handoff)[0].summary["services"] == ["svc-1"]
    assert house.letters("service_problem") == []
    turn = customer.turn("validate_information_form", "mornings are best")
    standing.take_information(house.mend, turn, house.report.id, "mornings are best")
    assert house.letters("service_problem") == []
    ticket_shows(house, "held", service_problems=("SP-9",))
    assert states(house) == [("SP-9", "acknowledged")]
    assert house.rows(handoff)[0].look_at == house.store.clock()
    house.smo_shows("resolved")
    customer.hears("handoff_resolved")
    customer.objects()
    assert states(house) == [("SP-9", "resolved"), (None, "needed")]
    ticket_shows(house, "held", service_problems=("SP-9", "SP-10"))
    assert states(house) == [("SP-9", "resolved"), ("SP-10", "acknowledged")]
    assert creations(house) == []


def test_an_end_that_smo_announces_on_the_ticket_is_no_link(store: Store) -> None:
    house = House(store, track_and_manage="elsewhere")
    hand_off(house)
    ticket_shows(house, "held", service_problems=("SP-8",), notes=(Note("n1", "tm", "x", None),))
    assert states(house) == [("SP-1", "acknowledged")]


def test_no_letter_about_another_report_carries_this_one(house: House) -> None:
    hand_off(house, "SP-1", "cus-1")
    hand_off(house, "SP-2", "cus-2")
    house.smo_shows("resolved", of="SP-1")
    status_of = {row.customer: row.status for row in house.rows(problem_report)}
    assert status_of == {"cus-1": "pending", "cus-2": "held"}
    assert len(house.rows(letter, letter.c.system == "service_problem")) == 2


def test_the_outage_check_is_what_links(house: House) -> None:
    house.provider.checks[Check.OUTAGE] = "known"  # but nothing says which
    house.customer().has("no_internet")
    assert [(row.known, row.state) for row in house.rows(handoff)] == [(False, "asked")]
    assert len(creations(house)) == 1
