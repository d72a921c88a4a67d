"""Sandbox time: real time plus what was skipped, and the agenda of what happens later in it."""

import heapq
import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells sandbox time. It runs as fast as real time and can be moved on, never back."""

    def __init__(self, real: Callable[[], float] = time.time) -> None:
        self._real = real
        self._pinned: datetime | None = None
        self.offset = 0.0  # seconds

    def now(self) -> datetime:
        """Sandbox time, UTC."""
        if self._pinned is not None:
            return self._pinned
        return datetime.fromtimestamp(self._real() + self.offset, UTC)

    def advance(self, seconds: float) -> None:
        """Move on by `seconds`, which must not be negative (ValueError)."""
        if not 0 <= seconds <= 366 * 86400:
            raise ValueError("seconds must be between 0 and one year")
        self.offset += seconds

    def pin(self, moment: datetime | None) -> None:
        """Hold the clock at `moment`; None lets it run again."""
        self._pinned = moment


class Agenda:
    """Work that is due at a later sandbox time."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._entries: list[tuple[datetime, int, Callable[[], object]]] = []
        self._order = itertools.count()

    def after(self, seconds: float, work: Callable[[], object]) -> None:
        """Do `work` once, `seconds` of sandbox time from now."""
        due = self.clock.now() + timedelta(seconds=seconds)
        heapq.heappush(self._entries, (due, next(self._order), work))

    def run_due(self) -> None:
        """Do everything that is due, in order.

        Each sees the time at which it was due: after a jump of ten minutes, what took one minute is
        dated then.
        """
        now = self.clock.now()
        while self._entries and self._entries[0][0] <= now:
            due, _, work = heapq.heappop(self._entries)
            self.clock.pin(due)
            try:
                work()
            finally:
                self.clock.pin(None)


def months_after(moment: datetime, months: int) -> datetime:
    """The first day, at midnight, of the month that is `months` after (or before) that of `moment`."""
    count = moment.year * 12 + moment.month - 1 + months
    return datetime(count // 12, count % 12 + 1, 1, tzinfo=UTC)


def parse_iso(text: object) -> datetime | None:
    """The moment in an ISO 8601 date-time, UTC where it names no zone; None for anything else."""
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
        if moment is None:
            return None
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def iso(moment: datetime) -> str:
    """A moment as TM Forum APIs write it: 2026-01-31T09:30:00.000Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
