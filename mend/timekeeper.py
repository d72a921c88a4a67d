"""What becomes due by itself: nobody has spoken, a work-around has run its time, a visit has no time yet, old events.

Closing and cancelling are Track & Manage's; the jobs that do it in their name run only when an operator says so.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from mend import crm
from mend.answers import confirming
from mend.problem import RequestState, Status
from mend.settings import Settings
from mend.store import Page, Store, crm_requests, event_letters, overdue, reports

Row = Any

AT_ONCE = 50
EVERY = 5.0  # seconds
SWEEP_EVERY = 3600.0
EVENTS_KEPT = timedelta(days=7)


class Timekeeper:
    """Looks at the record book now and then; each thing is dealt with in a transaction of its own."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ):
        self.store = store
        self.monotonic = monotonic
        self.next_look = self.next_sweep = 0.0
        self.jobs: list[tuple[Callable[[Page], list[Row]], Callable[[Page, Row], None]]] = [
            (self._silent, _wait_for_customer),
            (lambda page: overdue.workarounds(page, AT_ONCE), _ask_about_workaround),
            (lambda page: overdue.unpicked(page, AT_ONCE), _ask_without_time),
        ]
        self.pending_after = timedelta(seconds=settings.pending_after)
        for status, days, end in (
            (Status.PENDING, settings.cancel_after_days, _cancel),
            (Status.RESOLVED, settings.close_after_days, _close),
        ):
            if days:
                self.jobs.append((_since(status, timedelta(days=days)), end))

    def round(self) -> int:
        """Deal with all that is due, every now and then; returns how much it was."""
        if self.monotonic() < self.next_look:
            return 0
        self.next_look = self.monotonic() + EVERY
        done = self._forget()
        for due, deal in self.jobs:
            with self.store.glance() as page:
                rows = due(page)
            for row in rows:
                with self.store.page() as page:
                    deal(page, row)
                done += 1
        return done

    def _forget(self) -> int:
        if self.monotonic() < self.next_sweep:
            return 0
        self.next_sweep = self.monotonic() + SWEEP_EVERY
        with self.store.page() as page:
            return event_letters.forget(page, page.now - EVENTS_KEPT)

    def _silent(self, page: Page) -> list[Row]:
        return overdue.silent(page, page.now - self.pending_after, AT_ONCE)


def _since(status: Status, length: timedelta) -> Callable[[Page], list[Row]]:
    return lambda page: overdue.in_status_since(page, status, page.now - length, AT_ONCE)


def _wait_for_customer(page: Page, row: Row) -> None:
    if reports.status_of(page, row.id) is Status.IN_PROGRESS:
        reports.change_status(page, row.id, Status.PENDING, "awaiting customer: no word")


def _ask_about_workaround(page: Page, row: Row) -> None:
    report = reports.report(page, row.id)
    by = f"workaround/{row.restoration}"
    if not confirming.ask(page, report, by, "workaround_due", {}):
        reports.expect_resolution(page, row.id, None)


def _ask_without_time(page: Page, row: Row) -> None:
    row = crm_requests.request(page, row.id)
    if row.state == RequestState.NEEDS_SLOT:
        crm.ask_now(page, row)


def _cancel(page: Page, row: Row) -> None:
    if reports.status_of(page, row.id) is Status.PENDING:
        reason = "1.3.7.3: extra information not provided"
        reports.change_status(page, row.id, Status.CANCELLED, reason)


def _close(page: Page, row: Row) -> None:
    if reports.status_of(page, row.id) is Status.RESOLVED:
        reports.change_status(
            page, row.id, Status.CLOSED, "1.3.7.4: the resolution was not contested"
        )
