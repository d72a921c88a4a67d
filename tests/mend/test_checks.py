"""The checks of the provider's side: what each outcome rests on, and that nothing is guessed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from mend import checks
from mend.problem import CHECK_OUTCOMES, Check, ProductKind
from mend.systems.customer_bill import Bill
from mend.systems.product_inventory import Product, Switch
from mend.systems.shapes import Money
from mend.systems.usage import Allowance

TODAY = datetime.now(UTC).date()
BEFORE, LATER = TODAY - timedelta(days=14), TODAY + timedelta(days=14)


class Systems:
    """The provider's bills and usage as a test sets them."""

    def __init__(self, *bills: Bill, left: Allowance | None = None):
        self.customer_bill = self.usage = self
        self._bills, self._left = list(bills), left
        self.asked: list[tuple[str, str]] = []

    def bills(self, customer: str) -> list[Bill]:
        assert customer == "cus-1"
        return self._bills

    def allowance(self, product: str, usage: str) -> Allowance | None:
        self.asked.append((product, usage))
        return self._left


def bill(number: str, still_open: str | None, due: date | None, state: str = "sent") -> Bill:
    amount = Money(Decimal(still_open), "EUR") if still_open is not None else None
    return Bill(number, number, state, due, Money(Decimal("29.00"), "EUR"), amount)


def product(kind: ProductKind = ProductKind.MOBILE, **how: Any) -> Product:
    fields = {"status": "active", "service_ids": ("svc-1",), "place": None, "sold_mbps": None}
    return Product(id="prod-1", name="x", kind=kind, **{**fields, **how})


def looks(check: Check, systems: Systems, it: Product) -> Any:
    found = checks.CHECKS[check](systems, "cus-1", it)  # type: ignore[arg-type]
    assert found is None or found.outcome in CHECK_OUTCOMES[check]
    return found


PAID, OVERDUE = bill("B1", "0", BEFORE, "settled"), bill("B2", "29.00", BEFORE)


@pytest.mark.parametrize(
    ("bills", "outcome"),
    [
        ([PAID], "paid"),
        ([PAID, bill("B3", "29.00", LATER)], "paid"),
        ([bill("B1", None, BEFORE, "settled")], "paid"),
        ([PAID, OVERDUE], "suspended"),
        ([OVERDUE], "suspended"),
        ([PAID, bill("B2", None, BEFORE)], "suspended"),
        ([PAID, bill("B2", "29.00", None)], "suspended"),
        ([bill("B3", "29.00", LATER)], "suspended"),
        ([], "suspended"),
    ],
)
def test_paid_is_said_only_when_every_bill_that_was_due_is_seen_to_be_paid(
    bills: list[Bill], outcome: str
) -> None:
    found = looks(Check.SUSPENDED, Systems(*bills), product(status="suspended"))
    assert found.outcome == outcome
    assert ("paid" in found.evidence) == (outcome == "paid")


def test_the_bills_that_are_overdue_or_paid_are_the_evidence() -> None:
    found = looks(Check.SUSPENDED, Systems(PAID, OVERDUE), product(status="suspended"))
    assert found.evidence["overdue"] == [f"B2: 29.00 EUR, due {BEFORE}"]
    found = looks(Check.SUSPENDED, Systems(PAID), product(status="suspended"))
    assert (found.evidence["overdue"], found.evidence["paid"]) == ([], ["B1"])


def test_bills_are_not_read_for_what_is_active_and_nothing_is_said_of_what_ends() -> None:
    assert looks(Check.SUSPENDED, Systems(OVERDUE), product()).outcome == "active"
    assert looks(Check.SUSPENDED, Systems(), product(status="pendingTerminate")) is None


@pytest.mark.parametrize(
    ("switch", "outcome", "evidence"),
    [
        (
            Switch("roaming", "off", False, "on"),
            "off",
            {"product": "prod-1", "characteristic": "roaming", "value": "off", "when_on": "on"},
        ),
        (
            Switch("roamingEnabled", True, True, True),
            "on",
            {
                "product": "prod-1",
                "characteristic": "roamingEnabled",
                "value": True,
                "when_on": True,
            },
        ),
    ],
)
def test_roaming_is_what_the_inventory_says(
    switch: Switch, outcome: str, evidence: dict[str, Any]
) -> None:
    found = looks(Check.ROAMING, Systems(), product(roaming=switch))
    assert (found.outcome, found.evidence) == (outcome, evidence)


@pytest.mark.parametrize("state", sorted(CHECK_OUTCOMES[Check.SIM]))
def test_the_sim_card_is_what_the_inventory_says(state: str) -> None:
    found = looks(Check.SIM, Systems(), product(sim=state))
    assert (found.outcome, found.evidence) == (state, {"product": "prod-1"})


@pytest.mark.parametrize("check", [Check.ROAMING, Check.SIM])
def test_what_the_inventory_does_not_say_is_not_known(check: Check) -> None:
    assert looks(check, Systems(), product()) is None


@pytest.mark.parametrize(
    ("kind", "usage"),
    [
        (ProductKind.BROADBAND, "data"),
        (ProductKind.MOBILE, "data"),
        (ProductKind.EMAIL, "storage"),
    ],
)
@pytest.mark.parametrize(("used", "outcome"), [(5, "used_up"), (4, "left")])
def test_an_allowance_is_data_or_the_room_in_a_mailbox(
    kind: ProductKind, usage: str, used: int, outcome: str
) -> None:
    systems = Systems(left=Allowance(Decimal(used), Decimal(5), "GB", None))
    found = looks(Check.ALLOWANCE, systems, product(kind))
    assert (found.outcome, systems.asked) == (outcome, [("prod-1", usage)])
    assert looks(Check.ALLOWANCE, Systems(), product(kind)) is None


def test_every_check_but_a_line_test_has_an_outcome_that_means_that_all_is_well() -> None:
    assert set(checks.CLEAR) == set(checks.CHECKS) == set(Check) - {Check.LINE_TEST}
    assert all(outcome in CHECK_OUTCOMES[check] for check, outcome in checks.CLEAR.items())
