"""Reading what a client system sends: bounded bodies, strict JSON, text that any database can keep."""

import asyncio
from collections.abc import Collection
from typing import Any

from starlette.requests import Request

from web.strict import BadJson, parse
from web.tmf.errors import TmfError

BODY_BYTES = 256 * 1024
BODY_SECONDS = 10.0
DEPTH = 32

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
JSON_PATCH = "application/json-patch+json"


def media_type(request: Request, allowed: Collection[str]) -> str:
    """The body's media type. Raises TmfError 68."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if kind not in allowed or coding != "identity":
        headers = {"Accept-Patch": ", ".join(allowed)} if request.method == "PATCH" else {}
        raise TmfError("68", f"The body must be {' or '.join(allowed)}, not compressed.", headers)
    return kind


async def read_object(request: Request) -> dict[str, Any]:
    """The JSON object in the body. Raises TmfError 21, 22, 63, 66, 68."""
    media_type(request, (JSON,))
    content = await read_json(request)
    if not isinstance(content, dict):
        raise TmfError("22", "The body must be one JSON object.")
    return content


async def read_json(request: Request) -> Any:
    """The JSON in the body. Raises TmfError 21, 22, 63, 66."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await _read(request)
    except TimeoutError:
        raise TmfError("63", "The body took too long to arrive.") from None
    if not body.strip():
        raise TmfError("21", "There is no body.")
    try:
        content = parse(body)
    except BadJson:
        raise TmfError("22", "The body is not JSON in UTF-8 with each name once.") from None
    check_texts(content)
    return content


async def _read(request: Request) -> bytes:
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > BODY_BYTES:
        raise _too_large()
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES:
            raise _too_large()
    return bytes(body)


def _too_large() -> TmfError:
    return TmfError("66", f"A body has at most {BODY_BYTES // 1024} KB.")


def check_texts(value: Any, depth: int = 0) -> None:
    """Raise TmfError 22 for text that not every database can keep, and for what is nested too deep."""
    if depth > DEPTH:
        raise TmfError("22", f"The body is nested deeper than {DEPTH}.")
    if isinstance(value, str):
        if not keepable(value):
            raise TmfError("22", "The body holds a NUL character or half a surrogate pair.")
    elif isinstance(value, dict):
        for name, inner in value.items():
            check_texts(name, depth + 1)
            check_texts(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            check_texts(inner, depth + 1)


def keepable(text: str) -> bool:
    """Whether PostgreSQL and UTF-8 take the text as it is."""
    return "\x00" not in text and not any("\ud800" <= each <= "\udfff" for each in text)
