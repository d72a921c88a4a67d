"""The sweeper: answers what a process that died had accepted and not finished."""

import asyncio
import logging

from mend.store import StoreError, turns
from web.book import Book
from web.chat.turns import Turns

log = logging.getLogger("mend.chat")

SWEEP_SECONDS = 5.0


async def sweep(book: Book, runner: Turns, every: float = SWEEP_SECONDS) -> None:
    """Wake the conversations whose customer waits while nobody is at work, until cancelled."""
    while True:
        try:
            for conversation in await book.read(turns.unfinished):
                runner.wake(conversation)
        except StoreError as error:
            log.error("sweeper: record book: %s", type(error).__name__)
        await asyncio.sleep(every)
