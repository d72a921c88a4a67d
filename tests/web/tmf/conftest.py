"""The systems' face over a record book, and client systems that use it."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.testclient import TestClient

from mend.settings import Settings
from mend.store import Page, Store, clients, make_engine, reports
from mend.store import tables as t
from mend.store.clients import Scope
from web.buckets import Buckets
from web.tmf.app import create_app

BASE = "/tmf-api/troubleTicket/v4"
TICKETS = f"{BASE}/troubleTicket"
LEAST = {"description": "no internet", "severity": "High", "ticketType": "incident"}
MERGE = "application/merge-patch+json"
JSON_PATCH = "application/json-patch+json"
ALL = ("read", "write", "close", "events", "listen")


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **time: float) -> None:
        self.now += timedelta(**time)


class System:
    """A client system: a name, a token and what it does with them."""

    def __init__(self, face: TestClient, name: str, token: str):
        self.face = face
        self.name = name
        self.token = token

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.face.request(method, path, headers=headers, **more)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, body: Any, **more: Any) -> httpx.Response:
        return self.ask("POST", path, json=body, **more)

    def open(self, **body: Any) -> dict[str, Any]:
        """Open a ticket; the ticket."""
        answer = self.post(TICKETS, LEAST | body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def read(self, number: str) -> dict[str, Any]:
        answer = self.get(f"{TICKETS}/{number}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def patch(self, number: str, body: Any, kind: str = MERGE, **headers: str) -> httpx.Response:
        given = {"Content-Type": kind, **{name.replace("_", "-"): v for name, v in headers.items()}}

        return self.ask(
            "PATCH", f"{TICKETS}/{number}", content=json.dumps(body).encode(), headers=given
        )

    def found(self, query: str = "") -> list[dict[str, Any]]:
        answer = self.get(f"{TICKETS}{query}")
        assert answer.status_code in (200, 206), answer.text
        return list(answer.json())

    def ids(self, query: str = "") -> list[str]:
        return [ticket["id"] for ticket in self.found(query)]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """An empty record book on SQLite."""
    engine = make_engine(f"sqlite:///{tmp_path / 'mend.db'}")
    t.metadata.create_all(engine)
    yield Store(engine, clock)
    engine.dispose()


@pytest.fixture
def settings() -> Settings:
    made = Settings(secret="s" * 32, inner_secret="i" * 32, action_secret="a" * 32)
    return replace(made, event_hosts="crm.example tickets.example:8443")


@pytest.fixture
def face(store: Store, settings: Settings) -> Iterator[TestClient]:
    """The face, with room for as many requests as a test makes."""
    app = create_app(store, settings, requests=Buckets(100_000, 100_000.0))
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as made:
        yield made


@pytest.fixture
def system(face: TestClient, store: Store) -> Callable[..., System]:
    """Makes client systems: `system("crm", "read", "write")`."""

    def make(name: str, *scopes: str) -> System:
        with store.page() as page:
            token = clients.add(page, name, [Scope(scope) for scope in scopes])
        return System(face, name, token)

    return make


@pytest.fixture
def crm(system: Callable[..., System]) -> System:
    """A system that may do everything."""
    return system("crm", *ALL)


@pytest.fixture
def address(store: Store, settings: Settings) -> Iterator[str]:
    """A face on a port of its own."""
    server = uvicorn.Server(
        uvicorn.Config(create_app(store, settings), port=0, log_level="warning", ws="none")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def own_report(page: Page, **values: Any) -> str:
    """A report that Mend opened for a customer who talks to it; its number."""
    page.db.execute(
        t.conversation.insert().values(
            id="talk-1", customer="cus-1", channel="web", started=page.now, last_seen=page.now
        )
    )
    return reports.open_report(
        page,
        **{
            "conversation": "talk-1",
            "customer": "cus-1",
            "product_kind": "broadband",
            "symptom": "no_internet",
            "description": "nothing works",
            "product_id": "prod-1",
            "product_name": "Fibre 500",
            "service_ids": ["svc-1"],
            **values,
        },
    )
