"""The sandbox as a Starlette application: the TM Forum APIs, the controls, the demo page."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.clock import Clock
from sandbox.demo import Demo
from sandbox.exchange import Answer
from sandbox.hub import deliver_all
from sandbox.identity import Signer, read_key
from sandbox.pace import Pace
from sandbox.provider import Provider
from sandbox.routes import control_routes, tmf_routes
from sandbox.server import TrailingSlash, refuse, respond

HEARTBEAT = 0.2  # seconds, real

log = logging.getLogger("sandbox")


def create_app(
    chat_url: str,
    own_url: str,
    *,
    desk_url: str | None = None,
    key_file: Path | None = None,
    event_token: str | None = None,
    raises_problems: bool = False,
    pace: Pace | None = None,
) -> Starlette:
    """The sandbox. `own_url` is its origin as browsers and the other processes reach it, also the
    token issuer.

    `event_token` is carried by every event that is delivered; with `raises_problems` the ticket
    system raises service problems by itself. Raises ValueError for an address that is not an origin
    or a key file that holds no key.
    """
    provider = Provider(own_url, Clock(), pace or Pace(), event_token, raises_problems)
    demo = Demo(provider, Signer(own_url, read_key(key_file)), chat_url, own_url, desk_url)
    app = Starlette(
        routes=[
            *tmf_routes(provider),
            *control_routes(provider),
            Route("/health", _health),
            *demo.routes(),
        ],
        exception_handlers={404: refuse, 405: refuse, 500: refuse},
        middleware=[Middleware(TrailingSlash)],
        lifespan=lambda _: _heartbeat(provider),
    )
    app.router.redirect_slashes = False
    app.state.provider = provider
    return app


@contextlib.asynccontextmanager
async def _heartbeat(provider: Provider) -> AsyncIterator[None]:
    """While the application runs, do what falls due and deliver events."""

    async def beat() -> None:
        while True:
            try:
                provider.agenda.run_due()
                await deliver_all(provider.hubs.values())
            except Exception:
                log.exception("the sandbox's heartbeat missed a beat")
            await asyncio.sleep(HEARTBEAT)

    task = asyncio.create_task(beat())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _health(request: Request) -> Response:
    del request
    return respond(Answer(200, {"status": "ok"}))
