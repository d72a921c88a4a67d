"""Follows the provider's work that lasts, line tests and remote actions, until it has completed or
failed.

Their state is read every 2 s while they are young and slower later; what has not ended after 15
minutes counts as failed, because nobody in the chat waits longer. The end of a remote action
becomes news for the customer. A remote action that is an order is read from product ordering, and
one that takes too long is cancelled there.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from mend.answers import orders
from mend.others import OrderState
from mend.problem import ORDERED, Check, RemoteAction
from mend.provider_work import withdraw_order
from mend.store import Page, Store, product_orders, tasks
from mend.systems import Systems
from mend.systems.base import Refused, SystemError, TryLater
from mend.systems.product_order import Order

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
    order: Order | None = None  # the product order that the task waits for


Read = Callable[[Row], Standing]


class Follower:
    """Follows the open tasks of some kinds; `reads` asks the system of each kind how one stands."""

    def __init__(
        self,
        store: Store,
        reads: Mapping[str, Read],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ):
        self.store = store
        self.reads = reads
        self.monotonic = monotonic
        self._next_look: dict[int, float] = {}
        self._rests_until: dict[Read, float] = {}  # the systems that did not answer

    def round(self) -> int:
        """Look at every open task whose time it is; returns how many have ended."""
        with self.store.glance() as page:
            rows = [row for row in tasks.open_tasks(page) if row.kind in self.reads]
        self._next_look = {row.id: self._next_look.get(row.id, 0.0) for row in rows}
        ended = 0
        for row in rows:
            read = self.reads[row.kind]
            if self.monotonic() >= max(self._next_look[row.id], self._rests_until.get(read, 0.0)):
                ended += self._look(row, read)
        return ended

    def _look(self, row: Row, read: Read) -> bool:
        age = self.store.clock() - row.asked
        wait = LOOK_WHILE_YOUNG if age < YOUNG else LOOK_LATER
        now = self.monotonic()
        self._next_look[row.id] = now + wait
        try:
            found = read(row)
        except TryLater as error:
            log.warning("task %s not read: %s", row.id, error)
            found = Standing("accepted")
            # The others of its tasks would only wait for it too.
            self._rests_until[read] = now + wait
        except Refused as error:
            found = Standing("failed", evidence={"reason": error.reason})
        if found.state == "accepted" and age <= GIVE_UP:
            return False
        with self.store.page() as page:
            if found.state == "accepted":
                _give_up(page, row)
            else:
                _end(page, row, found)
        log.info("task %s (%s) has ended: %s", row.id, row.kind, found.state)
        return True


def follow_tests(
    store: Store, systems: Systems, *, monotonic: Callable[[], float] = time.monotonic
) -> Follower:
    """The follower of line tests."""

    def read(row: Row) -> Standing:
        test = systems.service_test.result(row.external_id, lambda: _sold_mbps(systems, row))
        return Standing(test.state, test.outcome, test.evidence)

    return Follower(store, {Check.LINE_TEST.value: read}, monotonic=monotonic)


def follow_actions(
    store: Store, systems: Systems, *, monotonic: Callable[[], float] = time.monotonic
) -> Follower:
    """The follower of remote actions, those of the network and those that are orders."""

    def network(row: Row) -> Standing:
        return Standing(systems.activation.state(row.external_id))

    def ordering(row: Row) -> Standing:
        order = systems.product_order.get(row.external_id)
        return Standing(orders.STANDS.get(order.state, "accepted"), order=order)

    reads = {action.value: ordering if action in ORDERED else network for action in RemoteAction}
    return Follower(store, reads, monotonic=monotonic)


def _end(page: Page, row: Row, found: Standing) -> None:
    """Write down how a task ended."""
    if found.order is not None:
        order = product_orders.order_by_id(page, row.evidence["order"])
        orders.take_in(page, order, found.order)
    elif found.state == "completed":
        tasks.completed(page, row.id, found.outcome, found.evidence)
    else:
        reason = str(found.evidence.get("reason", "failed"))
        if tasks.failed(page, row.id, reason) and row.kind in ORDERED:
            # Product ordering does not know it any more.
            order = row.evidence["order"]
            product_orders.change(page, order, state=OrderState.FAILED, reason=reason)


def _give_up(page: Page, row: Row) -> None:
    """Nobody in the chat waits any longer."""
    reason = "not finished in 15 minutes"
    if tasks.failed(page, row.id, reason) and row.kind in ORDERED:
        withdraw_order(page, row, reason)


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
