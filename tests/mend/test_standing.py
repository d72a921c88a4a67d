"""Where reports stand, and what the customer can say about them outside a guide."""

from typing import Any

import pytest

from mend import needs, standing
from mend.guides.hear import Move
from mend.others import HandoffState
from mend.problem import Check, Status
from mend.reply import Reply
from mend.store import Store, inbox, reports, restorations
from mend.store.tables import handoff, note, problem_report, restoration
from tests.mend.people import Customer, House, foreign_report, hand_off, responses


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


def asks_status(customer: Customer, named: str | None = None) -> Reply:
    return standing.status(customer.mend, customer.turn("action_tell_status", "?"), named)


def still(customer: Customer, named: str | None = None) -> Reply:
    turn = customer.turn("action_still_broken", "it is back")
    return customer.hear(standing.still_broken(customer.mend, turn, customer.key or None, named))


def adds(customer: Customer, number: str, text: str) -> Reply:
    turn = customer.turn("validate_information_form", text)
    return standing.take_information(customer.mend, turn, number, text)


def closes(customer: Customer, number: str, text: str) -> Reply:
    turn = customer.turn("action_close_information", text)
    return standing.close_information(customer.mend, turn, number, text)


def withdraws(customer: Customer, number: str | None) -> Reply:
    return standing.withdraw(customer.mend, customer.turn("action_withdraw", "yes"), number)


def bridges(customer: Customer) -> Reply:
    turn = customer.turn("action_bridge", "meanwhile?")
    return customer.hear(standing.bridge(customer.mend, turn))


def two_reports(house: House) -> Customer:
    """One that SM&O has, and one in the middle of a guide, on another product."""
    customer = hand_off(house)
    customer.has("tv_no_signal")
    return customer


def lead(house: House, then: Status) -> None:
    with house.store.page() as page:
        reports.lead_to(page, house.report.id, then, "a test says so")


# Where things stand


def test_without_a_report_there_is_nothing_to_say(house: House) -> None:
    reply = asks_status(house.customer())
    assert (responses(reply), reply.slots) == (["utter_status_none"], {"open_question": "none"})


def test_the_only_report_is_said_with_who_has_it_and_what_can_be_done(house: House) -> None:
    customer = hand_off(house)
    reply = asks_status(customer)
    assert responses(reply) == ["utter_status_held", "utter_smo_works"]
    assert reply.words[0].values == {
        "report": house.report.id,
        "title": "Internet that keeps dropping",
    }
    assert reply.words[1].values["reference"] == "SP-1"
    payloads = [button.payload.split("{")[0] for button in reply.words[-1].buttons]
    assert payloads == ["/add_information", "/works_now", "/withdraw_report"]
    assert all(house.report.id in button.payload for button in reply.words[-1].buttons)
    assert reply.slots == {"open_question": "none", "report": house.report.id}


def test_several_reports_are_told_apart_by_buttons(house: House) -> None:
    customer = two_reports(house)
    reply = asks_status(customer)
    assert {"utter_status_held", "utter_status_inProgress"} <= set(responses(reply))
    numbers = {row.id for row in house.rows(problem_report)}
    shown = {button.payload for button in reply.words[-1].buttons}
    assert shown == {f'/ask_status{{"report": "{number}"}}' for number in numbers}
    (one,) = [row.id for row in house.rows(problem_report) if row.status == "held"]
    named = asks_status(customer, one)
    assert (responses(named), named.slots["report"]) == (
        ["utter_status_held", "utter_smo_works"],
        one,
    )


def test_no_more_than_three_reports_are_said_at_once(house: House) -> None:
    for number in range(4):
        foreign_report(house.store, f"PR-{number}")
    reply = asks_status(house.customer())
    assert responses(reply) == ["utter_status_acknowledged"] * 3


def test_each_status_has_its_words(house: House) -> None:
    customer = house.customer()
    customer.has("no_internet")
    for then in (Status.HELD, Status.PENDING, Status.RESOLVED):
        lead(house, then)
        assert responses(asks_status(customer))[0] == f"utter_status_{then}"
    payloads = [button.payload.split("{")[0] for button in asks_status(customer).words[-1].buttons]
    assert payloads == ["/still_broken", "/add_information"]
    lead(house, Status.CLOSED)
    assert responses(asks_status(customer)) == ["utter_status_none"]


def test_requests_that_no_report_shows_are_said_too(house: House) -> None:
    customer = house.customer()
    needs.make(house.mend, customer.turn("action_make_request", "yes"), "dispute")
    assert responses(asks_status(customer)) == ["utter_request_is_asked"]
    house.provider.checks[Check.SUSPENDED] = "suspended"
    customer.has("no_internet")
    said = responses(asks_status(customer))
    assert said == ["utter_status_held", "utter_request_is_asked", "utter_request_is_asked"]


def test_smos_date_is_said_while_it_stands(house: House) -> None:
    customer = hand_off(house)
    house.smo_shows("inProgress", expected=house.store.clock())
    assert responses(asks_status(customer)) == ["utter_status_held", "utter_smo_until"]
    house.smo_shows("pending", reason="dog?", question="dog?")
    assert responses(asks_status(customer)) == ["utter_status_pending", "utter_smo_waits"]


# It works now


def test_it_works_now_asks_for_a_confirmation_in_the_open_restoration(house: House) -> None:
    customer = house.customer()
    customer.has("no_internet")
    assert customer.says_it_works().slots == {
        "restoration": str(customer.key), "open_question": "guide",
    }  # fmt: skip
    assert customer.asked.response == "utter_confirm_works"
    assert house.results == [None]
    customer.agrees()
    assert (house.results, house.report.status) == (["restored"], "resolved")


def test_it_works_now_without_us_restores_and_smo_is_told(house: House) -> None:
    customer = hand_off(house)
    assert customer.says_it_works().slots["open_question"] == "guide"
    assert (house.results, house.report.status) == (["unsuccessful", None], "inProgress")
    customer.agrees()
    last = house.rows(restoration)[-1]
    assert (last.result, last.restored_by) == ("restored", "customer")
    assert house.report.status == "resolved"
    (told,) = [each for each in house.letters("service_problem") if each.operation == "note"]
    assert told.body["note"]["text"] == "The customer says that it works again."


def test_it_works_now_answers_the_question_that_others_have_led_to(house: House) -> None:
    customer = hand_off(house)
    house.smo_shows("resolved")
    customer.says_it_works()
    customer.agrees()
    assert house.rows(restoration)[-1].restored_by == f"handoff/{house.rows(handoff)[0].id}"
    assert house.results == ["unsuccessful", "restored"]


def test_it_works_now_is_about_the_report_that_is_named(house: House) -> None:
    customer = two_reports(house)
    (held,) = [row.id for row in house.rows(problem_report) if row.status == "held"]
    customer.says_it_works(held)
    customer.agrees()
    by_number = {row.id: row.status for row in house.rows(problem_report)}
    assert by_number.pop(held) == "resolved"
    assert list(by_number.values()) == ["inProgress"]


@pytest.mark.parametrize("then", [None, Status.RESOLVED])
def test_it_works_now_with_nothing_open_is_good_to_hear(house: House, then: Status | None) -> None:
    customer = house.customer()
    if then is not None:
        customer.has("no_internet")
        customer.says_it_works()
        customer.agrees()
        customer.key = 0
    reply = customer.says_it_works()
    assert (responses(reply), reply.slots) == (["utter_glad"], {"open_question": "none"})
    assert len(house.rows(restoration)) == (1 if then else 0)


def test_it_works_now_on_a_report_that_was_never_talked_about_opens_nothing(house: House) -> None:
    foreign_report(house.store)
    assert responses(house.customer().says_it_works()) == ["utter_glad"]
    assert (house.report.status, house.rows(restoration)) == ("acknowledged", [])


def test_the_same_claim_again_opens_one_restoration(house: House) -> None:
    customer = hand_off(house)
    turn = customer.turn("action_claim_works", "it works")
    first = standing.works(house.mend, turn, None, None)
    assert standing.works(house.mend, turn, None, None) == first
    assert house.results == ["unsuccessful", None]


# It is still broken, or back


def test_still_broken_goes_on_where_the_guide_is(house: House) -> None:
    customer = house.customer()
    customer.has("no_internet")
    asked = customer.asked
    reply = still(customer)
    assert responses(reply) == ["utter_guide_going_on"]
    assert (customer.asked, len(house.rows(restoration))) == (asked, 1)


def test_still_broken_says_who_has_it(house: House) -> None:
    customer = hand_off(house)
    assert responses(still(customer)) == ["utter_already_with_others", "utter_smo_works"]
    assert house.results == ["unsuccessful"]


@pytest.mark.parametrize(("days", "reopened"), [(0, True), (13.99, True), (14.01, False)])
def test_what_is_back_within_14_days_is_the_same_report_and_later_a_new_one(
    house: House, clock: Any, days: float, reopened: bool
) -> None:
    customer = house.customer()
    customer.has("no_internet")
    customer.says_it_works()
    customer.agrees()
    clock.move(days * 24 * 3600)
    reply = still(customer)
    assert reply.slots["open_question"] == "guide"
    if reopened:
        assert (house.report.status, house.results) == ("inProgress", ["restored", None])
        assert house.rows(restoration)[-1].number == 2
    else:
        statuses = {row.status for row in house.rows(problem_report)}
        assert statuses == {"resolved", "inProgress"}
        assert len(house.rows(problem_report)) == 2


def test_still_broken_without_a_report_has_nothing_to_go_on_with(house: House) -> None:
    assert responses(still(house.customer())) == ["utter_nothing_open"]


# Something meanwhile


def test_a_bridge_is_the_guides_workaround_in_a_restoration_of_its_own(house: House) -> None:
    customer = hand_off(house)
    reply = bridges(customer)
    assert (responses(reply), reply.slots["open_question"]) == (["utter_bridge"], "guide")
    assert (house.results, house.report.status) == (["unsuccessful", None], "inProgress")
    assert customer.asked.about["kind"] == "workaround"
    customer.says("that helps for now")
    assert house.results == ["unsuccessful", "workaround"]
    assert (house.report.status, len(house.rows(handoff))) == ("inProgress", 1)


@pytest.mark.parametrize("state", ["none", "guide", "resolved"])
def test_without_something_that_others_have_there_is_nothing_to_bridge(
    house: House, state: str
) -> None:
    customer = house.customer()
    if state != "none":
        customer.has("no_internet")
    if state == "resolved":
        customer.says_it_works()
        customer.agrees()
    before = house.results
    assert responses(bridges(customer)) == ["utter_nothing_to_bridge"]
    assert house.results == before


# One thing more to know


def test_information_is_a_note_of_the_customers_and_goes_to_smo(house: House) -> None:
    customer = hand_off(house)
    number = house.report.id
    turn = customer.turn("action_ask_which_information", "I forgot something")
    asked = standing.ask_information(house.mend, turn, None)
    assert asked.slots == {"open_question": "information", "report": number}
    assert adds(customer, number, "it began after the storm").slots == {"information": "settled"}
    (said,) = house.rows(note, note.c.author == "customer")
    assert said.text == "it began after the storm"
    (told,) = [each for each in house.letters("service_problem") if each.operation == "note"]
    assert "it began after the storm" in told.body["note"]["text"]
    assert house.report.status == "held"
    assert responses(closes(customer, number, "settled")) == ["utter_information_passed_on"]


@pytest.mark.parametrize("state", [HandoffState.NEEDED, HandoffState.PARKED])
def test_information_is_not_said_to_be_on_its_way_to_smo_when_smo_was_not_asked(
    house: House, state: HandoffState
) -> None:
    customer = hand_off(house)
    number = house.report.id
    with house.store.page() as page:
        page.db.execute(handoff.update().values(state=state))
    adds(customer, number, "it began after the storm")
    assert [each.operation for each in house.letters("service_problem")] == ["create"]
    assert responses(closes(customer, number, "settled")) == ["utter_information_noted"]


def test_information_for_a_report_that_nobody_has_yet_is_noted(house: House) -> None:
    customer = house.customer()
    customer.has("no_internet")
    adds(customer, house.report.id, "since Monday")
    reply = closes(customer, house.report.id, "settled")
    assert responses(reply) == ["utter_information_noted"]
    assert reply.slots == {"open_question": "none", "information": None}
    assert house.report.status == "inProgress"


def test_no_information_after_all_changes_nothing(house: House) -> None:
    customer = hand_off(house)
    before = house.notes
    assert adds(customer, house.report.id, standing.DECLINED).slots == {
        "information": standing.DECLINED
    }
    reply = closes(customer, house.report.id, standing.DECLINED)
    assert responses(reply) == ["utter_information_declined"]
    assert (house.notes, len(house.letters("service_problem"))) == (before, 1)


def test_the_same_information_again_is_noted_once(house: House) -> None:
    customer = hand_off(house)
    turn = customer.turn("validate_information_form", "since Monday")
    for _ in range(2):
        standing.take_information(house.mend, turn, house.report.id, "since Monday")
    assert house.notes.count("since Monday") == 1


def test_thanks_on_a_resolved_report_do_not_open_it_again(house: House) -> None:
    customer = hand_off(house)
    house.smo_shows("pending", reason="dog?", question="Is there a dog?")
    customer.says_it_works()
    customer.agrees()
    adds(customer, house.report.id, "thanks, all is well")
    assert (house.report.status, house.results) == ("resolved", ["unsuccessful", "restored"])


def test_information_with_no_report_has_nowhere_to_go(house: House) -> None:
    customer = house.customer()
    turn = customer.turn("action_ask_which_information", "?")
    reply = standing.ask_information(house.mend, turn, None)
    assert (responses(reply), reply.slots) == (["utter_status_none"], {"open_question": "none"})


@pytest.mark.parametrize("state", [HandoffState.PARKED, HandoffState.NEEDED])
def test_smo_is_not_written_to_about_what_it_does_not_have(
    house: House, state: HandoffState
) -> None:
    customer = hand_off(house)
    with house.store.page() as page:
        page.db.execute(handoff.update().values(state=state))
    adds(customer, house.report.id, "since Monday")
    assert "since Monday" in house.notes
    assert len(house.letters("service_problem")) == 1


# It was a mistake


@pytest.mark.parametrize(
    "then", [Status.ACKNOWLEDGED, Status.IN_PROGRESS, Status.PENDING, Status.HELD]
)
def test_a_mistake_is_cancelled_from_every_open_state(house: House, then: Status) -> None:
    customer = house.customer()
    if then is Status.ACKNOWLEDGED:
        foreign_report(house.store)
    else:
        customer.has("no_internet")
        lead(house, then)
    turn = customer.turn("action_ask_withdraw", "it was a mistake")
    sure = standing.ask_withdraw(house.mend, turn, None)
    assert sure.slots == {"open_question": "withdraw", "report": house.report.id}
    assert house.report.status == then
    reply = withdraws(customer, house.report.id)
    assert (responses(reply), house.report.status) == (["utter_withdrawn"], "cancelled")
    if then is not Status.ACKNOWLEDGED:
        (row,) = house.rows(restoration)
        assert (row.result, row.cause) == ("unsuccessful", "no_fault")


def test_a_mistake_that_smo_has_is_withdrawn_there(house: House) -> None:
    customer = hand_off(house)
    key = house.letters("service_problem")[0].key
    assert responses(withdraws(customer, house.report.id)) == ["utter_withdrawn_told"]
    withdrawn = house.letters("service_problem")[-1]
    assert (withdrawn.operation, withdrawn.body["problem"], withdrawn.body["created_by"]) == (
        "withdraw", "SP-1", key,
    )  # fmt: skip
    assert (house.report.status, house.results) == ("cancelled", ["unsuccessful"])


@pytest.mark.parametrize("then", [Status.RESOLVED, Status.CLOSED])
def test_what_is_solved_is_no_mistake_any_more(house: House, then: Status) -> None:
    customer = house.customer()
    customer.has("no_internet")
    lead(house, then)
    assert responses(withdraws(customer, house.report.id)) == ["utter_nothing_to_withdraw"]
    assert house.report.status == then


def test_only_the_report_that_was_asked_about_is_withdrawn(house: House) -> None:
    customer = two_reports(house)
    held, other = sorted(house.rows(problem_report), key=lambda row: row.status)
    turn = customer.turn("action_ask_withdraw", "a mistake")
    assert standing.ask_withdraw(house.mend, turn, held.id).slots["report"] == held.id
    with house.store.page() as page:
        reports.lead_to(page, held.id, Status.RESOLVED, "meanwhile")
    assert responses(withdraws(customer, held.id)) == ["utter_nothing_to_withdraw"]
    assert {row.id: row.status for row in house.rows(problem_report)} == {
        held.id: "resolved", other.id: "inProgress",
    }  # fmt: skip


# Whose reports


@pytest.mark.parametrize("name", ["cus-2", None])
def test_nobody_hears_or_changes_another_customers_report(house: House, name: str | None) -> None:
    hand_off(house)
    number, before = house.report.id, (house.report, house.notes, house.rows(restoration))
    stranger = house.customer(name)
    assert responses(asks_status(stranger, number)) == ["utter_status_none"]
    assert responses(stranger.says_it_works(number)) == ["utter_glad"]
    assert responses(still(stranger, number)) == ["utter_nothing_open"]
    assert responses(bridges(stranger)) == ["utter_nothing_to_bridge"]
    assert adds(stranger, number, "ha").slots == {"information": standing.DECLINED}
    assert responses(withdraws(stranger, number)) == ["utter_nothing_to_withdraw"]
    for ask in (standing.ask_information, standing.ask_withdraw):
        turn = stranger.turn("action_ask", "?")
        assert ask(house.mend, turn, number).slots == {"open_question": "none"}
    assert before == (house.report, house.notes, house.rows(restoration))


def test_nobodys_report_is_known_in_its_own_conversation_only(house: House) -> None:
    nobody, another = house.customer(None), house.customer(None)
    nobody.has("no_internet")
    assert responses(asks_status(nobody)) == ["utter_status_inProgress"]
    assert responses(asks_status(another)) == ["utter_status_none"]
    nobody.says_it_works()
    nobody.agrees()
    assert house.report.status == "resolved"


def test_words_written_before_signing_in_do_not_show_the_accounts_reports(house: House) -> None:
    customer = house.customer(None)
    with house.store.page() as page:
        inbox.sign_in(page, customer.conversation, "cus-1")
    customer.name = "cus-1"
    customer.has("no_internet")
    customer.name = None  # a message of before that runs late
    assert responses(asks_status(customer)) == ["utter_status_none"]
    assert responses(withdraws(customer, house.report.id)) == ["utter_nothing_to_withdraw"]


def test_another_device_of_the_same_customer_hears_all_of_it(house: House) -> None:
    hand_off(house)
    phone = house.customer()
    assert responses(asks_status(phone)) == ["utter_status_held", "utter_smo_works"]
    phone.says_it_works()
    phone.says("yes", Move.YES)
    assert house.report.status == "resolved"
    with house.store.glance() as page:
        assert restorations.unended(page, phone.conversation, "cus-1") == []
