"""The inner channel: one turn in, its whole reply out. The only way into Rasa, for web/chat alone, on loopback.

Typed text is only ever words: what would make it a command is stripped before Rasa sees it, and a button's or
prompt's payload is taken apart here and enters as parse data. Needs `addons.tracker_store.Book`, for a message
that the book holds already is answered from there and not run again.
"""

import asyncio
import hmac
import logging
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from addons.tracker_store import book_of
from addons.turn import NAME, BadTurn, Turn, load_object, turn_of
from mend.settings import SECRET_HEADER

log = logging.getLogger(__name__)

BODY_LIMIT = 64 * 1024  # bytes; 4000 characters take at most 48 KB when JSON escapes all of them
RANKED = 5  # of the ranking, what a question "did you mean" and an agent can use


class TooSlow(Exception):
    """The turn has not ended within the deadline; it goes on."""


class Kept(OutputChannel):  # type: ignore[misc]
    """Sends nothing: Rasa records what was said, and the reply is read from the record."""

    @classmethod
    def name(cls) -> str:
        """The channel's name, by which a response may have a variant of its own."""
        return NAME

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Called by Rasa for each bubble."""


class Inner(InputChannel):  # type: ignore[misc]
    """`POST turn` and `GET health` under Rasa's `/webhooks/inner/`."""

    def __init__(self, secret: str, deadline: float = 15.0) -> None:
        """`deadline` in seconds: how long a caller is kept waiting; the turn itself goes on."""
        if len(secret) < 32:
            raise RasaException("The inner channel needs a secret of at least 32 characters.")
        self._secret = secret.encode()
        self._deadline = deadline
        self._running: dict[tuple[str, str], asyncio.Task[list[Event]]] = {}

    @classmethod
    def name(cls) -> str:
        """The channel's name in routes and on recorded messages."""
        return NAME

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "Inner":
        """Made by Rasa from `credentials.yml`: `secret`, and `deadline` in seconds."""
        if not credentials or "secret" not in credentials:
            raise RasaException("The inner channel needs a `secret` in credentials.yml.")
        return cls(**credentials)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes; `on_new_message` runs a turn through Rasa."""

        async def turn(request: Request) -> HTTPResponse:
            given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
            if not hmac.compare_digest(given, self._secret):
                return _error(401, "bad_secret")
            try:
                asked = read_turn(request.headers.get("content-type", ""), request.body)
                events = await self._answer(request.app, asked, on_new_message)
                return response.json(reply(events))
            except BadTurn as error:
                return _error(422, "bad_turn", str(error))
            except TooSlow:
                return _error(504, "too_slow")
            except Exception as error:
                # Messages of exceptions may hold what the customer wrote, so only kind and place are logged.
                trace = "".join(traceback.format_tb(error.__traceback__))
                log.error("a turn failed with %s\n%s", type(error).__name__, trace)
                return _error(503, "try_again")

        routes = Blueprint(f"{NAME}_channel")
        routes.add_route(_health, "/health", methods=["GET"])
        routes.add_route(turn, "/turn", methods=["POST"])
        routes.listener(self._finish, "before_server_stop")
        return routes

    async def _finish(self, _app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        """Let turns whose caller has gone come to their end."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=self._deadline)

    async def _answer(
        self, app: Sanic, turn: Turn, run: Callable[[UserMessage], Awaitable[Any]]
    ) -> list[Event]:
        """The turn's events, from the record or by running it. Raises TooSlow."""
        task = self._running.get(turn.key)
        if task is None:
            task = asyncio.create_task(run_turn(app.ctx.agent, turn, run))
            self._running[turn.key] = task
            task.add_done_callback(lambda ended: self._forget(turn, ended))
        # wait() leaves the task alone when the deadline passes and when the caller hangs up.
        done, _ = await asyncio.wait({task}, timeout=self._deadline)
        if not done:
            raise TooSlow
        return task.result()

    def _forget(self, turn: Turn, ended: "asyncio.Task[list[Event]]") -> None:
        self._running.pop(turn.key, None)
        if not ended.cancelled():
            ended.exception()  # seen here, in case nobody waits any more


async def _health(request: Request) -> HTTPResponse:
    agent = getattr(request.app.ctx, "agent", None)
    ready = agent is not None and agent.is_ready()
    return response.json({"ready": ready}, status=200 if ready else 503)


async def run_turn(
    agent: Agent, turn: Turn, run: Callable[[UserMessage], Awaitable[Any]]
) -> list[Event]:
    """The turn's events, from the record if it was run before. Raises BadTurn, and what Rasa raises."""
    book = book_of(agent.tracker_store)
    earlier = await book.turn(*turn.key)
    if earlier is not None:
        return earlier
    if turn.parse_data and turn.parse_data["intent"]["name"] not in agent.domain.intents:
        raise BadTurn("the payload's intent is not in the domain")
    await run(
        UserMessage(
            turn.text,
            Kept(),
            turn.conversation,
            parse_data=turn.parse_data,
            input_channel=NAME,
            message_id=turn.message_id,
            metadata={"customer": turn.customer},
        )
    )
    now = await book.turn(*turn.key)
    if now is None:
        raise RuntimeError("the turn left no record")
    return now


def read_turn(content_type: str, body: bytes) -> Turn:
    """The turn in a request. Raises BadTurn."""
    if content_type.split(";")[0].strip().lower() != "application/json":
        raise BadTurn("the body must be application/json")
    if len(body) > BODY_LIMIT:
        raise BadTurn(f"the body must not be larger than {BODY_LIMIT} bytes")
    return turn_of(load_object(body, "the body"))


def reply(events: list[Event]) -> dict[str, Any]:
    """The answer's body for the events of one turn: what was said, and how the message was understood."""
    user = next(event for event in events if isinstance(event, UserUttered))
    parsed = user.parse_data
    return {
        "messages": [_bubble(event.message()) for event in events if isinstance(event, BotUttered)],
        "understood": {
            "intent": parsed["intent"].get("full_retrieval_intent_name")
            or parsed["intent"].get("name"),
            "confidence": parsed["intent"].get("confidence"),
            "ranking": [
                {"name": intent["name"], "confidence": intent["confidence"]}
                for intent in parsed.get("intent_ranking", [])[:RANKED]
            ],
            "entities": [
                {"entity": entity["entity"], "value": entity["value"]}
                for entity in parsed["entities"]
            ],
        },
    }


def _bubble(message: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": message.get("text") or "",
        "buttons": [
            {"title": str(button["title"]), "payload": str(button["payload"])}
            for button in message.get("buttons") or []
        ],
        "metadata": message.get("metadata") or {},
    }


def _error(status: int, code: str, message: str = "") -> HTTPResponse:
    return response.json({"error": code, "message": message}, status=status)
