"""The checks of the provider's side: what each asks of which system, and what its outcome rests on.

A line test is not among them: it lasts, and is asked for by letter (`mend.provider_work`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from mend.problem import Check, ProductKind
from mend.systems import Systems
from mend.systems.customer_bill import Bill
from mend.systems.product_inventory import Product
from mend.systems.service_problem_view import ServiceProblem

# The outcomes that mean that nothing is wrong on the provider's side.
CLEAR = {
    Check.OUTAGE: "none",
    Check.SUSPENDED: "active",
    Check.ALLOWANCE: "left",
    Check.ROAMING: "on",
    Check.SIM: "active",
}


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
    """Whether the product is suspended, by which overdue bills, or although the bills are paid (TMF637, TMF678).

    Bills that were due must all be seen to be paid, and there must be one: a product can be suspended for other
    reasons than money. Raises TryLater, Refused.
    """
    if product.status not in ("active", "suspended"):
        return None
    evidence: dict[str, Any] = {"product": product.id, "status": product.status}
    if product.status == "active":
        return Found("active", evidence)
    bills = systems.customer_bill.bills(customer)
    today = datetime.now(UTC).date()
    evidence["overdue"] = [
        f"{bill.number}: {bill.open.amount} {bill.open.currency}, due {bill.due}"
        for bill in bills
        if bill.open is not None and bill.open.amount > 0 and bill.due and bill.due < today
    ]
    fell_due = [bill for bill in bills if bill.due is None or bill.due < today]
    paid = [bill.number for bill in fell_due if _is_paid(bill)]
    if not paid or len(paid) < len(fell_due):
        return Found("suspended", evidence)
    return Found("paid", {**evidence, "paid": paid})


def allowance(systems: Systems, _customer: str, product: Product) -> Found | None:
    """Whether the data, or the room in the mailbox, has been used up (TMF677). Raises TryLater, Refused."""
    usage = "storage" if product.kind is ProductKind.EMAIL else "data"
    left = systems.usage.allowance(product.id, usage)
    if left is None:
        return None
    evidence = {
        "used": str(left.used),
        "total": str(left.total),
        "unit": left.unit,
        "until": left.until.isoformat() if left.until else None,
    }
    return Found("used_up" if left.used >= left.total else "left", evidence)


def roaming(_systems: Systems, _customer: str, product: Product) -> Found | None:
    """Whether use abroad is on for the line, from the characteristics `roaming`, `roamingEnabled`, `roamingAllowed` or
    `roamingStatus` of the product (TMF637).

    What it is like when it is on goes along, for whoever orders that.
    """
    switch = product.roaming
    if switch is None:
        return None
    evidence = {
        "product": product.id,
        "characteristic": switch.name,
        "value": switch.value,
        "when_on": switch.when_on,
    }
    return Found("on" if switch.on else "off", evidence)


def sim(_systems: Systems, _customer: str, product: Product) -> Found | None:
    """How the SIM card stands, from the characteristic `simStatus`, `simState` or `simCardStatus` (TMF637)."""
    return Found(product.sim, {"product": product.id}) if product.sim else None


CHECKS: dict[Check, Callable[[Systems, str, Product], Found | None]] = {
    Check.OUTAGE: outage,
    Check.SUSPENDED: suspended,
    Check.ALLOWANCE: allowance,
    Check.ROAMING: roaming,
    Check.SIM: sim,
}


def _is_paid(bill: Bill) -> bool:
    return bill.open.amount <= 0 if bill.open is not None else bill.state == "settled"


def _problem(known: ServiceProblem) -> dict[str, Any]:
    return {
        "service_problem": known.id,
        "description": known.description,
        "status": known.status,
        "expected": known.expected.isoformat() if known.expected else None,
    }
