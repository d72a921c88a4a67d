"""TMF678 Customer Bill Management v4.0.0 (read only).

Base: /tmf-api/customerBillManagement/v4. No file of this API was at hand: the names are those of
v4.0.0 as implementations publish them. It has no state for overdue: such a bill is `sent` with a
`remainingAmount` and a `paymentDueDate` that is over. A customer's last bill is overdue for as long
as they are suspended for it; to take that fault away is to pay. Who was not reconnected has paid.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sandbox.catalog import OFFERINGS
from sandbox.clock import Clock, iso, months_after
from sandbox.collection import choose_fields, find
from sandbox.exchange import Answer, Call, JsonObject, not_found
from sandbox.household import Customer
from sandbox.inventory import party_ref
from sandbox.line import Fault

BASE = "/tmf-api/customerBillManagement/v4"
MONTHS = 3
# So long after the bill; an unpaid one is the bill of the month before, which is always overdue.
DUE = timedelta(days=14)


@dataclass
class CustomerBills:
    """Everybody's last bills."""

    clock: Clock
    customers: Mapping[str, Customer]
    own_url: str

    def search(self, call: Call) -> Answer:
        """GET /customerBill."""
        return find(self._bills().values(), call)

    def get(self, call: Call) -> Answer:
        """GET /customerBill/{id}."""
        key, bills = call.path["id"], self._bills()
        if key not in bills:
            raise not_found("customer bill", key)
        return Answer(200, choose_fields(bills[key], call))

    def _bills(self) -> dict[str, JsonObject]:
        today = self.clock.now()
        bills = [
            self._bill(customer, months_after(today, -back), back)
            for customer in self.customers.values()
            for back in range(MONTHS, 0, -1)
        ]
        return {bill["id"]: bill for bill in bills}

    def _bill(self, customer: Customer, billed: datetime, back: int) -> JsonObject:
        open_now = Fault.SUSPENDED in customer.faults or customer.extended_to is not None
        is_open = back == 1 and open_now
        due = billed + DUE
        if is_open and customer.extended_to is not None:
            due = customer.extended_to
        prices = [
            OFFERINGS[each.offering].monthly_price
            for each in customer.products
            if each.since < billed and (each.ended is None or each.ended >= billed)
        ]
        amount = sum(prices, Decimal())
        key = f"bill-{customer.number}-{billed:%Y-%m}"
        return {
            "id": key,
            "href": f"{self.own_url}{BASE}/customerBill/{key}",
            "billNo": f"{billed:%Y%m}{customer.number}",
            "runType": "onCycle",
            "category": "normal",
            "state": "sent" if is_open else "settled",
            "billDate": iso(billed),
            "billingPeriod": {
                "startDateTime": iso(months_after(billed, -1)),
                "endDateTime": iso(billed),
            },
            "paymentDueDate": iso(due),
            "amountDue": _euros(amount),
            "taxIncludedAmount": _euros(amount),
            "remainingAmount": _euros(amount if is_open else Decimal()),
            "lastUpdate": iso(billed),
            "relatedParty": [party_ref(customer)],
            "@type": "CustomerBill",
        }


def _euros(amount: Decimal) -> JsonObject:
    return {"unit": "EUR", "value": float(amount)}
