"""Follows the provider's work that lasts, line tests and remote actions, until it has completed or
failed.

Their state is read every 2 s while they are young and slower later; what has not ended after 15
minutes counts as failed, because nobody in the chat waits longer. The end of a remote action
becomes news for the customer.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from mend.problem import Check, RemoteAction
from mend.store import Store, tasks
from mend.systems import Systems
from mend.systems.base import Refused, SystemError, TryLater

log = logging.getLogger(__name__)

YOUNG = timedelta(minutes=2)
LOOK_WHILE_YOUNG = 2.0  # seconds
LOOK_LATER = 10.0
GIVE_UP = timedelta(minutes=15)

Row = Any


@dataclass(frozen=True)
class Standing:
    """Where a task stands: `state` is accepted, completed or failed."""

    state: str
    outcome: str | None = None
    evidence: dict[str, Any] = field(default_factory=dict)


class Follower:
    """Follows the open tasks of some kinds. `read` asks their system how one stands."""

    def __init__(
        self,
        store: Store,
        kinds: frozenset[str],
        read: Callable[[Row], Standing],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ):
        self.store = store
        self.kinds = kinds
        self.read = read
        self.monotonic = monotonic
        self._next_look: dict[int, float] = {}

    def round(self) -> int:
        """Look at every open task whose time it is; returns how many have ended."""
        with self.store.glance() as page:
            rows = [row for row in tasks.open_tasks(page) if row.kind in self.kinds]
        self._next_look = {row.id: self._next_look.get(row.id, 0.0) for row in rows}
        ended = 0
        for row in rows:
            if self.monotonic() >= self._next_look[row.id]:
                ended += self._look(row)
        return ended

    def _look(self, row: Row) -> bool:
        age = self.store.clock() - row.asked
        wait = LOOK_WHILE_YOUNG if age < YOUNG else LOOK_LATER
        now = self.monotonic()
        self._next_look[row.id] = now + wait
        try:
            found = self.read(row)
        except TryLater as error:
            log.warning("task %s not read: %s", row.id, error)
            found = Standing("accepted")
            # The system does not answer: the others of its tasks would only wait for it too.
            self._next_look = {key: max(at, now + wait) for key, at in self._next_look.items()}
        except Refused as error:
            found = Standing("failed", evidence={"reason": error.reason})
        if found.state == "accepted" and age > GIVE_UP:
            found = Standing("failed", evidence={"reason": "not finished in 15 minutes"})
        if found.state == "accepted":
            return False
        with self.store.page() as page:
            if found.state == "completed":
                tasks.completed(page, row.id, found.outcome, found.evidence)
            else:
                tasks.failed(page, row.id, str(found.evidence.get("reason", "failed")))
        log.info("task %s (%s) %s", row.id, row.kind, found.state)
        return True


def follow_tests(
    store: Store, systems: Systems, *, monotonic: Callable[[], float] = time.monotonic
) -> Follower:
    """The follower of line tests."""

    def read(row: Row) -> Standing:
        test = systems.service_test.result(row.external_id, lambda: _sold_mbps(systems, row))
        return Standing(test.state, test.outcome, test.evidence)

    return Follower(store, frozenset({Check.LINE_TEST.value}), read, monotonic=monotonic)


def follow_actions(
    store: Store, systems: Systems, *, monotonic: Callable[[], float] = time.monotonic
) -> Follower:
    """The follower of remote actions."""

    def read(row: Row) -> Standing:
        return Standing(systems.activation.state(row.external_id))

    kinds = frozenset(action.value for action in RemoteAction)
    return Follower(store, kinds, read, monotonic=monotonic)


def _sold_mbps(systems: Systems, row: Row) -> float | None:
    """The speed sold on the line of the task's service, or None when the inventory does not say.

    A TV or telephone service has none of its own: its line is the one that broadband was sold on.
    """
    try:
        products = systems.product_inventory.products_of(row.customer)
    except SystemError as error:
        log.warning("task %s: sold speed not known: %s", row.id, error)
        return None
    sold = [product for product in products if product.sold_mbps is not None]
    own = [product for product in sold if row.service_id in product.service_ids]
    return own[0].sold_mbps if own else sold[0].sold_mbps if len(sold) == 1 else None
