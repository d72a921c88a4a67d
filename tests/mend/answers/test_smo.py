"""Every state of a TMF656 service problem: what it changes on the report, and what the customer hears of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mend import standing
from mend.guides.hear import Move
from mend.problem import Status
from mend.reply import Reply
from mend.store import reports
from mend.store.tables import crm_request, handoff, letter, restoration
from tests.mend.people import Customer, House, hand_off, responses

EVERY_STATE: list[tuple[str, dict[str, Any]]] = [
    ("acknowledged", {}),
    ("inProgress", {}),
    ("inProgress", {"expected": datetime(2026, 3, 4, 9, 0, tzinfo=UTC)}),
    ("held", {"reason": "waiting for a part"}),
    ("pending", {"reason": "dog?", "question": "Is there a dog?"}),
    ("resolved", {"reason": "spliced"}),
    ("resolved", {"reason": "workaround: spare port", "workaround": True}),
    ("closed", {}),
    ("rejected", {"reason": "not ours"}),
    ("cancelled", {"reason": "duplicate"}),
]


def the_handoff(house: House) -> Any:
    return house.rows(handoff)[-1]


def adds(customer: Customer, number: str, text: str) -> Reply:
    turn = customer.turn("validate_information_form", text)
    return standing.take_information(customer.mend, turn, number, text)


def confirmed_repair(house: House) -> Customer:
    """SM&O has repaired it, and the customer has said so."""
    customer = hand_off(house)
    house.smo_shows("inProgress")
    house.smo_shows("resolved")
    customer.hears("handoff_progress")
    customer.hears("handoff_resolved")
    customer.agrees()
    return customer


def test_acknowledged_is_what_they_said_already(house: House) -> None:
    customer = hand_off(house)
    before = house.notes
    house.smo_shows("acknowledged")
    assert (house.notes, customer.news, house.report.status) == (before, [], "held")
    assert the_handoff(house).look_at is not None


def test_at_work_is_noted_and_told_and_the_report_stays_held(house: House) -> None:
    customer = hand_off(house)
    house.smo_shows("inProgress", reason="assigned")
    assert "[SM&O] SP-1 is inProgress. assigned" in house.notes
    assert (house.report.status, the_handoff(house).state) == ("held", "inProgress")
    assert [seen["state"] for seen in the_handoff(house).history] == ["inProgress"]
    said = customer.hears("handoff_progress")
    assert responses(said) == ["utter_news_handoff_progress"]
    assert said.words[0].values["reference"] == "SP-1"
    assert said.slots == {}


def test_held_at_smo_is_noted_and_the_customer_left_alone(house: House) -> None:
    customer = hand_off(house)
    house.smo_shows("held", reason="waiting for a part")
    assert "[SM&O] SP-1 is held. waiting for a part" in house.notes
    assert (house.report.status, the_handoff(house).state, customer.news) == ("held", "held", [])


def test_a_question_waits_for_the_customer_and_their_answer_goes_to_smo(house: House) -> None:
    customer = hand_off(house)
    house.smo_shows("pending", reason="dog?", question="Is there a dog in the yard?")
    number = house.report.id
    assert house.report.status == "pending"
    said = customer.hears("handoff_question")
    assert said.slots == {"open_question": "information", "report": number}
    assert said.words[0].values["question"] == "Is there a dog in the yard?"
    adds(customer, number, "yes, but he is friendly")
    assert house.report.status == "held"
    (note,) = [entry for entry in house.letters("service_problem") if entry.operation == "note"]
    assert note.body["problem"] == "SP-1"
    assert "yes, but he is friendly" in note.body["note"]["text"]
    house.smo_shows("inProgress")
    assert (house.report.status, the_handoff(house).state) == ("held", "inProgress")


def test_a_question_that_comes_while_another_is_open_opens_no_form(house: House) -> None:
    customer = hand_off(house)
    house.smo_shows("pending", reason="dog?", question="Is there a dog?")
    said = customer.hears("handoff_question", busy=True)
    assert (responses(said), said.slots) == (["utter_news_handoff_question"], {})


def test_a_second_question_is_asked_too(house: House) -> None:
    customer = hand_off(house)
    for question in ("Is there a dog?", "Is there a dog?", "Which floor?"):
        house.smo_shows("pending", reason=question, question=question)
    first, second = customer.hears("handoff_question"), customer.hears("handoff_question")
    assert [said.words[0].values["question"] for said in (first, second)] == [
        "Is there a dog?", "Which floor?",
    ]  # fmt: skip
    assert customer.news == []


def test_a_wait_without_a_question_asks_the_customer_nothing(house: House) -> None:
    customer = hand_off(house)
    house.smo_shows("pending")
    assert (house.report.status, customer.news) == ("held", [])


def test_a_new_date_is_told_each_time_and_stands_on_the_report(house: House) -> None:
    customer = hand_off(house)
    day = house.store.clock() + timedelta(days=2)
    for expected in (day, day, day + timedelta(days=1)):
        house.smo_shows("inProgress", expected=expected)
    first, second = customer.hears("handoff_expected"), customer.hears("handoff_expected")
    assert [said.words[0].values["until"] for said in (first, second)] == [
        "Wednesday 4 March, 09:00", "Thursday 5 March, 09:00",
    ]  # fmt: skip
    assert customer.news == []
    assert (house.report.status, house.report.expected_resolution) == (
        "held", day + timedelta(days=1),
    )  # fmt: skip


def test_repaired_is_restored_once_the_customer_says_so(house: House) -> None:
    customer = hand_off(house)
    house.smo_shows("resolved", reason="spliced")
    assert (house.report.status, house.results) == ("pending", ["unsuccessful", None])
    said = customer.hears("handoff_resolved")
    opened = house.rows(restoration)[-1]
    assert said.slots == {"open_question": "guide", "restoration": str(opened.id)}
    assert (opened.answers, opened.phase, opened.number) == (
        f"handoff/{the_handoff(house).id}", "answered", 2,
    )  # fmt: skip
    assert customer.asked.response == "utter_confirm_works"
    assert customer.agrees().slots == {"guide_answer": "ended"}
    ended = house.rows(restoration)[-1]
    assert (ended.result, ended.cause, ended.restored_by, ended.confirmed_by) == (
        "restored", "unstable_line", opened.answers, customer.last[0].message_id,
    )  # fmt: skip
    assert (house.report.status, house.results) == ("resolved", ["unsuccessful", "restored"])
    assert responses(customer.hears_the_end()) == ["utter_restored"]


def test_repaired_but_not_well_goes_to_smo_again_with_all_that_is_known(house: House) -> None:
    customer = hand_off(house)
    house.smo_shows("resolved", reason="spliced")
    customer.hears("handoff_resolved")
    customer.objects()
    assert (house.report.status, house.results) == ("held", ["unsuccessful", "unsuccessful"])
    first, second = house.rows(handoff)
    assert (first.state, second.state, second.service_problem) == ("resolved", "asked", None)
    assert second.summary["previous"] == ["SP-1"]
    assert any("SP-1" in line and "spliced" in line for line in second.summary["history"])
    posted = [each for each in house.letters("service_problem") if each.operation == "create"]
    assert [each.about_id for each in posted] == [first.id, second.id]
    house.delivers("service_problem", "SP-2")
    house.smo_shows("closed", of="SP-1")
    house.smo_shows("resolved", of="SP-2")
    assert customer.news == ["reference", "handoff_resolved"]
    assert house.results == ["unsuccessful", "unsuccessful", None]


def test_a_relief_is_a_workaround_and_the_repair_stays_owed(house: House) -> None:
    customer = hand_off(house)
    day = house.store.clock() + timedelta(days=3)
    house.smo_shows("resolved", reason="spare port", workaround=True, expected=day)
    assert customer.hears("handoff_relief").slots["open_question"] == "guide"
    assert customer.asked.response == "utter_confirm_helps"
    customer.agrees()
    assert (house.report.status, house.results) == ("inProgress", ["unsuccessful", "workaround"])
    assert house.report.expected_resolution == day
    assert [row.state for row in house.rows(handoff)] == ["resolved", "asked"]


def test_closed_without_a_seen_resolved_counts_as_resolved(house: House) -> None:
    customer = hand_off(house)
    house.smo_shows("closed")
    assert (house.report.status, customer.news) == ("pending", ["handoff_resolved"])
    assert the_handoff(house).look_at is None


def test_closed_after_resolved_asks_nobody_again(house: House) -> None:
    customer = hand_off(house)
    house.smo_shows("resolved")
    assert the_handoff(house).look_at is not None  # it may still come back
    house.smo_shows("closed")
    assert (customer.news, house.results) == (["handoff_resolved"], ["unsuccessful", None])
    assert the_handoff(house).look_at is None


@pytest.mark.parametrize("status", ["rejected", "cancelled"])
def test_what_smo_will_not_do_goes_to_a_person(house: House, status: str) -> None:
    customer = hand_off(house)
    house.smo_shows(status, reason="not ours")
    (asked,) = house.rows(crm_request)
    assert (asked.process, asked.kind, asked.state) == ("interaction", "call_back", "asked")
    assert "SP-1" in asked.what
    assert "not ours" in asked.what
    assert [each.about_id for each in house.letters("party_interaction")] == [asked.id]
    assert (house.report.status, the_handoff(house).look_at) == ("held", None)
    assert responses(customer.hears("handoff_refused")) == ["utter_news_handoff_refused"]
    assert house.results == ["unsuccessful"]


@pytest.mark.parametrize("status", ["rejected", "cancelled"])
def test_closing_the_file_after_a_repair_is_no_refusal(house: House, status: str) -> None:
    hand_off(house)
    house.smo_shows("resolved")
    house.smo_shows(status)
    assert house.rows(crm_request) == []


def test_a_solution_that_is_taken_back_ends_the_question(house: House) -> None:
    customer = hand_off(house)
    house.smo_shows("resolved")
    house.smo_shows("inProgress", reason="test failed")
    assert (house.report.status, house.results) == ("held", ["unsuccessful", "unsuccessful"])
    assert customer.hears("handoff_resolved") == Reply()
    customer.hears("handoff_progress")
    house.smo_shows("resolved")
    assert house.results == ["unsuccessful", "unsuccessful", None]


def test_a_solution_that_is_taken_back_ends_nothing_that_the_customer_has_begun(
    house: House,
) -> None:
    customer = hand_off(house)
    house.smo_shows("resolved")
    customer.hears("handoff_resolved")
    customer.says("start over", Move.OVER)
    house.smo_shows("inProgress", reason="test failed")
    assert house.results == ["unsuccessful", None]
    assert house.report.status == "inProgress"
    assert customer.asked is not None


def test_a_solution_that_is_taken_back_after_the_customers_yes_changes_nothing(
    house: House,
) -> None:
    confirmed_repair(house)
    house.smo_shows("inProgress")
    assert (house.report.status, house.results) == ("resolved", ["unsuccessful", "restored"])


@pytest.mark.parametrize(("status", "how"), EVERY_STATE)
def test_the_same_twice_changes_nothing(house: House, status: str, how: dict[str, Any]) -> None:
    customer = hand_off(house)
    house.smo_shows(status, **how)
    before = (house.notes, house.statuses, house.results, customer.news, house.rows(letter))
    clock: Any = house.store.clock
    for _ in range(2):
        house.smo_shows(status, at=clock.now, **how)
        clock.move(60)
    assert before == (
        house.notes, house.statuses, house.results, customer.news, house.rows(letter),
    )  # fmt: skip
    assert len(the_handoff(house).history or []) <= 1


@pytest.mark.parametrize(("status", "how"), EVERY_STATE)
def test_older_news_never_moves_anything_backwards(
    house: House, status: str, how: dict[str, Any]
) -> None:
    customer = hand_off(house)
    clock: Any = house.store.clock
    begun = clock.now
    clock.move(60)
    house.smo_shows("held", reason="waiting for a part")
    before = (house.notes, house.statuses, house.results, customer.news, the_handoff(house))
    house.smo_shows(status, at=begun, **how)
    assert before == (
        house.notes, house.statuses, house.results, customer.news, the_handoff(house),
    )  # fmt: skip


@pytest.mark.parametrize("status", ["submitted", "", "needed?"])
def test_a_state_that_tmf656_does_not_have_changes_nothing(house: House, status: str) -> None:
    hand_off(house)
    before = (house.notes, the_handoff(house))
    house.smo_shows(status)
    assert before == (house.notes, the_handoff(house))


@pytest.mark.parametrize(("status", "how"), EVERY_STATE[1:])
def test_a_late_answer_does_not_open_what_the_customer_has_confirmed(
    house: House, status: str, how: dict[str, Any]
) -> None:
    customer = hand_off(house)
    customer.says_it_works()
    customer.agrees()
    assert house.report.status == "resolved"
    house.smo_shows(status, **how)
    assert (house.report.status, house.results) == ("resolved", ["unsuccessful", "restored"])
    assert house.rows(crm_request) == []
    assert not {"handoff_resolved", "handoff_relief", "handoff_question"} & set(customer.news)


@pytest.mark.parametrize(("status", "how"), EVERY_STATE[1:])
def test_a_late_answer_to_a_report_that_is_over_is_noted_and_no_more(
    house: House, status: str, how: dict[str, Any]
) -> None:
    customer = hand_off(house)
    with house.store.page() as page:
        reports.lead_to(page, house.report.id, Status.CANCELLED, "withdrawn")
    before = house.statuses
    house.smo_shows(status, **how)
    assert (house.statuses, house.results, customer.news) == (before, ["unsuccessful"], [])
    assert (house.rows(crm_request), len(house.letters("service_problem"))) == ([], 1)
    assert any(text.startswith(f"[SM&O] SP-1 is {status}.") for text in house.notes)


def test_the_answer_finds_the_customer_where_they_are_now(house: House, clock: Any) -> None:
    hand_off(house)
    clock.move(3600)
    phone = house.customer()
    house.smo_shows("resolved")
    phone.hears("handoff_resolved")
    assert house.rows(restoration)[-1].conversation == phone.conversation
    phone.agrees()
    assert house.report.status == "resolved"


def test_a_question_that_was_settled_meanwhile_is_not_asked(house: House) -> None:
    customer = hand_off(house)
    house.smo_shows("resolved")
    customer.says_it_works()
    customer.agrees()
    assert customer.hears("handoff_resolved") == Reply()
