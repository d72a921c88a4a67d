"""A chat face in this process, on SQLite, with an assistant that does as it is told."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from mend.settings import Settings
from mend.store import Page, Store, make_engine
from mend.store.tables import metadata
from mend.store.turns import Saying, Understood
from web.chat.app import create_app
from web.chat.assistant import Ask, AssistantSlow, Reply
from web.chat.limits import Bucket, Limits

SORRY = "Sorry, that did not work."
STILL_WORKING = "That takes longer than usual."
YES_NO = Saying(
    "Does it work?",
    ({"title": "Yes", "payload": "/affirm"}, {"title": "No", "payload": '/deny{"why": "x"}'}),
)


class FakeAssistant:
    """Answers each message id once and the same ever after, as the inner channel does."""

    def __init__(self) -> None:
        self.asks: list[Ask] = []
        self.answer: Callable[[Ask], list[Saying]] = lambda ask: [Saying(f"You said: {ask.text}")]
        self.trouble: Exception | None = None
        self.delay = 0.0
        self.well = True
        self.at_once: dict[str, int] = {}
        self.most_at_once = 0
        self._said: dict[tuple[str, str], list[Saying]] = {}

    async def turn(self, ask: Ask, seconds: float) -> Reply:
        """Answer, fail or take time."""
        self.asks.append(ask)
        self.at_once[ask.conversation] = self.at_once.get(ask.conversation, 0) + 1
        self.most_at_once = max(self.most_at_once, *self.at_once.values())
        try:
            async with asyncio.timeout(seconds):
                await asyncio.sleep(self.delay)
        except TimeoutError:
            raise AssistantSlow from None
        finally:
            self.at_once[ask.conversation] -= 1
        if self.trouble is not None:
            raise self.trouble
        key = (ask.conversation, ask.message_id)
        if key not in self._said:
            self._said[key] = self.answer(ask)
        return Reply(self._said[key], Understood("problem", 0.9, [{"name": "problem"}]))

    async def healthy(self) -> bool:
        """As told."""
        return self.well

    async def close(self) -> None:
        """Nothing to give back."""

    def typed(self) -> list[Ask]:
        """The customer's turns, without prompts."""
        return [ask for ask in self.asks if not ask.message_id.startswith("prompt-")]

    def forget(self) -> None:
        """Forget who asked, not what was said."""
        self.asks.clear()


class Clock:
    """The time, moved on by what a test asks."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        """Now and what was added."""
        return datetime.now(UTC) + self.ahead

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self.ahead += timedelta(seconds=seconds)


class Customer:
    """A chat window."""

    def __init__(self, http: httpx.AsyncClient, session: dict[str, Any]):
        self.http = http
        self.session = session
        self.headers = {"Authorization": f"Bearer {session['token']}"}
        self._ids = count(1)

    @property
    def conversation(self) -> str:
        """The conversation's id."""
        return str(self.session["conversation"])

    async def post(self, body: Any, **headers: str) -> httpx.Response:
        """Post a message body as it is."""
        return await self.http.post(
            "/chat/messages", json=body, headers={**self.headers, **headers}
        )

    async def say(self, text: str, client_id: str | None = None) -> httpx.Response:
        """Type something."""
        return await self.post({"id": client_id or f"m{next(self._ids)}", "text": text})

    async def press(self, seq: int, index: int, client_id: str = "b1") -> httpx.Response:
        """Press a button."""
        return await self.post({"id": client_id, "button": {"message": seq, "index": index}})

    async def look(self, after: int = 0) -> dict[str, Any]:
        """What has been said after a number."""
        response = await self.http.get(f"/chat/messages?after={after}", headers=self.headers)
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def texts(self) -> list[str]:
        """All that was said, as "who: text"."""
        return [f"{m['from']}: {m['text']}" for m in (await self.look())["messages"]]


class Face:
    """What a test may turn: settings before `open()`, assistant and callables at any time."""

    def __init__(self, tmp_path: Path, store: Store, clock: Clock):
        self.store = store
        self.clock = clock
        self.assistant = FakeAssistant()
        self.left: dict[str, Any] | None = None
        self.moved: list[tuple[str, str]] = []
        self.settings: dict[str, Any] = {
            "secret": "s" * 32,
            "inner_secret": "i" * 32,
            "action_secret": "a" * 32,
            "chat_origins": "https://www.example.com",
            "read_timeout": 1.0,
            "action_timeout": 2.0,
            "turn_timeout": 5.0,
        }
        self.options: dict[str, Any] = {"sweep_every": 60.0}
        self.responses = tmp_path / "responses"
        self.pictures = tmp_path / "pictures"
        self.pictures.mkdir()
        self.responses.mkdir()
        person = "    buttons:\n    - {title: Talk to a person, payload: /ask_person}\n"
        (self.responses / "sorry.yml").write_text(
            f"responses:\n  utter_sorry:\n  - text: {SORRY}\n{person}"
            f"  utter_still_working:\n  - text: {STILL_WORKING}\n{person}",
            encoding="utf-8",
        )

    def resumable(
        self, _page: Page, _conversation: str, _customer: str | None, /
    ) -> dict[str, Any] | None:
        """What the test says was left."""
        return self.left

    def signed_in(self, _page: Page, conversation: str, customer: str, /) -> None:
        """Noted."""
        self.moved.append((conversation, customer))

    def app(self) -> Starlette:
        """One process's chat face."""
        return create_app(
            self.store,
            Settings(**self.settings),
            resumable=self.resumable,
            signed_in=self.signed_in,
            assistant=self.assistant,
            responses=self.responses,
            pictures=self.pictures,
            **{"limits": generous(), **self.options},
        )

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[httpx.AsyncClient]:
        """A running process and a client for it."""
        app = self.app()
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://chat") as http:
                yield http

    @staticmethod
    async def arrive(http: httpx.AsyncClient, **body: str) -> Customer:
        """A customer with a session, once the opening line was said."""
        response = await http.post("/chat/session", json=body)
        assert response.status_code == 200, response.text
        customer = Customer(http, response.json())
        await customer.look()
        return customer


def generous() -> Limits:
    """Limits that no test meets by chance."""
    return Limits(Bucket(1000, 100), Bucket(1000, 100), Bucket(5000, 500))


@pytest.fixture
def clock() -> Clock:
    """The face's clock."""
    return Clock()


@pytest.fixture
def face(tmp_path: Path, clock: Clock) -> Face:
    """A chat face that is not open yet."""
    engine = make_engine(f"sqlite:///{tmp_path / 'mend.db'}")
    metadata.create_all(engine)
    return Face(tmp_path, Store(engine, clock), clock)


@pytest_asyncio.fixture
async def http(face: Face) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the open face."""
    async with face.open() as client:
        yield client


@pytest_asyncio.fixture
async def customer(face: Face, http: httpx.AsyncClient) -> Customer:
    """Nobody, with the opening line said."""
    arrived = await face.arrive(http)
    face.assistant.forget()
    return arrived
