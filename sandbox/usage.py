"""TMF677 Usage Consumption v4.0.0 (read only): how much of an allowance is used.

Base: /tmf-api/usageConsumption/v4. No file of this API was at hand: the names are those of v4.0.0
as implementations publish them (a report has buckets; a bucket has `bucketBalance` with
`remainingValue` {amount, units}, and `bucketCounter` with `counterType` and `value`). One report for
each broadband and mobile product (data) and each mailbox (storage), found by `product.id` or
`relatedParty.id`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.clock import Clock, iso, months_after
from sandbox.collection import choose_fields, find
from sandbox.exchange import Answer, Call, JsonObject, not_found
from sandbox.household import Customer, Product
from sandbox.inventory import party_ref
from sandbox.line import Fault

BASE = "/tmf-api/usageConsumption/v4"


@dataclass(frozen=True)
class Measure:
    """What is measured of a kind of product: its usageType, the characteristic that says how much is
    included, and the fault that has used it up.
    """

    usage: str
    included: str
    used_up: Fault
    starts_anew: bool  # every month


MEASURED = {
    "broadband": Measure("data", "dataAllowance", Fault.CAPPED, True),
    "mobile": Measure("data", "dataAllowance", Fault.MOBILE_DATA_USED_UP, True),
    "email": Measure("storage", "mailboxSize", Fault.MAILBOX_FULL, False),
}


@dataclass
class Usage:
    """What everybody used this month."""

    clock: Clock
    customers: Mapping[str, Customer]
    own_url: str

    def search(self, call: Call) -> Answer:
        """GET /usageConsumptionReport."""
        return find(self._reports().values(), call)

    def get(self, call: Call) -> Answer:
        """GET /usageConsumptionReport/{id}."""
        key, reports = call.path["id"], self._reports()
        if key not in reports:
            raise not_found("usage report", key)
        return Answer(200, choose_fields(reports[key], call))

    def _reports(self) -> dict[str, JsonObject]:
        reports = [
            self._report(customer, product)
            for customer in self.customers.values()
            for product in customer.live_products
            if product.kind in MEASURED
        ]
        return {report["id"]: report for report in reports}

    def _report(self, customer: Customer, product: Product) -> JsonObject:
        now = self.clock.now()
        key = customer.product_id(product).replace("prod-", "usage-", 1)
        had = {"id": customer.product_id(product), "name": product.name}
        period = {
            "startDateTime": iso(months_after(now, 0)),
            "endDateTime": iso(months_after(now, 1)),
        }
        return {
            "id": key,
            "href": f"{self.own_url}{BASE}/usageConsumptionReport/{key}",
            "name": f"{MEASURED[product.kind].usage.capitalize()} of {product.name}",
            "effectiveDate": iso(now),
            "product": [had],
            "relatedParty": [party_ref(customer)],
            "bucket": [_bucket(customer, product, had, period)],
            "@type": "UsageConsumptionReport",
        }


def used(customer: Customer, product: Product) -> int:
    """GB used: all that is included when the customer is slowed down or their mailbox is full."""
    measure = MEASURED[product.kind]
    allowance = _included(product)
    topped_up = product.kind == "broadband" and customer.extra_data
    if measure.used_up in customer.faults or topped_up:
        return allowance
    share = int(customer.number) * 37 % 60 + 20  # percent, the same at every look
    return (allowance or 400) * share // 100


def _included(product: Product) -> int:
    return int(float(str(product.characteristics.get(MEASURED[product.kind].included, 0))))


def _bucket(
    customer: Customer, product: Product, had: JsonObject, period: JsonObject
) -> JsonObject:
    measure, spent = MEASURED[product.kind], used(customer, product)
    counted = {"consumptionPeriod": period} if measure.starts_anew else {}
    bucket: JsonObject = {
        "id": f"{had['id']}-{measure.usage}",
        "name": measure.usage.capitalize(),
        "usageType": measure.usage,
        "isShared": False,
        "product": [had],
        "bucketCounter": [{**_counter("used", spent), **counted}],
        "@type": "Bucket",
    }
    if measure.included not in product.characteristics:
        return bucket
    allowance = _included(product)
    if product.kind == "broadband":
        allowance += customer.extra_data
    left = max(0, allowance - spent)
    bucket["bucketCounter"].append({**_counter("allowance", allowance), **counted})
    bucket["bucketBalance"] = [
        {
            "remainingValue": {"amount": left, "units": "GB"},
            "remainingValueName": f"{left} GB",
            **({"validFor": period} if measure.starts_anew else {}),
        }
    ]
    return bucket


def _counter(kind: str, amount: int) -> JsonObject:
    return {
        "counterType": kind,
        "level": "global",
        "value": {"amount": amount, "units": "GB"},
        "valueName": f"{amount} GB",
    }
