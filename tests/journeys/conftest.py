"""All processes for real, on ports and a database of their own; customers talk to them over HTTP."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
from sqlalchemy import select

from mend import migration, supervisor
from mend import settings as settings_module
from mend.guides import read_all
from mend.settings import Settings
from mend.store import Store, make_engine
from mend.store.tables import (
    attempt,
    crm_request,
    handoff,
    letter,
    message,
    problem_report,
    provider_task,
    restoration,
)

GUIDES = read_all(Path("data/guides"))
START_WITHIN = 180.0
SETTLED_WITHIN = 30.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class House:
    """All of Mend, running."""

    settings: Settings
    environment: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]]
    log: Path

    @property
    def store(self) -> Store:
        return Store(make_engine(self.settings.database_url))

    def start(self, name: str) -> None:
        arguments = supervisor.processes(self.settings)[name]
        with self.log.open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", "mend", *arguments],
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    def wait(self) -> None:
        probes = supervisor.probes(self.settings)
        deadline = time.monotonic() + START_WITHIN
        while probes:
            probes = {name: answers for name, answers in probes.items() if not answers()}
            dead = [name for name in self.running if self.running[name].poll() is not None]
            if dead or time.monotonic() > deadline:
                raise AssertionError(f"{dead or list(probes)} did not start:\n{self.tail()}")
            time.sleep(0.2)

    def stop(self, name: str, *, kill: bool = False) -> None:
        process = self.running.pop(name)
        process.kill() if kill else process.terminate()
        process.wait(20)

    def tail(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-40:])

    def sandbox(self, path: str, **body: Any) -> Any:
        url = f"{self.settings.sandbox_url}/sandbox/{path}"
        answer = (
            requests.post(url, json=body, timeout=10) if body else requests.get(url, timeout=10)
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def rows(self, table: Any, *conditions: Any) -> list[Any]:
        with self.store.glance() as page:
            return list(page.db.execute(select(table).where(*conditions).order_by(table.c[0])))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Started once for the journeys of a file; each of them is another customer, so they do not meet."""
    if not list(Path("models").glob("*.tar.gz")):
        pytest.fail("no trained model; `make train` first")
    folder = tmp_path_factory.mktemp("house")
    given = {
        "MEND_DATABASE_URL": f"sqlite:///{folder / 'mend.db'}",
        "MEND_TRACKER_URL": f"sqlite:///{folder / 'tracker.db'}",
        "MEND_SETTLE_TIME": "2",
        **{f"MEND_{name}": uuid4().hex * 2 for name in ("SECRET", "INNER_SECRET", "ACTION_SECRET")},
        **{
            f"MEND_{name}_PORT": str(free_port())
            for name in ("CHAT", "DESK", "ASSISTANT", "ACTIONS", "SANDBOX")
        },
    }
    environment = {**supervisor.environment(), **given}
    settings = settings_module.load(given, folder / "no.env")
    migration.upgrade(settings.database_url)
    whole = House(settings, environment, {}, folder / "log")
    for name in supervisor.processes(settings):
        whole.start(name)
    try:
        whole.wait()
        yield whole
    finally:
        for process in whole.running.values():
            process.terminate()
        for process in whole.running.values():
            process.wait(20)


class Customer:
    """A customer with a chat window."""

    def __init__(self, house: House, name: str | None):
        self.house, self.name = house, name
        self.seen = 0
        self.messages: list[dict[str, Any]] = []
        self.token: str | None = None
        self.open()

    def open(self, *, fresh: bool = False) -> list[dict[str, Any]]:
        """Open the window: a session, and what Mend says first. `fresh`: another device."""
        body: dict[str, Any] = {}
        if self.name:
            cookies = {"brightwater_as": self.name}
            url = f"{self.house.settings.sandbox_url}/demo/identity"
            body["identity"] = requests.get(url, cookies=cookies, timeout=10).json()["token"]
        if self.token and not fresh:
            body["session"] = self.token
        made = self.post("session", body)
        assert made.status_code == 200, made.text
        if made.json()["conversation"] != getattr(self, "conversation", None):
            self.seen, self.messages = 0, []
        self.token, self.conversation = made.json()["token"], made.json()["conversation"]
        return self.poll()

    def post(self, path: str, body: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        url = f"{self.house.settings.chat_url}/chat/{path}"
        return requests.post(url, json=body, headers=headers, timeout=30)

    def poll(self) -> list[dict[str, Any]]:
        """What is new."""
        url = f"{self.house.settings.chat_url}/chat/messages?after={self.seen}"
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = requests.get(url, headers=headers, timeout=30)
        assert answer.status_code == 200, answer.text
        return self._take(answer.json()["messages"])

    def says(self, text: str, key: str | None = None) -> list[dict[str, Any]]:
        """Type something; returns what Mend answers."""
        return self._send({"id": key or str(uuid4()), "text": text})

    def presses(self, *titles: str) -> list[dict[str, Any]]:
        """Press the first button on the screen whose title begins with one of these."""
        shown = [
            (entry["seq"], button)
            for entry in reversed(self.messages)
            for button in entry.get("buttons") or []
        ]
        for title in titles:
            for seq, button in shown:
                if button["title"].lower().startswith(title.lower()):
                    pressed = {"message": seq, "index": button["index"]}
                    return self._send({"id": str(uuid4()), "button": pressed})
        raise AssertionError(f"no button {titles} among {[b['title'] for _, b in shown]}")

    def answers(self, name: str) -> list[dict[str, Any]]:
        """Press the button of this answer of the open step, by the answer's name in the guide."""
        about = self.about
        step = GUIDES[about["guide"]].steps[about["step"]]
        answer = step.answer(name)
        assert answer is not None, f"{about} has no answer {name}"
        return self.presses(answer.title)

    @property
    def about(self) -> dict[str, Any]:
        """Which step is being asked."""
        return next(entry["about"] for entry in reversed(self.messages) if entry.get("about"))

    def walk(self, choose: Callable[[dict[str, Any]], str], limit: int = 40) -> None:
        """Answer step after step until the restoration has ended; `choose` names an answer, or a button's title."""
        for _ in range(limit):
            if self.restoration.ended is not None:
                return
            about = self.about
            if self.restoration.phase == "running":
                self.house.sandbox("clock", advance=120)
                self.until(lambda: self.restoration.phase != "running")
                self.poll()
                continue
            wanted = choose({**about, "phase": self.restoration.phase})
            self.presses(wanted[1:]) if wanted.startswith("=") else self.answers(wanted)
        raise AssertionError(f"no end after {limit} answers; at {self.about}")

    def until(self, true: Callable[[], bool], within: float = SETTLED_WITHIN) -> None:
        """Keep the window open until something has happened."""
        deadline = time.monotonic() + within
        while not true():
            assert time.monotonic() < deadline, (
                f"did not happen; {self.transcript()}\n{self.house.tail()}"
            )
            time.sleep(0.3)
            self.poll()

    # The records of this conversation -------------------------------------------------------------

    def all(self, table: Any) -> list[Any]:
        """This conversation's rows of a table that knows its conversation."""
        return self.house.rows(table, table.c.conversation == self.conversation)

    @property
    def restoration(self) -> Any:
        """The last restoration that this conversation touched."""
        return self.all(restoration)[-1]

    @property
    def report(self) -> Any:
        """The report of that restoration."""
        return self.house.rows(problem_report, problem_report.c.id == self.restoration.report)[0]

    @property
    def attempts(self) -> list[Any]:
        """The attempts of that restoration."""
        return self.house.rows(attempt, attempt.c.restoration == self.restoration.id)

    @property
    def handoffs(self) -> list[Any]:
        """The hand-offs of that restoration."""
        return self.house.rows(handoff, handoff.c.restoration == self.restoration.id)

    @property
    def requests(self) -> list[Any]:
        """The requests to CRM processes of this conversation."""
        return self.all(crm_request)

    @property
    def tasks(self) -> list[Any]:
        """The provider's work on that restoration."""
        return self.house.rows(provider_task, provider_task.c.restoration == self.restoration.id)

    @property
    def letters(self) -> list[Any]:
        """The letters about that report."""
        return self.house.rows(letter, letter.c.report == self.restoration.report)

    @property
    def inbox(self) -> list[Any]:
        """The customer's own messages."""
        return [row for row in self.all(message) if row.author == "customer"]

    def _send(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        before = self.seen
        answer = self.post("messages", body)
        assert answer.status_code in (200, 202), answer.text
        self._take(answer.json()["messages"])
        if answer.status_code == 202:
            self.until(lambda: any(entry["from"] == "mend" for entry in self.after(before)))
        return [entry for entry in self.after(before) if entry["from"] == "mend"]

    def transcript(self) -> str:
        """What was said, for the message of a failed test."""
        return "\n".join(f"{entry['from']}: {entry['text']}" for entry in self.messages)

    def after(self, seq: int) -> list[dict[str, Any]]:
        """What was shown after a message."""
        return [entry for entry in self.messages if entry["seq"] > seq]

    def _take(self, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        new = [entry for entry in entries if entry["seq"] > self.seen]
        self.messages += new
        self.seen = max([self.seen, *(entry["seq"] for entry in new)])
        return new


@pytest.fixture
def customer(house: House) -> Callable[[str | None], Customer]:
    """A customer of the town by id, or nobody."""
    return lambda name: Customer(house, name)
