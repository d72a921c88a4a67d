"""What anybody may fetch: the chat window's script and the guides' drawings."""

import asyncio
import hashlib
import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from web.chat.errors import Refusal

SCRIPT = Path(__file__).parent / "static" / "widget.js"
SCRIPT_SECONDS = 300
PICTURE_SECONDS = 3600
PICTURE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\.svg")
# A drawing opened by itself is a document of our origin: no script, no requests, no origin.
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


class Files:
    """Serves files with an ETag, so that a browser that has one is told so."""

    def __init__(self, pictures: Path, script: Path = SCRIPT):
        self.pictures = pictures
        self.script = script

    async def widget(self, request: Request) -> Response:
        """GET /chat/widget.js"""
        return await _serve(request, self.script, "text/javascript", SCRIPT_SECONDS, {})

    async def picture(self, request: Request) -> Response:
        """GET /chat/pictures/{name}"""
        name = request.path_params["name"]
        if not PICTURE_NAME.fullmatch(name):
            raise Refusal("not_found")
        headers = {"Content-Security-Policy": PICTURE_POLICY}
        return await _serve(
            request, self.pictures / name, "image/svg+xml", PICTURE_SECONDS, headers
        )


async def _serve(
    request: Request, path: Path, kind: str, seconds: int, headers: dict[str, str]
) -> Response:
    try:
        content = await asyncio.to_thread(path.read_bytes)
    except OSError:
        raise Refusal("not_found") from None
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {**headers, "ETag": tag, "Cache-Control": f"public, max-age={seconds}"}
    known = {given.strip() for given in request.headers.get("if-none-match", "").split(",")}
    if known & {tag, f"W/{tag}", "*"}:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=kind, headers=headers)
