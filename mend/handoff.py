"""What follows from the end of a walk, written in the transaction that ends the restoration.

The mapping is TM Forum's: restored resolves the report, a work-around leaves it in progress until the permanent fix,
and an unsuccessful restoration goes to SM&O (TMF656), to another CRM process, or to nobody. Mend never closes one.
"""

from datetime import timedelta
from typing import Any

from mend.guides.model import Way
from mend.guides.progress import Ending
from mend.others import HandoffState
from mend.problem import (
    CRM_PROCESS_IDS,
    REQUEST_KINDS,
    Cause,
    Check,
    CrmProcess,
    Destination,
    Layer,
    RequestKind,
    RequestState,
    Result,
    Status,
)
from mend.store import crm_requests, handoffs, letters, reports, restorations
from mend.store.page import Page

# TMF656 example value for a problem that the provider's own front office declares.
CATEGORY = "serviceProvider.declared"
# TMF656 priority, 1 is the highest of ten.
PRIORITY = {"Critical": 1, "Major": 3, "Minor": 6}
CALL_BACK = Way(Destination.CRM, process=CrmProcess.INTERACTION)

Row = Any


def settle(page: Page, row: Row, ending: Ending, confirmed_by: str) -> None:
    """End the restoration `row` and pass on what is left to do."""
    restorations.end_restoration(
        page,
        row.id,
        result=ending.result,
        cause=ending.cause,
        restored_by=ending.restored_by,
        confirmed_by=confirmed_by if ending.result is not Result.UNSUCCESSFUL else None,
    )
    reports.add_note(page, row.report, _note(ending))
    if ending.result is Result.RESTORED:
        _back_in_progress(page, row)
        reports.change_status(page, row.report, Status.RESOLVED, f"restored: {ending.cause}")
        return
    if ending.until is not None:
        reports.expect_resolution(page, row.report, page.now + timedelta(hours=ending.until))
    way = ending.way or CALL_BACK
    if way.to is Destination.NOBODY:
        return
    if way.to is Destination.SMO and not _can_go_to_smo(row):
        # TMF656 needs an affected service, resource or place; without one only a person can find out.
        way = CALL_BACK
    hold = ending.result is Result.UNSUCCESSFUL
    if way.to is Destination.SMO:
        _to_smo(page, row, ending, way, hold)
    else:
        _to_crm(page, row, ending, way.process or CrmProcess.INTERACTION, hold)


def ask_crm(
    page: Page,
    *,
    conversation: str,
    customer: str | None,
    process: CrmProcess,
    what: str,
    kind: RequestKind | None = None,
    report: str | None = None,
    restoration: int | None = None,
) -> int:
    """Ask another CRM process; nobody must leave a contact first. Returns the request's id."""
    kind = kind or REQUEST_KINDS[process][0]
    key = crm_requests.add(
        page,
        conversation=conversation,
        customer=customer,
        process=process,
        kind=kind,
        what=what,
        state=RequestState.ASKED if customer else RequestState.NEEDS_CONTACT,
        report=report,
        restoration=restoration,
    )
    if customer:
        _post_request(page, crm_requests.request(page, key))
    return key


def give_contact(page: Page, row: Row, contact: str, customer: str | None) -> None:
    """The contact for a request that waited for it; now it can be asked."""
    crm_requests.change(
        page, row.id, state=RequestState.ASKED, contact=contact, customer=customer
    )
    _post_request(page, crm_requests.request(page, row.id))
    if row.report:
        reports.change_status(page, row.report, Status.HELD, f"awaiting {row.process}")


def withdraw(page: Page, row: Row) -> None:
    """The customer does not want to be reached: the request is not made."""
    crm_requests.change(page, row.id, state=RequestState.WITHDRAWN)


def _back_in_progress(page: Page, row: Row) -> None:
    """Only a report in progress can be resolved."""
    if row.status in (Status.HELD, Status.PENDING):
        reports.change_status(page, row.report, Status.IN_PROGRESS, "the customer is here")


def _can_go_to_smo(row: Row) -> bool:
    return bool(row.customer and (row.service_ids or row.place))


def _to_smo(page: Page, row: Row, ending: Ending, way: Way, hold: bool) -> None:
    known = _known_outage(page, row) if ending.cause is Cause.KNOWN_OUTAGE else None
    layer = way.suspect or Layer.UNKNOWN
    summary = _summary(page, row, ending, layer)
    key = handoffs.add(
        page,
        restoration=row.id,
        report=row.report,
        known=known,
        category=CATEGORY,
        suspected_layer=layer,
        summary=summary,
        state=HandoffState.IN_PROGRESS if known else HandoffState.ASKED,
    )
    if known is None:
        letters.post(page, "service_problem", "create", "handoff", key, row.report, summary)
    if hold:
        reason = f"awaiting SM&O restoration {known}" if known else "awaiting SM&O restoration"
        _back_in_progress(page, row)
        reports.change_status(page, row.report, Status.HELD, reason)
    reports.add_note(
        page,
        row.report,
        f"[1.3.7.6 hand-off] SM&O must act on behalf of 1.3.7.3; suspected layer {layer}"
        + (f"; linked to the known service problem {known}" if known else ""),
    )


def _to_crm(page: Page, row: Row, ending: Ending, process: CrmProcess, hold: bool) -> None:
    what = _what(page, row, ending)
    ask_crm(
        page,
        conversation=row.conversation,
        customer=row.customer,
        process=process,
        what=what,
        report=row.report,
        restoration=row.id,
    )
    if row.customer and hold:
        _back_in_progress(page, row)
        reports.change_status(page, row.report, Status.HELD, f"awaiting {process}")
    reports.add_note(
        page,
        row.report,
        f"[1.3.7.6 request] {CRM_PROCESS_IDS[process]} {process}: {what}",
    )


def _post_request(page: Page, row: Row) -> None:
    system = "party_interaction" if row.process == CrmProcess.INTERACTION else "trouble_ticket"
    letters.post(
        page,
        system,
        "create",
        "crm_request",
        row.id,
        row.report,
        {
            "process": row.process,
            "kind": row.kind,
            "what": row.what,
            "report": row.report,
            "customer": row.customer,
            "contact": row.contact,
            "at": page.now.isoformat(),
        },
    )


def _known_outage(page: Page, row: Row) -> str | None:
    for tried in reversed(restorations.attempts(page, row.id)):
        if tried.kind == "check" and tried.step == Check.OUTAGE and tried.evidence:
            return str(tried.evidence["service_problem"])
    return None


def _tried(page: Page, row: Row) -> list[dict[str, Any]]:
    return [
        {
            "guide": tried.guide,
            "step": tried.step,
            "kind": tried.kind,
            "answer": tried.answer,
            "effect": tried.effect,
            "evidence": tried.evidence,
            "at": tried.ended.isoformat(),
        }
        for tried in restorations.attempts(page, row.id)
        if tried.effect != "skipped"
    ]


def _summary(page: Page, row: Row, ending: Ending, layer: Layer) -> dict[str, Any]:
    """Everything SM&O needs, in one place, so that nobody asks the customer again."""
    return {
        "report": row.report,
        "customer": row.customer,
        "product": row.product_id,
        "services": row.service_ids,
        "place": row.place,
        "symptom": row.symptom,
        "description": row.description,
        "category": CATEGORY,
        "priority": PRIORITY[row.severity],
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
            for task in restorations.tasks(page, row.id)
        ],
        "tried": _tried(page, row),
    }


def _what(page: Page, row: Row, ending: Ending) -> str:
    steps = ", ".join(f"{tried['step']}: {tried['effect']}" for tried in _tried(page, row))
    return f"{row.symptom} ({ending.cause}). {row.description}. Tried: {steps or 'nothing'}."


def _note(ending: Ending) -> str:
    """The report's note; the first words let a plain TMF621 reader see the result."""
    text = f"[1.3.7.6 {ending.result}] cause {ending.cause}"
    if ending.restored_by:
        text += f"; restored by {ending.restored_by}, confirmed by the customer"
    if ending.result is Result.WORKAROUND:
        text += f"; temporary, for {ending.until} hours; the permanent fix is outstanding"
    return text
