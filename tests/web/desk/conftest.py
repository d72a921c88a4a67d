"""A desk over a record book with three agents, and with six reports when a test asks for them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from mend.settings import Settings
from mend.store import Store, agents, make_engine
from mend.store import tables as t
from mend.store.agents import Role
from tests.web.desk.town import seed_town
from web.desk import accounts
from web.desk.app import create_app
from web.desk.guard import SESSION_COOKIE

PASSWORD = "correct horse battery"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same function at a hundredth of its cost; test_accounts.py uses the real one."""
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", lambda: cheap)


@pytest.fixture
def password_hash() -> str:
    return accounts.hash_password(PASSWORD)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock, password_hash: str) -> Iterator[Store]:
    """A record book with three agents and no report."""
    engine = make_engine(f"sqlite:///{tmp_path / 'mend.db'}")
    t.metadata.create_all(engine)
    made = Store(engine, clock)
    with made.page() as page:
        agents.add_agent(page, "vera", password_hash, Role.VIEWER)
        agents.add_agent(page, "amir", password_hash, Role.AGENT)
        agents.add_agent(page, "sofia", password_hash, Role.SUPERVISOR)
    yield made
    engine.dispose()


@pytest.fixture
def town(store: Store) -> Store:
    """The record book with the six reports."""
    with store.page() as page:
        seed_town(page)
    return store


@pytest.fixture
def settings() -> Settings:
    return Settings(secret="s" * 32, inner_secret="i" * 32, action_secret="a" * 32)


@pytest.fixture
def client(store: Store, settings: Settings) -> Iterator[TestClient]:
    """A browser that is nobody yet."""
    with TestClient(
        create_app(store, settings), follow_redirects=False, raise_server_exceptions=False
    ) as made:
        yield made


@pytest.fixture
def agent(client: TestClient, store: Store) -> TestClient:
    """A browser that is signed in as a viewer."""
    with store.page() as page:
        cookie = agents.sign_in(page, "vera")
    assert cookie
    client.cookies.set(SESSION_COOKIE, cookie, path="/desk")
    return client
