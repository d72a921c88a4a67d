"""The report's mirror in the operator's own ticket system: there its status is Track & Manage's, and it comes back."""

from collections.abc import Iterable
from typing import Any

from mend.others import HandoffState
from mend.problem import FINAL, Status, way_to
from mend.settings import Settings
from mend.store import handoffs, looks, reports
from mend.store.page import Page
from mend.systems import Systems
from mend.systems.ticket_view import Ticket

Row = Any


def read(systems: Systems, row: Row) -> Ticket:
    """The report's ticket as Track & Manage has it now. Raises TryLater, Refused."""
    return systems.trouble_ticket.get(row.ticket)


def take(page: Page, settings: Settings, row: Row, seen: Ticket) -> None:
    """Take in Track & Manage's status, notes and the service problems that they have raised themselves."""
    if settings.track_and_manage != "elsewhere" or looks.is_mirror_behind(page, row.id):
        return  # what we have written is not there yet, so theirs is older than ours
    report = reports.report(page, row.id)
    for note in seen.notes:
        reports.take_note(page, row.id, note.id, note.author or "ticket system", note.text)
    link_raised(page, report.id, seen.service_problems)
    if seen.expected and seen.expected != report.expected_resolution:
        reports.expect_resolution(page, row.id, seen.expected)
    now, theirs = Status(report.status), seen.status
    if theirs in list(Status) and theirs != now and way_to(now, Status(theirs)) is not None:
        reason = seen.reason or "as Track & Manage has it"
        reports.lead_to(page, row.id, Status(theirs), reason)
    if theirs in FINAL:
        looks.again(page, "problem_report", row.id, None)


def link_raised(page: Page, number: str, problems: Iterable[str]) -> None:
    """A hand-off that the ticket system asks SM&O for by itself gets its service problem from the ticket."""
    rows = handoffs.of_report(page, number)
    known = {row.service_problem for row in rows}
    waiting = [row for row in rows if row.state == HandoffState.NEEDED]
    new = [each for each in problems if each not in known]
    for row, problem in zip(waiting, new, strict=False):
        handoffs.change(
            page,
            row.id,
            service_problem=problem,
            state=HandoffState.ACKNOWLEDGED,
            look_at=page.now,
        )
        reports.add_note(page, number, f"[1.3.7.6 hand-off] SM&O has it as {problem}")
