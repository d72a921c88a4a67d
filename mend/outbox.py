"""The post room: delivers letters to the provider's systems, and follows the work that lasts.

Each system has a lane of its own, so one that is down does not hold up the others, and so has each
subscriber of our events (`mend.event_lanes`). Beside them run the followers and whoever keeps us
subscribed to the systems' own events.

What this gives: at most one effect at a receiver that can be asked by our key and has done what it
was asked within the settle time. One that is later than that is found by the second look, and undone
or parked as done twice; one that cannot be asked has its unknown outcomes parked. Nothing here is
"exactly once"; docs/reliability.md says it for each system.
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from mend.answers import readers
from mend.event_lanes import SUBSCRIBER, EventLanes
from mend.following import follow_actions, follow_tests
from mend.lane import LONGEST_TRY, Lane
from mend.settings import Settings
from mend.store import Page, Store, heartbeats
from mend.subscribing import Subscribing
from mend.systems import Systems
from mend.timekeeper import Timekeeper

log = logging.getLogger(__name__)

PROCESS = "postroom"
BEAT = 5.0  # seconds
POLL = 0.5  # seconds between two looks at an empty lane: the customer waits for the reference

Round = Callable[[], int]


class OneWriter(Store):
    """A record book for the threads of one process, of which one writes at a time.

    On SQLite they would otherwise outwait each other, and the chat's writers too.
    """

    def __init__(self, store: Store):
        super().__init__(store.engine, store.clock, store.watchers)
        self._lock = threading.Lock()

    @contextmanager
    def page(self, origin: str | None = None) -> Iterator[Page]:
        """A write transaction, once no other thread has one."""
        with self._lock, super().page(origin) as page:
            yield page


class Postroom:
    """All lanes, the followers of the work that lasts, and our subscriptions."""

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

        def lane(name: str, about: int | None = None) -> Lane:
            settle = timedelta(seconds=settings.settle_of(name))
            return Lane(
                name,
                receivers[name],
                store,
                settle,
                about=about,
                monotonic=monotonic,
                chance=chance,
            )

        receivers = systems.deliverers()
        lanes = [lane(name) for name in receivers if name != SUBSCRIBER]
        self.events = EventLanes(store, lambda about: lane(SUBSCRIBER, about))
        self.subscribing = Subscribing(store, systems.hubs(), settings, monotonic=monotonic)
        followers = [
            follow_tests(store, systems, monotonic=monotonic),
            follow_actions(store, systems, monotonic=monotonic),
        ]
        answers = readers(store, systems, settings, monotonic=monotonic)
        timekeeper = Timekeeper(store, settings, monotonic=monotonic)
        self.rounds: list[Round] = [
            *(lane.round for lane in lanes),
            *(follower.round for follower in followers),
            *(reader.round for reader in answers),
            timekeeper.round,
        ]

    def one_round(self) -> int:
        """One look at every lane and every task; returns how much there was to do."""
        self.beat()
        self.events.refresh()
        rounds = [*self.rounds, self.subscribing.round, *self.events.rounds().values()]
        return sum(round_() for round_ in rounds)

    def beat(self) -> None:
        """Say that the post room is alive."""
        with self.store.page() as page:
            heartbeats.beat(page, PROCESS)

    def run(self, over: threading.Event) -> None:
        """Work until `over` is set; what is in hand then is finished."""
        threads = [_start(round_, over) for round_ in [*self.rounds, self.subscribing.round]]
        to_subscribers: dict[int, threading.Thread] = {}
        while not over.is_set():
            _guarded(self.events.refresh)
            for about, round_ in self.events.rounds().items():
                if about not in to_subscribers or not to_subscribers[about].is_alive():
                    to_subscribers[about] = _start(round_, over, self.events.stays(about))
            # No sign of life for a post room in which a lane has died.
            if all(thread.is_alive() for thread in threads):
                _guarded(self.beat)
            over.wait(BEAT)
        for thread in [*threads, *to_subscribers.values()]:
            thread.join(LONGEST_TRY)


def _always() -> bool:
    return True


def _start(
    round_: Round, over: threading.Event, stays: Callable[[], bool] = _always
) -> threading.Thread:
    """A thread that keeps on with its round until all is over, or this is not needed any more."""

    def keep_on() -> None:
        while stays() and not over.is_set():
            if not _guarded(round_):
                over.wait(POLL)

    thread = threading.Thread(target=keep_on, daemon=True)
    thread.start()
    return thread


def _guarded(call: Callable[[], int | None]) -> int | None:
    """The call's answer; an error is logged by its kind only, for its text may hold a customer's
    words.
    """
    try:
        return call()
    except Exception as error:
        log.error("post room: %s", type(error).__name__)
        return None
