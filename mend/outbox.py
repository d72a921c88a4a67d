"""The post room: delivers letters to the provider's systems, and follows the work that lasts.

Each system has a lane of its own, so one that is down does not hold up the others. An unknown
outcome (time-out, server error, unusable answer, a post room that died) waits the settle time and
is looked up by our key before it is repeated; a delivered letter is looked up once more after the
settle time. What is refused, or cannot be delivered in the end, is parked for a person.

What this gives: at most one effect at a receiver that can be asked by our key and has done what it
was asked within the settle time. One that is later than that is found by the second look and parked
as done twice; one that cannot be asked has its unknown outcomes parked. Nothing here is "exactly
once".
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from mend.following import follow_actions, follow_tests
from mend.settings import Settings
from mend.store import Page, Store, heartbeats, letters
from mend.store.letters import Letter
from mend.systems import Systems
from mend.systems.base import PATIENT_TIMEOUT, Deliverer, Refused, SystemError, TryLater

log = logging.getLogger(__name__)

PROCESS = "postroom"
BEAT = 5.0  # seconds
POLL = 0.5  # seconds between two looks at an empty lane: the customer waits for the reference
FIRST_WAIT = 1.0
LONGEST_WAIT = 900.0
# A system that fails so often in a row is down: leave it alone, and try it with one letter at a
# time.
FAILURES_TO_PAUSE = 3
LONGEST_PAUSE = 60.0
# A try is at most a look-up, a request and, after a conflict, another look-up.
CALLS_OF_A_TRY = 3
CHECK_AGAIN = timedelta(minutes=15)
# A weekend of outage is bridged. A remote action or test is for a customer who waits in the chat:
# an hour later a line that is refreshed is one that drops out of the blue.
GIVE_UP = timedelta(days=3)
TASK_GIVE_UP = timedelta(minutes=15)


class Lane:
    """The letters to one system."""

    def __init__(
        self,
        name: str,
        system: Deliverer,
        store: Store,
        settle: timedelta,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ):
        self.name = name
        self.system = system
        self.store = store
        self.settle = settle
        self.monotonic = monotonic
        self.chance = chance
        self.failures = 0
        self.paused_until = 0.0
        self.lease = timedelta(seconds=CALLS_OF_A_TRY * (PATIENT_TIMEOUT + 2)) + settle

    def round(self) -> int:
        """Deliver the oldest letter that is due, or else look one up once more; returns how many it
        had in hand.
        """
        if self.monotonic() < self.paused_until:
            return 0
        with self.store.glance() as page:
            due = letters.is_due(page, self.name)
            check = not due and letters.is_check_due(page, self.name)
        if due:
            return self._deliver_next()
        return self._check_next() if check else 0

    def _deliver_next(self) -> int:
        with self.store.page() as page:
            taken = letters.take_due(page, self.name, 1, self.lease)
        for each in taken:
            self._deliver(each)
        return len(taken)

    def _deliver(self, letter: Letter) -> None:
        if letter.about_kind == "provider_task" and self._is_late(letter):
            self._park(letter, "too late: the customer has waited long enough")
            return
        unknown = letter.unknown
        try:
            reference = self.system.find(letter.key) if unknown else None
            unknown = False
            if reference is None:
                reference = self._send(letter)
        except TryLater as error:
            self._fail(letter, error, unknown)
        except Refused as error:
            self._works()
            before = "the outcome of an earlier try is not known; " if unknown else ""
            self._park(letter, before + error.reason)
        except (
            Exception
        ) as error:  # a bug of ours must not end the lane, nor repeat a request blindly
            log.error("letter %s to %s: %s", letter.id, self.name, type(error).__name__)
            self._fail(letter, TryLater(type(error).__name__, maybe_applied=True), unknown)
        else:
            self._works()
            with self.store.page() as page:
                letters.delivered(page, letter, reference, page.now + self.settle)
            log.info("letter %s to %s delivered as %s", letter.id, self.name, reference)

    def _send(self, letter: Letter) -> str:
        try:
            return self.system.deliver(letter.operation, letter.key, letter.body)
        except Refused as error:
            # A system that does not take a second one with our key says so with a conflict.
            found = self.system.find(letter.key) if error.conflict else None
            if found is None:
                raise
            return found

    def _fail(self, letter: Letter, error: TryLater, unknown: bool) -> None:
        self.failures += 1
        if error.retry_after is not None:
            self.paused_until = self.monotonic() + error.retry_after
        elif self.failures >= FAILURES_TO_PAUSE:
            pause = min(2.0 ** (self.failures - FAILURES_TO_PAUSE), LONGEST_PAUSE)
            self.paused_until = self.monotonic() + pause
        if self._is_late(letter):
            self._park(letter, f"given up; the last answer was: {error}")
            return
        wait = self._backoff(letter.tries)
        if error.retry_after is not None:
            wait += error.retry_after
        if error.maybe_applied:
            wait = max(wait, self.settle.total_seconds())
        with self.store.page() as page:
            at = page.now + timedelta(seconds=wait)
            letters.again(page, letter, at, str(error), unknown=unknown or error.maybe_applied)
        log.warning("letter %s try %s in %.0f s again: %s", letter.id, letter.tries, wait, error)

    def _backoff(self, tries: int) -> float:
        """1, 2, 4 … seconds up to 15 minutes, of which the second half is left to chance."""
        longest = min(FIRST_WAIT * 2.0 ** min(tries - 1, 20), LONGEST_WAIT)
        return longest * (0.5 + 0.5 * self.chance())

    def _works(self) -> None:
        self.failures = 0

    def _is_late(self, letter: Letter) -> bool:
        limit = TASK_GIVE_UP if letter.about_kind == "provider_task" else GIVE_UP
        return self.store.clock() - letter.created > limit

    def _park(self, letter: Letter, reason: str) -> None:
        with self.store.page() as page:
            letters.park(page, letter, reason)
        log.warning("letter %s to %s is parked", letter.id, self.name)

    def _check_next(self) -> int:
        with self.store.page() as page:
            taken = letters.take_checks(page, self.name, 1, CHECK_AGAIN)
        for letter in taken:
            try:
                found = self.system.find_all(letter.key)
            except Refused:
                found = []
            except SystemError as error:
                log.warning("letter %s not looked up again yet: %s", letter.id, error)
                continue
            if not found:
                log.warning("letter %s is not found at %s", letter.id, self.name)
            doubles = sorted({*found, letter.reference or ""} - {""})
            with self.store.page() as page:
                letters.checked(page, letter, doubles if len(doubles) > 1 else [])
        return len(taken)


class OneWriter(Store):
    """A record book for the threads of one process, of which one writes at a time.

    On SQLite they would otherwise outwait each other, and the chat's writers too.
    """

    def __init__(self, store: Store):
        super().__init__(store.engine, store.clock, store.watchers)
        self._lock = threading.Lock()

    @contextmanager
    def page(self) -> Iterator[Page]:
        """A write transaction, once no other thread has one."""
        with self._lock, super().page() as page:
            yield page


class Postroom:
    """All lanes, and the followers of the work that lasts."""

    def __init__(
        self,
        store: Store,
        systems: Systems,
        settings: Settings,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ):
        self.store = store = OneWriter(store)
        settle = timedelta(seconds=settings.settle_time)
        lanes = [
            Lane(name, system, store, settle, monotonic=monotonic, chance=chance)
            for name, system in systems.deliverers().items()
        ]
        followers = [
            follow_tests(store, systems, monotonic=monotonic),
            follow_actions(store, systems, monotonic=monotonic),
        ]
        self.rounds: list[Callable[[], int]] = [
            *(lane.round for lane in lanes),
            *(follower.round for follower in followers),
        ]

    def one_round(self) -> int:
        """One look at every lane and every task; returns how much there was to do."""
        self.beat()
        return sum(round_() for round_ in self.rounds)

    def beat(self) -> None:
        """Say that the post room is alive."""
        with self.store.page() as page:
            heartbeats.beat(page, PROCESS)

    def run(self, over: threading.Event) -> None:
        """Work until `over` is set; what is in hand then is finished."""
        threads = [
            threading.Thread(target=_keep_on, args=(round_, over), daemon=True)
            for round_ in self.rounds
        ]
        for thread in threads:
            thread.start()
        while not over.is_set():
            # No sign of life for a post room in which a lane has died.
            if all(thread.is_alive() for thread in threads):
                _guarded(self.beat)
            over.wait(BEAT)
        for thread in threads:
            thread.join(CALLS_OF_A_TRY * (PATIENT_TIMEOUT + 2))


def _keep_on(round_: Callable[[], int], over: threading.Event) -> None:
    while not over.is_set():
        if not _guarded(round_):
            over.wait(POLL)


def _guarded(call: Callable[[], int | None]) -> int | None:
    """The call's answer; an error is logged by its kind only, for its text may hold a customer's
    words.
    """
    try:
        return call()
    except Exception as error:
        log.error("post room: %s", type(error).__name__)
        return None
