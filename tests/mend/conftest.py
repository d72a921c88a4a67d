"""A record book for each test, on SQLite and on PostgreSQL."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from mend.store import Store, make_engine
from mend.store.tables import metadata

POSTGRES = "postgresql://postgres@127.0.0.1:5432/test"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The moment."""
        return self.now

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    """The clock of this test's store."""
    return Clock()


def _postgres(schema: str) -> Engine:
    engine = make_engine(os.environ.get("TEST_POSTGRES", POSTGRES))

    @event.listens_for(engine, "connect")
    def use_schema(connection: Any, _record: Any) -> None:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'SET search_path TO "{schema}"')
        connection.autocommit = False

    return engine


def _postgres_or_skip() -> Engine:
    address = os.environ.get("TEST_POSTGRES", POSTGRES)
    try:
        owner = create_engine(address, future=True, connect_args={"connect_timeout": 2})
        with owner.connect():
            return owner
    except OperationalError as error:
        reason = f"no PostgreSQL at {address}: {error.orig}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture
def empty_postgres() -> Iterator[str]:
    """The address of an empty PostgreSQL database of this test's own."""
    owner = _postgres_or_skip()
    name = f"mend_{uuid4().hex[:12]}"
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.execute(text(f'CREATE DATABASE "{name}"'))
    yield str(owner.url.set(database=name).render_as_string(hide_password=False))
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    owner.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine on an empty database with Mend's tables."""
    if request.param == "sqlite":
        made = make_engine(f"sqlite:///{tmp_path / 'mend.db'}")
        metadata.create_all(made)
        yield made
        made.dispose()
        return
    owner = _postgres_or_skip()
    schema = f"mend_{uuid4().hex[:12]}"
    with owner.begin() as db:
        db.execute(text(f'CREATE SCHEMA "{schema}"'))
    made = _postgres(schema)
    metadata.create_all(made)
    yield made
    made.dispose()
    with owner.begin() as db:
        db.execute(text(f'DROP SCHEMA "{schema}" CASCADE'))
    owner.dispose()


@pytest.fixture
def store(engine: Engine, clock: Callable[[], datetime]) -> Store:
    """A record book whose clock is `clock`."""
    return Store(engine, clock)
