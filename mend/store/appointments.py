"""Visits: the times that were offered, and the one that was picked."""

from typing import Any

from sqlalchemy import insert, select, update

from mend.others import OPEN_APPOINTMENTS, AppointmentState
from mend.store.page import Page
from mend.store.tables import appointment as appointments
from mend.store.tables import crm_request, letter

Row = Any


def add(page: Page, request: int, offered: list[dict[str, str]]) -> int:
    """Times that are offered for a request; nothing is asked of anybody yet. Returns its id."""
    added = page.db.execute(
        insert(appointments).values(
            request=request, offered=offered, state=AppointmentState.OFFERED, created=page.now
        )
    )
    return int(added.inserted_primary_key[0])


def appointment(page: Page, key: int) -> Row:
    """The visit with that id, or None."""
    return page.db.execute(select(appointments).where(appointments.c.id == key)).one_or_none()


def of_request(page: Page, request: int) -> Row:
    """The newest visit of a request, or None."""
    return page.db.execute(
        select(appointments)
        .where(appointments.c.request == request)
        .order_by(appointments.c.id.desc())
        .limit(1)
    ).one_or_none()


def open_of(page: Page, customer: str) -> Row:
    """The next visit of a customer that still is to take place, with its request's number and report, or None."""
    return page.db.execute(
        select(appointments, crm_request.c.number, crm_request.c.report)
        .join(crm_request, crm_request.c.id == appointments.c.request)
        .where(crm_request.c.customer == customer, appointments.c.state.in_(OPEN_APPOINTMENTS))
        .order_by(appointments.c.start)
        .limit(1)
    ).one_or_none()


def letter_key(page: Page, key: int) -> str | None:
    """The key under which a visit was booked."""
    return page.db.execute(  # type: ignore[no-any-return]
        select(letter.c.key)
        .where(
            letter.c.about_kind == "appointment",
            letter.c.about_id == key,
            letter.c.operation == "book",
        )
        .order_by(letter.c.id.desc())
    ).scalar()


def change(page: Page, key: int, **values: Any) -> None:
    """What was picked or learnt."""
    page.db.execute(update(appointments).where(appointments.c.id == key).values(**values))
