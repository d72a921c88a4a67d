"""What the tests of the addons share: a tiny bot that trains in seconds, and servers on free ports."""

import copy
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from rasa.core.agent import Agent
from rasa.core.processor import MessageProcessor
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from addons.assistant import Assistant, create_app
from addons.logs import quiet_logs
from addons.tracker_store import Book
from mend.settings import Settings

CONFIG = """
recipe: default.v1
language: en
assistant_id: tiny
pipeline:
- name: KeywordIntentClassifier
policies:
- name: RulePolicy
"""

DOMAIN = """
version: "3.1"
session_config: {session_expiration_time: 0, carry_over_slots_to_new_session: false}
intents: [greet, problem, press_answer, ask_time]
entities: [answer]
slots:
  color:
    type: text
    influence_conversation: false
    mappings:
    - {type: from_entity, entity: answer, conditions: &asked [{active_loop: color_form, requested_slot: color}]}
    - {type: from_text, not_intent: [greet, ask_time], conditions: *asked}
  opened: {type: float, initial_value: 0, influence_conversation: false, mappings: [{type: custom}]}
forms: {color_form: {required_slots: [color]}}
responses:
  utter_greet:
  - text: Hello.
    buttons: [{title: Red, payload: '/press_answer{{"answer": "red"}}'}]
  utter_sorry: [{text: Sorry.}]
actions: [action_open, action_time, action_close, validate_color_form, action_ask_color]
"""

DATA = """
version: "3.1"
nlu:
- {intent: greet, examples: "- hello\\n- hi\\n"}
- {intent: problem, examples: "- broken\\n- problem\\n"}
- {intent: ask_time, examples: "- time\\n- clock\\n"}
rules:
- {rule: greet, steps: [{intent: greet}, {action: utter_greet}]}
- {rule: time, steps: [{intent: ask_time}, {action: action_time}]}
- {rule: open, steps: [{intent: problem}, {action: action_open}, {action: color_form}, {active_loop: color_form}]}
- rule: close
  condition: [{active_loop: color_form}]
  steps: [{action: color_form}, {active_loop: null}, {slot_was_set: [{requested_slot: null}]}, {action: action_close}]
"""


class Actions(EndpointConfig):
    """The actions of the tiny bot, run in place; `calls` holds their names, `before` is awaited first."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1/webhook", enable_selective_domain=True)
        self.calls: list[str] = []
        self.before: Callable[[str], Awaitable[None]] | None = None

    async def request(self, *_: Any, **options: Any) -> dict[str, Any]:
        name, tracker = options["json"]["next_action"], options["json"]["tracker"]
        self.calls.append(name)
        if self.before is not None:
            await self.before(name)
        slots = tracker["slots"]
        if name == "action_open":
            events = [{"event": "slot", "name": "opened", "value": slots["opened"] + 1}]
            events.append({"event": "slot", "name": "color", "value": None})
            return {"events": events, "responses": []}
        said = {
            "action_ask_color": {
                "text": "Which color?",
                "buttons": [{"title": "Red", "payload": '/press_answer{"answer": "red"}'}],
                "metadata": {"about": {"guide": "color", "step": "first"}},
            },
            "action_close": {"text": f"{slots['color']}, number {slots['opened']:.0f}"},
            "action_time": {"text": "Ten."},
        }.get(name)
        return {"events": [], "responses": [said] if said else []}


@pytest.fixture(scope="session")
def tiny_bot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a bot with its model trained."""
    import rasa

    root = tmp_path_factory.mktemp("tiny_bot")
    (root / "data").mkdir()
    (root / "config.yml").write_text(CONFIG)
    (root / "domain.yml").write_text(DOMAIN)
    (root / "data" / "all.yml").write_text(DATA)
    quiet_logs()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RASA_TELEMETRY_ENABLED", "false")
        patch.setenv("TQDM_DISABLE", "1")
        patch.chdir(root)
        result = rasa.train("domain.yml", "config.yml", "data", "models", fixed_model_name="tiny")
    assert result.model
    return root


@pytest.fixture(scope="session")
def tiny_processor(tiny_bot: Path) -> MessageProcessor:
    """The tiny bot's model, loaded once."""
    agent = Agent()
    agent.load_model(tiny_bot / "models" / "tiny.tar.gz")
    return agent.processor


@pytest.fixture
def settings(tiny_bot: Path, tmp_path: Path) -> Settings:
    """Settings with a tracker of their own."""
    return Settings(
        secret="s" * 32,
        inner_secret="i" * 32,
        action_secret="a" * 32,
        tracker_url=f"sqlite:///{tmp_path}/tracker.db",
        model_dir=str(tiny_bot / "models"),
    )


@pytest.fixture
def actions() -> Actions:
    return Actions()


@pytest.fixture
def make_agent(
    settings: Settings, tiny_processor: MessageProcessor, actions: Actions
) -> Iterator[Callable[[], Assistant]]:
    """Makes an assistant on the test's tracker, as a start of the process would."""
    books = []

    def make() -> Assistant:
        book = Book(host=settings.tracker_url)
        books.append(book)
        agent = Assistant(tracker_store=book, action_endpoint=actions)
        agent.processor = copy.copy(tiny_processor)
        agent.processor.tracker_store = book
        agent.processor.lock_store = agent.lock_store
        agent.processor.action_endpoint = actions
        agent.domain = book.domain = agent.processor.domain
        return agent

    yield make
    for book in books:
        book.close()


@pytest.fixture
def agent(make_agent: Callable[[], Assistant]) -> Assistant:
    return make_agent()


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[Sanic], Awaitable[httpx.AsyncClient]]]:
    """Serves a Sanic app on a free port of loopback; gives a client for it."""
    async with AsyncExitStack() as stack:

        async def start(app: Sanic) -> httpx.AsyncClient:
            listener = socket.socket()
            listener.bind(("127.0.0.1", 0))
            server = await app.create_server(
                sock=listener, return_asyncio_server=True, access_log=False
            )
            await server.startup()
            await server.start_serving()
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
            client = await stack.enter_async_context(
                httpx.AsyncClient(base_url=address, trust_env=False)
            )
            stack.push_async_callback(server.wait_closed)
            stack.callback(server.close)
            return client

        yield start


@pytest.fixture(autouse=True)
def _many_apps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sanic allows one app of a name, and one start, in a process; but for tests."""
    monkeypatch.setattr(Sanic, "test_mode", True)


@pytest.fixture
async def inner(
    settings: Settings, agent: Assistant, serve: Callable[[Sanic], Awaitable[httpx.AsyncClient]]
) -> httpx.AsyncClient:
    """A client of the inner channel that knows the secret."""
    client = await serve(create_app(settings, agent))
    client.headers["x-mend-secret"] = settings.inner_secret
    return client
