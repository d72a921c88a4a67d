"""What a delivery, or a letter that cannot be delivered, changes about the thing that the letter is about.

A letter is about a `handoff`, a `crm_request`, an `appointment`, a `product_order` or a `provider_task`, which wait for
their reference, or about a `ticket` (the report's mirror) or an `event`, of which the customer never hears.
"""

from sqlalchemy import select, update

from mend.others import HandoffState
from mend.problem import RequestState
from mend.store import prompts, reports, tasks
from mend.store.page import Page
from mend.store.tables import crm_request, handoff, restoration

# What a report's notes speak of when it could not be delivered; the customer waits for nothing else.
NOTED = frozenset({"handoff", "crm_request", "appointment", "product_order"})


def carry(page: Page, kind: str, operation: str, key: int, reference: str) -> None:
    """Carry their reference to what the letter was about, to its report and to the customer."""
    match kind, operation:
        case "handoff", "create":
            _handoff_accepted(page, key, reference)
        case "crm_request", "create":
            _request_accepted(page, key, reference)
        case "provider_task", _:
            tasks.accepted(page, key, reference)


def give_up(page: Page, kind: str, operation: str, key: int, reason: str) -> None:
    """It was refused or given up. Work that was waited for has failed, so that nobody waits for ever."""
    match kind, operation:
        case "provider_task", _:
            tasks.failed(page, key, reason)


def _handoff_accepted(page: Page, key: int, reference: str) -> None:
    page.db.execute(
        update(handoff)
        .where(handoff.c.id == key)
        .values(service_problem=reference, state=HandoffState.ACKNOWLEDGED, look_at=page.now)
    )
    row = page.db.execute(
        select(restoration.c.conversation, handoff.c.report)
        .join(handoff, handoff.c.restoration == restoration.c.id)
        .where(handoff.c.id == key)
    ).one()
    reports.add_note(page, row.report, f"[1.3.7.6 hand-off] SM&O has it as {reference}")
    _tell(page, row.conversation, "handoff", reference, row.report)


def _request_accepted(page: Page, key: int, reference: str) -> None:
    page.db.execute(
        update(crm_request)
        .where(crm_request.c.id == key)
        .values(external_id=reference, state=RequestState.ACCEPTED, look_at=page.now)
    )
    row = page.db.execute(select(crm_request).where(crm_request.c.id == key)).one()
    if row.report:
        reports.add_note(page, row.report, f"[1.3.7.6 request] {row.process} has it as {reference}")
    _tell(page, row.conversation, "crm_request", reference, row.report)


def _tell(page: Page, conversation: str, what: str, reference: str, report: str | None) -> None:
    data = {"what": what, "reference": reference, "report": report}
    prompts.add_prompt(page, conversation, "reference", data)
