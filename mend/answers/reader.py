"""Reads back what is due to be looked at, one kind of thing at a time, and takes in what is seen.

One system that does not answer is left alone for a while; the others go on.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mend.answers import orders, requests, smo, tickets, visits
from mend.settings import Settings
from mend.store import Page, Store, looks
from mend.systems import Systems
from mend.systems.base import Refused, SystemError

log = logging.getLogger(__name__)

AT_ONCE = 20
REST = 10.0  # seconds, after a system did not answer
LATER = timedelta(minutes=1)  # when the thing itself cannot be read
# The younger it is, the more often: somebody may be waiting in the chat.
PACE = (
    (timedelta(minutes=10), timedelta(seconds=15)),
    (timedelta(days=1), timedelta(minutes=5)),
    (timedelta.max, timedelta(hours=1)),
)

Row = Any


@dataclass(frozen=True)
class Kind:
    """One kind of thing that is looked at: which are due, how one is read, what is then taken in."""

    name: str
    read: Callable[[Systems, Row], Any]
    take: Callable[[Page, Settings, Row, Any], None]
    origin: str | None = None  # the system that is not told what came from there


KINDS = (
    Kind("handoff", smo.read, smo.take),
    Kind("crm_request", requests.read, requests.take),
    Kind("appointment", visits.read, visits.take),
    Kind("product_order", orders.read, orders.take),
    Kind("problem_report", tickets.read, tickets.take, "trouble_ticket"),
)


class Reader:
    """Looks at what is due of one kind."""

    def __init__(
        self,
        kind: Kind,
        store: Store,
        systems: Systems,
        settings: Settings,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ):
        self.kind = kind
        self.store = store
        self.systems = systems
        self.settings = settings
        self.monotonic = monotonic
        self.rests_until = 0.0

    def round(self) -> int:
        """Look at what is due; returns how many answers were taken in."""
        if self.monotonic() < self.rests_until:
            return 0
        with self.store.glance() as page:
            rows = looks.due(page, self.kind.name, AT_ONCE)
        return sum(self._look(row) for row in rows if self.monotonic() >= self.rests_until)

    def _look(self, row: Row) -> bool:
        try:
            seen = self.kind.read(self.systems, row)
        except Refused as error:
            log.warning("%s %s cannot be read: %s", self.kind.name, row.id, error)
            with self.store.page() as page:
                looks.again(page, self.kind.name, row.id, page.now + LATER)
            return False
        except SystemError as error:
            log.warning("%s %s not read: %s", self.kind.name, row.id, error)
            self.rests_until = self.monotonic() + REST
            return False
        with self.store.page(self.kind.origin) as page:
            looks.again(page, self.kind.name, row.id, page.now + pace(row.created, page.now))
            self.kind.take(page, self.settings, row, seen)
        return True


def pace(created: datetime, now: datetime) -> timedelta:
    """How long until the next look at a thing of that age."""
    return next(wait for age, wait in PACE if now - created <= age)


def readers(
    store: Store,
    systems: Systems,
    settings: Settings,
    *,
    monotonic: Callable[[], float] = time.monotonic,
) -> list[Reader]:
    """A reader for each kind of thing that is looked at."""
    return [Reader(kind, store, systems, settings, monotonic=monotonic) for kind in KINDS]
