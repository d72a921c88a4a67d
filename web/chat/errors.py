"""What the chat face refuses and how it says so: `{"error": code, "message": sentence}`."""

import logging
from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mend.store import StoreError

log = logging.getLogger("mend.chat")

# code → status and sentence; docs/architecture.md lists the same codes.
REFUSALS = {
    "bad_json": (400, "The body is not one JSON object with each name once."),
    "no_session": (401, "The session token is missing, expired or not valid; open a new session."),
    "bad_identity": (401, "The identity token is not valid."),
    "bad_origin": (403, "This page may not use the chat."),
    "not_found": (404, "There is nothing here."),
    "not_allowed": (405, "This address does not take that method."),
    "too_slow": (408, "The body took too long to arrive."),
    "old_button": (410, "The conversation has gone on; this button is not valid any more."),
    "too_long": (413, "That is too long: at most 4000 characters, in a body of at most 16 KB."),
    "not_json": (415, "The body must be application/json."),
    "empty": (422, "There is no text."),
    "bad_message": (422, "The message does not have the right form."),
    "bad_button": (422, "There is no such button."),
    "id_reused": (422, "This message id was used for another message."),
    "slow_down": (429, "Too many requests; wait a moment."),
    "broken": (500, "Something went wrong on our side."),
    "try_again": (503, "Not available just now; try again in a moment."),
}
RETRY_SECONDS = 2


class Refusal(Exception):
    """The request is answered with the error `code`; `retry_after` in whole seconds."""

    def __init__(self, code: str, retry_after: int | None = None):
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after


def answer(code: str, retry_after: int | None = None) -> JSONResponse:
    """The response for an error code of REFUSALS."""
    status, sentence = REFUSALS[code]
    headers = {}
    if code in ("slow_down", "try_again"):
        headers["Retry-After"] = str(retry_after or RETRY_SECONDS)
    if code in ("too_long", "too_slow"):
        headers["Connection"] = "close"  # the rest of the body is not read
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse({"error": code, "message": sentence}, status, headers)


async def refuse(_request: Request, refusal: Exception) -> Response:
    """Starlette's handler for a Refusal."""
    given = cast(Refusal, refusal)
    return answer(given.code, given.retry_after)


async def refuse_http(_request: Request, error: Exception) -> Response:
    """Starlette's handler for its own 404 and 405."""
    status = cast(HTTPException, error).status_code
    return answer("not_allowed" if status == 405 else "not_found")


async def refuse_database(_request: Request, error: Exception) -> Response:
    """The record book is away or locked: nothing was stored, the client may repeat."""
    log.error("record book: %s", type(error).__name__)
    return answer("try_again")


HANDLERS = {
    Refusal: refuse,
    HTTPException: refuse_http,
    StoreError: refuse_database,
}
