"""What the CRM processes answer to requests: their child tickets (TMF621) and contacts (TMF683)."""

from dataclasses import dataclass
from typing import Any

from mend.answers import confirming
from mend.problem import FINAL, CrmProcess, RequestState, Status
from mend.settings import Settings
from mend.store import conversations, crm_requests, prompts, reports
from mend.store.page import Page
from mend.systems import Systems

Row = Any

# TMF621's and TMF683's states, as far as they mean something to whoever asked.
_STATES = {
    "inProgress": RequestState.IN_PROGRESS,
    "resolved": RequestState.DONE,
    "closed": RequestState.DONE,
    "completed": RequestState.DONE,
    "rejected": RequestState.REFUSED,
    "cancelled": RequestState.REFUSED,
}
_OVER = (RequestState.DONE, RequestState.REFUSED, RequestState.WITHDRAWN)


@dataclass(frozen=True)
class Seen:
    """Where a request stands at the process that has it."""

    status: str
    reason: str | None


def read(systems: Systems, row: Row) -> Seen:
    """The request as its process has it now. Raises TryLater, Refused."""
    if row.process == CrmProcess.INTERACTION:
        return Seen(systems.party_interaction.get(row.external_id), None)
    ticket = systems.trouble_ticket.get(row.external_id)
    return Seen(ticket.status, ticket.reason or (ticket.notes[-1].text if ticket.notes else None))


def take(page: Page, _settings: Settings, row: Row, seen: Seen) -> None:
    """Take in where a request stands; one that is over stays so."""
    row = crm_requests.request(page, row.id)
    now = _STATES.get(seen.status)
    if row.state in _OVER:
        crm_requests.change(page, row.id, look_at=None)
        return
    if now is None or now == row.state:
        return
    over = {"look_at": None} if now in _OVER else {}
    crm_requests.change(page, row.id, state=now, reason=seen.reason, **over)
    if row.report:
        reports.add_note(
            page, row.report, f"[{row.process}] {row.number} is {now}. {seen.reason or ''}".strip()
        )
    if now in _OVER:
        _follow(page, row, now, seen.reason)


def _follow(page: Page, row: Row, now: RequestState, reason: str | None) -> None:
    data = {"number": row.number, "kind": row.kind, "reason": reason}
    kind = "request_done" if now is RequestState.DONE else "request_refused"
    report = reports.report(page, row.report) if row.report else None
    if report is None or report.status in FINAL or report.status == Status.RESOLVED:
        conversation = conversations.current(page, row.conversation, row.customer)
        prompts.add_prompt(page, conversation, kind, data)
        return
    free = report.status == Status.HELD and not crm_requests.others_open(page, report.id, row.id)
    if free and now is RequestState.DONE:
        # What was asked for is done: does the product work again?
        if not confirming.ask(page, report, f"request/{row.id}", kind, data):
            confirming.tell(page, report, kind, data, row.conversation)
    else:
        if free:
            reports.lead_to(
                page, report.id, Status.IN_PROGRESS, f"{row.process} answered {row.number}"
            )
        confirming.tell(page, report, kind, data, row.conversation)
