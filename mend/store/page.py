"""One page of the record book: a transaction and the moment it speaks for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

# What every room may catch when the record book does not answer, without knowing what it is made of.
StoreError = SQLAlchemyError


@dataclass(frozen=True)
class Page:
    """An open transaction; the functions of `mend.store.*` read and write on it."""

    db: Connection
    now: datetime


class Store:
    """The record book. `page()` writes all or nothing, `glance()` only reads."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = lambda: datetime.now(UTC)):
        self.engine = engine
        self.clock = clock

    @contextmanager
    def page(self) -> Iterator[Page]:
        """A write transaction: committed when the block ends, undone when it raises."""
        with self.engine.connect().execution_options(write=True) as db, db.begin():
            yield Page(db, self.clock())

    @contextmanager
    def glance(self) -> Iterator[Page]:
        """A read transaction."""
        with self.engine.connect() as db, db.begin():
            yield Page(db, self.clock())
