"""Service Management & Operations: the need for it is identified, and who asks it is a setting.

Generating the service problem is Track & Manage's (eTOM 1.3.7.3). Mend does it on their behalf, or leaves it to the
ticket system that sees the report (`MEND_ASKS_SMO`); never both.
"""

from datetime import datetime
from typing import Any
from uuid import uuid4

from mend.guides.model import Way
from mend.guides.progress import Ending
from mend.others import HANDOFF_OVER, HandoffState
from mend.problem import Cause, Check, Layer, Result, Status
from mend.settings import Settings
from mend.store import handoffs, letters, reports, restorations
from mend.store.page import Page

# TMF656 example value for a problem that the provider's own front office declares.
CATEGORY = "serviceProvider.declared"
# TMF656 priority, 1 is the highest of ten.
PRIORITY = {"Critical": 1, "Major": 3, "Minor": 6}
OTHER_SEVERITY = 5

# SM&O has not been asked by us: there is nothing that a word could be added to.
NOT_THERE = (HandoffState.NEEDED, HandoffState.PARKED)

Row = Any


def can_take(row: Row) -> bool:
    """Whether something is named that is affected; nobody's problems have no service in the inventory."""
    return bool(row.customer and (row.service_ids or row.place))


def hand_over(page: Page, settings: Settings, row: Row, ending: Ending, way: Way) -> str:
    """Have SM&O act on the restoration's report; why the report is held."""
    layer = way.suspect or Layer.UNKNOWN
    still = handoffs.open_of_report(page, row.report)
    if still is not None:
        named = still.service_problem or "their reference is on its way"
        reports.add_note(page, row.report, f"[1.3.7.6 hand-off] still with SM&O ({named})")
        return f"awaiting SM&O restoration {still.service_problem or ''}".strip()
    known = _known_outage(page, row) if ending.cause is Cause.KNOWN_OUTAGE else None
    summary = _summary(page, row, ending, layer)
    state = HandoffState.ASKED if settings.asks_smo == "mend" else HandoffState.NEEDED
    key = handoffs.add(
        page,
        restoration=row.id,
        report=row.report,
        known=known["service_problem"] if known else None,
        category=CATEGORY,
        suspected_layer=layer,
        summary=summary,
        state=_state_of(known) if known else state,
    )
    if known:
        until = datetime.fromisoformat(known["expected"]) if known.get("expected") else None
        handoffs.change(page, key, expected=until, look_at=page.now)
        if until:
            reports.expect_resolution(page, row.report, until)
    elif state is HandoffState.ASKED:
        letters.post(page, "service_problem", "create", "handoff", key, row.report, summary)
    reports.add_note(
        page,
        row.report,
        f"[1.3.7.6 hand-off] SM&O must act on behalf of 1.3.7.3; suspected layer {layer}"
        + (f"; linked to the known service problem {known['service_problem']}" if known else ""),
    )
    return f"awaiting SM&O restoration {known['service_problem'] if known else ''}".strip()


def expects(page: Page, report: str) -> bool:
    """Whether SM&O has said until when it expects the report's service problem to be over."""
    row = handoffs.open_of_report(page, report)
    return row is not None and row.expected is not None


def hold(page: Page, report: str, reason: str) -> None:
    """The report waits for others, unless its customer is in the middle of a restoration of it.

    One with a work-around stays in progress, so that the customer is asked when it runs out.
    """
    if restorations.unended_of_report(page, report) is not None:
        return
    last = restorations.latest_of_report(page, report)
    helped = last is not None and last.result == Result.WORKAROUND
    reports.lead_to(page, report, Status.IN_PROGRESS if helped else Status.HELD, reason)


def tell(page: Page, report: str, text: str, *, withdraw: bool = False) -> bool:
    """Add a note to the service problem that is open for a report; False when there is none.

    `withdraw`: it was raised for this report alone and is not needed any more.
    """
    row = handoffs.open_of_report(page, report)
    if row is None or row.state in NOT_THERE:
        return False
    created_by = handoffs.letter_key(page, row.id)
    body = {
        "problem": row.service_problem,
        "created_by": created_by,
        "note": {"id": str(uuid4()), "text": text, "date": page.now.isoformat()},
    }
    withdraw = withdraw and not row.known
    if withdraw:
        body["reason"] = text
    operation = "withdraw" if withdraw else "note"
    letters.post(page, "service_problem", operation, "handoff", row.id, report, body)
    return True


def _known_outage(page: Page, row: Row) -> dict[str, Any] | None:
    for tried in reversed(restorations.attempts(page, row.id)):
        if tried.kind == "check" and tried.step == Check.OUTAGE and tried.evidence:
            return dict(tried.evidence) if "service_problem" in tried.evidence else None
    return None


def _state_of(known: dict[str, Any]) -> HandoffState:
    status = known.get("status")
    return HandoffState(status) if status in list(HandoffState) else HandoffState.IN_PROGRESS


def _summary(page: Page, row: Row, ending: Ending, layer: Layer) -> dict[str, Any]:
    """Everything SM&O needs, in one place, so that nobody asks the customer again."""
    before = [each for each in handoffs.of_report(page, row.report) if each.state in HANDOFF_OVER]
    return {
        "report": row.report,
        "customer": row.customer,
        "product": row.product_id,
        "services": row.service_ids,
        "place": row.place,
        "symptom": row.symptom,
        "description": row.description,
        "category": CATEGORY,
        "priority": PRIORITY.get(row.severity, OTHER_SEVERITY),
        "reason": ending.cause,
        "suspected_layer": layer,
        "tests": [
            {
                "kind": task.kind,
                "id": task.external_id,
                "state": task.state,
                "outcome": task.outcome,
                "evidence": task.evidence,
            }
            for task in restorations.tasks_of_report(page, row.report)
        ],
        "tried": restorations.tried(page, row.report),
        "previous": [each.service_problem for each in before if each.service_problem],
        "history": [
            f"{each.service_problem}: {seen['at']} {seen['state']}. {seen['reason'] or ''}".strip()
            for each in before
            for seen in each.history or []
        ],
    }
