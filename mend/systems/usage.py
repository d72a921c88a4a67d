"""TMF677 Usage Consumption v4: how much of what is included has been used.

GET /usageConsumptionReport. No file of TMF677 is among the ones that Mend is tested against; the
fields (bucket, bucketCounter, bucketBalance, remainingValue, unit, validFor) are those of its
published usageConsumptionReport as operators' open clients read it.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from mend.systems.base import JsonObject
from mend.systems.client import Client
from mend.systems.shapes import decimal, fields, ids, moment, objects, plain, words

BASE = "/tmf-api/usageConsumption/v4"


@dataclass(frozen=True)
class Allowance:
    """What is included and what has been used of it, in `unit`."""

    used: Decimal
    total: Decimal
    unit: str
    until: datetime | None  # when it starts anew


class Usage:
    """The provider's usage consumption."""

    def __init__(self, client: Client):
        self.client = client

    def allowance(self, product: str, usage: str = "data") -> Allowance | None:
        """What is included in a product, None when nothing is told. Raises TryLater, Refused.

        `usage` is the usageType that counts: data, or storage for a mailbox.

        Only buckets that name the product count, so a server that passes over the filter shows
        nobody another customer's.
        """
        reports = self.client.items(f"{BASE}/usageConsumptionReport", {"product.id": product})
        read = [
            allowance
            for report in reports
            for bucket in objects(report.get("bucket"))
            if product in _products(report) + _products(bucket)
            and plain(bucket.get("usageType")) in ("", usage)
            and (allowance := _read(bucket)) is not None
        ]
        # The base and what was booked on top of it, if they are counted alike.
        alike = [each for each in read if each.unit == read[0].unit]
        if not alike:
            return None
        ends = [each.until for each in alike if each.until is not None]
        return Allowance(
            used=sum((each.used for each in alike), Decimal(0)),
            total=sum((each.total for each in alike), Decimal(0)),
            unit=alike[0].unit,
            until=min(ends, default=None),
        )


def _read(bucket: JsonObject) -> Allowance | None:
    counters = objects(bucket.get("bucketCounter"))
    used = [each for each in counters if plain(each.get("counterType")) in ("", "used")]
    balances = objects(bucket.get("bucketBalance"))
    if len(used) != 1 or len(balances) != 1:
        return None
    spent = _quantity(used[0], "value")
    left = _quantity(balances[0], "remainingValue")
    if spent is None or left is None or spent[1] != left[1]:
        return None
    end = moment(fields(balances[0].get("validFor")).get("endDateTime"))
    return Allowance(spent[0], spent[0] + left[0], left[1], end)


def _quantity(item: JsonObject, name: str) -> tuple[Decimal, str] | None:
    """An amount and its unit: a Quantity {amount, units}, or a number with the unit beside it."""
    given = item.get(name)
    inner = fields(given)
    amount = decimal(inner.get("amount") if inner else given)
    unit = words(inner.get("units") if inner else item.get("unit"))
    return (amount, unit) if amount is not None and unit else None


def _products(item: JsonObject) -> list[str]:
    """The ids of the products that a report or a bucket is about: one reference, or a list."""
    given = item.get("product")
    return ids([given] if isinstance(given, dict) else given)
