"""The provider's side first: what the customer bought, and what is known to be wrong with it.

Reads only, in parallel, each within `MEND_READ_TIMEOUT`, and outside any transaction. What does not answer in time is
not known; nothing is guessed, and nothing is worse for it than a question more.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from mend.checks import CHECKS
from mend.problem import Check, ProductKind
from mend.systems import Systems
from mend.systems.appointment import Slot
from mend.systems.base import SystemError
from mend.systems.product_inventory import Product

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Side:
    """What the provider's side knows about one customer's product."""

    signed_in: bool
    asked: tuple[Check, ...] = ()
    product: Product | None = None
    inventory_known: bool = False
    checks: dict[Check, str] = field(default_factory=dict)  # only what is known
    evidence: dict[Check, dict[str, Any]] = field(default_factory=dict)

    @property
    def unknown(self) -> bool:
        """Something that was asked for did not answer."""
        return any(check not in self.checks for check in self.asked)


class Provider:
    """Looks at the provider's side for a guide."""

    def __init__(self, systems: Systems, timeout: float):
        self.systems = systems
        self.timeout = timeout
        self.pool = ThreadPoolExecutor(max_workers=16, thread_name_prefix="provider")

    def look(self, customer: str | None, kind: ProductKind, checks: list[Check]) -> Side:
        """What is known of this customer's product of that kind.

        Nobody has no products to look at, and an online account is none: it comes with whatever was bought.
        """
        if customer is None:
            return Side(signed_in=False)
        if kind is ProductKind.ACCOUNT:
            return Side(signed_in=True)
        asked = tuple(check for check in checks if check is not Check.LINE_TEST)
        products = self._read(lambda: self.systems.product_inventory.products_of(customer))
        if products is None:
            return Side(signed_in=True, asked=asked)
        ours = [product for product in products if product.kind is kind]
        if not ours:
            return Side(signed_in=True, asked=asked, inventory_known=True)
        # More than one line of a kind: the one that is in trouble is the one they write about.
        product = sorted(ours, key=_is_well)[0]
        # At the same time: the customer waits for the slowest of them, not for their sum.
        looks = {
            check: self.pool.submit(CHECKS[check], self.systems, customer, product)
            for check in asked
        }
        wait(looks.values(), timeout=self.timeout)
        results = {check: self._result(future) for check, future in looks.items()}
        seen = {check: each for check, each in results.items() if each is not None}
        found: dict[Check, str] = {check: each.outcome for check, each in seen.items()}
        evidence: dict[Check, dict[str, Any]] = {
            check: each.evidence for check, each in seen.items() if each.evidence
        }
        return Side(True, asked, product, True, found, evidence)

    def free_slots(self, place: dict[str, Any] | None, about: str) -> list[Slot]:
        """When somebody could come because of a report or request; none when the calendar does not answer in time."""
        now = datetime.now(UTC)
        earliest, latest = now + timedelta(hours=12), now + timedelta(days=10)
        calendar = self.systems.appointment
        found = self._read(lambda: calendar.free_slots(place, about, earliest, latest))
        return found or []

    def _read(self, call: Callable[[], Answer]) -> Answer | None:
        future: Future[Answer] = self.pool.submit(call)
        wait([future], timeout=self.timeout)
        return self._result(future)

    def _result(self, future: "Future[Answer]") -> Answer | None:
        """What was read, or None when it did not answer in time or not usefully."""
        if not future.done():
            log.warning("provider read not answered in %.1f s", self.timeout)
            return None
        error = future.exception()
        if error is None:
            return future.result()
        if not isinstance(error, SystemError):
            raise error
        log.warning("provider read failed: %s", error)
        return None


def _is_well(product: Product) -> tuple[bool, bool]:
    """Sorts what is suspended first, then what has a SIM card that cannot work."""
    return product.status != "suspended", product.sim in (None, "active")
