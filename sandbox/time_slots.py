"""When a technician can come: three windows a day from Monday to Saturday, one visit each.

Times are UTC, as everything in the invented town. A window can be booked until it begins.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sandbox.clock import iso, parse_iso
from sandbox.exchange import JsonObject, TmfError
from sandbox.shapes import invalid

HOURS = ((8, 12), (12, 16), (16, 20))
SUNDAY = 6
AHEAD = timedelta(days=7)
FURTHEST = timedelta(days=60)


@dataclass(frozen=True)
class Window:
    """A span of time in which a technician comes."""

    start: datetime
    end: datetime

    @property
    def id(self) -> str:
        """The id of its slot."""
        return f"slot-{self.start:%Y-%m-%d-%H}"

    def json(self) -> JsonObject:
        """It as a TMF TimePeriod."""
        return {"startDateTime": iso(self.start), "endDateTime": iso(self.end)}

    def meets(self, other: "Window") -> bool:
        """Whether the two overlap."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: "Window") -> bool:
        """Whether `other` lies within it."""
        return self.start <= other.start and other.end <= self.end


def read_window(name: str, value: object) -> Window:
    """A TimePeriod of a body, both ends given. Raises TmfError 400."""
    period = value if isinstance(value, dict) else {}
    start, end = (parse_iso(period.get(key)) for key in ("startDateTime", "endDateTime"))
    if start is None or end is None or start >= end:
        raise invalid(name, "must have a startDateTime before its endDateTime")
    return Window(start, end)


def windows(now: datetime, wanted: list[Window]) -> Iterator[Window]:
    """The windows that lie in one of `wanted`; of the next week from tomorrow when nothing is."""
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), UTC)
    last = now + FURTHEST if wanted else tomorrow + AHEAD
    day = tomorrow if not wanted else datetime.combine(now.date(), time(), UTC)
    while day < last:
        for first, end in HOURS if day.weekday() != SUNDAY else ():
            window = Window(day + timedelta(hours=first), day + timedelta(hours=end))
            if window.start > now and (not wanted or any(each.holds(window) for each in wanted)):
                yield window
        day += timedelta(days=1)


def check_bookable(window: Window, now: datetime, booked: list[Window]) -> None:
    """Raise TmfError 409 for a window that is over, not offered, or taken."""
    if window.start <= now:
        raise TmfError(409, "slotOver", "Conflict", "That time is over.")
    if not any(each.holds(window) for each in windows(now, [_day_of(window)])):
        raise TmfError(409, "slotNotOffered", "Conflict", "Nobody comes at that time.")
    if any(window.meets(other) for other in booked):
        raise TmfError(409, "slotTaken", "Conflict", "That time is taken.")


def _day_of(window: Window) -> Window:
    start = datetime.combine(window.start.date(), time(), UTC)
    return Window(start, start + timedelta(days=1))
