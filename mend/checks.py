"""The checks of the provider's side: what each asks of which system, and what its outcome rests on.

A line test is not among them: it lasts, and is asked for by letter (`mend.provider_work`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from mend.problem import Check
from mend.systems import Systems
from mend.systems.product_inventory import Product
from mend.systems.service_problem_view import ServiceProblem

# The outcomes that mean that nothing is wrong on the provider's side.
CLEAR = {Check.OUTAGE: "none", Check.SUSPENDED: "active", Check.ALLOWANCE: "left"}


@dataclass(frozen=True)
class Found:
    """What a check came to: an outcome out of CHECK_OUTCOMES, and its evidence."""

    outcome: str
    evidence: dict[str, Any] = field(default_factory=dict)


def outage(systems: Systems, _customer: str, product: Product) -> Found | None:
    """Whether SM&O knows of a problem with the product's services (TMF656). Raises TryLater, Refused."""
    if not product.service_ids:
        return None
    known = systems.service_problem.known_problems(list(product.service_ids))
    return Found("known", _problem(known[0])) if known else Found("none")


def suspended(systems: Systems, customer: str, product: Product) -> Found | None:
    """Whether the product is suspended, and by which overdue bills (TMF637, TMF678). Raises TryLater, Refused."""
    if product.status not in ("active", "suspended"):
        return None
    evidence: dict[str, Any] = {"product": product.id, "status": product.status}
    if product.status == "suspended":
        today = datetime.now(UTC).date()
        evidence["overdue"] = [
            f"{bill.number}: {bill.open.amount} {bill.open.currency}, due {bill.due}"
            for bill in systems.customer_bill.bills(customer)
            if bill.open is not None and bill.open.amount > 0 and bill.due and bill.due < today
        ]
    return Found(product.status, evidence)


def allowance(systems: Systems, _customer: str, product: Product) -> Found | None:
    """Whether the data that is included has been used up (TMF677). Raises TryLater, Refused."""
    left = systems.usage.allowance(product.id)
    if left is None:
        return None
    evidence = {
        "used": str(left.used),
        "total": str(left.total),
        "unit": left.unit,
        "until": left.until.isoformat() if left.until else None,
    }
    return Found("used_up" if left.used >= left.total else "left", evidence)


CHECKS: dict[Check, Callable[[Systems, str, Product], Found | None]] = {
    Check.OUTAGE: outage,
    Check.SUSPENDED: suspended,
    Check.ALLOWANCE: allowance,
}


def _problem(known: ServiceProblem) -> dict[str, Any]:
    return {
        "service_problem": known.id,
        "description": known.description,
        "status": known.status,
        "expected": known.expected.isoformat() if known.expected else None,
    }
