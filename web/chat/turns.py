"""The turn runner: a task of its own for each conversation with work, shielded from its requests.

The customer's messages come first and in order, prompts after them. The turn is a lease in the
record book, kept alive while the assistant thinks, so that another process waits, and overtakes
soon after this one has died.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from uuid import uuid4

from mend.store import Page, StoreError, inbox, prompts, turns
from mend.store.inbox import Entry
from mend.store.prompts import Prompt
from mend.store.turns import Saying, TurnLost, Understood
from web.book import Book
from web.chat.assistant import (
    Ask,
    Assistant,
    AssistantDown,
    AssistantRefuses,
    AssistantSlow,
    Reply,
)
from web.chat.strict import inert
from web.crash import places

log = logging.getLogger("mend.chat")

LEASE_SECONDS = 5.0
LOOK_AGAIN = 0.15  # at a turn that another process holds
PROMPT_REST = 10.0  # after a prompt could not be said
AT_ONCE = 48  # turns of all conversations; the others queue here, not in the assistant
CROWD = 1000  # conversations with work, after which new messages are sent away
NOTHING_LEARNED = Understood()


@dataclass(frozen=True)
class Work:
    """What a turn is for: a customer's message, or a prompt and the customer it is said to."""

    message: Entry | None = None
    prompt: Prompt | None = None
    customer: str | None = None
    held_elsewhere: bool = False


class Lane:
    """One conversation's runner while it has work; `turned` is set whenever something happened."""

    def __init__(self) -> None:
        self.wanted = True
        self.over = False
        self.turned = asyncio.Event()

    def tell(self) -> None:
        """Wake those who wait for an answer."""
        self.turned.set()
        self.turned = asyncio.Event()


class Turns:
    """Runs the turns of this process. `seconds` is the time in which a turn should be answered."""

    def __init__(
        self,
        book: Book,
        assistant: Assistant,
        sorry: Saying,
        still_working: Saying,
        seconds: float,
        lease: float = LEASE_SECONDS,
    ) -> None:
        self.book = book
        self.assistant = assistant
        self.sorry = sorry
        self.still_working = still_working
        # The apology must reach the customer inside the turn's time, too.
        self.deadline = 0.9 * seconds
        self.lease = lease
        self.lanes: dict[str, Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._seats = asyncio.Semaphore(AT_ONCE)
        self._resting: dict[str, float] = {}

    @property
    def crowded(self) -> bool:
        """Whether so many conversations wait that a new message had better come later."""
        return len(self.lanes) >= CROWD

    def is_resting(self, conversation: str) -> bool:
        """Whether a prompt failed here a moment ago."""
        return self._resting.get(conversation, 0.0) > time.monotonic()

    def wake(self, conversation: str) -> Lane:
        """See to it that the conversation's work is done; returns its lane."""
        lane = self.lanes.get(conversation)
        if lane is None:
            lane = self.lanes[conversation] = Lane()
            task = asyncio.create_task(self._run(conversation, lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        lane.wanted = True
        return lane

    async def close(self, seconds: float) -> None:
        """Let the turns under way end, at most `seconds`; what is left is for another process."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _run(self, conversation: str, lane: Lane) -> None:
        holder = uuid4().hex
        try:
            while lane.wanted:
                lane.wanted = False
                await self._drain(conversation, holder, lane)
        except StoreError as error:
            log.error("turns of %s stopped: record book: %s", conversation, type(error).__name__)
        except Exception as error:
            log.error("turns of %s: %s at %s", conversation, type(error).__name__, places(error))
        finally:
            del self.lanes[conversation]
            lane.over = True
            lane.tell()

    async def _drain(self, conversation: str, holder: str, lane: Lane) -> None:
        """Take turn after turn until nothing is left to do."""
        while True:
            async with self._seats:
                work = await self.book.write(self._next, conversation, holder)
                while work is not None and not work.held_elsewhere:
                    try:
                        async with self._held(conversation, holder):
                            work = await self._do(conversation, holder, work)
                    except TurnLost:
                        log.warning("turn of %s was overtaken", conversation)
                        work = Work(held_elsewhere=True)
                    lane.tell()
            if work is None:
                return
            await asyncio.sleep(LOOK_AGAIN)
            lane.tell()

    def _next(self, page: Page, conversation: str, holder: str) -> Work | None:
        return _begin(page, conversation, holder, self.lease, not self.is_resting(conversation))

    async def _do(self, conversation: str, holder: str, work: Work) -> Work | None:
        """Do this work, and take the next in the transaction that stores what was said."""
        finish: Callable[[Page], None] | None = None
        if work.message is not None:
            finish = await self._answer(conversation, holder, work.message)
        elif work.prompt is not None:
            finish = await self._say(conversation, holder, work.prompt, work.customer)

        def store(page: Page) -> Work | None:
            if finish is not None:
                finish(page)
            return self._next(page, conversation, holder)

        return await self.book.write(store)

    async def _answer(self, conversation: str, holder: str, asked: Entry) -> Callable[[Page], None]:
        """Have a message answered; what stores the answer, or the apology for there being none."""
        ask = Ask(
            conversation,
            asked.client_id or "",
            asked.customer,
            asked.text if asked.pressed else inert(asked.text),
            asked.pressed["payload"] if asked.pressed else None,
        )
        try:
            reply = await self._ask_patiently(ask, holder, asked.seq)
        except (TurnLost, StoreError):
            raise
        except Exception as error:
            log.error("turn of %s, message %d: %s", conversation, asked.seq, _reason(error))
            reply = None
        if reply is not None and not reply.sayings:
            log.error("turn of %s, message %d: silence", conversation, asked.seq)
        said = reply.sayings if reply is not None else []
        learned = reply.understood if reply is not None else NOTHING_LEARNED

        def finish(page: Page) -> None:
            turns.finish_turn(
                page,
                conversation,
                holder,
                asked.seq,
                said or [self.sorry],
                learned,
                failed=not said,
            )

        return finish

    async def _ask_patiently(self, ask: Ask, holder: str, seq: int) -> Reply:
        """The answer; one that is late is asked for again, as it may have been found meanwhile."""
        try:
            return await self.assistant.turn(ask, self.deadline)
        except AssistantSlow:
            await self.book.write(
                turns.say_meanwhile, ask.conversation, holder, seq, self.still_working
            )
            self._tell(ask.conversation)
            return await self.assistant.turn(ask, self.deadline)

    def _tell(self, conversation: str) -> None:
        if lane := self.lanes.get(conversation):
            lane.tell()

    async def _say(
        self, conversation: str, holder: str, prompt: Prompt, customer: str | None
    ) -> Callable[[Page], None] | None:
        """Have a prompt said; what stores it, or None when it has to wait."""
        ask = Ask(
            conversation,
            f"prompt-{prompt.id}",
            customer,
            prompt.kind,
            f'/tell_news{{"prompt": "{prompt.id}"}}',
        )
        sayings: list[Saying] = []
        try:
            sayings = (await self.assistant.turn(ask, self.deadline)).sayings
        except AssistantRefuses as error:
            log.error("prompt %d of %s is dropped: %r", prompt.id, conversation, error)
        except Exception as error:
            # Nobody asked, so nobody needs an apology: it waits for a better moment.
            log.warning("prompt %d of %s waits: %s", prompt.id, conversation, _reason(error))
            self._rest(conversation)
            return None

        def finish(page: Page) -> None:
            turns.finish_prompt_turn(page, conversation, holder, prompt.id, sayings)
            prompts.finish_prompt(page, prompt.id, said=bool(sayings))

        return finish

    def _rest(self, conversation: str) -> None:
        now = time.monotonic()
        self._resting = {name: until for name, until in self._resting.items() if until > now}
        self._resting[conversation] = now + PROMPT_REST

    @contextlib.asynccontextmanager
    async def _held(self, conversation: str, holder: str) -> AsyncIterator[None]:
        """Keep the lease while the turn lasts."""

        async def renew() -> None:
            while True:
                await asyncio.sleep(self.lease / 3)
                with contextlib.suppress(StoreError):
                    await self.book.write(turns.keep_turn, conversation, holder, self.lease)

        task = asyncio.create_task(renew())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def _reason(error: Exception) -> str:
    """Why there is no answer, for the log: texts of unexpected errors may quote the customer."""
    if isinstance(error, AssistantDown | AssistantSlow):
        return repr(error)
    return f"{type(error).__name__} at {places(error)}"


def _begin(
    page: Page, conversation: str, holder: str, lease: float, with_prompts: bool
) -> Work | None:
    """Take the turn and what is to be done first; None, and the turn given back, if nothing is."""
    taken = turns.take_turn(page, conversation, holder, lease)
    if taken:
        prompts.drop_overtaken(page, conversation)
    asked = next(iter(turns.waiting(page, conversation)), None)
    to_say = prompts.waiting_prompts(page, conversation) if with_prompts else []
    if asked is None and not to_say:
        turns.release_turn(page, conversation, holder)
        return None
    if not taken:
        return Work(held_elsewhere=True)
    if asked is not None:
        turns.mark_running(page, conversation, asked.seq)
        return Work(message=asked)
    return Work(prompt=to_say[0], customer=inbox.customer_of(page, conversation))
