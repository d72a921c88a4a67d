"""A receiver of letters that can be down, slow, late, strict or forgetful, and a clock moved by
hand.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from mend.lane import Lane
from mend.store import Store, letters
from mend.store.tables import letter
from mend.systems.base import TryLater

SETTLE = 60.0


class Receiver:
    """A system that keeps what it is given. `plan` says how the next requests go, first to last."""

    def __init__(self, clock: Any):
        self.clock = clock
        self.kept: list[tuple[str, str]] = []  # key, their id
        self.late: list[tuple[datetime, str]] = []  # applied at that moment
        self.plan: list[Callable[[str], None]] = []
        self.asked: list[str] = []
        self.looked_up = 0
        self.find_fails: Exception | None = None
        self.repeats: frozenset[str] = frozenset()
        self.undone: list[str] = []
        self.undo_fails: list[Exception | bool] = []  # how the next ones go wrong

    def repeatable(self, operation: str) -> bool:
        return operation in self.repeats

    def undo(self, operation: str, reference: str, body: Any) -> bool:
        if self.undo_fails:
            wrong = self.undo_fails.pop(0)
            if isinstance(wrong, Exception):
                raise wrong
            return wrong
        self.undone.append(reference)
        return True

    def deliver(self, operation: str, key: str, body: Any) -> str:
        self.asked.append(key)
        if self.plan:
            self.plan.pop(0)(key)
        return self.keep(key)

    def keep(self, key: str) -> str:
        self.kept.append((key, f"SP-{len(self.kept) + 1}"))
        return self.kept[-1][1]

    def find_all(self, operation: str, key: str, body: Any) -> list[str]:
        self.looked_up += 1
        if self.find_fails:
            raise self.find_fails
        due = [key_ for at, key_ in self.late if at <= self.clock.now]
        self.late = [(at, key_) for at, key_ in self.late if at > self.clock.now]
        for each in due:
            self.keep(each)
        return [theirs for kept, theirs in self.kept if kept == key]

    def breaks(self, error: Exception) -> Callable[[str], None]:
        """The request fails and has no effect."""

        def step(_key: str) -> None:
            raise error

        return step

    def applies_then_breaks(self, key: str) -> None:
        self.keep(key)
        raise TryLater("timed out", maybe_applied=True)

    def applies_late(self, seconds: float) -> Callable[[str], None]:
        """The request times out here and takes effect there, later."""

        def step(key: str) -> None:
            self.late.append((self.clock.now + timedelta(seconds=seconds), key))
            raise TryLater("timed out", maybe_applied=True)

        return step


def lane_to(
    store: Store,
    clock: Any,
    there: Any,
    chance: float = 1.0,
    *,
    name: str = "service_problem",
    about: int | None = None,
) -> Lane:
    """The lane to `there`."""
    return Lane(
        name,
        there,
        store,
        timedelta(seconds=SETTLE),
        about=about,
        monotonic=lambda: clock.now.timestamp(),
        chance=lambda: chance,
    )


def post(
    store: Store, report: str | None = None, kind: str = "none", operation: str = "create"
) -> str:
    """Write a letter; its key."""
    with store.page() as page:
        return letters.post(page, "service_problem", operation, kind, 1, report, {"n": 1})


def row(store: Store, key: str) -> Any:
    """The letter as it is kept."""
    with store.glance() as page:
        return page.db.execute(select(letter).where(letter.c.key == key)).one()


def work(lane: Lane, clock: Any, seconds: int) -> None:
    """Let the lane work for so many seconds."""
    for _ in range(seconds):
        while lane.round():
            pass
        clock.move(1)
