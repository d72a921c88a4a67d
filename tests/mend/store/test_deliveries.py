"""What a delivery, or giving up on one, changes: hand-offs, requests, tasks and heartbeats, on both
databases.
"""

from typing import Any

import pytest
from sqlalchemy import select

from mend.others import HANDOFF_OVER
from mend.problem import CrmProcess, RequestKind, RequestState
from mend.store import (
    Page,
    Store,
    appointments,
    crm_requests,
    deliveries,
    heartbeats,
    letters,
    prompts,
    restorations,
    tasks,
)
from mend.store.tables import appointment, crm_request, handoff, provider_task
from tests.mend.store.problems import (
    LEASE,
    SYSTEM,
    add_handoff,
    kept,
    notes,
    open_problem,
    post_letter,
    take,
)


def test_a_delivered_hand_off_reaches_report_and_customer(store: Store) -> None:
    with store.page() as page:
        report, restoration, talk = open_problem(page)
        about = add_handoff(page, report, restoration)
        key = letters.post(page, SYSTEM, "create", "handoff", about, report, {})
    (taken,) = take(store)
    with store.page() as page:
        assert letters.delivered(page, taken, "SP-7", page.now + LEASE)
    with store.glance() as page:
        row = page.db.execute(select(handoff)).one()
        (prompt,) = prompts.waiting_prompts(page, talk)
    assert (row.service_problem, row.state) == ("SP-7", "acknowledged")
    assert row.look_at == store.clock()
    assert (prompt.kind, prompt.data) == (
        "reference",
        {"what": "handoff", "reference": "SP-7", "report": report, "number": None},
    )
    stored = kept(store, key)
    assert (stored.state, stored.reference, stored.lease_until) == ("delivered", "SP-7", None)
    assert "[1.3.7.6 hand-off] SM&O has it as SP-7" in notes(store, report)
    assert take(store) == []


@pytest.mark.parametrize("with_report", [True, False])
def test_a_delivered_request_reaches_the_customer(store: Store, with_report: bool) -> None:
    with store.page() as page:
        report, restoration, talk = open_problem(page)
        about = crm_requests.add(
            page,
            conversation=talk,
            customer="cus-1",
            process=CrmProcess.INTERACTION,
            kind=RequestKind.CALL_BACK,
            what="a person, please",
            state=RequestState.ASKED,
            report=report if with_report else None,
            restoration=restoration if with_report else None,
        )
        letters.post(
            page, SYSTEM, "create", "crm_request", about, report if with_report else None, {}
        )
    (taken,) = take(store)
    with store.page() as page:
        letters.delivered(page, taken, "PI-1", page.now + LEASE)
    with store.glance() as page:
        row = page.db.execute(select(crm_request)).one()
        (prompt,) = prompts.waiting_prompts(page, talk)
    assert (row.external_id, row.state) == ("PI-1", "accepted")
    named = report if with_report else None
    assert prompt.data == {
        "what": "crm_request",
        "reference": "PI-1",
        "report": named,
        "number": row.number,
    }
    assert row.look_at == store.clock()
    assert ("[1.3.7.6 request] interaction has it as PI-1" in notes(store, report)) == with_report


def _task(page: Page, kind: str) -> tuple[int, str, str]:
    report, restoration, talk = open_problem(page)
    task = restorations.add_task(page, restoration, kind, "svc-1", "no_internet", None)
    letters.post(page, SYSTEM, "request", "provider_task", task, report, {})
    return task, report, talk


def _task_row(store: Store) -> Any:
    with store.glance() as page:
        return page.db.execute(select(provider_task)).one()


def test_an_accepted_task_is_open_until_it_ends(store: Store) -> None:
    with store.page() as page:
        task, _, talk = _task(page, "refresh_line")
        assert tasks.open_tasks(page) == []
    (taken,) = take(store)
    with store.page() as page:
        letters.delivered(page, taken, "MON-1", page.now + LEASE)
        (row,) = tasks.open_tasks(page)
        assert prompts.waiting_prompts(page, talk) == []
    assert (row.external_id, row.state, row.customer) == ("MON-1", "accepted", "cus-1")
    with store.page() as page:
        assert tasks.completed(page, task, None, {"x": 1})
        assert not tasks.failed(page, task, "late")
        assert tasks.open_tasks(page) == []
        (prompt,) = prompts.waiting_prompts(page, talk)
    assert (prompt.kind, prompt.data) == ("task_done", {"task": task})
    ended = _task_row(store)
    assert (ended.state, ended.evidence, ended.ended) == ("completed", {"x": 1}, store.clock())


def test_a_line_test_that_ends_is_no_news(store: Store) -> None:
    with store.page() as page:
        task, _, talk = _task(page, "line_test")
        tasks.accepted(page, task, "ST-1")
        assert tasks.completed(page, task, "good", {})
        assert prompts.waiting_prompts(page, talk) == []
    assert _task_row(store).outcome == "good"


def test_a_task_whose_letter_is_parked_has_failed(store: Store) -> None:
    with store.page() as page:
        task, _, talk = _task(page, "refresh_line")
    (taken,) = take(store)
    with store.page() as page:
        letters.park(page, taken, "refused: no such service")
        (prompt,) = prompts.waiting_prompts(page, talk)
    assert prompt.data == {"task": task}
    row = _task_row(store)
    assert (row.state, row.evidence) == ("failed", {"reason": "refused: no such service"})


def test_a_task_that_has_failed_is_not_accepted_any_more(store: Store) -> None:
    with store.page() as page:
        task, _, _ = _task(page, "refresh_line")
        tasks.failed(page, task, "given up")
        tasks.accepted(page, task, "MON-1")
    assert _task_row(store).state == "failed"


def test_a_parked_hand_off_is_noted_on_the_report(store: Store) -> None:
    with store.page() as page:
        key, report = post_letter(page)
    (taken,) = take(store)
    with store.page() as page:
        letters.park(page, taken, "service_problem: POST answered 400: 24 customer words")
    row = kept(store, key)
    assert row.state == "parked"
    assert "24 customer words" in row.last_answer
    (noted,) = [text for text in notes(store, report) if text.startswith("[not delivered]")]
    assert key in noted


def test_a_heartbeat_is_the_last_one(store: Store, clock: Any) -> None:
    with store.page() as page:
        assert heartbeats.last(page, "postroom") is None
        heartbeats.beat(page, "postroom")
    clock.move(5)
    with store.page() as page:
        heartbeats.beat(page, "postroom")
        assert heartbeats.last(page, "postroom") == clock.now
        assert heartbeats.last(page, "another") is None


def _visit(store: Store, state: str = "asked", request: str = "asked") -> tuple[int, str, str]:
    """A visit that was picked, its report and the conversation it was picked in."""
    with store.page() as page:
        report, restoration, talk = open_problem(page)
        asked = crm_requests.add(
            page,
            conversation=talk,
            customer="cus-1",
            process=CrmProcess.APPOINTMENT,
            kind=RequestKind.VISIT,
            what="a visit",
            state=RequestState(request),
            report=report,
            restoration=restoration,
        )
        key = appointments.add(page, asked, [])
        appointments.change(page, key, state=state)
        return key, report, talk


def _letter(store: Store, operation: str, about: int, report: str) -> Any:
    with store.page() as page:
        letters.post(page, "appointment", operation, "appointment", about, report, {})
    (taken,) = take(store, system="appointment")
    return taken


def _the_visit(store: Store) -> tuple[Any, Any]:
    with store.glance() as page:
        return (
            page.db.execute(select(appointment)).one(),
            page.db.execute(select(crm_request)).one(),
        )


@pytest.mark.parametrize(
    ("operation", "before", "after"),
    [
        ("book", "asked", "asked"),  # booked is not confirmed yet
        ("book", "cancelling", "cancelling"),
        ("move", "moving", "confirmed"),
        ("move", "cancelling", "cancelling"),  # they want it cancelled by now
        ("cancel", "cancelling", "cancelling"),  # over only once the calendar says so
    ],
)
def test_what_the_calendar_has_taken_is_read_back_at_once(
    store: Store, operation: str, before: str, after: str
) -> None:
    key, report, talk = _visit(store, before)
    taken = _letter(store, operation, key, report)
    with store.page() as page:
        letters.delivered(page, taken, "AP-1", None)
        assert prompts.waiting_prompts(page, talk) == []
    row, _ = _the_visit(store)
    assert (row.state, row.look_at) == (after, store.clock())
    assert row.external_id == ("AP-1" if operation == "book" else None)


def test_a_time_that_is_gone_waits_for_another_one(store: Store) -> None:
    key, report, talk = _visit(store)
    taken = _letter(store, "book", key, report)
    with store.page() as page:
        letters.park(page, taken, "409: taken")
        (prompt,) = prompts.waiting_prompts(page, talk)
    assert (prompt.kind, prompt.data) == ("visit_refused", {"appointment": key})
    row, request = _the_visit(store)
    assert (row.state, request.state) == ("refused", "needs_slot")
    assert request.look_at == store.clock() + deliveries.ANOTHER_TIME


@pytest.mark.parametrize(
    ("operation", "before", "kind"),
    [("move", "moving", "visit_not_moved"), ("cancel", "cancelling", "visit_not_cancelled")],
)
def test_a_change_that_the_calendar_refuses_leaves_the_visit_as_it_was(
    store: Store, operation: str, before: str, kind: str
) -> None:
    key, report, talk = _visit(store, before)
    taken = _letter(store, operation, key, report)
    with store.page() as page:
        letters.park(page, taken, "too late")
        (prompt,) = prompts.waiting_prompts(page, talk)
    assert (prompt.kind, _the_visit(store)[0].state) == (kind, "confirmed")


@pytest.mark.parametrize("before", ["refused", "completed", "cancelled"])
@pytest.mark.parametrize("operation", ["move", "cancel"])
def test_a_visit_that_is_over_is_not_confirmed_by_a_change_that_failed(
    store: Store, operation: str, before: str
) -> None:
    key, report, talk = _visit(store, before)
    taken = _letter(store, operation, key, report)
    with store.page() as page:
        letters.park(page, taken, "no such appointment")
        assert prompts.waiting_prompts(page, talk) == []
    assert _the_visit(store)[0].state == before


def test_a_time_that_is_gone_for_a_visit_that_was_cancelled_is_no_news(store: Store) -> None:
    key, report, talk = _visit(store, "cancelling")
    taken = _letter(store, "book", key, report)
    with store.page() as page:
        letters.park(page, taken, "409: taken")
        (prompt,) = prompts.waiting_prompts(page, talk)
    row, request = _the_visit(store)
    assert (prompt.kind, row.state, request.state) == ("visit_cancelled", "cancelled", "withdrawn")
    assert request.look_at is None


def test_a_parked_hand_off_keeps_its_reason_and_is_still_owed(store: Store) -> None:
    with store.page() as page:
        post_letter(page)
    (taken,) = take(store)
    with store.page() as page:
        letters.park(page, taken, "400: no")
        row = page.db.execute(select(handoff)).one()
    assert (row.state, row.reason, row.service_problem) == ("parked", "400: no", None)
    assert row.state not in HANDOFF_OVER


def test_a_letter_about_an_interaction_or_an_event_changes_nothing_and_is_not_noted(
    store: Store,
) -> None:
    with store.page() as page:
        report, restoration, talk = open_problem(page)
        for kind in ("interaction", "event"):
            letters.post(page, kind, "log", kind, restoration, report, {})
    before = notes(store, report)
    (logged,), (told,) = take(store, system="interaction"), take(store, system="event")
    with store.page() as page:
        letters.delivered(page, logged, "PI-1", None)
        letters.park(page, told, "gone")
        assert prompts.waiting_prompts(page, talk) == []
    assert notes(store, report) == before
