"""What product ordering answers (TMF622): only a completed order has changed what the customer has."""

from typing import Any

from mend.answers import confirming
from mend.others import ORDER_OVER, OrderState
from mend.problem import Status
from mend.settings import Settings
from mend.store import crm_requests, product_orders, reports
from mend.store.page import Page
from mend.systems import Systems
from mend.systems.product_order import Order

Row = Any


def read(systems: Systems, row: Row) -> Order:
    """The order as it stands now. Raises TryLater, Refused."""
    return systems.product_order.get(row.external_id)


def take(page: Page, _settings: Settings, row: Row, seen: Order) -> None:
    """Take in where an order stands; one that is over stays so."""
    row = product_orders.order_by_id(page, row.id)
    if row.state in ORDER_OVER:
        product_orders.change(page, row.id, look_at=None)
        return
    if seen.state == row.state or seen.state not in list(OrderState):
        return
    now = OrderState(seen.state)
    over = {"look_at": None} if now in ORDER_OVER else {}
    product_orders.change(page, row.id, state=now, reason=seen.reason, **over)
    if row.report is None:
        return
    reports.add_note(
        page, row.report, f"[1.3.3 order] {row.external_id} is {now}. {seen.reason or ''}".strip()
    )
    report = reports.report(page, row.report)
    if now not in ORDER_OVER:
        return
    data = {"reference": row.external_id, "action": row.action}
    if now is OrderState.COMPLETED:
        asked = confirming.ask(page, report, f"order/{row.id}", "order_done", data)
        if not asked:
            confirming.tell(page, report, "order_done", data)
        return
    if report.status == Status.HELD and not crm_requests.others_open(page, report.id):
        reports.lead_to(page, report.id, Status.IN_PROGRESS, f"order {row.external_id} is {now}")
    confirming.tell(page, report, "order_failed", data)
