"""An event has come in: what it names is to be looked at at once. Nothing else of an event is believed.

The post room then reads the thing itself from its own system, so a forged or repeated event costs one reading.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import or_, select, update

from mend.store.page import Page
from mend.store.tables import (
    appointment,
    crm_request,
    handoff,
    letter,
    problem_report,
    product_order,
)
from mend.ticket import OWN


def arrived(page: Page, resource: str, theirs: str, ours: list[str]) -> int:
    """Look at everything that an event about their `resource` with the id `theirs` can mean.

    `ours`: the external ids that it shows, among which the key of our letter may be. Returns how many things that are.
    """
    return sum(look(page, theirs, ours) for look in _LOOKS.get(resource, ()))


def _look(kind: str, table: Any, reference: Any) -> Callable[[Page, str, list[str]], int]:
    """Marks the rows of a table that hold their id, or that a letter of ours was about."""

    def mark(page: Page, theirs: str, ours: list[str]) -> int:
        by_letter = select(letter.c.about_id).where(
            letter.c.about_kind == kind, letter.c.key.in_(ours)
        )
        return _mark(page, table, or_(reference == theirs, table.c.id.in_(by_letter)))

    return mark


def _ticket(page: Page, theirs: str, ours: list[str]) -> int:
    """Marks the reports that their ticket mirrors."""
    mirrored = or_(
        problem_report.c.ticket == theirs,
        (problem_report.c.opened_by == OWN) & problem_report.c.external_id.in_(ours),
        problem_report.c.id.in_(
            select(letter.c.report).where(letter.c.about_kind == "ticket", letter.c.key.in_(ours))
        ),
    )
    return _mark(page, problem_report, mirrored)


def _mark(page: Page, table: Any, which: Any) -> int:
    # What is due already stays as long overdue as it is: a stream of events must not push it back.
    later = or_(table.c.look_at.is_(None), table.c.look_at > page.now)
    named = page.db.execute(select(table.c.id).where(which)).scalars().all()
    if named:
        page.db.execute(update(table).where(table.c.id.in_(named), later).values(look_at=page.now))
    return len(named)


_REQUEST = _look("crm_request", crm_request, crm_request.c.external_id)

_LOOKS: dict[str, tuple[Callable[[Page, str, list[str]], int], ...]] = {
    "serviceProblem": (_look("handoff", handoff, handoff.c.service_problem),),
    "productOrder": (_look("product_order", product_order, product_order.c.external_id),),
    "appointment": (_look("appointment", appointment, appointment.c.external_id),),
    "partyInteraction": (_REQUEST,),
    "troubleTicket": (_REQUEST, _ticket),
}
