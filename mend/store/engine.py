"""The database engine, prepared so that no writer is lost and no reader waits for long."""

import time
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url

# SQL 2 s < action 5 s < turn 15 s. The same bound on both databases.
BUSY_MS = 2000


def make_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL.

    SQLite runs in WAL mode and a transaction that will write says so with `execution_options(write=True)`:
    it then begins IMMEDIATE, because a deferred one fails at once with BUSY when it upgrades its lock,
    whatever the time-out. PostgreSQL gets a small pool, a ping before use and a statement time-out.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, parsed.database)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            url,
            future=True,
            hide_parameters=True,  # a logged error must not hold a customer's words
            pool_pre_ping=True,
            pool_size=8,
            max_overflow=0,
            pool_timeout=2,
            connect_args={"connect_timeout": 2, "options": f"-c statement_timeout={BUSY_MS}"},
        )
    raise ValueError(f"the database must be SQLite or PostgreSQL, not {parsed.get_backend_name()}")


def _sqlite(url: str, path: str | None) -> Engine:
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        future=True,
        hide_parameters=True,
        connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we begin ourselves, below
        # Several processes open a new database at once, and the change to WAL ignores the busy time-out.
        for _ in range(40):
            try:
                connection.execute("PRAGMA journal_mode=WAL")
                break
            except Exception:
                time.sleep(0.05)
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine
