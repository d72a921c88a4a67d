"""The record book for async callers: pages are written and read in threads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from mend.store import Page, Store

P = ParamSpec("P")
T = TypeVar("T")

# Together as many as PostgreSQL connections in the pool (mend.store.engine), so none waits for one.
READERS = 4
WRITERS = 4


class Book:
    """A Store whose pages do not block the event loop."""

    def __init__(self, store: Store):
        self.store = store
        # SQLite has one writer at a time and its busy handler is not fair: a queue of ours is.
        writers = 1 if store.engine.dialect.name == "sqlite" else WRITERS
        self._writing = ThreadPoolExecutor(writers, "book-write")
        self._reading = ThreadPoolExecutor(READERS, "book-read")

    def now(self) -> datetime:
        """The store's time."""
        return self.store.clock()

    async def write(
        self, sentence: Callable[Concatenate[Page, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `sentence(page, …)` in a write transaction."""

        def run() -> T:
            with self.store.page() as page:
                return sentence(page, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._writing, run)

    async def read(
        self, sentence: Callable[Concatenate[Page, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `sentence(page, …)` in a read transaction."""

        def run() -> T:
            with self.store.glance() as page:
                return sentence(page, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._reading, run)

    def close(self) -> None:
        """Let the threads end."""
        self._writing.shutdown(wait=False)
        self._reading.shutdown(wait=False)
