"""A lane: the letters to one system, delivered in order of each report.

An unknown outcome (time-out, server error, unusable answer, a post room that died) waits the settle
time and is looked up by our key before it is repeated; a delivered letter is looked up once more
after the settle time, and of two that were made the younger is undone. What may be done twice is
simply repeated. What is refused, or cannot be delivered in the end, is parked for a person.
"""

import logging
import random
import time
from collections.abc import Callable
from datetime import timedelta

from mend.store import Store, letters, second_looks
from mend.store.letters import Letter
from mend.systems.base import PATIENT_TIMEOUT, Deliverer, Refused, SystemError, TryLater

log = logging.getLogger(__name__)

FIRST_WAIT = 1.0
LONGEST_WAIT = 900.0
# A system that fails so often in a row is down: leave it alone, and try it with one letter at a
# time.
FAILURES_TO_PAUSE = 3
LONGEST_PAUSE = 60.0
# A try is at most a look-up, a request and, after a conflict, another look-up. What takes more calls
# may be done twice, so it does no harm when the lease is over before.
CALLS_OF_A_TRY = 3
LONGEST_TRY = CALLS_OF_A_TRY * (PATIENT_TIMEOUT + 2)
CHECK_AGAIN = timedelta(minutes=15)
# What was done twice and could not be undone for so long is left to a person.
UNDO_WITHIN = timedelta(hours=2)
# A weekend of outage is bridged. A remote action or test is for a customer who waits in the chat:
# an hour later a line that is refreshed is one that drops out of the blue.
GIVE_UP = timedelta(days=3)
TASK_GIVE_UP = timedelta(minutes=15)


class Lane:
    """The letters to one system; `about`: only those about that one, in order among themselves."""

    def __init__(
        self,
        name: str,
        system: Deliverer,
        store: Store,
        settle: timedelta,
        *,
        about: int | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ):
        self.name = name
        self.system = system
        self.store = store
        self.settle = settle
        self.about = about
        self.monotonic = monotonic
        self.chance = chance
        self.failures = 0
        self.paused_until = 0.0
        self.lease = timedelta(seconds=LONGEST_TRY) + settle

    def round(self) -> int:
        """Deliver the next letter that is due, or else look one up once more; returns how many it
        had in hand.
        """
        if self.monotonic() < self.paused_until:
            return 0
        with self.store.glance() as page:
            due = letters.is_due(page, self.name, self.about)
            check = not due and second_looks.is_check_due(page, self.name)
        if due:
            return self._deliver_next()
        return self._check_next() if check else 0

    def _deliver_next(self) -> int:
        with self.store.page() as page:
            taken = letters.take_due(page, self.name, 1, self.lease, self.about)
        for each in taken:
            self._deliver(each)
        return len(taken)

    def _deliver(self, letter: Letter) -> None:
        if letter.about_kind == "provider_task" and self._is_late(letter):
            reason = "too late: the customer has waited long enough"
            self._park(letter, reason, unknown=letter.unknown)
            return
        repeatable = self.system.repeatable(letter.operation)
        unknown = letter.unknown and not repeatable
        try:
            found = self._find_all(letter) if unknown else []
            unknown = False
            reference = found[0] if found else self._send(letter)
        except TryLater as error:
            self._fail(letter, error, unknown=(unknown or error.maybe_applied) and not repeatable)
        except Refused as error:
            self._works()
            self._park(letter, error.reason, unknown=unknown)
        except (
            Exception
        ) as error:  # a bug of ours must not end the lane, nor repeat a request blindly
            log.error("letter %s to %s: %s", letter.id, self.name, type(error).__name__)
            failed = TryLater(type(error).__name__, maybe_applied=True)
            self._fail(letter, failed, unknown=not repeatable)
        else:
            self._works()
            with self.store.page() as page:
                check_at = None if repeatable else page.now + self.settle
                letters.delivered(page, letter, reference, check_at)
            log.info("letter %s to %s delivered as %s", letter.id, self.name, reference)

    def _send(self, letter: Letter) -> str:
        try:
            return self.system.deliver(letter.operation, letter.key, letter.body)
        except Refused as error:
            # A system that does not take a second one with our key says so with a conflict.
            found = self._find_all(letter) if error.conflict else []
            if not found:
                raise
            return found[0]

    def _find_all(self, letter: Letter) -> list[str]:
        return self.system.find_all(letter.operation, letter.key, letter.body)

    def _fail(self, letter: Letter, error: TryLater, *, unknown: bool) -> None:
        self.failures += 1
        if error.retry_after is not None:
            self.paused_until = self.monotonic() + error.retry_after
        elif self.failures >= FAILURES_TO_PAUSE:
            pause = growing(self.failures - FAILURES_TO_PAUSE, FIRST_WAIT, LONGEST_PAUSE)
            self.paused_until = self.monotonic() + pause
        if self._is_late(letter):
            self._park(letter, f"given up; the last answer was: {error}", unknown=unknown)
            return
        wait = self._backoff(letter.tries)
        if error.retry_after is not None:
            wait += error.retry_after
        if unknown and error.maybe_applied:
            wait = max(wait, self.settle.total_seconds())
        with self.store.page() as page:
            at = page.now + timedelta(seconds=wait)
            letters.again(page, letter, at, str(error), unknown=unknown)
        log.warning("letter %s try %s in %.0f s again: %s", letter.id, letter.tries, wait, error)

    def _backoff(self, tries: int) -> float:
        """1, 2, 4 … seconds up to 15 minutes, of which the second half is left to chance."""
        longest = growing(tries - 1, FIRST_WAIT, LONGEST_WAIT)
        return longest * (0.5 + 0.5 * self.chance())

    def _works(self) -> None:
        self.failures = 0

    def _is_late(self, letter: Letter) -> bool:
        limit = TASK_GIVE_UP if letter.about_kind == "provider_task" else GIVE_UP
        return self.store.clock() - letter.created > limit

    def _park(self, letter: Letter, reason: str, *, unknown: bool) -> None:
        before = "the outcome of an earlier try is not known; " if unknown else ""
        with self.store.page() as page:
            letters.park(page, letter, before + reason, unknown=unknown)
        log.warning("letter %s to %s is parked", letter.id, self.name)

    def _check_next(self) -> int:
        with self.store.page() as page:
            taken = second_looks.take_checks(page, self.name, 1, CHECK_AGAIN)
        for letter in taken:
            self._look_again(letter)
        return len(taken)

    def _look_again(self, letter: Letter) -> None:
        try:
            found = self._find_all(letter)
        except Refused:
            found = []
        except SystemError as error:
            log.warning("letter %s not looked up again yet: %s", letter.id, error)
            return
        if len(found) > 1:
            self._leave_one(letter, found)
            return
        if not found:
            log.warning("letter %s is not found at %s", letter.id, self.name)
        with self.store.page() as page:
            if found and found[0] != letter.reference:
                second_looks.put_right(page, letter, found[0], [])
            else:
                second_looks.confirmed(page, letter)

    def _leave_one(self, letter: Letter, found: list[str]) -> None:
        """Undo all but the oldest; what cannot be undone is left to a person."""
        survivor, *younger = found
        try:
            undone = all(
                self.system.undo(letter.operation, reference, letter.body)
                for reference in reversed(younger)
            )
        except SystemError as error:
            log.warning("letter %s was done twice, not undone yet: %s", letter.id, error)
            if letter.delivered and self.store.clock() - letter.delivered < UNDO_WITHIN:
                return
            undone = False
        with self.store.page() as page:
            if undone:
                second_looks.put_right(page, letter, survivor, younger)
            else:
                second_looks.done_twice(page, letter, found)
        log.warning("letter %s to %s was done %s times", letter.id, self.name, len(found))


def growing(times: int, first: float, longest: float) -> float:
    """The wait (seconds) after `times` earlier ones: doubled each time, up to the longest."""
    return min(first * 2.0 ** min(times, 60), longest)  # 2 ** 1024 is no float any more
