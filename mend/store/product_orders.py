"""Consents and the product orders that follow from them. What was consented to is never changed.

The action of an order is an OrderAction, or the RemoteAction of a guide that is an order.
"""

from typing import Any

from sqlalchemy import insert, select, update

from mend.others import ORDER_OVER, OrderAction, OrderState
from mend.problem import RemoteAction
from mend.store import reports
from mend.store.page import Page
from mend.store.tables import offer_decision, product_order

Row = Any


def add_decision(page: Page, **values: Any) -> int:
    """What was offered, and what the customer decided, in their own act; returns its id."""
    added = page.db.execute(insert(offer_decision).values(at=page.now, **values))
    return int(added.inserted_primary_key[0])


def decision(page: Page, key: int) -> Row:
    """The decision with that id, or None."""
    return page.db.execute(select(offer_decision).where(offer_decision.c.id == key)).one_or_none()


def add_order(
    page: Page,
    *,
    decision: int,
    report: str | None,
    restoration: int | None,
    action: OrderAction | RemoteAction,
    product_id: str | None,
    offering: str | None,
) -> int:
    """An order that is on its way; returns its id."""
    added = page.db.execute(
        insert(product_order).values(
            decision=decision,
            report=report,
            restoration=restoration,
            action=action,
            product_id=product_id,
            offering=offering,
            state=OrderState.ASKED,
            created=page.now,
        )
    )
    return int(added.inserted_primary_key[0])


def order_by_id(page: Page, key: int) -> Row:
    """The order with that id, or None."""
    return page.db.execute(select(product_order).where(product_order.c.id == key)).one_or_none()


def of_report(page: Page, number: str) -> list[Row]:
    """The orders of a report, oldest first."""
    return list(
        page.db.execute(
            select(product_order)
            .where(product_order.c.report == number)
            .order_by(product_order.c.id)
        )
    )


def change(page: Page, key: int, **values: Any) -> None:
    """What was learnt of an order."""
    page.db.execute(update(product_order).where(product_order.c.id == key).values(**values))


def accepted(page: Page, key: int, external_id: str) -> None:
    """Product ordering has an order, under their reference; one that is over stays so."""
    row = order_by_id(page, key)
    state = row.state if row.state in ORDER_OVER else OrderState.ACKNOWLEDGED
    change(page, key, external_id=external_id, state=state)
    if row.report and row.external_id != external_id:
        reports.add_note(page, row.report, f"[1.3.3 order] ordered as {external_id}")


def never_placed(page: Page, key: int, reason: str) -> None:
    """An order that product ordering has not taken will not be made any more; nothing happens to one that it has."""
    if order_by_id(page, key).external_id is None:
        change(page, key, state=OrderState.FAILED, reason=reason)
