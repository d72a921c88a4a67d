"""What a person sees of letters and does about them: list, show, send again, drop.

Whoever does something is written down in the audit and, where the letter is about a report, in a note.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update

from mend.store import agents, deliveries, reports
from mend.store.page import Page
from mend.store.tables import letter


class State(StrEnum):
    """Where a letter stands."""

    WAITING = "waiting"
    SENDING = "sending"  # in a post room's hands, for the time of a lease
    DELIVERED = "delivered"
    PARKED = "parked"  # waits for a person
    DROPPED = "dropped"  # will never be sent


class NotPossible(Exception):
    """This cannot be done to this letter; the message says why."""


@dataclass(frozen=True)
class Line:
    """A letter without its body, which holds personal data."""

    id: int
    system: str
    operation: str
    key: str
    about_kind: str
    report: str | None
    state: str
    tries: int
    created: datetime
    next_try: datetime
    unknown: bool
    reference: str | None
    last_answer: str | None


@dataclass(frozen=True)
class Full(Line):
    """A letter with its body."""

    body: dict[str, Any]


def find(
    page: Page,
    *,
    state: str | None = None,
    system: str | None = None,
    report: str | None = None,
    limit: int = 100,
) -> list[Line]:
    """The newest letters that fit, newest first."""
    wanted = {letter.c.state: state, letter.c.system: system, letter.c.report: report}
    columns = [letter.c[name] for name in Line.__dataclass_fields__]
    rows = page.db.execute(
        select(*columns)
        .where(*(column == value for column, value in wanted.items() if value is not None))
        .order_by(letter.c.id.desc())
        .limit(limit)
    )
    return [Line(**row._mapping) for row in rows]


def show(page: Page, key: int) -> Full:
    """One letter, body and all. Raises NotPossible."""
    row = page.db.execute(select(letter).where(letter.c.id == key)).one_or_none()
    if row is None:
        raise NotPossible(f"there is no letter {key}")
    return Full(**{name: row._mapping[name] for name in Full.__dataclass_fields__})


def retry(page: Page, key: int, who: str, reason: str = "", *, not_there: bool = False) -> None:
    """Let a parked letter be delivered after all. Raises NotPossible.

    One whose outcome is not known is looked up first, unless the person has looked and it is
    `not_there`.
    """
    seen = _locked(page, key)
    if seen.state != "parked":
        raise NotPossible(f"letter {key} is {seen.state}; only a parked one can be sent again")
    if seen.reference is not None:
        raise NotPossible(f"letter {key} was delivered; undo all but one, then drop it")
    if seen.about_kind == "provider_task":
        raise NotPossible(f"letter {key} is for a customer who does not wait for it any more")
    values = {"state": "waiting", "next_try": page.now, "unknown": seen.unknown and not not_there}
    page.db.execute(update(letter).where(letter.c.id == key).values(**values))
    _write_down(page, seen, who, "retry_letter", "is sent again", reason)


def drop(page: Page, key: int, who: str, reason: str) -> None:
    """Never deliver a letter that waits or is parked. Raises NotPossible.

    One that was done twice, and was put right by a person, is delivered and stays so.
    """
    seen = _locked(page, key)
    if seen.state not in ("waiting", "parked"):
        raise NotPossible(f"letter {key} is {seen.state} and cannot be dropped")
    if seen.reference is None:
        state, did = "dropped", "is dropped"
        answer = reason
    else:
        state, did = "delivered", "is settled"
        answer = f"{seen.last_answer}; settled: {reason}"
    page.db.execute(
        update(letter).where(letter.c.id == key).values(state=state, last_answer=answer)
    )
    if seen.state == "waiting":
        deliveries.give_up(page, seen.about_kind, seen.operation, seen.about_id, reason)
    _write_down(page, seen, who, "drop_letter", did, reason)


def _locked(page: Page, key: int) -> Any:
    row = page.db.execute(select(letter).where(letter.c.id == key).with_for_update()).one_or_none()
    if row is None:
        raise NotPossible(f"there is no letter {key}")
    return row


def _write_down(page: Page, seen: Any, who: str, what: str, did: str, reason: str) -> None:
    agents.write_audit(page, who, what, f"letter {seen.id}")
    if seen.report:
        why = f": {reason}" if reason else ""
        text = f"[letter] the letter to {seen.system} ({seen.operation}) {did} by {who}{why}"
        reports.add_note(page, seen.report, text)
