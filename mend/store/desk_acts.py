"""What agents do about a problem report at the desk: change its status, add a note.

Who did it stands in the reason, as the note's author, and in the audit.
"""

from mend.problem import Status, check_change
from mend.store import agents, reports
from mend.store.page import Page
from mend.store.tables import status_change

REASON_LIMIT: int = status_change.c.reason.type.length
NOTE_LIMIT = 2000  # characters


class NoReport(Exception):
    """There is no report of that number."""


class Overtaken(Exception):
    """The report has another status than the agent saw; `now` is the one it has."""

    def __init__(self, now: Status):
        super().__init__(now)
        self.now = now


def room_for_reason(agent: str) -> int:
    """How many characters of a reason there is room for beside the agent's name."""
    return REASON_LIMIT - len(_signed(agent, ""))


def change_status(
    page: Page, number: str, agent: str, seen: Status, then: Status, reason: str
) -> None:
    """Change a report from the status that the agent saw to `then`, signed with the agent's name.

    Raises NoReport, Overtaken, IllegalChange, and ValueError for a reason that is none or has no room.
    """
    if not 0 < len(reason) <= room_for_reason(agent):
        raise ValueError(f"a reason is 1 to {room_for_reason(agent)} characters")
    _check(page, number)
    now = reports.status_of(page, number)
    if now is not seen:
        raise Overtaken(now)
    check_change(now, then)
    reports.change_status(page, number, then, _signed(agent, reason))
    agents.write_audit(page, agent, "change_status", number)


def add_note(page: Page, number: str, agent: str, text: str) -> None:
    """Add a note of the agent's to a report. Raises NoReport, and ValueError for a note that is none or too long."""
    if not 0 < len(text) <= NOTE_LIMIT:
        raise ValueError(f"a note is 1 to {NOTE_LIMIT} characters")
    _check(page, number)
    reports.add_note(page, number, text, agent)
    agents.write_audit(page, agent, "add_note", number)


def _check(page: Page, number: str) -> None:
    if reports.report(page, number) is None:
        raise NoReport(number)


def _signed(agent: str, reason: str) -> str:
    return f"{agent}: {reason}"
