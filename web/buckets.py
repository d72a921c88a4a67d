"""Token buckets: how much one caller may ask, in this process only."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable

KEPT = 20_000


class Buckets:
    """Token buckets by key: `burst` at once, then `per_second`."""

    def __init__(
        self, burst: int, per_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.burst = burst
        self.per_second = per_second
        self.clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str) -> int:
        """Take one token of this key; 0, or the whole seconds until there is one."""
        now = self.clock()
        level, at = self._levels.pop(key, (float(self.burst), now))
        level = min(self.burst, level + (now - at) * self.per_second)
        enough = level >= 1
        self._levels[key] = (level - 1 if enough else level, now)
        # The longest unused are forgotten first: those are full again, or nearly.
        while len(self._levels) > KEPT:
            self._levels.popitem(last=False)
        return 0 if enough else math.ceil((1 - level) / self.per_second)
