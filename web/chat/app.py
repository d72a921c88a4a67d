"""The customers' face as one ASGI application: the only one that the world may reach."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from mend.settings import Settings
from mend.store import Store
from mend.store.turns import Saying
from mend.wiring import PICTURES, RESPONSES
from mend.words import BadWords, Utterance, read_words
from web.book import Book
from web.chat.assistant import Assistant, InnerChannel
from web.chat.cors import Cors
from web.chat.errors import HANDLERS, answer, log
from web.chat.files import Files
from web.chat.health import Health
from web.chat.identity import Identities
from web.chat.limits import Limits
from web.chat.messages import Messages
from web.chat.sessions import Sessions
from web.chat.sweeper import SWEEP_SECONDS, sweep
from web.chat.turns import LEASE_SECONDS, Turns
from web.chat.welcome import Resumable, SignedIn, Welcome
from web.crash import Guard


def create_app(
    store: Store,
    settings: Settings,
    *,
    resumable: Resumable,
    signed_in: SignedIn,
    assistant: Assistant | None = None,
    identities: Identities | None = None,
    limits: Limits | None = None,
    responses: Path = RESPONSES,
    pictures: Path = PICTURES,
    sweep_every: float = SWEEP_SECONDS,
    lease: float = LEASE_SECONDS,
) -> Starlette:
    """The chat face over a record book.

    `resumable` and `signed_in` are called in the session's transaction (see web.chat.welcome).
    Raises BadWords when the apologies are missing, BadSettings for a malformed origin.
    """
    words = read_words(responses)
    book = Book(store)
    answering = assistant or InnerChannel(settings)
    proving = identities or Identities(settings)
    counting = limits or Limits()
    sessions = Sessions(settings.secret, settings.session_hours)
    runner = Turns(
        book,
        answering,
        _apology(words, "utter_sorry"),
        _apology(words, "utter_still_working"),
        settings.turn_timeout,
        lease,
    )
    welcome = Welcome(book, settings, sessions, proving, counting, runner, resumable, signed_in)
    messages = Messages(book, sessions, counting, runner, settings.turn_timeout)
    files = Files(pictures)
    health = Health(book, answering)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        sweeper = asyncio.create_task(sweep(book, runner, sweep_every))
        try:
            yield
        finally:
            sweeper.cancel()
            await runner.close(settings.turn_timeout)
            await answering.close()
            await proving.close()
            book.close()

    return Starlette(
        routes=[
            Route("/chat/session", welcome.post, methods=["POST"]),
            Route("/chat/messages", messages.get, methods=["GET"]),
            Route("/chat/messages", messages.post, methods=["POST"]),
            Route("/chat/widget.js", files.widget, methods=["GET"]),
            Route("/chat/pictures/{name}", files.picture, methods=["GET"]),
            Route("/health", health.get, methods=["GET"]),
        ],
        middleware=[
            Middleware(Cors, origins=settings.allowed_origins()),
            Middleware(Guard, sorry=answer("broken"), log=log),
        ],
        exception_handlers=HANDLERS,
        lifespan=lifespan,
    )


def _apology(words: dict[str, list[Utterance]], name: str) -> Saying:
    """The first wording of a response, which must offer a way on: a person."""
    said = words.get(name)
    if not said or not said[0]["buttons"]:
        raise BadWords(f"{name} is needed in the responses, with a button to a person")
    return Saying(said[0]["text"], tuple(said[0]["buttons"]))
