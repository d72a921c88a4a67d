"""Stand-ins for the chat service and for an operator's site, to test the chat window alone.

The chat service speaks the API of docs/architecture.md with scripted replies; the operator's page
lives on another origin and has a strict content security policy. Each runs on a thread of its own.
"""

import base64
import json
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

WIDGET = Path(__file__).parents[3] / "web" / "chat" / "static" / "widget.js"

PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200">
<rect width="320" height="200" fill="#eef2f7"/>
<rect x="50" y="60" width="220" height="80" rx="12" fill="#33415c"/>
<circle cx="90" cy="100" r="9" fill="#3fbf6b"/><circle cx="130" cy="100" r="9" fill="#3fbf6b"/>
<circle cx="170" cy="100" r="9" fill="#d94a3f"/><circle cx="210" cy="100" r="9" fill="#5b6b8a"/>
</svg>"""

Json = dict[str, Any]


def jwt(sub: str) -> str:
    """An identity token as the window reads it; the stand-in does not check its signature."""

    def part(value: Json) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'none'})}.{part({'sub': sub, 'aud': 'mend'})}.x"


def subject(token: str) -> str:
    """The customer that a token of `jwt` names."""
    body = token.split(".")[1]
    sub: str = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))["sub"]
    return sub


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass
class Talk:
    """One conversation: its messages, and whether a turn is under way."""

    id: str
    customer: str | None = None
    messages: list[Json] = field(default_factory=list)
    working_until: float = 0.0
    late: list[Json] = field(default_factory=list)

    def say(self, text: str, author: str = "mend", **more: Any) -> Json:
        """Add a message and return it."""
        message = {
            "seq": len(self.messages) + 1,
            "id": None,
            "from": author,
            "text": text,
            "at": _now(),
            "buttons": [],
            "about": None,
            **more,
        }
        self.messages.append(message)
        return message


class Backend:
    """What the stand-ins remember, and what a test may set."""

    def __init__(self) -> None:
        self.chat = ""
        self.site = ""
        self.reset()

    def reset(self) -> None:
        """Start a test from nothing."""
        self.talks: dict[str, Talk] = {}
        self.sessions: list[Json] = []
        self.posts: list[Json] = []
        self.gets: list[int] = []
        self.faults: list[tuple[int, str, dict[str, str]]] = []
        self.opening: list[Json] = [{"text": "Hello. What can I help you with?"}]
        self.replies: dict[str, list[Json]] = {}
        self.slow: dict[str, float] = {}
        self.expecting = False
        self.customer: str | None = None
        self.poll = 1

    @property
    def talk(self) -> Talk:
        """The newest conversation."""
        return list(self.talks.values())[-1]

    def page(self, **attributes: str) -> str:
        """The address of an operator's page whose script tag has these data attributes."""
        query = "&".join(f"{name}={value}" for name, value in attributes.items())
        return f"{self.site}/page?{query}"

    def _token_of(self, request: Request) -> Talk | None:
        return self.talks.get(request.headers.get("authorization", "").removeprefix("Bearer "))

    async def session(self, request: Request) -> Response:
        """POST /chat/session."""
        body = await request.json()
        self.sessions.append(body)
        customer = subject(body["identity"]) if body.get("identity") else None
        talk = self.talks.get(body.get("session", ""))
        if talk is None or (customer and talk.customer not in (None, customer)):
            talk = Talk(uuid.uuid4().hex)
            for opening in self.opening:
                talk.say(**opening)
        token = uuid.uuid4().hex
        talk.customer = customer or talk.customer
        self.talks[token] = talk
        return JSONResponse(
            {
                "token": token,
                "conversation": talk.id,
                "signed_in": talk.customer is not None,
                "name": talk.customer,
                "expires": "2099-01-01T00:00:00+00:00",
                "limit": 4000,
                "poll": self.poll,
            }
        )

    async def read(self, request: Request) -> Response:
        """GET /chat/messages."""
        talk = self._token_of(request)
        if talk is None:
            return _error(401, "no_session")
        after = int(request.query_params["after"])
        self.gets.append(after)
        working = time.monotonic() < talk.working_until
        if not working:
            for reply in talk.late:
                talk.say(**reply)
            talk.late.clear()
        messages = [message for message in talk.messages if message["seq"] > after]
        return JSONResponse({"messages": messages, "working": working, "expecting": self.expecting})

    async def write(self, request: Request) -> Response:
        """POST /chat/messages."""
        body = await request.json()
        self.posts.append(body)
        talk = self._token_of(request)
        if self.faults:
            status, code, headers = self.faults.pop(0)
            return _error(status, code, headers)
        if talk is None:
            return _error(401, "no_session")
        known = next((m for m in talk.messages if m["id"] == body["id"]), None)
        if known is None:
            text = self._text(talk, body)
            known = talk.say(text, "customer", id=body["id"])
            replies = self.replies.get(text, [{"text": f"You wrote: {text}"}])
            if text in self.slow:
                talk.working_until = time.monotonic() + self.slow[text]
                talk.late = list(replies)
            else:
                for reply in replies:
                    talk.say(**reply)
        working = time.monotonic() < talk.working_until
        return JSONResponse(
            {
                "accepted": {"id": known["id"], "seq": known["seq"]},
                "messages": [m for m in talk.messages if m["seq"] > known["seq"]],
                "working": working,
                "expecting": self.expecting,
            },
            status_code=202 if working else 200,
        )

    @staticmethod
    def _text(talk: Talk, body: Json) -> str:
        if "button" not in body:
            return str(body["text"])
        message = talk.messages[body["button"]["message"] - 1]
        return str(message["buttons"][body["button"]["index"]]["title"])

    async def who(self, request: Request) -> Response:
        """GET /identity on the operator's site: a token for the customer who is signed in there."""
        if self.customer is None or request.cookies.get("site") != "1":
            return Response(status_code=204)
        return JSONResponse({"token": jwt(self.customer)})

    async def host(self, request: Request) -> Response:
        """The operator's page."""
        attributes = " ".join(
            f'data-{name}="{value}"' for name, value in request.query_params.items()
        )
        policy = (
            f"default-src 'none'; script-src {self.chat}; connect-src 'self' {self.chat}; "
            f"img-src {self.chat}; base-uri 'none'; form-action 'none'; "
            "require-trusted-types-for 'script'; trusted-types lit-html"
        )
        return HTMLResponse(
            f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Brightwater</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script src="{self.chat}/chat/widget.js" {attributes} defer></script></head>
<body><main><h1>Broadband help</h1><p>Your line, your router and your bill.</p></main></body>
</html>""",
            headers={
                "content-security-policy": policy,
                "set-cookie": "site=1; SameSite=Strict; Path=/",
            },
        )


def _error(status: int, code: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": code, "message": code}, status_code=status, headers=headers)


async def _widget(_: Request) -> Response:
    return Response(WIDGET.read_bytes(), media_type="text/javascript")


async def _picture(_: Request) -> Response:
    return Response(PICTURE, media_type="image/svg+xml")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _serve(app: Starlette, port: int) -> Iterator[None]:
    config = uvicorn.Config(app, port=port, log_level="error", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        if time.monotonic() > deadline:
            raise RuntimeError("the stand-in did not start")
        time.sleep(0.01)
    yield
    server.should_exit = True
    thread.join(5)


@contextmanager
def running() -> Iterator[Backend]:
    """Both stand-ins, up and listening."""
    backend = Backend()
    chat_port, site_port = _free_port(), _free_port()
    backend.chat = f"http://127.0.0.1:{chat_port}"
    backend.site = f"http://localhost:{site_port}"
    cors = Middleware(
        CORSMiddleware,
        allow_origins=[backend.site],
        allow_methods=["GET", "POST"],
        allow_headers=["authorization", "content-type"],
        expose_headers=["retry-after"],
    )
    chat = Starlette(
        routes=[
            Route("/chat/widget.js", _widget),
            Route("/chat/pictures/lights.svg", _picture),
            Route("/chat/session", backend.session, methods=["POST"]),
            Route("/chat/messages", backend.read, methods=["GET"]),
            Route("/chat/messages", backend.write, methods=["POST"]),
        ],
        middleware=[cors],
    )
    site = Starlette(routes=[Route("/page", backend.host), Route("/identity", backend.who)])
    with _serve(chat, chat_port), _serve(site, site_port):
        yield backend
