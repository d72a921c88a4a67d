"""TMF678 Customer Bill Management v4: what a customer owes, and since when.

GET /customerBill?relatedParty.id=…. No file of TMF678 is among the ones that Mend is tested against;
the fields are those of v4's published CustomerBill. Only bills that name this customer are taken, so
a server that passes over the filter shows nobody another customer's.
"""

from dataclasses import dataclass
from datetime import date

from mend.systems.base import JsonObject
from mend.systems.client import Client
from mend.systems.shapes import Money, day, ids, money, spelled, words

BASE = "/tmf-api/customerBillManagement/v4"
# TMF678 CustomerBillStateType.
STATES = ("new", "onHold", "validated", "sent", "partiallyPaid", "settled")


@dataclass(frozen=True)
class Bill:
    """One bill."""

    id: str
    number: str  # as it is printed on the bill
    state: str  # as TMF678 spells it: sent, partiallyPaid, settled, …
    due: date | None
    amount: Money | None  # what was to be paid
    open: Money | None  # what still is


class CustomerBills:
    """The provider's bills."""

    def __init__(self, client: Client):
        self.client = client

    def bills(self, customer: str) -> list[Bill]:
        """The customer's bills, as answered. Raises TryLater, Refused."""
        items = self.client.items(f"{BASE}/customerBill", {"relatedParty.id": customer})
        return [self._bill(item) for item in items if customer in ids(item.get("relatedParty"))]

    def _bill(self, item: JsonObject) -> Bill:
        key = self.client.their_id("GET", item)
        amount = money(item.get("amountDue")) or money(item.get("taxIncludedAmount"))
        state = spelled(item.get("state"), STATES)
        return Bill(
            id=key,
            number=words(item.get("billNo")) or key,
            state=state,
            due=day(item.get("paymentDueDate")),
            amount=amount,
            open=money(item.get("remainingAmount")),
        )
