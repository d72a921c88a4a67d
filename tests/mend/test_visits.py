"""A visit from the customer's side: pick a time, move it, cancel it."""

from datetime import timedelta
from typing import Any

import pytest

from mend import visits
from mend.reply import Reply
from mend.store.tables import appointment, crm_request
from mend.timekeeper import Timekeeper
from tests.mend.people import Customer, House, picks, responses, slots, visit_needed

TIMES = ("03-05 08", "03-05 13", "03-05 17", "03-06 08", "03-06 13")
# Two a day are shown: Thursday 8 and 13, Friday 8 and 13.


@pytest.fixture
def house(store: Any) -> House:
    """One whose calendar has free times."""
    made = House(store)
    made.provider.slots = slots(*TIMES)
    return made


def the_visit(house: House) -> Any:
    return house.rows(appointment)[-1]


def the_request(house: House) -> Any:
    return house.rows(crm_request)[-1]


def talks(customer: Customer, text: str = "can somebody come?") -> Reply:
    return customer.hear(visits.talk(customer.mend, customer.turn("action_other_need", text)))


def moves(customer: Customer) -> Reply:
    return customer.hear(visits.move(customer.mend, customer.turn("action_move_visit", "move")))


def cancels(customer: Customer) -> Reply:
    return customer.hear(visits.cancel(customer.mend, customer.turn("action_cancel_visit", "no")))


def closes(customer: Customer) -> Reply:
    turn = customer.turn("action_close_slot", "")
    return visits.close(customer.mend, turn, customer.visit)


def booked(house: House, state: str = "asked") -> Customer:
    customer = house.customer()
    talks(customer)
    picks(customer, f"{customer.visit}.0")
    with house.store.page() as page:
        page.db.execute(appointment.update().values(state=state))
    return customer


def test_the_end_of_a_guide_offers_times_and_nothing_is_booked_before_one_is_picked(
    house: House,
) -> None:
    customer = visit_needed(house)
    assert responses(customer.reply) == ["text", "utter_visit_pick"]
    assert customer.reply.slots["open_question"] == "slot"
    word = visits.pick_again(house.mend, customer.visit)
    assert word is not None
    assert [button.title for button in word.buttons] == [
        "Thursday 5 March, 08:00 to 12:00",
        "Thursday 5 March, 13:00 to 17:00",
        "Friday 6 March, 08:00 to 12:00",
        "Friday 6 March, 13:00 to 17:00",
        "utter_title_no_time",
    ]
    assert house.provider.asked_for_slots == [({"id": "place-1"}, house.report.id)]
    assert (house.letters("appointment"), the_request(house).state) == ([], "needs_slot")
    assert (the_visit(house).state, the_visit(house).start) == ("offered", None)


@pytest.mark.parametrize(
    ("said", "start"),
    [
        ("{visit}.3", 4),
        ("thursday morning", 0),
        ("Thursday in the afternoon please", 1),
        ("6 March at 13", 4),
        ("friday at 8", 3),
    ],
)
def test_a_time_is_picked_by_its_button_or_in_words(house: House, said: str, start: int) -> None:
    customer = visit_needed(house)
    reply = picks(customer, said.format(visit=customer.visit))
    assert reply.slots == {"slot_choice": "settled"}
    picked = slots(*TIMES)[start]
    row = the_visit(house)
    assert (row.state, row.start, row.end) == ("asked", picked.start, picked.end)
    (letter,) = house.letters("appointment")
    assert (letter.operation, letter.about_id, letter.report) == ("book", row.id, house.report.id)
    assert letter.body["slot"]["start"] == picked.start.isoformat()
    assert (letter.body["customer"], letter.body["place"]) == ("cus-1", {"id": "place-1"})
    assert (the_request(house).state, the_request(house).look_at) == ("asked", None)
    closed = closes(customer)
    assert responses(closed) == ["utter_visit_asked"]
    assert closed.slots == {"open_question": "none", "slot_choice": None}


@pytest.mark.parametrize(
    "said", ["thursday", "in the evening", "saturday", "tomorrow maybe", "", "{visit}.9", "0.1"]
)
def test_what_names_no_single_time_is_asked_again(house: House, said: str) -> None:
    customer = visit_needed(house)
    reply = picks(customer, said.format(visit=customer.visit))
    assert responses(reply) == ["utter_visit_not_understood"]
    assert reply.slots == {"slot_choice": None}
    assert house.letters("appointment") == []


def test_none_of_them_leaves_it_to_the_process(house: House) -> None:
    customer = visit_needed(house)
    assert picks(customer, visits.DECLINED).slots == {"slot_choice": "settled"}
    assert house.letters("appointment") == []
    (letter,) = house.letters("trouble_ticket")
    assert (letter.body["process"], letter.body["kind"]) == ("appointment", "visit")
    assert the_request(house).state == "asked"
    assert responses(closes(customer)) == ["utter_visit_no_times"]


def test_the_same_message_twice_books_once(house: House) -> None:
    customer = visit_needed(house)
    turn = customer.turn("validate_slot_form", f"{customer.visit}.0")
    first = visits.choose(house.mend, turn, customer.visit, turn.text)
    again = visits.choose(house.mend, turn, customer.visit, f"{customer.visit}.1")
    assert first == again
    assert len(house.letters("appointment")) == 1
    assert the_visit(house).start == slots(*TIMES)[0].start


def test_a_second_message_books_no_second_visit(house: House) -> None:
    customer = visit_needed(house)
    picks(customer, f"{customer.visit}.0")
    assert picks(customer, f"{customer.visit}.1").slots == {"slot_choice": "settled"}
    assert len(house.letters("appointment")) == 1
    assert the_visit(house).start == slots(*TIMES)[0].start
    assert responses(closes(customer)) == ["utter_visit_asked"]


def test_a_time_that_is_picked_too_late_is_not_booked_beside_what_the_process_does(
    house: House, clock: Any
) -> None:
    customer = visit_needed(house)
    clock.move(visits.crm.PICK_WITHIN.total_seconds() + 1)
    Timekeeper(house.store, house.mend.settings).round()
    assert the_request(house).state == "asked"
    picks(customer, f"{customer.visit}.0")
    assert house.letters("appointment") == []
    assert responses(closes(customer)) == ["utter_visit_no_times"]


@pytest.mark.parametrize("name", ["cus-2", None])
def test_nobody_picks_a_time_for_somebody_elses_visit(house: House, name: str | None) -> None:
    customer = visit_needed(house)
    stranger = house.customer(name)
    stranger.visit = customer.visit
    assert picks(stranger, f"{customer.visit}.0").slots == {"slot_choice": "settled"}
    assert picks(stranger, visits.DECLINED).slots == {"slot_choice": "settled"}
    assert (house.letters("appointment"), house.letters("trouble_ticket")) == ([], [])


@pytest.mark.parametrize("name", ["cus-2", None])
def test_nobody_speaks_of_moves_or_cancels_somebody_elses_visit(
    house: House, name: str | None
) -> None:
    booked(house, "confirmed")
    stranger = house.customer(name)
    assert responses(moves(stranger)) == ["utter_visit_none"]
    assert responses(cancels(stranger)) == ["utter_visit_none"]
    assert the_visit(house).state == "confirmed"
    assert "Thursday" not in str(talks(stranger).as_json()["words"][0].get("values"))
    assert len(house.letters("appointment")) == 1


def test_without_a_free_time_the_process_finds_one_with_the_customer(house: House) -> None:
    house.provider.slots = []
    customer = visit_needed(house)
    assert responses(customer.reply) == ["text", "utter_visit_no_times"]
    assert len(house.letters("trouble_ticket")) == 1
    assert house.rows(appointment) == []


def test_a_visit_that_is_asked_for_without_a_report_is_offered_times(house: House) -> None:
    customer = house.customer()
    reply = talks(customer, "can you send somebody?")
    assert (responses(reply), reply.slots["open_question"]) == (["utter_visit_pick"], "slot")
    row = the_request(house)
    assert (row.process, row.kind, row.state, row.report) == (
        "appointment", "visit", "needs_slot", None,
    )  # fmt: skip
    assert row.look_at == house.store.clock() + timedelta(minutes=30)
    picks(customer, f"{customer.visit}.0")
    assert house.letters("appointment")[0].body["place"] is None


def test_asking_again_before_a_time_is_picked_makes_no_second_request(house: House) -> None:
    customer = house.customer()
    talks(customer)
    assert responses(talks(customer)) == ["utter_visit_pick"]
    assert len(house.rows(crm_request)) == 1


def test_nobody_leaves_a_contact_first(house: House) -> None:
    customer = house.customer(None)
    reply = talks(customer)
    assert (responses(reply), reply.slots) == (
        ["utter_contact_needed"],
        {"open_question": "contact"},
    )
    assert (the_request(house).state, house.rows(appointment)) == ("needs_contact", [])
    assert house.provider.asked_for_slots == []


def test_a_visit_that_is_to_come_is_said_and_no_second_one_made(house: House) -> None:
    customer = booked(house)
    assert responses(talks(customer)) == ["utter_visit_asked"]
    with house.store.page() as page:
        page.db.execute(appointment.update().values(state="confirmed"))
    reply = talks(customer)
    assert (responses(reply), reply.slots) == (["utter_visit_is"], {"open_question": "visit"})
    assert reply.words[0].values == {"when": "Thursday 5 March, 08:00 to 12:00"}
    assert len(house.rows(crm_request)) == 1


def test_a_confirmed_visit_is_moved_by_letter_and_stands_until_that_is_done(house: House) -> None:
    customer = booked(house, "confirmed")
    key = house.letters("appointment")[0].key
    reply = moves(customer)
    assert (responses(reply), reply.slots["open_question"]) == (["utter_visit_pick_other"], "slot")
    picks(customer, "friday morning")
    move = house.letters("appointment")[-1]
    assert (move.operation, move.body["booked_by"]) == ("move", key)
    assert move.body["slot"]["start"] == slots("03-06 08")[0].start.isoformat()
    assert (the_visit(house).state, the_visit(house).start) == (
        "moving",
        slots("03-05 08")[0].start,
    )
    assert responses(closes(customer)) == ["utter_visit_move_asked"]


def test_a_visit_that_nobody_wants_to_move_after_all_stays(house: House) -> None:
    customer = booked(house, "confirmed")
    moves(customer)
    picks(customer, visits.DECLINED)
    assert (the_visit(house).state, len(house.letters("appointment"))) == ("confirmed", 1)
    assert house.letters("trouble_ticket") == []
    assert responses(closes(customer)) == ["utter_visit_kept"]


@pytest.mark.parametrize("state", ["asked", "moving"])
def test_a_visit_that_is_not_confirmed_yet_is_not_moved_or_booked_twice(
    house: House, state: str
) -> None:
    customer = booked(house, state)
    reply = moves(customer)
    assert (responses(reply), reply.slots) == (["utter_visit_asked"], {"open_question": "none"})
    picks(customer, f"{customer.visit}.2")
    assert [each.operation for each in house.letters("appointment")] == ["book"]


def test_without_another_time_the_visit_stays(house: House) -> None:
    customer = booked(house, "confirmed")
    house.provider.slots = []
    reply = moves(customer)
    assert responses(reply) == ["utter_visit_no_other_times"]
    assert (reply.slots, the_visit(house).state) == ({"open_question": "none"}, "confirmed")


@pytest.mark.parametrize("state", ["asked", "confirmed", "moving"])
def test_a_visit_is_cancelled_by_letter(house: House, state: str) -> None:
    customer = booked(house, state)
    key = house.letters("appointment")[0].key
    turn = customer.turn("action_cancel_visit", "cancel it")
    said = [visits.cancel(house.mend, turn) for _ in range(2)]
    assert said[0] == said[1]
    assert responses(said[0]) == ["utter_visit_cancel_asked"]
    cancelled = house.letters("appointment")[1:]
    assert [(each.operation, each.body["booked_by"]) for each in cancelled] == [("cancel", key)]
    assert the_visit(house).state == "cancelling"
    assert responses(cancels(customer)) == ["utter_visit_none"]


def test_a_visit_that_is_over_when_its_question_closes_is_not_said_to_be_on_its_way(
    house: House,
) -> None:
    customer = booked(house, "cancelled")
    with house.store.page() as page:
        page.db.execute(crm_request.update().values(state="withdrawn"))
    assert responses(closes(customer)) == ["utter_visit_none"]


def test_the_question_which_time_is_gone_with_its_visit(house: House) -> None:
    assert visits.pick_again(house.mend, 4711) is None
