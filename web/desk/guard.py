"""Who is asking, and did they mean to: session cookie, form tokens, headers of every answer."""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mend.store import Store, agents
from mend.store.agents import SESSION_LIFE, Role, SignedIn

SESSION_COOKIE = "mend_desk"
FORM_COOKIE = "mend_desk_form"  # before there is a session, the sign-in form's token hangs on it
COOKIE_PATH = "/desk"
FORM_LIMIT = 8192  # bytes; only a note may be larger

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class SafeHeaders:
    """Puts HEADERS on every answer."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the head of its answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, send_with_headers)


class NotSignedIn(Exception):
    """Nobody is signed in, or the session's time is over."""


@dataclass(frozen=True)
class Guard:
    """Checks of one desk; `secret` signs the sign-in form's token."""

    store: Store
    secret: str

    async def agent(self, request: Request, needed: Role = Role.VIEWER) -> SignedIn:
        """The agent who asks. Raises NotSignedIn, or 403 when the role does not cover `needed`."""
        session = await run_in_threadpool(self._session, request.cookies.get(SESSION_COOKIE))
        if session is None:
            raise NotSignedIn
        if not session.role.covers(needed):
            raise HTTPException(403)
        return session

    def _session(self, cookie: str | None) -> SignedIn | None:
        if not cookie:
            return None
        with self.store.glance() as page:
            session = agents.signed_in(page, cookie)
            due = session is not None and session.stale(page.now)
        if due:
            with self.store.page() as page:
                agents.touch(page, cookie)
        return session

    async def form(
        self, request: Request, session: SignedIn, limit: int = FORM_LIMIT
    ) -> dict[str, str]:
        """The fields of a form that was made for this session. Raises what `read_form` does, and 403 for another's."""
        fields = await read_form(request, limit)
        if not same(fields.get("csrf", ""), session.csrf):
            raise HTTPException(403)
        return fields

    def form_token(self, cookie: str) -> str:
        """The token of a sign-in form whose browser holds this form cookie."""
        return hmac.new(self.secret.encode(), b"desk form|" + cookie.encode(), sha256).hexdigest()

    def check_sign_in_form(self, request: Request, token: str) -> None:
        """Raise 403 unless this browser was given this sign-in form."""
        cookie = request.cookies.get(FORM_COOKIE, "")
        if not cookie or not same(token, self.form_token(cookie)):
            raise HTTPException(403)


async def read_form(request: Request, limit: int = FORM_LIMIT) -> dict[str, str]:
    """The fields of a form of at most `limit` bytes posted from our own pages, the first of each name.

    Raises 403 for a post from elsewhere, 413 for a large one, 415 for what is not a form.
    """
    # Browsers leave the header out only on addresses they do not trust (plain http, not loopback).
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise HTTPException(403)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise HTTPException(413)
    try:
        fields = parse_qs(body.decode("ascii"), errors="replace", max_num_fields=10)
    except ValueError:
        raise HTTPException(400) from None
    return {name: values[0] for name, values in fields.items()}


def same(given: str, wanted: str) -> bool:
    """Whether two tokens are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def new_form_cookie() -> str:
    """A value for FORM_COOKIE."""
    return secrets.token_urlsafe(16)


def set_cookie(request: Request, response: Response, name: str, value: str) -> None:
    """Set one of our cookies: out of reach of scripts and of other sites."""
    response.set_cookie(
        name,
        value,
        max_age=int(SESSION_LIFE.total_seconds()),
        path=COOKIE_PATH,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def drop_cookie(request: Request, response: Response, name: str) -> None:
    """Take one of our cookies back."""
    response.delete_cookie(
        name,
        path=COOKIE_PATH,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
