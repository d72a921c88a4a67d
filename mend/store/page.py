"""One page of the record book: a transaction and the moment it speaks for."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

# What every room may catch when the record book does not answer, without knowing what it is made of.
StoreError = SQLAlchemyError


class ChangeKind(StrEnum):
    """What happened to a problem report."""

    CREATED = "created"
    STATUS = "status"
    ATTRIBUTES = "attributes"


@dataclass(frozen=True)
class Change:
    """One change of one problem report; status and reason are those of a change of status."""

    report: str
    kind: ChangeKind
    status: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Page:
    """An open transaction; the functions of `mend.store.*` read and write on it."""

    db: Connection
    now: datetime
    changes: list[Change] = field(default_factory=list)  # to problem reports, in order
    # Whose news is written down here: `trouble_ticket` is not told what came from there.
    origin: str | None = None


Watcher = Callable[[Page], None]


class Store:
    """The record book. `page()` writes all or nothing, `glance()` only reads.

    A transaction that changed a problem report shows itself to every watcher before it is
    committed, so whoever must learn of a change does so whichever way it came about.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        watchers: Sequence[Watcher] = (),
    ):
        self.engine = engine
        self.clock = clock
        self.watchers = watchers

    @contextmanager
    def page(self, origin: str | None = None) -> Iterator[Page]:
        """A write transaction: committed when the block ends, undone when it raises.

        `origin`: the system whose news it writes down, if any.
        """
        with self.engine.connect().execution_options(write=True) as db, db.begin():
            page = Page(db, self.clock(), origin=origin)
            yield page
            if page.changes:
                for watch in self.watchers:
                    watch(page)

    @contextmanager
    def glance(self) -> Iterator[Page]:
        """A read transaction."""
        with self.engine.connect() as db, db.begin():
            yield Page(db, self.clock())
