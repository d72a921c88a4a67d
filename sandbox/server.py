"""From HTTP to a handler and back: body cap, JSON, misbehaviour on purpose, errors."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox import misbehaviour
from sandbox.exchange import Answer, Call, TmfError, error_body, read_additions, read_object
from sandbox.provider import Provider

BODY_LIMIT = 256 * 1024  # bytes
JSON_TYPE = "application/json;charset=utf-8"
JSON_PATCH = "application/json-patch+json"
PATCH_TYPES = ("application/json", "application/merge-patch+json", JSON_PATCH)

Handler = Callable[[Call], Answer]


def respond(answer: Answer) -> Response:
    """An Answer as an HTTP response."""
    content = b"" if answer.body is None else json.dumps(answer.body, allow_nan=False).encode()
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **answer.headers}
    media_type = JSON_TYPE if content else None
    return Response(content, answer.status, headers, media_type)


async def read_body(request: Request) -> bytes:
    """The body of a request. Raises TmfError 413 as soon as it is larger than BODY_LIMIT."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise TmfError(413, "22", "Body too large", f"At most {BODY_LIMIT} bytes.")
    return bytes(body)


async def read_call(request: Request) -> Call:
    """A request as a Call; the body of POST and PATCH must be a JSON object.

    A PATCH may be a JSON patch that adds to arrays. Raises TmfError 400, 413, 415.
    """
    path, query = dict(request.path_params), tuple(request.query_params.multi_items())
    if request.method not in ("POST", "PATCH"):
        return Call(path, query)
    declared = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if request.method == "PATCH" and declared not in PATCH_TYPES:
        raise TmfError(415, "25", "Invalid header", f"PATCH takes {', '.join(PATCH_TYPES)}.")
    raw = await read_body(request)
    if declared == JSON_PATCH:
        return Call(path, query, added=read_additions(raw))
    return Call(path, query, read_object(raw))


def tmf_route(provider: Provider, api: str, path: str, handlers: Mapping[str, Handler]) -> Route:
    """The route of one resource of `api`, with a handler for each method."""

    async def endpoint(request: Request) -> Response:
        # Methods without a handler never get here, but for the HEAD that comes with GET.
        method = "GET" if request.method == "HEAD" else request.method
        provider.agenda.run_due()
        try:
            call = await read_call(request)
            fault = provider.api_faults.hitting(api, method)
            if fault is None:
                return respond(handlers[method](call))
            asked = misbehaviour.Request(method, call, lambda: handlers[method](call))
            answer = await misbehaviour.misbehave(fault, asked, provider.agenda)
        except TmfError as error:
            answer = error.answer()
        except misbehaviour.Vanished:
            return await _hang_up(request)
        if isinstance(answer, misbehaviour.Raw):
            return StreamingResponse(answer.content, media_type=answer.kind)
        return respond(answer)

    return Route(path, endpoint, methods=list(handlers))


async def _hang_up(request: Request) -> Response:
    """Close the connection under the server. Raises Vanished where there is none to be closed.

    ASGI has no word for this; uvicorn's `receive` is a method of what holds the connection.
    """
    holder = getattr(request.receive, "__self__", None)
    transport = getattr(holder, "transport", None)
    if transport is None:
        raise misbehaviour.Vanished
    transport.abort()
    await asyncio.sleep(0.05)  # until the server has noticed, and drops what it is given to send
    return Response()


def control_route(provider: Provider, path: str, method: str, handle: Handler) -> Route:
    """The route of one of the sandbox's own controls; they never misbehave.

    A body must be declared as JSON: so a browser asks before it lets a foreign page post here, and
    is refused.
    """

    async def endpoint(request: Request) -> Response:
        provider.agenda.run_due()
        try:
            declared = request.headers.get("content-type", "").split(";")[0].strip()
            if method == "POST" and declared != "application/json":
                raise TmfError(415, "25", "Invalid header", "Send Content-Type: application/json.")
            return respond(handle(await read_call(request)))
        except TmfError as error:
            return respond(error.answer())

    return Route(path, endpoint, methods=[method])


async def refuse(request: Request, error: Exception) -> Response:
    """What the router itself refuses (404, 405), and crashes (500), in TMF630's shape."""
    del request
    if isinstance(error, HTTPException):
        code = {404: "60", 405: "61"}.get(error.status_code, "20")
        body = error_body(error.status_code, code, error.detail)
        return respond(Answer(error.status_code, body, error.headers or {}))
    return respond(Answer(500, error_body(500, "1", "Internal error")))


class TrailingSlash:
    """TM Forum's conformance kit posts to `/troubleTicket/`; a redirect would lose its body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Pass the request on without the slash."""
        path = scope.get("path", "")
        if path.startswith("/tmf-api/") and path.endswith("/"):
            scope = {**scope, "path": path.rstrip("/")}
        return self.app(scope, receive, send)
