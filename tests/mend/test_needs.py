"""Needs that no guide is about: whose they are, and what is asked of them after a yes."""

from typing import Any

import pytest

from mend import needs, person
from mend.problem import REQUEST_KINDS, RequestKind
from mend.reply import Reply
from mend.store import Store, inbox
from mend.store.tables import crm_request
from tests.mend.people import WORDS, Customer, House, hand_off, responses

# Each need, the process that owns it, and what can be asked of it; a plain yes means the first.
NEEDS = {
    "billing": ("bill_inquiry", ["question", "dispute", "extension"]),
    "cancel_service": ("retention", ["leave"]),
    "complaint": ("interaction", ["complaint"]),
    "compensation": ("qos_sla", ["credit"]),
    "upgrade": ("interaction", ["call_back"]),
    None: ("interaction", ["call_back"]),
}
KINDS = [(kind, process) for process, kinds in NEEDS.values() for kind in kinds]


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


def offers(customer: Customer, need: str | None) -> Reply:
    return needs.offer(customer.mend, customer.turn("action_other_need", "…"), need)


def makes(customer: Customer, kind: str | None) -> Reply:
    return needs.make(customer.mend, customer.turn("action_make_request", "yes"), kind)


def the_request(house: House) -> Any:
    return house.rows(crm_request)[-1]


@pytest.mark.parametrize("need", NEEDS)
def test_a_need_says_whose_it_is_and_asks_for_nothing_yet(house: House, need: str | None) -> None:
    reply = offers(house.customer(), need)
    _, kinds = NEEDS[need]
    (word,) = reply.words
    assert word.response in WORDS
    assert [button.payload for button in word.buttons] == [
        *(f'/make_request{{"request_kind": "{kind}"}}' for kind in kinds),
        "/deny",
    ]
    assert all(button.title in WORDS for button in word.buttons)
    assert reply.slots == {"open_question": "request", "need": kinds[0]}
    assert house.rows(crm_request) == []


def test_each_need_has_words_of_its_own(house: House) -> None:
    said = {responses(offers(house.customer(), need))[0] for need in NEEDS}
    assert len(said) == len(NEEDS) - 1  # those that nobody else owns share theirs


@pytest.mark.parametrize(("kind", "process"), KINDS)
def test_a_yes_asks_the_process_that_owns_it_under_a_number(
    house: House, kind: str, process: str
) -> None:
    customer = house.customer()
    reply = makes(customer, kind)
    row = the_request(house)
    assert (row.process, row.kind, row.state, row.customer, row.report) == (
        process, kind, "asked", "cus-1", None,
    )  # fmt: skip
    assert kind in REQUEST_KINDS[row.process]
    assert (responses(reply), reply.slots) == ([f"utter_made_{kind}"], {"open_question": "none"})
    assert reply.words[0].response in WORDS
    assert reply.words[0].values == {"number": row.number}
    system = "party_interaction" if process == "interaction" else "trouble_ticket"
    (letter,) = house.letters(system)
    assert (letter.operation, letter.about_id) == ("create", row.id)
    assert (letter.body["process"], letter.body["kind"]) == (process, kind)


def test_the_process_reads_the_customers_own_last_words(house: House) -> None:
    customer = house.customer()
    with house.store.page() as page:
        for number, text in enumerate(["hello", "my bill", "is too high", "by 20"]):
            inbox.accept(page, customer.conversation, f"c{number}", text, "cus-1")
    makes(customer, "dispute")
    assert the_request(house).what == "The customer asks (dispute): my bill / is too high / by 20"


@pytest.mark.parametrize("kind", [None, "", "nonsense", "replacement"])
def test_what_nobody_owns_is_a_call_back(house: House, kind: str | None) -> None:
    makes(house.customer(), kind)
    assert (the_request(house).process, the_request(house).kind) == ("interaction", "call_back")


@pytest.mark.parametrize("kind", [*(kind for kind, _ in KINDS[:-1]), "visit"])
def test_nobody_is_asked_for_a_contact_before_anything_is_asked(house: House, kind: str) -> None:
    customer = house.customer(None)
    reply = makes(customer, kind)
    assert (responses(reply), reply.slots) == (
        ["utter_contact_needed"],
        {"open_question": "contact"},
    )
    assert the_request(house).state == "needs_contact"
    assert (house.letters("trouble_ticket"), house.letters("party_interaction")) == ([], [])
    turn = customer.turn("validate_contact_form", "jo@example.org")
    person.take_contact(house.mend, turn, turn.text)
    (letter,) = [*house.letters("trouble_ticket"), *house.letters("party_interaction")]
    assert (letter.body["contact"], letter.body["customer"]) == ("jo@example.org", None)
    assert the_request(house).state == "asked"


def test_the_same_message_again_makes_one_request_and_says_the_same(house: House) -> None:
    customer = house.customer()
    turn = customer.turn("action_make_request", "yes")
    first = needs.make(house.mend, turn, "leave")
    assert needs.make(house.mend, turn, "leave") == first
    assert len(house.rows(crm_request)) == 1
    assert len(house.letters("trouble_ticket")) == 1


@pytest.mark.parametrize("kind", [kind for kind, _ in KINDS[:-1]])
def test_only_a_credit_is_about_the_open_report(house: House, kind: str) -> None:
    customer = hand_off(house)
    makes(customer, kind)
    number = house.report.id if kind == RequestKind.CREDIT else None
    assert the_request(house).report == number
    assert house.report.status == "held"


def test_a_wish_to_leave_is_taken_at_once_and_nothing_is_offered_before(house: House) -> None:
    reply = offers(house.customer(), "cancel_service")
    assert reply.slots["need"] == "leave"
    assert [button.title for button in reply.words[0].buttons] == [
        "utter_title_request_leave",
        "utter_title_no_thanks",
    ]


def test_a_visit_is_talked_about_with_its_times(house: House) -> None:
    assert responses(offers(house.customer(), "appointment")) == ["utter_visit_no_times"]
    assert (the_request(house).process, the_request(house).kind) == ("appointment", "visit")
