"""Other CRM processes: what is theirs is asked of them by a request with a number, which the customer can ask about."""

from datetime import timedelta
from typing import Any

from mend import smo
from mend.guides.progress import Ending
from mend.problem import (
    CRM_PROCESS_IDS,
    FINAL,
    REQUEST_KINDS,
    CrmProcess,
    RequestKind,
    RequestState,
    Status,
)
from mend.store import crm_requests, letters, reports, restorations
from mend.store.page import Page

# How long a visit waits for the customer to pick a time before the process is asked to find one with them.
PICK_WITHIN = timedelta(minutes=30)

Row = Any


# What says of a request that ends a guide what was asked for, where the process alone does not tell.
TOLD = {
    RequestKind.SIM_CARD: "utter_request_sim_card",
    RequestKind.RELOCATION: "utter_request_relocation",
    RequestKind.NUMBER_TRANSFER: "utter_request_number_transfer",
    RequestKind.URGENT_CALL: "utter_request_urgent_call",
}


def told(asked: Row) -> str:
    """The response that says that a guide has ended with this request."""
    return TOLD.get(asked.kind) or f"utter_request_{asked.process}"


def hand_over(
    page: Page, row: Row, ending: Ending, process: CrmProcess, kind: RequestKind | None = None
) -> str | None:
    """Pass an ended restoration on to a process; why the report is held, or None while nothing is on its way yet.

    `kind`: what is asked of the process, when it is not the first of its kinds.
    """
    tried = restorations.tried(page, row.report)
    steps = ", ".join(f"{each['step']}: {each['effect']}" for each in tried)
    overdue = [bill for each in tried for bill in (each["evidence"] or {}).get("overdue", ())]
    what = f"{row.symptom} ({ending.cause}). {row.description}. Tried: {steps or 'nothing'}."
    if overdue:
        what += f" Overdue: {'; '.join(overdue)}."
    key = ask(
        page,
        conversation=row.conversation,
        customer=row.customer,
        process=process,
        kind=kind,
        what=what,
        report=row.report,
        restoration=row.id,
    )
    asked = f"{CRM_PROCESS_IDS[process]} {process} {kind or ''}".rstrip()
    reports.add_note(page, row.report, f"[1.3.7.6 request] {asked}: {what}")
    waits = crm_requests.request(page, key).state == RequestState.NEEDS_CONTACT
    return None if waits else f"awaiting {process}"


def leave_with(page: Page, report: str, asked: Row) -> str:
    """The process that has a report keeps it; why the report is held."""
    text = f"[1.3.7.6 request] still with {asked.process} ({asked.number})"
    reports.add_note(page, report, text)
    return f"awaiting {asked.process}"


def ask(
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
    """Ask a CRM process; returns the request's id. Nobody must leave a contact first, and a visit needs a time."""
    state = RequestState.ASKED
    if process is CrmProcess.APPOINTMENT:
        state = RequestState.NEEDS_SLOT
    if customer is None:
        state = RequestState.NEEDS_CONTACT
    key = crm_requests.add(
        page,
        conversation=conversation,
        customer=customer,
        process=process,
        kind=kind or REQUEST_KINDS[process][0],
        what=what,
        state=state,
        report=report,
        restoration=restoration,
    )
    if state is RequestState.ASKED:
        post(page, crm_requests.request(page, key))
    elif state is RequestState.NEEDS_SLOT:
        crm_requests.change(page, key, look_at=page.now + PICK_WITHIN)
    return key


def give_contact(page: Page, row: Row, contact: str, customer: str | None) -> None:
    """The contact for a request that waited for it; now it can be asked."""
    crm_requests.change(page, row.id, contact=contact, customer=customer)
    ask_now(page, crm_requests.request(page, row.id))
    if row.report and reports.status_of(page, row.report) not in (*FINAL, Status.RESOLVED):
        smo.hold(page, row.report, f"awaiting {row.process}")


def ask_now(page: Page, row: Row) -> None:
    """The request waits for nothing of the customer's any more."""
    crm_requests.change(page, row.id, state=RequestState.ASKED, look_at=None)
    post(page, row)


def withdraw(page: Page, row: Row) -> None:
    """The customer does not want it any more: a request that is not made yet never is."""
    crm_requests.change(page, row.id, state=RequestState.WITHDRAWN, look_at=None)


def post(page: Page, row: Row) -> None:
    """The request's letter: a contact is TMF683, everything else a child ticket of the report (TMF621)."""
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
