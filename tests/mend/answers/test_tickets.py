"""What Track & Manage's own ticket brings back to the report that it mirrors."""

from datetime import timedelta

import pytest

from mend.guides.hear import Move
from mend.problem import FINAL, Status
from mend.store import Store, letters, looks, reports
from mend.store.tables import note, problem_report
from mend.systems.notes import Note
from tests.mend.answers.seen import ticket_shows
from tests.mend.people import House

FROM_THERE = Note("n-1", "Ana of the night shift", "Customer rang, too.", None)


@pytest.fixture
def house(store: Store) -> House:
    """One whose reports are kept by the operator's own ticket system, with one in the middle of a guide."""
    made = House(store, track_and_manage="elsewhere")
    made.customer().has("no_internet")
    return made


def test_their_notes_are_kept_once_with_their_author(house: House) -> None:
    unnamed = Note("", "", "no author", None)
    for _ in range(2):
        ticket_shows(house, "inProgress", notes=(FROM_THERE, unnamed))
    kept = {row.text: row.author for row in house.rows(note) if row.author != "mend"}
    assert kept == {FROM_THERE.text: FROM_THERE.author, "no author": "ticket system"}
    assert len([row for row in house.rows(note) if row.text in kept]) == 2


def test_our_own_note_that_comes_back_by_its_id_is_not_doubled(house: House) -> None:
    with house.store.page() as page:
        reports.add_note(page, house.report.id, "it is back", author="customer")
    (ours,) = house.rows(note, note.c.author == "customer")
    ticket_shows(house, "inProgress", notes=(Note(ours.id, "customer", ours.text, None),))
    assert len(house.rows(note, note.c.text == "it is back")) == 1


@pytest.mark.parametrize("status", ["pending", "held", "resolved", "cancelled"])
def test_their_status_is_the_reports(house: House, status: str) -> None:
    ticket_shows(house, status, reason="as we see it")
    assert house.report.status == status
    assert house.report.status_reason == "as we see it"


def test_a_status_that_is_not_next_is_reached_by_legal_changes(house: House) -> None:
    ticket_shows(house, "held")
    ticket_shows(house, "closed")
    assert house.statuses == [
        "acknowledged", "inProgress", "held", "inProgress", "resolved", "closed",
    ]  # fmt: skip


@pytest.mark.parametrize("status", ["acknowledged", "rejected", "Held", "in progress", "", "?"])
def test_a_status_that_no_legal_change_leads_to_is_ignored(house: House, status: str) -> None:
    before = house.statuses
    ticket_shows(house, status)
    assert house.statuses == before


def test_what_is_over_here_is_not_opened_from_there(house: House) -> None:
    ticket_shows(house, "cancelled")
    ticket_shows(house, "inProgress")
    assert house.report.status == "cancelled"


@pytest.mark.parametrize("status", [*sorted(FINAL - {Status.REJECTED}), "resolved"])
def test_a_ticket_that_is_over_is_not_looked_at_any_more(house: House, status: str) -> None:
    with house.store.page() as page:
        looks.again(page, "problem_report", house.report.id, page.now)
    ticket_shows(house, status)
    assert (house.report.look_at is None) == (status in FINAL)


@pytest.mark.parametrize("state", ["waiting", "sending", "delivered", "parked", "dropped"])
def test_while_our_own_news_is_on_its_way_theirs_is_older(house: House, state: str) -> None:
    with house.store.page() as page:
        letters.post(page, "trouble_ticket", "update", "ticket", 0, house.report.id, {})
        page.db.execute(letters.letter.update().values(state=state))
    ticket_shows(house, "held", notes=(FROM_THERE,))
    on_its_way = state in ("waiting", "sending")
    assert house.report.status == ("inProgress" if on_its_way else "held")
    assert (FROM_THERE.text in house.notes) == (not on_its_way)


def test_their_date_is_the_reports_until_they_change_it(house: House) -> None:
    day = house.store.clock() + timedelta(days=1)
    ticket_shows(house, "inProgress", expected=day)
    ticket_shows(house, "inProgress")
    assert house.report.expected_resolution == day


def test_a_mirror_changes_nothing_while_the_record_book_is_track_and_manages(store: Store) -> None:
    house = House(store)
    house.customer().has("no_internet")
    ticket_shows(house, "cancelled", notes=(FROM_THERE,))
    assert (house.report.status, FROM_THERE.text in house.notes) == ("inProgress", False)


def test_the_customer_who_is_in_a_guide_can_still_speak(house: House) -> None:
    (row,) = house.rows(problem_report)
    customer = house.customer()
    customer.has("no_internet")
    ticket_shows(house, "held")
    assert customer.says("later", Move.LATER).slots == {"guide_answer": "paused"}
    assert house.report.status == "pending"
    ticket_shows(house, "resolved")
    assert customer.says("later", Move.LATER).slots == {"guide_answer": "paused"}
    assert house.report.status == "resolved"
    ticket_shows(house, "closed")
    assert customer.says("yes", Move.YES).slots == {"guide_answer": "ended"}
    assert (row.id, house.results) == (house.report.id, ["unsuccessful"])
