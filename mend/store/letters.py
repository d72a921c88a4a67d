"""Letters to the provider's systems, and what a delivery changes.

A letter is written in the transaction of the change it is about. One post room takes it under a
lease; every mark names the try it belongs to, so a post room that was overtaken changes nothing any
more. Letters of one report to one system go in order; letters to different systems do not wait for
each other.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import and_, case, exists, insert, or_, select, update

from mend.store import deliveries, reports
from mend.store.page import Page
from mend.store.tables import letter


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
    delivered: datetime | None
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


def post_latest(
    page: Page,
    system: str,
    operation: str,
    about_kind: str,
    about_id: int,
    report: str,
    body: dict[str, Any],
) -> str:
    """Write a letter that makes the earlier ones of its kind needless; returns the key of the one
    that carries it.

    It takes the place of the report's last letter to the system, if that is of the kind and nobody
    has taken it yet. Parked ones of the kind are dropped: sent later, they would undo this one.
    """
    kind = and_(
        letter.c.system == system,
        letter.c.operation == operation,
        letter.c.report == report,
        letter.c.about_kind == about_kind,
        letter.c.about_id == about_id,
    )
    page.db.execute(
        update(letter)
        .where(kind, letter.c.state == "parked")
        .values(state="dropped", last_answer="a later one says it all")
    )
    last = page.db.execute(
        select(letter.c.id, letter.c.key)
        .where(letter.c.report == report, letter.c.system == system)
        .order_by(letter.c.id.desc())
        .limit(1)
    ).one_or_none()
    # A post room that takes it at this moment has the row, or finds the new body in it.
    untouched = and_(kind, letter.c.state == "waiting", letter.c.tries == 0)
    if last is not None:
        same = update(letter).where(letter.c.id == last.id, untouched).values(body=body)
        if page.db.execute(same).rowcount:
            return str(last.key)
    return post(page, system, operation, about_kind, about_id, report, body)


class First(StrEnum):
    """How the first letter of a kind about a report stands."""

    NONE = "none"  # there is none
    REWRITTEN = "rewritten"  # nothing of it is on its way, and it says the newest now
    GONE = "gone"  # it is, or may be, on its way


def rewrite(page: Page, system: str, operation: str, report: str, body: dict[str, Any]) -> First:
    """Give the report's one letter with this operation a newer body, while nothing of it is on its way:
    it waits untried, or is with a person. One that a person dropped stays dropped.
    """
    kind = and_(
        letter.c.report == report, letter.c.system == system, letter.c.operation == operation
    )
    still_here = or_(
        and_(letter.c.state == "waiting", letter.c.tries == 0),
        letter.c.state.in_(("parked", "dropped")),
    )
    if page.db.execute(update(letter).where(kind, still_here).values(body=body)).rowcount:
        return First.REWRITTEN
    known = page.db.execute(select(exists().where(kind))).scalar()
    return First.GONE if known else First.NONE


def is_due(page: Page, system: str, about: int | None = None) -> bool:
    """Whether there is a letter to the system to take; asked before a write transaction is opened.

    `about`: only those about that one; they are then in order among themselves.
    """
    return bool(page.db.execute(select(exists(_due(page, system, about)))).scalar())


def take_due(
    page: Page, system: str, n: int, lease: timedelta, about: int | None = None
) -> list[Letter]:
    """Take up to n letters that are due, oldest first, for the time of the lease.

    Those that were tried before come last, so that however many fail for long, the others go on. A
    letter whose lease ran out was with a post room that died: its outcome is unknown. So a lease
    must also cover the time until an unknown outcome may be looked up.
    """
    tried = case((letter.c.tries > 0, 1), else_=0)
    rows = page.db.execute(
        _due(page, system, about)
        .order_by(tried, letter.c.next_try, letter.c.id)
        .limit(n)
        .with_for_update(skip_locked=True)
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
        letter_of(row, tries=row.tries + 1, unknown=row.unknown or row.state == "sending")
        for row in rows
    ]


def delivered(page: Page, taken: Letter, reference: str, check_at: datetime | None) -> bool:
    """It is delivered: mark it, and carry their reference to what it is about, its report and the
    customer.

    `check_at`: when to look it up once more. False, and nothing changed, when another post room has
    taken the letter over.
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
    carry(page, taken, reference)
    return True


def carry(page: Page, done: Letter, reference: str) -> None:
    """Carry their reference to what the letter is about, to its report and the customer."""
    deliveries.carry(page, done.about_kind, done.operation, done.about_id, reference, done.report)


def again(page: Page, taken: Letter, at: datetime, answer: str, *, unknown: bool) -> bool:
    """Try again then; `unknown`: look it up first.

    False when another post room has taken it over.
    """
    return _mark(page, taken, state="waiting", next_try=at, unknown=unknown, last_answer=answer)


def park(page: Page, taken: Letter, reason: str, *, unknown: bool = False) -> bool:
    """A person has to look at it; `unknown`: it may have been done all the same. False when another
    post room has taken it over.

    Its report says so. Work that was waited for has failed, so that the customer does not wait for
    ever.
    """
    if not _mark(page, taken, state="parked", unknown=unknown, last_answer=reason):
        return False
    deliveries.give_up(page, taken.about_kind, taken.operation, taken.about_id, reason)
    if taken.report and taken.about_kind in deliveries.NOTED:
        reports.add_note(
            page, taken.report, f"[not delivered] {taken.system} did not take letter {taken.key}"
        )
    return True


def _due(page: Page, system: str, about: int | None) -> Any:
    earlier = letter.alias("earlier")
    in_one_lane = [earlier.c.system == letter.c.system]
    ours = [letter.c.system == system]
    if about is not None:
        in_one_lane.append(earlier.c.about_id == letter.c.about_id)
        ours.append(letter.c.about_id == about)
    waits_for_another = exists().where(
        *in_one_lane,
        earlier.c.report == letter.c.report,
        earlier.c.id < letter.c.id,
        earlier.c.state.in_(("waiting", "sending")),
    )
    return select(letter).where(
        *ours,
        or_(
            and_(letter.c.state == "waiting", letter.c.next_try <= page.now),
            and_(letter.c.state == "sending", letter.c.lease_until <= page.now),
        ),
        ~waits_for_another,
    )


def letter_of(row: Any, *, tries: int, unknown: bool) -> Letter:
    """A row of the table as a letter in somebody's hands."""
    fields = {name: getattr(row, name) for name in Letter.__dataclass_fields__}
    return Letter(**{**fields, "tries": tries, "unknown": unknown})


def _mark(page: Page, taken: Letter, **values: Any) -> bool:
    changed: int = page.db.execute(
        update(letter)
        .where(letter.c.id == taken.id, letter.c.state == "sending", letter.c.tries == taken.tries)
        .values(lease_until=None, **values)
    ).rowcount
    return changed == 1
