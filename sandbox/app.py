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

from sandbox import (
    activation,
    inventory,
    party_interaction,
    service_problem,
    service_test,
    trouble_ticket,
)
from sandbox.clock import Clock
from sandbox.control import Control
from sandbox.demo import Demo
from sandbox.exchange import Answer
from sandbox.identity import Signer, read_key
from sandbox.provider import Provider
from sandbox.server import TrailingSlash, control_route, refuse, respond, tmf_route

HEARTBEAT = 0.2  # seconds, real

log = logging.getLogger("sandbox")


def create_app(
    chat_url: str,
    own_url: str,
    *,
    desk_url: str | None = None,
    key_file: Path | None = None,
    problem_starts: float = 60.0,
    problem_resolves: float = 600.0,
    test_takes: float = 20.0,
    action_takes: float = 30.0,
) -> Starlette:
    """The sandbox. `own_url` is its origin as browsers and the other processes reach it, also the
    token issuer.

    The four durations are sandbox seconds: a service problem's way to in progress and to resolved,
    a line test, a remote action. Raises ValueError for an address that is not an origin or a key
    file that holds no key.
    """
    provider = Provider(
        own_url, Clock(), problem_starts, problem_resolves, test_takes, action_takes
    )
    demo = Demo(provider, Signer(own_url, read_key(key_file)), chat_url, own_url, desk_url)
    app = Starlette(
        routes=[*_tmf_routes(provider), *_control_routes(provider), *demo.routes()],
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
                await provider.problem_hub.deliver_due()
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


def _tmf_routes(provider: Provider) -> list[Route]:
    # The handlers are looked up at each call, because a reset puts new systems in their place.
    p = provider
    resources = [
        (
            inventory.BASE,
            "/product",
            {"GET": lambda call: p.search_products(call)},
        ),
        (inventory.BASE, "/product/{id}", {"GET": lambda call: p.get_product(call)}),
        (
            service_problem.BASE,
            "/serviceProblem",
            {
                "GET": lambda call: p.problems.search(call),
                "POST": lambda call: p.problems.create(call),
            },
        ),
        (
            service_problem.BASE,
            "/serviceProblem/{id}",
            {
                "GET": lambda call: p.problems.get(call),
                "PATCH": lambda call: p.problems.patch(call),
            },
        ),
        (service_problem.BASE, "/hub", {"POST": lambda call: p.problem_hub.subscribe(call)}),
        (
            service_problem.BASE,
            "/hub/{id}",
            {"DELETE": lambda call: p.problem_hub.unsubscribe(call)},
        ),
        (
            service_test.BASE,
            "/serviceTest",
            {"GET": lambda call: p.tests.search(call), "POST": lambda call: p.tests.create(call)},
        ),
        (service_test.BASE, "/serviceTest/{id}", {"GET": lambda call: p.tests.get(call)}),
        (activation.BASE, "/service", {"GET": lambda call: p.activations.list_services(call)}),
        (
            activation.BASE,
            "/service/{id}",
            {
                "GET": lambda call: p.activations.get_service(call),
                "PATCH": lambda call: p.activations.request(call),
            },
        ),
        (activation.BASE, "/monitor", {"GET": lambda call: p.activations.list_monitors(call)}),
        (activation.BASE, "/monitor/{id}", {"GET": lambda call: p.activations.get_monitor(call)}),
        (
            trouble_ticket.BASE,
            "/troubleTicket",
            {
                "GET": lambda call: p.tickets.search(call),
                "POST": lambda call: p.tickets.create(call),
            },
        ),
        (
            trouble_ticket.BASE,
            "/troubleTicket/{id}",
            {"GET": lambda call: p.tickets.get(call), "PATCH": lambda call: p.tickets.patch(call)},
        ),
        (
            party_interaction.BASE,
            "/partyInteraction",
            {
                "GET": lambda call: p.interactions.search(call),
                "POST": lambda call: p.interactions.create(call),
            },
        ),
        (
            party_interaction.BASE,
            "/partyInteraction/{id}",
            {"GET": lambda call: p.interactions.get(call)},
        ),
    ]
    return [
        tmf_route(provider, base.split("/")[2], base + path, handlers)
        for base, path, handlers in resources
    ]


def _control_routes(provider: Provider) -> list[Route]:
    control = Control(provider)
    return [
        control_route(provider, "/sandbox/clock", "POST", control.advance),
        control_route(provider, "/sandbox/faults", "POST", control.faults),
        control_route(provider, "/sandbox/service-problems/{id}/move", "POST", control.move),
        control_route(provider, "/sandbox/reset", "POST", control.reset),
        control_route(provider, "/sandbox/state", "GET", control.state),
        Route("/health", _health),
    ]


async def _health(request: Request) -> Response:
    del request
    return respond(Answer(200, {"status": "ok"}))
