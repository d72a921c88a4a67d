"""Mend's core and its post room against a running sandbox: no Rasa, no browser, both sides at hand."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests
import uvicorn
from sqlalchemy import select

from mend import migration, restoration
from mend.guides import read_all
from mend.guides.hear import Heard, Move
from mend.outbox import Postroom
from mend.provider import Provider
from mend.reply import Reply
from mend.settings import Settings
from mend.settings import load as load_settings
from mend.store import Store, inbox, make_engine
from mend.store.runs import Turn
from mend.store.tables import problem_report
from mend.store.tables import restoration as restorations
from mend.systems import build
from mend.wiring import GUIDES, RESPONSES, Mend, open_store
from mend.words import read_words
from sandbox.app import create_app

STEP = timedelta(seconds=20)  # longer than the pace of looking at young things
WITHIN = 20.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(application: Any, port: int) -> Any:
    """An application on a port of this machine."""
    config = uvicorn.Config(application, port=port, log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)


class World:
    """One provider, one record book, one post room, whose clock runs ahead as it is told."""

    def __init__(self, folder: Path, port: int, **settings: str):
        self.given = {
            "MEND_DATABASE_URL": f"sqlite:///{folder / 'mend.db'}",
            "MEND_SANDBOX_PORT": str(port),
            "MEND_SETTLE_TIME": "1",
            "MEND_SUBSCRIBE": "off",
            **{f"MEND_{n}": uuid4().hex * 2 for n in ("SECRET", "INNER_SECRET", "ACTION_SECRET")},
            **{f"MEND_{name.upper()}": value for name, value in settings.items()},
        }
        self.settings: Settings = load_settings(self.given, folder / "no.env")
        migration.upgrade(self.settings.database_url)
        self.ahead = timedelta()
        watched = open_store(self.settings)
        self.store = Store(make_engine(self.settings.database_url), self.now, watched.watchers)
        systems = build(self.settings)
        provider = Provider(systems, self.settings.read_timeout)
        words = read_words(RESPONSES)
        self.mend = Mend(self.settings, self.store, read_all(GUIDES), words, provider)
        self.postroom = Postroom(
            self.store, systems, self.settings, monotonic=lambda: self.now().timestamp()
        )

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def sandbox(self, path: str, **body: Any) -> Any:
        url = f"{self.settings.sandbox_url}/sandbox/{path}"
        answer = (
            requests.post(url, json=body, timeout=10) if body else requests.get(url, timeout=10)
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def received(self, kind: str) -> list[dict[str, Any]]:
        """What the provider's systems have: troubleTickets, serviceProblems, productOrders…"""
        return list(self.sandbox("state")[kind])

    def settle(self, true: Callable[[], Any] = lambda: True) -> None:
        """Let the post room work until there is nothing to do and this is so."""
        deadline = time.monotonic() + WITHIN
        while True:
            busy = self.postroom.one_round()
            if not busy and true():
                return
            assert time.monotonic() < deadline, "it did not come to that"
            if not busy:
                self.ahead += STEP

    def rows(self, table: Any, *conditions: Any) -> list[Any]:
        with self.store.glance() as page:
            return list(page.db.execute(select(table).where(*conditions).order_by(table.c[0])))

    def customer(self, name: str | None) -> "Customer":
        return Customer(self, name)


class Customer:
    """Somebody who talks to the core, as the actions would have it."""

    def __init__(self, world: World, name: str | None):
        self.world, self.name, self.said = world, name, 0
        with world.store.page() as page:
            self.conversation = inbox.open_conversation(page, name)
        self.key = 0

    def turn(self, action: str, text: str = "") -> Turn:
        self.said += 1
        return Turn(self.conversation, f"m{self.said}", self.name, action, 0, text)

    def has(self, guide: str, text: str = "it is broken") -> Reply:
        turn = self.turn("action_open_guide", text)
        reply = restoration.open_guide(self.world.mend, turn, guide)
        self.key = int(reply.slots.get("restoration") or 0)
        return reply

    def says(self, text: str, move: Move | None = None) -> Reply:
        turn = self.turn("validate_guide_form", text)
        key = self.restoration.id
        return restoration.answer(self.world.mend, turn, key, Heard(text, move))

    def presses(self, step: str, answer: str) -> Reply:
        turn = self.turn("validate_guide_form", answer)
        heard = Heard(answer, button=(step, answer))
        return restoration.answer(self.world.mend, turn, self.restoration.id, heard)

    def follow(self, titles: list[str]) -> None:
        """Press the buttons with these titles, as `tests.journeys.plan.way` names them."""
        moves = {"Yes": Move.YES, "No": Move.NO, "Yes, go ahead": Move.YES, "Rather not": Move.NO}
        for title in titles:
            if title in moves:
                self.says(title, moves[title])
                continue
            row = self.restoration
            step = self.world.mend.guides[row.guide].steps[row.step]
            answer = next(each for each in step.answers if each.title == title)
            self.presses(step.name, answer.name)

    @property
    def restoration(self) -> Any:
        return self.world.rows(restorations, restorations.c.conversation == self.conversation)[-1]

    @property
    def report(self) -> Any:
        where = problem_report.c.id == self.restoration.report
        return self.world.rows(problem_report, where)[0]

    @property
    def results(self) -> list[str | None]:
        where = restorations.c.report == self.report.id
        return [row.result for row in self.world.rows(restorations, where)]


def sandbox_on(port: int, **options: Any) -> Any:
    """The provider's application."""
    own = f"http://127.0.0.1:{port}"
    return create_app("http://127.0.0.1:1", own, **options)
