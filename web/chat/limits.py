"""How much one conversation or one address may ask: token buckets, in this process only."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from web.chat.errors import Refusal

KEPT = 20_000


class Bucket:
    """Token buckets by key: `burst` at once, then `per_second`."""

    def __init__(
        self, burst: int, per_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.burst = burst
        self.per_second = per_second
        self.clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> None:
        """Take one token of this key. Raises Refusal slow_down with the seconds until the next."""
        now = self.clock()
        level, at = self._levels.pop(key, (float(self.burst), now))
        level = min(self.burst, level + (now - at) * self.per_second)
        enough = level >= 1
        self._levels[key] = (level - 1 if enough else level, now)
        # The longest unused are forgotten first: those are full again, or nearly.
        while len(self._levels) > KEPT:
            self._levels.popitem(last=False)
        if not enough:
            raise Refusal("slow_down", math.ceil((1 - level) / self.per_second))


@dataclass(frozen=True)
class Limits:
    """The buckets of the chat face.

    Many customers share one address (carrier NAT), so `sessions` is generous and messages are
    counted by conversation.
    """

    sessions: Bucket = field(default_factory=lambda: Bucket(60, 1.0))  # by address
    messages: Bucket = field(default_factory=lambda: Bucket(20, 1.0))  # by conversation
    looks: Bucket = field(default_factory=lambda: Bucket(30, 5.0))  # by conversation
