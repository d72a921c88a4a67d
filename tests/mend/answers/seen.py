"""What the provider's systems show when they are read back."""

from datetime import datetime
from typing import Any

from mend.answers import orders, requests, tickets, visits
from mend.answers.requests import Seen
from mend.store.tables import appointment, crm_request, product_order
from mend.systems.appointment import Appointment
from mend.systems.product_order import Order
from mend.systems.ticket_view import Ticket
from tests.mend.people import House


def ticket_shows(house: House, status: str, **how: Any) -> None:
    """Track & Manage has the only report's ticket so."""
    with house.store.page("trouble_ticket") as page:
        seen = Ticket("TT-1", status, **how)
        tickets.take(page, house.mend.settings, house.report, seen)


def request_shows(
    house: House, status: str, reason: str | None = None, nth: int = -1, row: Any = None
) -> None:
    """The process that has a request, the last one unless another is given, shows it so."""
    row = house.rows(crm_request)[nth] if row is None else row
    with house.store.page() as page:
        requests.take(page, house.mend.settings, row, Seen(status, reason))


def visit_shows(
    house: House, state: str, start: datetime | None = None, end: datetime | None = None
) -> None:
    """The calendar has the last visit so; at the time that was picked unless another is given."""
    row = house.rows(appointment)[-1]
    seen = Appointment("AP-1", state, start or row.start, end or (None if start else row.end))
    with house.store.page() as page:
        visits.take(page, house.mend.settings, row, seen)


def order_shows(house: House, state: str, reason: str = "") -> None:
    """Product ordering shows the last order so."""
    row = house.rows(product_order)[-1]
    with house.store.page() as page:
        orders.take(page, house.mend.settings, row, Order("PO-1", state, reason))
