"""When the things that were asked of others are to be looked at next: `look_at` of their tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update

from mend.store.page import Page
from mend.store.tables import (
    appointment,
    crm_request,
    handoff,
    letter,
    problem_report,
    product_order,
)

Row = Any

# The table, and the column that holds their id: without one there is nothing to read yet.
_KINDS = {
    "handoff": (handoff, handoff.c.service_problem),
    "crm_request": (crm_request, crm_request.c.external_id),
    "appointment": (appointment, appointment.c.external_id),
    "product_order": (product_order, product_order.c.external_id),
    "problem_report": (problem_report, problem_report.c.ticket),
}


def due(page: Page, kind: str, limit: int) -> list[Row]:
    """The things of a kind that are to be looked at now, the longest due first."""
    table, reference = _KINDS[kind]
    return list(
        page.db.execute(
            select(table)
            .where(table.c.look_at <= page.now, reference.is_not(None))
            .order_by(table.c.look_at)
            .limit(limit)
        )
    )


def is_mirror_behind(page: Page, number: str) -> bool:
    """Whether something of a report is still on its way to the ticket system that mirrors it."""
    behind = exists().where(
        letter.c.report == number,
        letter.c.about_kind == "ticket",
        letter.c.state.in_(("waiting", "sending")),
    )
    return bool(page.db.execute(select(behind)).scalar())


def again(page: Page, kind: str, key: int | str, at: datetime | None) -> None:
    """Look at it then; None: never again."""
    table, _ = _KINDS[kind]
    page.db.execute(update(table).where(table.c.id == key).values(look_at=at))
