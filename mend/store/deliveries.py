"""What a delivery, or a letter that cannot be delivered, changes about the thing that the letter is about.

A letter is about a `handoff`, a `crm_request`, an `appointment`, a `product_order` or a `provider_task`, which wait for
their reference, or about a `ticket` (the report's mirror) or an `event`, of which the customer never hears.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import case, or_, select, update

from mend.others import AppointmentState, HandoffState, OrderState
from mend.problem import RequestState
from mend.store import prompts, reports, tasks
from mend.store.page import Page
from mend.store.tables import (
    appointment,
    crm_request,
    handoff,
    offer_decision,
    problem_report,
    product_order,
    restoration,
)

# How long a visit whose time was gone waits for the customer to pick another.
ANOTHER_TIME = timedelta(minutes=30)
# What a report's notes speak of when it could not be delivered; the customer waits for nothing else.
NOTED = frozenset({"handoff", "crm_request", "appointment", "product_order"})


def carry(
    page: Page, kind: str, operation: str, key: int, reference: str, report: str | None = None
) -> None:
    """Carry their reference to what the letter was about, to its report and to the customer.

    A second time, with another reference, when that one turned out to be what counts.
    """
    match kind, operation:
        case "ticket", _:
            _mirrored(page, report, reference)
        case "handoff", "create":
            _handoff_accepted(page, key, reference)
        case "crm_request", "create":
            _request_accepted(page, key, reference)
        case "product_order", "place":
            _order_accepted(page, key, reference)
        case "appointment", "book":
            _set(page, appointment, key, external_id=reference, look_at=page.now)
        case "appointment", "move":
            # What the calendar has now is read back, and told.
            _set(page, appointment, key, look_at=page.now)
            _stands(page, key, AppointmentState.MOVING)
        case "appointment", "cancel":
            _set(page, appointment, key, look_at=page.now)
        case "provider_task", _:
            tasks.accepted(page, key, reference)


def give_up(page: Page, kind: str, operation: str, key: int, reason: str) -> None:
    """It was refused or given up. Work that was waited for has failed, so that nobody waits for ever."""
    match kind, operation:
        case "handoff", "create":
            _set(page, handoff, key, state=HandoffState.PARKED, reason=reason)
        case "product_order", "place":
            _set(page, product_order, key, state=OrderState.PARKED, reason=reason)
        case "appointment", "book":
            _visit_refused(page, key)
        case "appointment", "move":
            if _stands(page, key, AppointmentState.MOVING):
                _tell_visit(page, key, "visit_not_moved")
        case "appointment", "cancel":
            if _stands(page, key, AppointmentState.CANCELLING):
                _tell_visit(page, key, "visit_not_cancelled")
        case "provider_task", _:
            tasks.failed(page, key, reason)


def _set(page: Page, table: Any, key: int, **values: Any) -> None:
    page.db.execute(update(table).where(table.c.id == key).values(**values))


def _mirrored(page: Page, report: str | None, reference: str) -> None:
    """The report's ticket at the operator's own system has this id, and is read from now on."""
    other = or_(problem_report.c.ticket.is_(None), problem_report.c.ticket != reference)
    page.db.execute(
        update(problem_report)
        .where(problem_report.c.id == report, other)
        .values(ticket=reference, look_at=page.now)
    )


def _order_accepted(page: Page, key: int, reference: str) -> None:
    _set(
        page,
        product_order,
        key,
        external_id=reference,
        state=OrderState.ACKNOWLEDGED,
        look_at=page.now,
    )
    row = page.db.execute(
        select(product_order.c.report, offer_decision.c.conversation)
        .join(offer_decision, offer_decision.c.id == product_order.c.decision)
        .where(product_order.c.id == key)
    ).one()
    if row.report:
        reports.add_note(page, row.report, f"[1.3.3 order] ordered as {reference}")
    _tell(page, row.conversation, "order", reference, row.report)


def _stands(page: Page, key: int, after: AppointmentState) -> bool:
    """A visit whose change is settled stands as it is; False when something else has become of it meanwhile."""
    changed: int = page.db.execute(
        update(appointment)
        .where(appointment.c.id == key, appointment.c.state == after)
        .values(state=AppointmentState.CONFIRMED)
    ).rowcount
    return changed == 1


def _visit_refused(page: Page, key: int) -> None:
    """The time was gone. Its request waits for another one, and is asked without one if none is picked.

    A visit that the customer has cancelled meanwhile is simply gone.
    """
    row = page.db.execute(select(appointment).where(appointment.c.id == key)).one()
    gone = row.state == AppointmentState.CANCELLING
    state = AppointmentState.CANCELLED if gone else AppointmentState.REFUSED
    _set(page, appointment, key, state=state)
    if gone:
        _set(page, crm_request, row.request, state=RequestState.WITHDRAWN, look_at=None)
    else:
        another = page.now + ANOTHER_TIME
        _set(page, crm_request, row.request, state=RequestState.NEEDS_SLOT, look_at=another)
    _tell_visit(page, key, "visit_cancelled" if gone else "visit_refused")


def _tell_visit(page: Page, key: int, kind: str) -> None:
    row = page.db.execute(
        select(crm_request.c.conversation)
        .join(appointment, appointment.c.request == crm_request.c.id)
        .where(appointment.c.id == key)
    ).one()
    prompts.add_prompt(page, row.conversation, kind, {"appointment": key})


def _handoff_accepted(page: Page, key: int, reference: str) -> None:
    asked = handoff.c.state.in_((HandoffState.ASKED, HandoffState.PARKED))
    page.db.execute(
        update(handoff)
        .where(handoff.c.id == key)
        .values(
            service_problem=reference,
            state=case((asked, HandoffState.ACKNOWLEDGED.value), else_=handoff.c.state),
            look_at=page.now,
        )
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
    _tell(page, row.conversation, "crm_request", reference, row.report, row.number)


def _tell(
    page: Page,
    conversation: str,
    what: str,
    reference: str,
    report: str | None,
    number: str | None = None,
) -> None:
    data = {"what": what, "reference": reference, "report": report, "number": number}
    prompts.add_prompt(page, conversation, "reference", data)
