"""Reading what comes from outside: bounded bodies, strict JSON, text that any database can keep."""

import asyncio
import re
from typing import Any

from starlette.requests import Request

from web.chat.errors import Refusal
from web.strict import BadJson, parse

BODY_BYTES = 16 * 1024
BODY_SECONDS = 10.0

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


async def read_json(request: Request) -> dict[str, Any]:
    """The request's JSON object. Raises Refusal: not_json, too_long, too_slow or bad_json."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        raise Refusal("not_json")
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await _read_body(request)
    except TimeoutError:
        raise Refusal("too_slow") from None
    try:
        content = parse(body)
    except BadJson:
        raise Refusal("bad_json") from None
    if not isinstance(content, dict):
        raise Refusal("bad_json")
    return content


async def _read_body(request: Request) -> bytes:
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > BODY_BYTES:
        raise Refusal("too_long")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES:
            raise Refusal("too_long")
    return bytes(body)


def clean(text: str) -> str:
    """The text without NUL, and with lone surrogates replaced: PostgreSQL refuses both."""
    return _SURROGATE.sub("\ufffd", text.replace("\x00", ""))


def inert(text: str) -> str:
    """Typed text as the assistant gets it: no control characters, no slash in front.

    Rasa strips a message and takes `/intent{json}` for a command; a customer never may.
    """
    words = re.sub(r"^[\s/]+", "", _CONTROL.sub("", clean(text))).strip()
    return words or "?"
