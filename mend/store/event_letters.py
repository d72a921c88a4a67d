"""Letters that carry our events to those who subscribed to them.

The letters to one subscriber are a lane of their own, so each is about the number of its
subscription.
"""

from datetime import datetime
from typing import Any
from zlib import crc32

from sqlalchemy import and_, delete, or_, select, update

from mend.store import letters, subscriptions
from mend.store.page import Page
from mend.store.tables import letter

SUBSCRIBER = "subscriber"  # the system that is on these letters


def number_of(key: str) -> int:
    """The number of the subscription with that id; two with the same one would share a lane."""
    return crc32(key.encode()) & 0x7FFFFFFF


def post(page: Page, key: str, callback: str, report: str, event: dict[str, Any]) -> None:
    """Write an event about a report for the subscription `key` in the caller's transaction."""
    body = {"subscription": key, "callback": callback, "event": event}
    letters.post(page, SUBSCRIBER, "event", "event", number_of(key), report, body)


def owed(page: Page) -> set[int]:
    """The subscriptions, by number, that letters are still on their way to."""
    rows = page.db.execute(select(letter.c.about_id).where(_on_its_way(page)).distinct())
    return set(rows.scalars())


def subscribers(page: Page) -> set[int]:
    """The numbers of the subscriptions that there are."""
    return {number_of(row.id) for row in subscriptions.all(page)}


def drop(page: Page, gone: set[int]) -> int:
    """Drop what these subscriptions were owed; returns how many letters."""
    dropped: int = page.db.execute(
        update(letter)
        .where(_on_its_way(page), letter.c.about_id.in_(gone))
        .values(state="dropped", lease_until=None, last_answer="the subscription has ended")
    ).rowcount
    return dropped


def forget(page: Page, before: datetime) -> int:
    """Delete what was delivered or dropped before then: each holds a whole ticket. Returns how many letters."""
    done = (letter.c.state == "delivered") | (letter.c.state == "dropped")
    gone: int = page.db.execute(
        delete(letter).where(letter.c.system == SUBSCRIBER, done, letter.c.created < before)
    ).rowcount
    return gone


def _on_its_way(page: Page) -> Any:
    # What a living post room holds at this moment is left to it.
    return and_(
        letter.c.system == SUBSCRIBER,
        or_(
            letter.c.state == "waiting",
            and_(letter.c.state == "sending", letter.c.lease_until <= page.now),
        ),
    )
