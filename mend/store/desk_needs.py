"""What waits for a person, report by report, so that the desk can mark it. Writes nothing."""

from dataclasses import dataclass

from sqlalchemy import func, select

from mend.others import HandoffState
from mend.problem import FINAL, RequestState, Status
from mend.store.page import Page
from mend.store.tables import crm_request, handoff, letter

STUCK = frozenset({HandoffState.PARKED, HandoffState.REJECTED})


@dataclass(frozen=True)
class Needs:
    """What a person has to look at; all empty when there is nothing."""

    letters: int = 0  # parked
    handoff: str | None = None  # the state of the latest one, when it is parked or rejected
    refused: int = 0  # requests to other processes

    def __bool__(self) -> bool:
        """Whether there is anything at all."""
        return bool(self.letters or self.handoff or self.refused)


def of_reports(page: Page, statuses: dict[str, Status]) -> dict[str, Needs]:
    """What each of these reports needs, by number; `statuses` says where each of them stands.

    A problem that is over needs nobody any more; a parked letter does all the same.
    """
    unsolved = [n for n, status in statuses.items() if status not in (*FINAL, Status.RESOLVED)]
    parked = _parked(page, list(statuses))
    stuck = _stuck(page, unsolved)
    refused = _refused(page, unsolved)
    return {
        number: Needs(parked.get(number, 0), stuck.get(number), refused.get(number, 0))
        for number in statuses
    }


def _parked(page: Page, numbers: list[str]) -> dict[str, int]:
    rows = page.db.execute(
        select(letter.c.report, func.count().label("letters"))
        .where(letter.c.report.in_(numbers), letter.c.state == "parked")
        .group_by(letter.c.report)
    )
    return {row.report: row.letters for row in rows}


def _stuck(page: Page, numbers: list[str]) -> dict[str, str]:
    """Only the latest hand-off counts: an earlier one that got stuck was followed by another."""
    rows = page.db.execute(
        select(handoff.c.report, handoff.c.state)
        .where(handoff.c.report.in_(numbers))
        .order_by(handoff.c.id)
    )
    latest = {row.report: row.state for row in rows}
    return {number: state for number, state in latest.items() if state in STUCK}


def _refused(page: Page, numbers: list[str]) -> dict[str, int]:
    rows = page.db.execute(
        select(crm_request.c.report, func.count().label("requests"))
        .where(crm_request.c.report.in_(numbers), crm_request.c.state == RequestState.REFUSED)
        .group_by(crm_request.c.report)
    )
    return {row.report: row.requests for row in rows}
