"""What the TMF face refuses and how it says so: TM Forum's Error `{code, reason, message, status, @type}`."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mend.store import StoreError

log = logging.getLogger("mend.tmf")

MEDIA_TYPE = "application/json;charset=utf-8"
RETRY_SECONDS = 2

# Numbers are those of TM Forum's reference implementations; what they have none for has a word of ours.
REASONS: dict[str, tuple[int, str]] = {
    "1": (500, "Internal error"),
    "5": (503, "The service is temporarily unavailable"),
    "21": (400, "Missing body"),
    "22": (400, "Invalid body"),
    "23": (400, "Missing body field"),
    "24": (400, "Invalid body field"),
    "28": (400, "Invalid query-string parameter value"),
    "40": (401, "Missing credentials"),
    "41": (401, "Invalid credentials"),
    "50": (403, "Access denied"),
    "53": (429, "Too many requests"),
    "60": (404, "Resource not found"),
    "61": (405, "Method not allowed"),
    "63": (408, "Request time-out"),
    "65": (412, "Precondition failed"),
    "66": (413, "Request entity too large"),
    "68": (415, "Unsupported media type"),
    "illegalStatusChange": (409, "Illegal change of status"),
    "externalIdTaken": (409, "External id taken"),
    "alreadySubscribed": (409, "Already subscribed"),
    "testFailed": (409, "Test of the patch failed"),
}


class TmfError(Exception):
    """The request is answered with the error `code` of REASONS; `message` is for whoever reads the log."""

    def __init__(self, code: str, message: str, headers: Mapping[str, str] | None = None):
        super().__init__(code)
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


def invalid(name: str, why: str) -> TmfError:
    """The 400 for a field whose value cannot be used."""
    return TmfError("24", f"{name}: {why}.")


class TmfResponse(JSONResponse):
    """JSON as TM Forum's files name it."""

    media_type = MEDIA_TYPE


def answer(code: str, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """The response for an error code of REASONS."""
    status, reason = REASONS[code]
    told = dict(headers or {})
    if status == 401:
        told["WWW-Authenticate"] = "Bearer"
    if status == 503:
        told.setdefault("Retry-After", str(RETRY_SECONDS))
    if status in (408, 413):
        told["Connection"] = "close"  # the rest of the body is not read
    body = {
        "code": code,
        "reason": reason,
        "message": message,
        "status": str(status),
        "@type": "Error",
    }
    return TmfResponse(body, status, told)


async def refuse(_request: Request, error: Exception) -> Response:
    """Starlette's handler for a TmfError."""
    given = cast(TmfError, error)
    return answer(given.code, given.message, given.headers)


async def refuse_http(request: Request, error: Exception) -> Response:
    """Starlette's handler for its own errors."""
    given = cast(HTTPException, error)
    if given.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return answer("61", f"This address does not take {request.method}.", given.headers)
    return answer("60", "There is nothing at this address.")


async def refuse_database(_request: Request, error: Exception) -> Response:
    """The record book is away or locked: nothing was stored, the client may repeat."""
    log.error("record book: %s", type(error).__name__)
    return answer("5", "The record book does not answer; nothing was changed. Repeat the request.")


BROKEN = answer("1", "Something went wrong on our side.")
HANDLERS = {TmfError: refuse, HTTPException: refuse_http, StoreError: refuse_database}
