"""The systems' face as one ASGI application, and how it shares a listener with the desk."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from mend.settings import Settings
from mend.store import Store
from mend.ticket import BASE, SCHEMA
from web.book import Book
from web.buckets import Buckets
from web.crash import Guard
from web.tmf.access import Access
from web.tmf.errors import BROKEN, HANDLERS, log
from web.tmf.hub import Hub
from web.tmf.listeners import APIS, Listeners
from web.tmf.tickets import Tickets

PREFIX = "/tmf-api"
SCHEMA_FILE = Path(__file__).parent / "static" / "CustomerProblemReport.schema.json"

Handler = Callable[[Request], Awaitable[Response]]


def create_app(store: Store, settings: Settings, *, requests: Buckets | None = None) -> Starlette:
    """The TMF621 resource, its hub and our listeners over a record book; all addresses begin with PREFIX."""
    book = Book(store)
    access = Access(book, settings, requests)
    tickets = Tickets(book, access, settings.listeners)
    hub = Hub(book, access, settings.allowed_event_hosts(), settings.listeners)
    listeners = Listeners(book, access)

    async def schema(_request: Request) -> Response:
        return FileResponse(SCHEMA_FILE, media_type="application/schema+json")

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        book.close()

    return Starlette(
        routes=[
            Route(f"{BASE}/troubleTicket", tickets.collection, methods=["GET", "POST"]),
            Route(f"{BASE}/troubleTicket/{{id}}", tickets.one, methods=["GET", "PATCH"]),
            Route(f"{BASE}/hub", hub.collection, methods=["GET", "POST"]),
            Route(f"{BASE}/hub/{{id}}", hub.one, methods=["DELETE"]),
            Route(SCHEMA, schema, methods=["GET"]),
            *(Route(each, listeners.post, methods=["POST"]) for each in listener_paths()),
        ],
        middleware=[Middleware(Guard, sorry=BROKEN, log=log), Middleware(Unslashed)],
        exception_handlers=HANDLERS,
        lifespan=lifespan,
    )


def listener_paths() -> list[str]:
    """Where events may be posted.

    Some systems post to the callback itself, some to `<callback>/listener/<event>`; a callback is `/tmf-api/listener`,
    or the base path of the API that the events are about.
    """
    bases = [f"{PREFIX}/{api}/{version}" for api in APIS for version in ("v4", "v5")]
    return [
        f"{PREFIX}/listener",
        f"{PREFIX}/listener/{{event}}",
        f"{PREFIX}/listener/listener/{{event}}",
        *(f"{base}/listener" for base in bases),
        *(f"{base}/listener/{{event}}" for base in bases),
    ]


class Unslashed:
    """A slash at the end of an address says nothing; a redirect would lose the body of a POST."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and len(scope["path"]) > 1 and scope["path"].endswith("/"):
            scope = {**scope, "path": scope["path"].rstrip("/") or "/"}
        await self.app(scope, receive, send)


def beside(other: ASGIApp, systems: Starlette) -> ASGIApp:
    """One application of two: what begins with PREFIX is `systems`', the rest `other`'s.

    The server starts and ends `systems` only; `other` must need neither.
    """

    async def both(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        ours = scope["type"] != "http" or path == PREFIX or path.startswith(f"{PREFIX}/")
        await (systems if ours else other)(scope, receive, send)

    return both
