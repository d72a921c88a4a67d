"""Which pages may use the chat, and the headers that every answer carries."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.chat.errors import answer

PREFLIGHT_SECONDS = 600

# No cookies anywhere, so no credentials; what is public sets its own cache and policy headers.
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-store",
}


class Cors:
    """Answers preflights and refuses foreign pages: exact match of the Origin, never a pattern."""

    def __init__(self, app: ASGIApp, origins: list[str]):
        self.app = app
        self.origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).getlist("origin")
        allowed = given[0] if len(given) == 1 and given[0] in self.origins else None

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._complete(MutableHeaders(scope=message), allowed)
            await send(message)

        if given and allowed is None:
            await answer("bad_origin")(scope, receive, with_headers)
        elif scope["method"] == "OPTIONS" and allowed is not None:
            await _preflight()(scope, receive, with_headers)
        else:
            await self.app(scope, receive, with_headers)

    def _complete(self, headers: MutableHeaders, allowed: str | None) -> None:
        for name, value in SECURITY.items():
            headers.setdefault(name, value)
        headers.add_vary_header("Origin")
        if allowed is not None:
            headers["Access-Control-Allow-Origin"] = allowed
            headers["Access-Control-Expose-Headers"] = "Retry-After"


def _preflight() -> Response:
    return Response(
        status_code=204,
        headers={
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers": "authorization, content-type",
            "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
        },
    )
