"""Those who subscribed to Mend's own TMF621 events: each event is posted to the callback that they
gave.

An event may come twice; its `eventId` says so. Our token for the provider's systems is not sent to a
subscriber.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from mend.systems.adapter import Adapter
from mend.systems.base import Refused, TryLater


class Subscriber(Adapter):
    """Whoever is behind a callback."""

    REPEATABLE = frozenset({"event"})

    def deliver(self, operation: str, key: str, body: Mapping[str, Any]) -> str:
        """Post the `event` to the `callback`; any 2xx takes it. Returns the event's id.

        Raises TryLater, Refused.
        """
        if operation != "event":
            raise self._not_known(operation)
        callback = str(body["callback"])
        if not _is_address(callback):
            raise Refused(f"{self.client.name}: the callback is no http address")
        try:
            self.client.tell(callback, body["event"])
        except TryLater as error:
            if error.status in (401, 403, 407):
                # Unlike at the provider's systems, no token of ours could be the matter.
                raise Refused(str(error), status=error.status) from None
            raise
        return str(body["event"].get("eventId") or key)


def _is_address(callback: str) -> bool:
    try:
        parts = urlsplit(callback)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
