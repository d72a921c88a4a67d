"""Requests to other CRM processes: what each is made of, and what it waits for."""

from typing import Any

import pytest

from mend import crm, person
from mend.guides.hear import Move
from mend.guides.progress import Ending
from mend.problem import (
    CRM_PROCESS_IDS,
    REQUEST_KINDS,
    Cause,
    Check,
    CrmProcess,
    RequestKind,
    Result,
    Status,
)
from mend.store import Store, crm_requests, reports, restorations
from mend.store.tables import crm_request
from tests.mend.people import WORDS, Customer, House, responses, stand_at, visit_needed


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


def asks(house: House, process: CrmProcess, name: str | None = "cus-1", **more: Any) -> Any:
    customer = house.customer(name)
    with house.store.page() as page:
        key = crm.ask(
            page, conversation=customer.conversation, customer=name, process=process,
            what="what the customer said", **more,
        )  # fmt: skip
        return crm_requests.request(page, key)


def needs_a_contact(house: House) -> Customer:
    """Nobody, whose guide has ended, and who is asked how to be reached."""
    customer = house.customer(None)
    customer.has("no_internet")
    customer.says("a person please", Move.PERSON)
    assert customer.hears_the_end().slots["open_question"] == "contact"
    return customer


def gives(customer: Customer, contact: str) -> Any:
    turn = customer.turn("validate_contact_form", contact)
    return person.take_contact(customer.mend, turn, contact)


@pytest.mark.parametrize("process", sorted(set(CrmProcess) - {CrmProcess.APPOINTMENT}))
def test_a_customers_request_is_asked_by_letter_at_once(house: House, process: CrmProcess) -> None:
    row = asks(house, process)
    assert (row.state, row.kind, row.look_at) == ("asked", REQUEST_KINDS[process][0], None)
    assert row.number.startswith("RQ")
    system = "party_interaction" if process is CrmProcess.INTERACTION else "trouble_ticket"
    (letter,) = house.letters(system)
    assert (letter.operation, letter.about_kind, letter.about_id, letter.report) == (
        "create", "crm_request", row.id, None,
    )  # fmt: skip
    assert letter.body == {
        "process": process,
        "kind": row.kind,
        "what": "what the customer said",
        "report": None,
        "customer": "cus-1",
        "contact": None,
        "at": house.store.clock().isoformat(),
    }


def test_what_is_named_is_asked(house: House) -> None:
    assert asks(house, CrmProcess.BILL_INQUIRY, kind=RequestKind.DISPUTE).kind == "dispute"


def test_a_visit_waits_for_its_time(house: House) -> None:
    row = asks(house, CrmProcess.APPOINTMENT)
    assert (row.state, row.look_at) == ("needs_slot", house.store.clock() + crm.PICK_WITHIN)
    assert (house.letters("trouble_ticket"), house.letters("appointment")) == ([], [])


@pytest.mark.parametrize("process", CrmProcess)
def test_nobodys_request_waits_for_a_contact(house: House, process: CrmProcess) -> None:
    row = asks(house, process, None)
    assert (row.state, row.look_at) == ("needs_contact", None)
    assert (house.letters("trouble_ticket"), house.letters("party_interaction")) == ([], [])


def test_a_request_that_ends_a_guide_names_what_was_found_and_holds_the_report(
    house: House,
) -> None:
    house.provider.checks[Check.SUSPENDED] = "suspended"
    reply = house.customer().has("no_internet", "no internet since the first")
    (row,) = house.rows(crm_request)
    assert (row.process, row.kind, row.report) == ("bill_inquiry", "question", house.report.id)
    for words in ("suspended", "no internet since the first", "outage"):
        assert words in row.what
    assert (house.report.status, house.report.status_reason) == ("held", "awaiting bill_inquiry")
    process = CRM_PROCESS_IDS[CrmProcess.BILL_INQUIRY]
    assert any(text.startswith(f"[1.3.7.6 request] {process} ") for text in house.notes)
    assert "utter_request_bill_inquiry" in responses(reply)


@pytest.mark.parametrize(
    ("kind", "response"),
    [
        (None, "utter_request_order_handling"),
        (RequestKind.REPLACEMENT, "utter_request_order_handling"),
        (RequestKind.SIM_CARD, "utter_request_sim_card"),
        (RequestKind.RELOCATION, "utter_request_relocation"),
        (RequestKind.NUMBER_TRANSFER, "utter_request_number_transfer"),
    ],
)
def test_a_guide_can_end_with_another_wish_than_the_first_of_a_process(
    house: House, kind: RequestKind | None, response: str
) -> None:
    customer = house.customer()
    customer.has("no_internet")
    with house.store.page() as page:
        row = restorations.restoration_by_id(page, customer.key)
        ending = Ending(Result.UNSUCCESSFUL, Cause.SIM)
        crm.hand_over(page, row, ending, CrmProcess.ORDER_HANDLING, kind)
    (asked,) = house.rows(crm_request)
    assert asked.kind == (kind or RequestKind.REPLACEMENT)
    assert (crm.told(asked), response in WORDS) == (response, True)
    (letter,) = house.letters("trouble_ticket")
    assert letter.body["kind"] == asked.kind
    named = f"[1.3.7.6 request] 1.3.3 order_handling{f' {kind}' if kind else ''}: "
    assert any(text.startswith(named) for text in house.notes)


def test_a_report_is_not_held_before_anything_is_on_its_way(house: House) -> None:
    customer = needs_a_contact(house)
    assert house.report.status == "inProgress"
    gives(customer, "jo@example.org")
    assert (house.report.status, house.report.status_reason) == ("held", "awaiting interaction")
    (letter,) = house.letters("party_interaction")
    assert (letter.body["contact"], letter.report) == ("jo@example.org", house.report.id)


def test_a_request_for_a_visit_holds_the_report_while_a_time_is_picked(house: House) -> None:
    visit_needed(house)
    assert (house.report.status, house.report.status_reason) == ("held", "awaiting appointment")


@pytest.mark.parametrize("then", [Status.RESOLVED, Status.CLOSED, Status.CANCELLED])
def test_a_contact_that_comes_late_opens_no_report_again(house: House, then: Status) -> None:
    customer = needs_a_contact(house)
    with house.store.page() as page:
        reports.lead_to(page, house.report.id, then, "meanwhile")
    assert gives(customer, "jo@example.org").slots == {"contact": "settled"}
    assert house.report.status == then
    assert [each.body["contact"] for each in house.letters("party_interaction")] == [
        "jo@example.org"
    ]


def test_a_request_that_is_withdrawn_is_never_made(house: House) -> None:
    customer = needs_a_contact(house)
    gives(customer, person.DECLINED)
    (row,) = house.rows(crm_request)
    assert (row.state, house.letters("party_interaction")) == ("withdrawn", [])
    assert house.report.status == "inProgress"


def test_a_contact_for_the_permanent_fix_leaves_the_workaround_in_progress(house: House) -> None:
    customer = house.customer(None)
    customer.has("wifi_weak")
    stand_at(customer, "use_cable")
    customer.says("that helps for now")
    gives(customer, "jo@example.org")
    assert (house.report.status, house.results) == ("inProgress", ["workaround"])
    assert house.report.expected_resolution is not None


def test_signing_in_takes_requests_along(house: House) -> None:
    customer = needs_a_contact(house)
    with house.store.page() as page:
        crm_requests.give_to(page, customer.conversation, "cus-1")
    (row,) = house.rows(crm_request)
    assert (row.customer, row.state) == ("cus-1", "needs_contact")


def test_the_customers_open_requests_are_theirs_wherever_they_are(house: House) -> None:
    first = asks(house, CrmProcess.RETENTION)
    done = asks(house, CrmProcess.QOS_SLA)
    asks(house, CrmProcess.RETENTION, "cus-2")
    with house.store.page() as page:
        crm_requests.change(page, done.id, state="done")
        found = crm_requests.of_customer(page, "another conversation", "cus-1")
        assert [row.id for row in found] == [first.id]
        assert crm_requests.of_customer(page, first.conversation, None) == []
