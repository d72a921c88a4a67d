"""What product ordering answers (TMF622): only a completed order has changed what the customer has."""

from typing import Any

from mend.answers import confirming
from mend.others import ORDER_OVER, OrderState
from mend.problem import ORDERED, Status
from mend.settings import Settings
from mend.store import crm_requests, product_orders, reports, tasks
from mend.store.page import Page
from mend.systems import Systems
from mend.systems.product_order import Order

Row = Any

# Where the work that a guide waits for stands, by the state of its order; until then it is accepted.
STANDS = {
    "completed": "completed",
    "failed": "failed",
    "rejected": "failed",
    "cancelled": "failed",
    "partial": "failed",
}


def read(systems: Systems, row: Row) -> Order:
    """The order as it stands now. Raises TryLater, Refused."""
    return systems.product_order.get(row.external_id)


def take(page: Page, _settings: Settings, row: Row, seen: Order) -> None:
    """Take in where an order stands; one that is over stays so."""
    take_in(page, product_orders.order_by_id(page, row.id), seen)


def take_in(page: Page, row: Row, seen: Order) -> None:
    """The same for an order as the record book has it now."""
    if row.state in ORDER_OVER:
        product_orders.change(page, row.id, look_at=None)
        return
    state = "failed" if seen.state == "partial" and row.action in ORDERED else seen.state
    if state == row.state or state not in list(OrderState):
        return
    now = OrderState(state)
    over = {"look_at": None} if now in ORDER_OVER else {}
    product_orders.change(page, row.id, state=now, reason=seen.reason, **over)
    if row.report is None:
        return
    reports.add_note(
        page, row.report, f"[1.3.3 order] {row.external_id} is {now}. {seen.reason or ''}".strip()
    )
    if now in ORDER_OVER:
        _ended(page, row, now, seen.reason)


def _ended(page: Page, row: Row, now: OrderState, reason: str) -> None:
    report = reports.report(page, row.report)
    data = {"reference": row.external_id, "action": row.action}
    task = tasks.of_order(page, row.id) if row.action in ORDERED else None
    if task is not None:
        _tell_guide(page, report, task, now, reason, data)
        return
    if now is OrderState.COMPLETED:
        asked = confirming.ask(page, report, f"order/{row.id}", "order_done", data)
        if not asked:
            confirming.tell(page, report, "order_done", data)
        return
    if report.status == Status.HELD and not crm_requests.others_open(page, report.id):
        reports.lead_to(page, report.id, Status.IN_PROGRESS, f"order {row.external_id} is {now}")
    confirming.tell(page, report, "order_failed", data)


def _tell_guide(
    page: Page, report: Row, task: Row, now: OrderState, reason: str, data: dict[str, Any]
) -> None:
    """The guide that waits for the order goes on; the report and the restoration stay as they are."""
    if now is not OrderState.COMPLETED:
        tasks.failed(page, task.id, reason or f"the order is {now}")
    elif not tasks.completed(page, task.id, None, None):
        # It was given up and should have been cancelled, for which it was too late.
        confirming.tell(page, report, "order_done", data)
