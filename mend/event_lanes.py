"""A lane for each subscriber of our events, so that one that is down holds up nobody else.

They are found anew from the record book as subscriptions come and go; what a subscription that has
gone was still owed is dropped.
"""

import threading
from collections.abc import Callable

from mend.lane import Lane
from mend.store import Store, event_letters
from mend.store.event_letters import SUBSCRIBER

__all__ = ["SUBSCRIBER", "EventLanes"]


class EventLanes:
    """The lanes to the present subscribers, by the number that their letters are about."""

    def __init__(self, store: Store, make_lane: Callable[[int], Lane]):
        self.store = store
        self.make_lane = make_lane
        self._lanes: dict[int, Lane] = {}
        self._lock = threading.Lock()

    def refresh(self) -> None:
        """Look who is there, and drop what nobody is there for."""
        with self.store.glance() as page:
            # In this order: a letter that is seen had its subscription then, or has lost it since.
            owed = event_letters.owed(page)
            there = event_letters.subscribers(page)
        if gone := owed - there:
            with self.store.page() as page:
                event_letters.drop(page, gone)
        with self._lock:
            kept = {about: lane for about, lane in self._lanes.items() if about in there}
            new = {about: self.make_lane(about) for about in there - kept.keys()}
            self._lanes = {**kept, **new}

    def rounds(self) -> dict[int, Callable[[], int]]:
        """The round of each lane."""
        with self._lock:
            return {about: lane.round for about, lane in self._lanes.items()}

    def stays(self, about: int) -> Callable[[], bool]:
        """Whether that lane, as it is now, is still needed, whenever it is asked."""
        lane = self._lanes.get(about)

        def there() -> bool:
            with self._lock:
                return lane is not None and self._lanes.get(about) is lane

        return there
