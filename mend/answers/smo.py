"""What SM&O answers: every state of a TMF656 service problem changes the report and is told to the customer."""

from typing import Any

from mend import crm, smo
from mend.answers import confirming
from mend.guides.progress import Phase
from mend.others import HANDOFF_OVER, HandoffState
from mend.problem import FINAL, Cause, CrmProcess, Result, Status
from mend.settings import Settings
from mend.store import handoffs, reports, restorations
from mend.store.page import Page
from mend.systems import Systems
from mend.systems.service_problem_view import ServiceProblem

Row = Any

DONE = (HandoffState.RESOLVED, HandoffState.CLOSED)
REFUSED = (HandoffState.REJECTED, HandoffState.CANCELLED)
AT_WORK = (HandoffState.IN_PROGRESS, HandoffState.HELD)


def read(systems: Systems, row: Row) -> ServiceProblem:
    """The hand-off's service problem as SM&O has it now. Raises TryLater, Refused."""
    return systems.service_problem.get(row.service_problem)


def take(page: Page, _settings: Settings, row: Row, seen: ServiceProblem) -> None:
    """Take in what was seen of a hand-off's service problem; the same or older news changes nothing."""
    row = handoffs.handoff_by_id(page, row.id)
    if seen.status not in list(HandoffState):
        return
    if row.changed and seen.last_update and seen.last_update < row.changed:
        return
    before, now = HandoffState(row.state), HandoffState(seen.status)
    reason = seen.question or seen.reason or None
    moved = now is not before
    news = moved or seen.expected != row.expected or (seen.question and reason != row.reason)
    if not news:
        _rest(page, row, now)
        return
    handoffs.change(
        page,
        row.id,
        state=now,
        reason=reason,
        expected=seen.expected,
        workaround=seen.workaround,
        changed=seen.last_update or page.now,
        history=[
            *(row.history or []),
            {"state": now, "reason": reason, "at": page.now.isoformat()},
        ],
    )
    reports.add_note(
        page, row.report, f"[SM&O] {row.service_problem} is {now}. {reason or ''}".strip()
    )
    report = reports.report(page, row.report)
    if report.status not in FINAL and report.status != Status.RESOLVED:
        _follow(page, handoffs.handoff_by_id(page, row.id), report, before, now)
    _rest(page, row, now)


def _rest(page: Page, row: Row, now: HandoffState) -> None:
    """A problem that is over for good is not looked at any more; a resolved one may still come back."""
    if now in (HandoffState.CLOSED, *REFUSED):
        handoffs.change(page, row.id, look_at=None)


def _follow(page: Page, row: Row, report: Row, before: HandoffState, now: HandoffState) -> None:
    data: dict[str, Any] = {
        "reference": row.service_problem,
        "expected": row.expected.isoformat() if row.expected else None,
    }
    by = f"handoff/{row.id}"
    if now in DONE and before not in DONE:
        kind = "handoff_relief" if row.workaround else "handoff_resolved"
        if row.workaround and row.expected:
            reports.expect_resolution(page, report.id, row.expected)
        confirming.ask(page, report, by, kind, data, relief=row.workaround)
    elif now in REFUSED and before not in HANDOFF_OVER:
        _refused(page, row, report, data)
    elif now is HandoffState.PENDING and row.reason:
        reports.lead_to(page, report.id, Status.PENDING, "awaiting customer: SM&O asks")
        question = {**data, "question": row.reason, "handoff": row.id}
        confirming.tell(page, report, "handoff_question", question)
    elif now in AT_WORK:
        _at_work(page, row, report, before, now, data)


def _at_work(
    page: Page,
    row: Row,
    report: Row,
    before: HandoffState,
    now: HandoffState,
    data: dict[str, Any],
) -> None:
    if row.expected:
        reports.expect_resolution(page, report.id, row.expected)
    if before in DONE:
        # SM&O took its solution back before the customer said whether it helped.
        open_one = restorations.unended_of_report(page, report.id)
        asked = open_one is not None and open_one.phase == Phase.ANSWERED
        if asked and open_one.answers == f"handoff/{row.id}":
            restorations.end_restoration(
                page, open_one.id, result=Result.UNSUCCESSFUL, cause=Cause.UNKNOWN
            )
    smo.hold(page, report.id, f"awaiting SM&O restoration {row.service_problem}")
    if row.expected:
        confirming.tell(page, report, "handoff_expected", data)
    elif now is not before and now is HandoffState.IN_PROGRESS:
        confirming.tell(page, report, "handoff_progress", data)


def _refused(page: Page, row: Row, report: Row, data: dict[str, Any]) -> None:
    """SM&O will not do it. Somebody has to own it: a person is asked to take it up with the customer."""
    last = restorations.latest_of_report(page, report.id)
    crm.ask(
        page,
        conversation=report.conversation,
        customer=report.customer,
        process=CrmProcess.INTERACTION,
        what=f"SM&O answered {row.service_problem} with {row.state}: {row.reason or 'no reason'}. "
        f"{report.symptom}: {report.description}",
        report=report.id,
        restoration=last.id if last is not None else None,
    )
    smo.hold(page, report.id, f"awaiting {CrmProcess.INTERACTION}")
    confirming.tell(page, report, "handoff_refused", data)
