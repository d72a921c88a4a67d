"""A restoration from the first words to its result, on the record book, with the provider's side given."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from mend import handoff, news, outcome, person, restoration
from mend.guides.hear import Heard, Move
from mend.guides.progress import Phase
from mend.problem import Check
from mend.store import Store, crm_requests, prompts, restorations
from mend.store.runs import Turn
from mend.store.tables import attempt, letter, problem_report, provider_task, status_change
from mend.store.tables import handoff as handoffs
from mend.store.tables import restoration as restoration_table
from mend.wiring import Mend
from tests.mend.people import GUIDES, Customer, Provider, make_mend, responses


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def mend(store: Store, provider: Provider) -> Mend:
    return make_mend(store, provider)


@pytest.fixture
def rows(store: Store) -> Callable[[Any], list[Any]]:
    def of(table: Any) -> list[Any]:
        with store.glance() as page:
            return list(page.db.execute(select(table).order_by(table.c[0])))

    return of


def walk_to_confirm(customer: Customer) -> None:
    customer.says("oh, it is back", Move.WORKS)


def test_a_fix_that_the_customer_confirms_restores_and_resolves(mend: Mend, rows) -> None:
    customer = Customer(mend)
    assert customer.has("no_internet").slots["open_question"] == "guide"
    walk_to_confirm(customer)
    assert rows(restoration_table)[0].result is None
    assert customer.says("yes", Move.YES).slots == {"guide_answer": "ended"}
    (row,) = rows(restoration_table)
    assert (row.result, row.confirmed_by) == ("restored", "m3")
    assert row.restored_by.startswith("no_internet/")
    (report,) = rows(problem_report)
    assert report.status == "resolved"
    assert [change.status for change in rows(status_change)] == [
        "acknowledged", "inProgress", "resolved",
    ]  # fmt: skip
    assert responses(customer.hears_the_end()) == ["utter_restored"]


def test_the_same_message_again_says_the_same_and_does_nothing_twice(mend: Mend, rows) -> None:
    customer = Customer(mend)
    customer.has("no_internet")
    walk_to_confirm(customer)
    before = customer.says("yes", Move.YES)
    turn, heard, named = customer.last
    again = restoration.answer(mend, turn, customer.key, heard, named)
    assert again == before
    assert len(rows(status_change)) == 3
    opened = Turn(customer.conversation, "m1", "cus-1", "action_open_guide", 0, "it is broken")
    assert restoration.open_guide(mend, opened, "no_internet").slots["restoration"] == str(
        customer.key
    )
    assert len(rows(restoration_table)) == 1


def test_a_known_outage_ends_at_once_and_is_linked_not_raised_again(
    mend: Mend, provider: Provider, rows
) -> None:
    provider.checks[Check.OUTAGE] = "known"
    provider.evidence[Check.OUTAGE] = {"service_problem": "SP-7"}
    customer = Customer(mend)
    reply = customer.has("no_internet")
    assert reply.slots["open_question"] == "none"
    assert "utter_outage_linked" in responses(reply)
    (row,) = rows(restoration_table)
    assert (row.result, row.cause) == ("unsuccessful", "known_outage")
    (handed,) = rows(handoffs)
    assert (handed.known, handed.service_problem) == (True, "SP-7")
    assert rows(letter) == []
    assert rows(problem_report)[0].status == "held"


def test_a_suspended_line_goes_to_the_billing_team_and_not_to_the_network(
    mend: Mend, provider: Provider, rows
) -> None:
    provider.checks[Check.SUSPENDED] = "suspended"
    customer = Customer(mend)
    reply = customer.has("no_internet")
    assert "utter_request_bill_inquiry" in responses(reply)
    assert rows(handoffs) == []
    with mend.store.glance() as page:
        (request,) = crm_requests.of_restoration(page, customer.key)
    assert (request.process, request.state) == ("bill_inquiry", "asked")


def test_what_is_not_known_in_time_is_said_and_the_guide_goes_on(
    mend: Mend, provider: Provider
) -> None:
    provider.checks = {}
    customer = Customer(mend)
    reply = customer.has("no_internet")
    assert "utter_checks_unknown" in responses(reply)
    assert "utter_checks_clear" not in responses(reply)
    assert customer.asked is not None


def test_nobody_is_told_that_nothing_was_looked_at_and_is_asked_for_a_contact(
    mend: Mend, rows
) -> None:
    customer = Customer(mend, None)
    assert "utter_nobody_signed_in" in responses(customer.has("no_internet"))
    assert rows(letter) == []
    customer.says("a person please", Move.PERSON)
    end = customer.hears_the_end()
    assert end.slots["open_question"] == "contact"
    assert rows(letter) == []
    turn = customer.turn("validate_contact_form", "nothing")
    assert person.take_contact(mend, turn, "what for").slots == {"contact": None}
    turn = customer.turn("validate_contact_form", "call 020 7946 0018")
    assert person.take_contact(mend, turn, turn.text).slots == {"contact": "settled"}
    (posted,) = rows(letter)
    assert (posted.system, posted.body["contact"]) == ("party_interaction", "02079460018")
    said = person.close_contact(mend, customer.turn("action_close_contact", ""))
    assert responses(said) == ["utter_call_back_to"]


def test_a_contact_that_is_refused_makes_no_request(mend: Mend, rows) -> None:
    customer = Customer(mend, None)
    person.call(mend, customer.turn("action_call_person", "person"))
    person.take_contact(mend, customer.turn("validate_contact_form", "no"), person.DECLINED)
    assert rows(letter) == []
    said = person.close_contact(mend, customer.turn("action_close_contact", ""))
    assert responses(said) == ["utter_contact_declined"]


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("you can mail me: jo.bloggs@example.org.", "jo.bloggs@example.org"),
        ("+44 20 7946 0018 after six", "+442079460018"),
        ("07700 900 123", "07700900123"),
        ("call me tomorrow at 8", None),
        ("12345", None),
    ],
)
def test_a_contact_is_found_in_the_customers_words(text: str, contact: str | None) -> None:
    assert person.contact_in(text) == contact


def test_a_guide_that_is_exhausted_hands_everything_over_to_smo(mend: Mend, rows) -> None:
    customer = Customer(mend)
    customer.has("no_internet", "the internet is dead since this morning")
    with mend.store.page() as page:
        row = restorations.restoration_by_id(page, customer.key)
        end = next(
            name for name, each in GUIDES["no_internet"].ends.items()
            if each.way.to == "smo" and each.cause != "known_outage"
        )  # fmt: skip
        guide_end = GUIDES["no_internet"].ends[end]
        ending = restoration.Ending(restoration.Result.UNSUCCESSFUL, guide_end.cause, guide_end.way)
        handoff.settle(page, customer.mend.settings, row, ending, "m9")
    (handed,) = rows(handoffs)
    posted = next(entry for entry in rows(letter) if entry.system == "service_problem")
    assert posted.body == handed.summary
    assert posted.body["services"] == ["svc-1"]
    assert posted.body["description"] == "the internet is dead since this morning"
    assert rows(problem_report)[0].status == "held"
    with mend.store.glance() as page:
        assert "utter_handoff_noted" in responses(outcome.of(page, customer.mend, customer.key))


def test_coming_back_with_a_problem_that_others_have_opens_no_second_guide(
    mend: Mend, provider: Provider, rows
) -> None:
    provider.checks[Check.OUTAGE] = "known"
    provider.evidence[Check.OUTAGE] = {"service_problem": "SP-7"}
    Customer(mend).has("no_internet")
    reply = Customer(mend).has("no_internet")
    assert responses(reply) == ["utter_already_with_others", "utter_smo_works"]
    assert len(rows(restoration_table)) == 1


def test_a_line_test_is_asked_for_by_letter_and_used_when_it_is_there(mend: Mend, rows) -> None:
    guide = GUIDES["no_internet"]
    customer = Customer(mend)
    customer.has("no_internet")
    (task,) = rows(provider_task)
    assert (task.kind, task.state) == ("line_test", "asked")
    with mend.store.page() as page:
        page.db.execute(
            provider_task.update().values(state="completed", outcome="fault", evidence={"sync": 0})
        )
    step = guide.steps[guide.first]
    customer.says(next(answer.title for answer in step.answers if answer.to in guide.steps))
    (row,) = rows(restoration_table)
    assert row.progress["end" if row.ended else "trail"]
    led = guide.checks[Check.LINE_TEST]["fault"]
    assert led == (row.progress["end"] if row.ended else row.step)


def test_another_problem_of_the_same_product_goes_on_in_the_same_restoration(
    mend: Mend, rows
) -> None:
    customer = Customer(mend)
    customer.has("no_internet")
    reply = customer.says("well it is only very slow", None, "slow_internet")
    assert "utter_problem/slow_internet" in responses(reply)
    (row,) = rows(restoration_table)
    assert row.guide == "slow_internet"
    assert rows(problem_report)[0].symptom == "slow_internet"


def test_another_product_gets_a_report_of_its_own_and_the_first_is_offered_after(
    mend: Mend, rows
) -> None:
    customer = Customer(mend)
    customer.has("no_internet")
    reply = customer.says("and the tv has no picture", None, "tv_no_signal")
    customer.key = int(reply.slots["restoration"])
    assert len(rows(problem_report)) == 2
    walk_to_confirm(customer)
    customer.says("yes", Move.YES)
    end = customer.hears_the_end()
    assert responses(end) == ["utter_restored", "utter_offer_other"]
    assert end.slots["open_question"] == "resume"


def test_leaving_keeps_the_step_and_another_conversation_goes_on_there(mend: Mend, rows) -> None:
    first = Customer(mend)
    first.has("no_internet")
    asked = first.asked
    assert first.says("later", Move.LATER).slots == {"guide_answer": "paused"}
    assert responses(first.hears_the_end()) == ["utter_guide_paused"]
    second = Customer(mend)
    with mend.store.page() as page:
        data = restoration.resumable(page, second.conversation, "cus-1")
        assert data is not None
        key = prompts.add_prompt(page, second.conversation, "resume", data)
    told = news.tell(mend, second.turn("action_tell_news", ""), key, busy=False)
    assert (responses(told), told.slots["open_question"]) == (["utter_resume"], "resume")
    second.key = int(told.slots["restoration"])
    restoration.resume(mend, second.turn("action_resume_guide", "yes"), second.key)
    assert second.asked == asked
    assert len(rows(restoration_table)) == 1


def test_nobody_cannot_go_on_with_somebodys_restoration(mend: Mend) -> None:
    first = Customer(mend)
    first.has("no_internet")
    stranger = Customer(mend, None)
    with mend.store.glance() as page:
        assert restoration.resumable(page, stranger.conversation, None) is None
    reply = restoration.resume(mend, stranger.turn("action_resume_guide", "yes"), first.key)
    assert responses(reply) == ["utter_nothing_open"]
    assert restoration.answer(
        mend, stranger.turn("validate_guide_form", "x"), first.key, Heard("yes", Move.YES)
    ).slots == {"guide_answer": "ended"}


def test_signing_in_moves_what_was_found_to_the_customers_report(mend: Mend, rows) -> None:
    customer = Customer(mend, None)
    customer.has("no_internet")
    with mend.store.page() as page:
        restoration.signed_in(page, customer.conversation, "cus-1")
    assert rows(problem_report)[0].customer == "cus-1"


@pytest.mark.parametrize(
    ("state", "said"), [("completed", "utter_run_done"), ("failed", "utter_run_failed")]
)
def test_the_end_of_a_remote_action_opens_the_steps_own_question(
    mend: Mend, state: str, said: str
) -> None:
    customer = Customer(mend)
    customer.has("no_internet")
    guide = GUIDES["no_internet"]
    step = next(step for step in guide.steps.values() if step.action)
    with mend.store.page() as page:
        row = restorations.restoration_by_id(page, customer.key)
        at = replace(restorations.progress_of(row, page.now), step=step.name)
        proposed = replace(at, phase=Phase.PROPOSED, trail=(step.name,))
        restorations.save_progress(page, row.id, proposed, customer.conversation)
    assert responses(customer.says("yes", Move.YES)) == ["utter_run_asked"]
    with mend.store.page() as page:
        task = restorations.tasks(page, customer.key)[-1]
        page.db.execute(
            provider_task.update().where(provider_task.c.id == task.id).values(state=state)
        )
        key = prompts.add_prompt(page, customer.conversation, "task_done", {"task": task.id})
    told = news.tell(mend, customer.turn("action_tell_news", ""), key, busy=True)
    assert responses(told) == [said]
    assert [button.title for button in customer.asked.buttons][: len(step.answers)] == [
        answer.title for answer in step.answers
    ]


def test_a_clean_bill_is_given_only_for_what_was_looked_at(mend: Mend, provider: Provider) -> None:
    provider.checks = {Check.SUSPENDED: "active"}
    assert "utter_checks_clear" not in responses(Customer(mend).has("no_internet"))


def test_every_attempt_has_its_answer_and_evidence(mend: Mend, rows) -> None:
    customer = Customer(mend)
    customer.has("no_internet")
    step = GUIDES["no_internet"].steps[GUIDES["no_internet"].first]
    customer.says(step.answers[0].title)
    checks = {row.step: row.answer for row in rows(attempt) if row.kind == "check"}
    assert checks == {"suspended": "active", "outage": "none"}
    answered = next(row for row in rows(attempt) if row.kind != "check" and row.answer)
    assert (answered.step, answered.answer, answered.answered, answered.asked) == (
        step.name, step.answers[0].name, step.answers[0].title, step.say,
    )  # fmt: skip


def test_asking_twice_for_a_person_makes_one_request(mend: Mend, rows) -> None:
    customer = Customer(mend)
    for _ in range(2):
        reply = person.call(mend, customer.turn("action_call_person", "a person"))
        assert responses(reply) == ["utter_call_back_noted"]
    assert len(rows(letter)) == 1
