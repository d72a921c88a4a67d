"""Which events and which copies of a report a change leads to, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from mend.problem import Status
from mend.publishing import watchers
from mend.settings import Settings
from mend.store import Store, clients, event_letters, letters, reports, subscriptions
from mend.store.clients import Scope
from mend.store.tables import letter, problem_report
from tests.mend.store.problems import open_problem

SECRET = "x" * 32
BASE = "https://mend.example.com"


def watched(store: Store, **settings: Any) -> Store:
    """The record book with the watchers of these settings."""
    made = Settings(
        secret=SECRET, inner_secret=SECRET, action_secret=SECRET, listener_url=BASE, **settings
    )
    return Store(store.engine, store.clock, watchers(made))


@pytest.fixture
def book(store: Store) -> Store:
    return watched(store)


def subscribe(store: Store, query: str = "") -> str:
    with store.page() as page:
        token = clients.add(page, f"crm{query}"[:40].replace("=", "-"), [Scope.EVENTS])
        client = clients.holder(page, token)
        assert client is not None
        assert client.id is not None
        return subscriptions.add(page, client.id, "https://crm.example.com/in", query)


def posted(store: Store, subscription: str | None = None) -> list[dict[str, Any]]:
    """The events that are owed, in order."""
    with store.glance() as page:
        rows = page.db.execute(
            select(letter).where(letter.c.system == event_letters.SUBSCRIBER).order_by(letter.c.id)
        ).all()
    bodies = [row.body for row in rows]
    return [body["event"] for body in bodies if subscription in (None, body["subscription"])]


def kinds(events: list[dict[str, Any]]) -> list[str]:
    return [
        each["eventType"].removeprefix("TroubleTicket").removesuffix("Event") for each in events
    ]


def texts(ticket: dict[str, Any]) -> set[str]:
    """Of its notes."""
    return {note["text"] for note in ticket["note"]}


def a_report(store: Store) -> str:
    with store.page() as page:
        report, _, _ = open_problem(page)
    return report


def forget(store: Store) -> None:
    with store.page() as page:
        page.db.execute(letter.delete())


def test_a_new_report_is_created_and_then_in_progress(book: Store) -> None:
    subscribe(book)
    report = a_report(book)
    created, started = posted(book)
    assert kinds([created, started]) == ["Create", "StatusChange"]
    assert [each["event"]["troubleTicket"]["status"] for each in (created, started)] == [
        "acknowledged",
        "inProgress",
    ]
    ticket = started["event"]["troubleTicket"]
    assert (ticket["id"], ticket["statusChangeReason"]) == (report, "self-help started")
    assert ticket["href"] == f"{BASE}/tmf-api/troubleTicket/v4/troubleTicket/{report}"


def test_an_event_has_the_envelope_of_v4(book: Store) -> None:
    subscribe(book)
    report = a_report(book)
    event_, other = posted(book)
    assert event_["eventId"] != other["eventId"]
    assert event_["timeOcurred"] == event_["eventTime"] == "2026-03-02T09:00:00Z"
    assert (event_["domain"], event_["correlationId"]) == ("troubleTicket", report)
    assert event_["title"] == f"Trouble ticket {report} is acknowledged"


def test_however_much_of_a_report_changes_its_attributes_are_one_event(book: Store) -> None:
    subscribe(book)
    report, other = a_report(book), a_report(book)
    forget(book)
    with book.page() as page:
        for text in ("one", "two"):
            reports.add_note(page, report, text)
            reports.add_note(page, other, text)
    events = posted(book)
    assert kinds(events) == ["AttributeValueChange"] * 2
    assert [each["correlationId"] for each in events] == [report, other]
    assert {"one", "two"} <= texts(events[0]["event"]["troubleTicket"])


def test_each_change_of_status_is_an_event_with_the_status_it_was(book: Store) -> None:
    subscribe(book)
    report = a_report(book)
    forget(book)
    with book.page() as page:
        reports.change_status(page, report, Status.PENDING, "asked the customer")
        reports.change_status(page, report, Status.IN_PROGRESS, "answered")
        reports.change_status(page, report, Status.RESOLVED, "restored")
    events = posted(book)
    assert kinds(events) == [
        "StatusChange", "InformationRequired", "StatusChange", "StatusChange", "Resolved",
    ]  # fmt: skip
    shown = [each["event"]["troubleTicket"] for each in events]
    assert [(each["status"], each["statusChangeReason"]) for each in shown] == [
        ("pending", "asked the customer"),
        ("pending", "asked the customer"),
        ("inProgress", "answered"),
        ("resolved", "restored"),
        ("resolved", "restored"),
    ]
    assert ["resolutionDate" in each for each in shown] == [False, False, False, True, True]


def test_a_subscription_gets_what_its_query_asks_for(book: Store) -> None:
    every = subscribe(book)
    some = subscribe(book, "eventType=TroubleTicketStatusChangeEvent")
    a_report(book)
    assert kinds(posted(book, every)) == ["Create", "StatusChange"]
    assert kinds(posted(book, some)) == ["StatusChange"]
    assert posted(book, every)[1]["eventId"] == posted(book, some)[0]["eventId"]


def test_nobody_hears_of_a_change_that_was_undone(book: Store) -> None:
    subscribe(book)

    def half() -> None:
        with book.page() as page:
            open_problem(page)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert posted(book) == []


def test_without_subscribers_a_change_costs_one_query(book: Store) -> None:
    report = a_report(book)
    asked: list[str] = []

    def count(*arguments: Any) -> None:
        asked.append(arguments[2])

    event.listen(book.engine, "before_cursor_execute", count)
    with book.page() as page:
        reports.add_note(page, report, "one")
        before = len(asked)
    assert len([each for each in asked[before:] if "SELECT" in each]) == 1
    assert not [each for each in asked[before:] if "INSERT" in each]


@pytest.fixture
def mirrored(store: Store) -> Store:
    return watched(store, track_and_manage="elsewhere")


def to_the_mirror(store: Store) -> list[Any]:
    with store.glance() as page:
        return list(
            page.db.execute(
                select(letter).where(letter.c.system == "trouble_ticket").order_by(letter.c.id)
            )
        )


def deliver(store: Store) -> None:
    with store.page() as page:
        while taken := letters.take_due(page, "trouble_ticket", 10, timedelta(seconds=1)):
            for each in taken:
                letters.delivered(page, each, "TT-1", None)


def test_a_report_is_opened_at_the_mirror_once_and_brought_to_its_status(mirrored: Store) -> None:
    report = a_report(mirrored)
    with mirrored.page() as page:
        reports.add_note(page, report, "more")
    rows = to_the_mirror(mirrored)
    assert [(row.operation, row.about_kind, row.report) for row in rows] == [
        ("open", "ticket", report),
        ("update", "ticket", report),
    ]
    for row in rows:
        ticket = row.body["ticket"]
        assert (ticket["id"], ticket["status"]) == (report, "inProgress")
        assert "more" in texts(ticket)


def test_the_report_learns_its_id_at_the_mirror(mirrored: Store, clock: Any) -> None:
    report = a_report(mirrored)
    deliver(mirrored)
    with mirrored.glance() as page:
        row = reports.report(page, report)
    assert (row.ticket, row.look_at) == ("TT-1", clock.now)


def test_later_changes_are_one_update_while_nobody_has_taken_it(mirrored: Store) -> None:
    report = a_report(mirrored)
    deliver(mirrored)
    for text in ("one", "two"):
        with mirrored.page() as page:
            reports.add_note(page, report, text)
    opened, first, update = to_the_mirror(mirrored)
    assert (opened.state, first.state, update.operation) == ("delivered", "delivered", "update")
    assert {"one", "two"} <= texts(update.body["ticket"])


def test_what_came_from_the_mirror_does_not_go_back(mirrored: Store) -> None:
    report = a_report(mirrored)
    deliver(mirrored)
    with mirrored.page("trouble_ticket") as page:
        reports.take_note(page, report, "N1", "T. Agent", "their note")
    assert {row.state for row in to_the_mirror(mirrored)} == {"delivered"}
    with mirrored.page() as page:
        reports.add_note(page, report, "ours")
    said = texts(to_the_mirror(mirrored)[-1].body["ticket"])
    assert "ours" in said
    assert "their note" not in said


def test_a_report_that_the_mirror_has_already_is_not_opened_there(mirrored: Store) -> None:
    report = a_report(mirrored)
    forget(mirrored)
    with mirrored.page() as page:
        page.db.execute(problem_report.update().values(ticket="TT-7"))
        reports.add_note(page, report, "more")
    assert [row.operation for row in to_the_mirror(mirrored)] == ["update"]


def test_a_report_from_before_there_was_a_mirror_is_opened_there(store: Store) -> None:
    report = a_report(store)
    with watched(store, track_and_manage="elsewhere").page() as page:
        reports.add_note(page, report, "more")
    assert [row.operation for row in to_the_mirror(store)] == ["open", "update"]


def test_a_refused_opening_waits_for_a_person_with_the_newest(mirrored: Store) -> None:
    report = a_report(mirrored)
    with mirrored.page() as page:
        (taken,) = letters.take_due(page, "trouble_ticket", 1, timedelta(seconds=1))
        letters.park(page, taken, "refused")
    with mirrored.page() as page:
        reports.add_note(page, report, "more")
    opening, update = to_the_mirror(mirrored)
    assert (opening.state, update.state) == ("parked", "waiting")
    assert "more" in texts(opening.body["ticket"])


def test_here_nothing_is_mirrored(book: Store) -> None:
    a_report(book)
    assert to_the_mirror(book) == []
