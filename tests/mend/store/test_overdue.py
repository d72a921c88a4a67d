"""What has become due by the mere passing of time."""

from datetime import timedelta
from typing import Any

import pytest

from mend.problem import Status
from mend.store import Page, Store, overdue
from mend.store import tables as t
from tests.mend.store.desk_rows import put_report, put_restoration

HALF_AN_HOUR = timedelta(minutes=30)


def put(page: Page, number: str, *runs: dict[str, Any], **values: Any) -> None:
    put_report(page, number, **values)
    for nth, run in enumerate(runs, start=1):
        put_restoration(page, number, nth, **run)


def numbers(rows: list[Any]) -> list[str]:
    return [row.id for row in rows]


def test_silent_is_who_was_asked_and_has_not_said_a_word_since_then(store: Store) -> None:
    with store.page() as page:
        old, older = page.now - HALF_AN_HOUR, page.now - timedelta(days=1)
        put(page, "PR1", {}, last_update=old)
        put(page, "PR2", {}, last_update=older)
        put(page, "PR3", {}, last_update=old + timedelta(seconds=1))
        put(page, "PR4", {}, last_update=old, status="held")
        put(page, "PR5", {"ended": old}, last_update=old)
        put(page, "PR6", {"phase": "running"}, last_update=old)
        put(page, "PR7", last_update=old)
        put(page, "PR8", {"ended": old}, {"phase": "answered"}, last_update=old)
        assert numbers(overdue.silent(page, old, 10))[:1] == ["PR2"]  # the longest silent first
        assert sorted(numbers(overdue.silent(page, old, 10))) == ["PR1", "PR2", "PR8"]
        assert numbers(overdue.silent(page, old, 1)) == ["PR2"]


def test_a_workaround_is_due_at_its_moment_and_only_while_it_is_the_last_word(
    store: Store,
) -> None:
    helped = {"result": "workaround"}
    with store.page() as page:
        now, later = page.now, page.now + timedelta(seconds=1)
        put(page, "PR1", helped, expected_resolution=now)
        put(page, "PR2", helped, expected_resolution=later)
        put(page, "PR3", helped)
        put(page, "PR4", helped, expected_resolution=now, status="held")
        put(page, "PR5", {"result": "unsuccessful"}, expected_resolution=now)
        put(page, "PR6", helped, {}, expected_resolution=now)
        put(page, "PR7", {"result": "unsuccessful"}, helped, expected_resolution=now - HALF_AN_HOUR)
        rows = overdue.workarounds(page, 10)
        assert numbers(rows) == ["PR7", "PR1"]
        wanted = page.db.execute(
            t.restoration.select().where(
                t.restoration.c.report == "PR7", t.restoration.c.number == 2
            )
        ).one()
        assert rows[0].restoration == wanted.id
        assert len(overdue.workarounds(page, 1)) == 1


@pytest.mark.parametrize(
    ("state", "seconds", "due"),
    [
        ("needs_slot", 0, True),
        ("needs_slot", 1, False),
        ("needs_slot", None, False),
        ("asked", 0, False),
        ("needs_contact", 0, False),
    ],
)
def test_unpicked_is_a_visit_that_still_has_no_time(
    store: Store, state: str, seconds: int | None, due: bool
) -> None:
    with store.page() as page:
        put_report(page, "PR1")
        page.db.execute(
            t.crm_request.insert().values(
                conversation="talk-PR1", number="RQ1", process="appointment", kind="visit",
                what="x", state=state, created=page.now,
                look_at=None if seconds is None else page.now + timedelta(seconds=seconds),
            )
        )  # fmt: skip
        assert [row.number for row in overdue.unpicked(page, 10)] == (["RQ1"] if due else [])


def test_in_a_status_since_then_means_without_any_other_change(store: Store) -> None:
    with store.page() as page:
        then = page.now - timedelta(days=7)
        put(page, "PR1", status="resolved", last_update=then)
        put(page, "PR2", status="resolved", last_update=then + timedelta(seconds=1))
        put(page, "PR3", status="pending", last_update=then)
        put(page, "PR4", status="resolved", last_update=then - timedelta(days=1))
        found = overdue.in_status_since(page, Status.RESOLVED, then, 10)
        assert numbers(found) == ["PR4", "PR1"]
        assert numbers(overdue.in_status_since(page, Status.RESOLVED, then, 1)) == ["PR4"]
        assert numbers(overdue.in_status_since(page, Status.PENDING, then, 10)) == ["PR3"]
