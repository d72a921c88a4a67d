"""Keeps Mend subscribed to the events of the provider's systems.

When the post room starts, and every few hours, since a system may have forgotten us; the old
subscription is ended first. Without events nothing is lost: what Mend waits for is read again
anyway, only later.
"""

import logging
import time
from collections.abc import Callable, Mapping

from mend.lane import growing
from mend.settings import Settings
from mend.store import Store, subscribed
from mend.systems.base import Refused, SystemError
from mend.systems.hub import Hub

log = logging.getLogger(__name__)

LISTENER = "/tmf-api/listener"
RENEW = 6 * 3600.0  # seconds
FIRST_WAIT = 5.0
LONGEST_WAIT = 900.0


class Subscribing:
    """Our subscriptions at the systems that have a hub."""

    def __init__(
        self,
        store: Store,
        hubs: Mapping[str, Hub],
        settings: Settings,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ):
        self.store = store
        self.hubs = dict(hubs) if settings.subscribe else {}
        self.callback = settings.listeners + LISTENER
        self.monotonic = monotonic
        self._due = dict.fromkeys(self.hubs, 0.0)
        self._failures = dict.fromkeys(self.hubs, 0)

    def round(self) -> int:
        """Renew what is due; returns how many it has renewed."""
        renewed = 0
        for name in self.hubs:
            if self.monotonic() >= self._due[name]:
                renewed += self._renew(name)
        return renewed

    def _renew(self, name: str) -> bool:
        # Also when something of ours breaks.
        self._due[name] = self.monotonic() + LONGEST_WAIT
        try:
            self._end_old(name)
            reference = self.hubs[name].subscribe(self.callback)
        except SystemError as error:
            if not (isinstance(error, Refused) and error.conflict):
                wait = growing(self._failures[name], FIRST_WAIT, LONGEST_WAIT)
                self._failures[name] += 1
                self._due[name] = self.monotonic() + wait
                log.warning("not subscribed to %s, in %.0f s again: %s", name, wait, error)
                return False
            # It has one to our callback, whose id we have lost: events come.
            log.info("subscribed to %s already", name)
        else:
            with self.store.page() as page:
                subscribed.forget(page, name)
                subscribed.remember(page, name, self.callback, reference)
            log.info("subscribed to %s as %s", name, reference)
        self._failures[name] = 0
        self._due[name] = self.monotonic() + RENEW
        return True

    def _end_old(self, name: str) -> None:
        with self.store.glance() as page:
            old = subscribed.at(page, name)
        if old is None:
            return
        try:
            self.hubs[name].unsubscribe(old)
        except Refused as error:
            # It will not be ended; the events that come twice do no harm.
            log.warning("the old subscription to %s stays: %s", name, error)
        with self.store.page() as page:
            subscribed.forget(page, name)
