"""Letters to the provider's systems, and what a delivery changes.

A letter is written in the transaction of the change it is about. One post room takes it under a
lease; every mark names the try it belongs to, so a post room that was overtaken changes nothing any
more. Letters of one report to one system go in order; letters to different systems do not wait for
each other.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import and_, exists, insert, or_, select, update

from mend.store import deliveries, reports
from mend.store.page import Page
from mend.store.tables import letter

# What is still not there a day after its delivery was never meant to be looked up.
CHECK_WITHIN = timedelta(days=1)


@dataclass(frozen=True)
class Letter:
    """A letter as one try holds it."""

    id: int
    system: str
    operation: str
    key: str  # travels as the external id
    about_kind: str  # see mend.store.deliveries
    about_id: int
    report: str | None
    body: dict[str, Any]
    tries: int  # this one included; it names the lease
    unknown: bool  # an earlier try may have had its effect
    created: datetime
    reference: str | None


def post(
    page: Page,
    system: str,
    operation: str,
    about_kind: str,
    about_id: int,
    report: str | None,
    body: dict[str, Any],
) -> str:
    """Write a letter in the caller's transaction; returns the key that travels as its external id."""
    key = uuid4().hex
    page.db.execute(
        insert(letter).values(
            system=system,
            operation=operation,
            key=key,
            about_kind=about_kind,
            about_id=about_id,
            report=report,
            body=body,
            state="waiting",
            tries=0,
            created=page.now,
            next_try=page.now,
            unknown=False,
        )
    )
    return key


def is_due(page: Page, system: str) -> bool:
    """Whether there is a letter to the system to take; asked before a write transaction is opened."""
    return bool(page.db.execute(select(exists(_due(page, system)))).scalar())


def take_due(page: Page, system: str, n: int, lease: timedelta) -> list[Letter]:
    """Take up to n letters that are due, oldest first, for the time of the lease.

    A letter whose lease ran out was with a post room that died: its outcome is unknown. So a lease
    must also cover the time until an unknown outcome may be looked up.
    """
    rows = page.db.execute(
        _due(page, system).order_by(letter.c.id).limit(n).with_for_update(skip_locked=True)
    ).all()
    page.db.execute(
        update(letter)
        .where(letter.c.id.in_([row.id for row in rows]))
        .values(
            state="sending",
            tries=letter.c.tries + 1,
            lease_until=page.now + lease,
        )
    )
    return [
        _letter(row, tries=row.tries + 1, unknown=row.unknown or row.state == "sending")
        for row in rows
    ]


def delivered(page: Page, taken: Letter, reference: str, check_at: datetime) -> bool:
    """It is delivered: mark it, and carry their reference to what it is about, its report and the
    customer.

    False, and nothing changed, when another post room has taken the letter over.
    """
    if not _mark(
        page,
        taken,
        state="delivered",
        delivered=page.now,
        reference=reference,
        check_at=check_at,
        unknown=False,
        last_answer=None,
    ):
        return False
    deliveries.carry(page, taken.about_kind, taken.operation, taken.about_id, reference)
    return True


def again(page: Page, taken: Letter, at: datetime, answer: str, *, unknown: bool) -> bool:
    """Try again then; `unknown`: look it up first.

    False when another post room has taken it over.
    """
    return _mark(page, taken, state="waiting", next_try=at, unknown=unknown, last_answer=answer)


def park(page: Page, taken: Letter, reason: str) -> bool:
    """A person has to look at it. False when another post room has taken it over.

    Its report says so. Work that was waited for has failed, so that the customer does not wait for
    ever.
    """
    if not _mark(page, taken, state="parked", last_answer=reason):
        return False
    deliveries.give_up(page, taken.about_kind, taken.operation, taken.about_id, reason)
    if taken.report and taken.about_kind in deliveries.NOTED:
        reports.add_note(
            page, taken.report, f"[not delivered] {taken.system} did not take letter {taken.key}"
        )
    return True


def take_checks(page: Page, system: str, n: int, lease: timedelta) -> list[Letter]:
    """Take up to n delivered letters that are to be looked up once more; again after the lease if
    need be.
    """
    rows = page.db.execute(
        select(letter)
        .where(_to_check(page, system))
        .order_by(letter.c.check_at)
        .limit(n)
        .with_for_update(skip_locked=True)
    ).all()
    page.db.execute(
        update(letter)
        .where(letter.c.id.in_([row.id for row in rows]))
        .values(check_at=page.now + lease)
    )
    return [_letter(row, tries=row.tries, unknown=False) for row in rows]


def is_check_due(page: Page, system: str) -> bool:
    """Whether a delivered letter is to be looked up once more."""
    return bool(page.db.execute(select(exists().where(_to_check(page, system)))).scalar())


def checked(page: Page, seen: Letter, doubles: list[str]) -> None:
    """A delivered letter was looked up once more.

    `doubles`: it was done more than once, a person must undo one.
    """
    values: dict[str, Any] = {"check_at": None}
    if doubles:
        named = ", ".join(doubles)
        values |= {"state": "parked", "last_answer": f"done more than once: {named}"}
        if seen.report:
            reports.add_note(page, seen.report, f"[done twice] {seen.system}: {named}")
    page.db.execute(
        update(letter).where(letter.c.id == seen.id, letter.c.state == "delivered").values(**values)
    )


def _due(page: Page, system: str) -> Any:
    earlier = letter.alias("earlier")
    waits_for_another = exists().where(
        earlier.c.report == letter.c.report,
        earlier.c.system == letter.c.system,
        earlier.c.id < letter.c.id,
        earlier.c.state.in_(("waiting", "sending")),
    )
    return select(letter).where(
        letter.c.system == system,
        or_(
            and_(letter.c.state == "waiting", letter.c.next_try <= page.now),
            and_(letter.c.state == "sending", letter.c.lease_until <= page.now),
        ),
        ~waits_for_another,
    )


def _to_check(page: Page, system: str) -> Any:
    return and_(
        letter.c.system == system,
        letter.c.state == "delivered",
        letter.c.check_at <= page.now,
        letter.c.delivered > page.now - CHECK_WITHIN,
    )


def _letter(row: Any, *, tries: int, unknown: bool) -> Letter:
    fields = {name: getattr(row, name) for name in Letter.__dataclass_fields__}
    return Letter(**{**fields, "tries": tries, "unknown": unknown})


def _mark(page: Page, taken: Letter, **values: Any) -> bool:
    changed: int = page.db.execute(
        update(letter)
        .where(letter.c.id == taken.id, letter.c.state == "sending", letter.c.tries == taken.tries)
        .values(lease_until=None, **values)
    ).rowcount
    return changed == 1
