"""What the CRM processes answer to requests, with and without a report."""

from typing import Any

import pytest

from mend import needs
from mend.answers import requests
from mend.others import HandoffState
from mend.problem import Check, CrmProcess, Status
from mend.store import handoffs, reports
from mend.store.tables import crm_request, handoff, restoration
from mend.systems.notes import Note
from mend.systems.ticket_view import Ticket
from tests.mend.answers.seen import request_shows
from tests.mend.people import Customer, House, foreign_report, hand_off, responses


def suspended(house: House) -> Customer:
    """A customer whose line is suspended: the report is held by bill inquiry."""
    house.provider.checks[Check.SUSPENDED] = "suspended"
    customer = house.customer()
    customer.has("no_internet")
    house.delivers("trouble_ticket", "TT-5")
    customer.hears("reference")
    assert house.report.status == "held"
    return customer


def asks(house: House, kind: str) -> Customer:
    """A customer who has asked for something that no report is about."""
    customer = house.customer()
    needs.make(house.mend, customer.turn("action_make_request", "yes"), kind)
    return customer


def the_request(house: House) -> Any:
    return house.rows(crm_request)[-1]


def test_under_way_is_kept_and_noted_and_nobody_is_told(house: House) -> None:
    customer = suspended(house)
    request_shows(house, "inProgress", "looking")
    assert (the_request(house).state, house.report.status) == ("in_progress", "held")
    number = the_request(house).number
    assert f"[bill_inquiry] {number} is in_progress. looking" in house.notes
    assert customer.news == []


@pytest.mark.parametrize("status", ["resolved", "closed", "completed"])
def test_done_for_a_report_asks_whether_all_is_well(house: House, status: str) -> None:
    customer = suspended(house)
    request_shows(house, status, "It is paid now.")
    assert (the_request(house).state, the_request(house).look_at) == ("done", None)
    assert (house.report.status, house.results) == ("pending", ["unsuccessful", None])
    said = customer.hears("request_done")
    assert responses(said) == ["utter_news_request_done_saying"]
    assert said.words[0].values["reason"] == "It is paid now."
    assert said.slots["open_question"] == "guide"
    customer.agrees()
    ended = house.rows(restoration)[-1]
    assert (ended.result, ended.restored_by, ended.cause) == (
        "restored", f"request/{the_request(house).id}", "suspended",
    )  # fmt: skip
    assert house.report.status == "resolved"


@pytest.mark.parametrize("status", ["rejected", "cancelled"])
def test_refused_for_a_report_is_told_and_a_person_offered(house: House, status: str) -> None:
    customer = suspended(house)
    request_shows(house, status)
    assert (the_request(house).state, the_request(house).look_at) == ("refused", None)
    assert (house.report.status, house.results) == ("inProgress", ["unsuccessful"])
    said = customer.hears("request_refused")
    assert responses(said) == ["utter_news_request_refused"]
    assert [button.payload for button in said.words[0].buttons] == ["/ask_person"]


@pytest.mark.parametrize(
    ("status", "kind"), [("closed", "request_done"), ("rejected", "request_refused")]
)
def test_an_answer_without_a_report_is_told(house: House, status: str, kind: str) -> None:
    customer = asks(house, "dispute")
    request_shows(house, status)
    said = customer.hears(kind)
    assert said.words[0].values["number"] == the_request(house).number
    assert said.slots == {}
    assert house.rows(restoration) == []


@pytest.mark.parametrize(
    ("status", "after"), [("closed", "request_done"), ("rejected", "request_refused")]
)
@pytest.mark.parametrize("then", [Status.RESOLVED, Status.CANCELLED])
def test_an_answer_to_a_report_that_is_settled_is_told_and_opens_nothing(
    house: House, status: str, after: str, then: Status
) -> None:
    customer = suspended(house)
    with house.store.page() as page:
        reports.lead_to(page, house.report.id, then, "meanwhile")
    request_shows(house, status)
    assert (house.report.status, house.results) == (then, ["unsuccessful"])
    assert customer.news == [after]


@pytest.mark.parametrize("status", ["closed", "rejected"])
def test_while_smo_is_at_work_the_report_stays_with_them(house: House, status: str) -> None:
    customer = suspended(house)
    with house.store.page() as page:
        row = house.rows(restoration)[-1]
        handoffs.add(
            page, restoration=row.id, report=row.report, known=None, category="c",
            suspected_layer="unknown", summary={}, state=HandoffState.IN_PROGRESS,
        )  # fmt: skip
    request_shows(house, status)
    assert (house.report.status, house.results) == ("held", ["unsuccessful"])
    assert len(customer.news) == 1


def test_while_another_process_is_at_work_the_report_stays_with_it(house: House) -> None:
    customer = suspended(house)
    needs.make(house.mend, customer.turn("action_make_request", "yes"), "credit")
    assert the_request(house).report == house.report.id
    request_shows(house, "closed", nth=0)
    assert (house.report.status, house.results) == ("held", ["unsuccessful"])
    request_shows(house, "closed", nth=1)
    assert (house.report.status, house.results) == ("pending", ["unsuccessful", None])


@pytest.mark.parametrize(("first", "then"), [("closed", "rejected"), ("rejected", "inProgress")])
def test_what_is_over_stays_so_and_is_not_looked_at_again(
    house: House, first: str, then: str
) -> None:
    customer = asks(house, "complaint")
    request_shows(house, first)
    before = (the_request(house), customer.news)
    request_shows(house, then)
    request_shows(house, first)
    assert before == (the_request(house), customer.news)


@pytest.mark.parametrize("status", ["acknowledged", "open", "pending", "held", "", "?"])
def test_what_means_nothing_to_the_customer_changes_nothing(house: House, status: str) -> None:
    customer = suspended(house)
    before = (the_request(house), house.notes)
    request_shows(house, status)
    assert before == (the_request(house), house.notes)
    assert customer.news == []


def test_the_end_of_a_request_on_another_systems_report_is_told(house: House) -> None:
    foreign_report(house.store, status="held")
    customer = asks(house, "credit")
    assert the_request(house).report == "PR-OSS"
    request_shows(house, "closed")
    assert customer.news == ["request_done"]


def test_an_answer_finds_the_customer_where_they_are_now(house: House, clock: Any) -> None:
    asks(house, "dispute")
    clock.move(60)
    phone = house.customer()
    request_shows(house, "closed")
    assert phone.news == ["request_done"]


class Systems:
    """Two systems, each with one thing."""

    def __init__(self, ticket: Ticket):
        self.trouble_ticket = self.party_interaction = self
        self.ticket, self.asked = ticket, ""

    def get(self, key: str) -> Any:
        self.asked = key
        return self.ticket if key.startswith("TT") else "inProgress"


@pytest.mark.parametrize(
    ("process", "key", "seen"),
    [
        (CrmProcess.INTERACTION, "PI-1", requests.Seen("inProgress", None)),
        (CrmProcess.QOS_SLA, "TT-1", requests.Seen("rejected", "no")),
    ],
)
def test_each_process_is_read_where_it_keeps_its_requests(
    house: House, process: CrmProcess, key: str, seen: requests.Seen
) -> None:
    asks(house, "credit" if process is CrmProcess.QOS_SLA else "call_back")
    system = "party_interaction" if process is CrmProcess.INTERACTION else "trouble_ticket"
    house.delivers(system, key)
    systems = Systems(Ticket("TT-1", "rejected", "no"))
    assert requests.read(systems, the_request(house)) == seen  # type: ignore[arg-type]
    assert systems.asked == key


def test_without_a_reason_their_last_note_says_why(house: House) -> None:
    asks(house, "credit")
    house.delivers("trouble_ticket", "TT-1")
    notes = (Note("1", "q", "first", None), Note("2", "q", "Credited 5.00.", None))
    systems = Systems(Ticket("TT-1", "closed", notes=notes))
    seen = requests.read(systems, the_request(house))  # type: ignore[arg-type]
    assert seen.reason == "Credited 5.00."


def test_a_request_of_a_report_with_smo_is_not_smos(house: House) -> None:
    customer = hand_off(house)
    needs.make(house.mend, customer.turn("action_make_request", "yes"), "credit")
    request_shows(house, "closed")
    assert (house.report.status, house.rows(handoff)[0].state) == ("held", "acknowledged")
    assert customer.news == ["request_done"]
