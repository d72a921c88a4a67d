"""GET /health: can a customer be answered now?"""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse

from mend.store import Page, StoreError, turns
from web.book import Book
from web.chat.assistant import Assistant

BOOK_SECONDS = 2.5


class Health:
    """Asks the record book and the assistant at most once at a time, whoever asks."""

    def __init__(self, book: Book, assistant: Assistant):
        self.book = book
        self.assistant = assistant
        self._look: asyncio.Task[dict[str, bool]] | None = None

    async def get(self, _request: Request) -> JSONResponse:
        """200 when all is well, else 503 with what is not."""
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(self._ask())
        found = await asyncio.shield(self._look)
        body = {name: "ok" if well else "down" for name, well in found.items()}
        return JSONResponse(body, 200 if all(found.values()) else 503)

    async def _ask(self) -> dict[str, bool]:
        database, assistant = await asyncio.gather(self._database(), self.assistant.healthy())
        return {"database": database, "assistant": assistant}

    async def _database(self) -> bool:
        try:
            async with asyncio.timeout(BOOK_SECONDS):
                await self.book.read(_touch)
        except (StoreError, TimeoutError):
            return False
        return True


def _touch(page: Page) -> None:
    turns.unfinished(page, limit=1)
