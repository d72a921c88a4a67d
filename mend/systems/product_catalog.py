"""TMF620 Product Catalog v4.1.0: what is on sale, and what it costs.

GET /productOffering, and GET /productOfferingPrice where offerings only name their prices. An
offering whose price or terms cannot be read without doubt is left out: what is shown to a customer
is what they will be held to. Charges by use are not among the prices.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from mend.systems.base import JsonObject, Refused
from mend.systems.client import Client, in_path
from mend.systems.shapes import Money, fields, ids, moment, money, objects, plain, words

BASE = "/tmf-api/productCatalogManagement/v4"
# TMF620 leaves the life cycle to the provider; these two names mean that it is sold.
_ON_SALE = frozenset({"", "active", "launched"})
_MONTHS = {"month": 1, "months": 1, "monthly": 1, "year": 12, "years": 12}


@dataclass(frozen=True)
class Offering:
    """A product on sale. Prices are with all taxes; None is nothing to pay."""

    id: str
    name: str
    description: str
    categories: tuple[str, ...]
    monthly: Money | None
    one_off: Money | None
    terms: tuple[int, ...]  # the terms to choose from, in months; () is none to be bound by
    characteristics: dict[str, Any]
    upgrades: tuple[str, ...]  # the ids of the offerings that are the next better ones


class ProductCatalog:
    """The provider's product catalogue."""

    def __init__(self, client: Client):
        self.client = client

    def offerings(self, category: str | None) -> list[Offering]:
        """What is on sale now, of one category or of all. Raises TryLater, Refused."""
        filters = {"category.id": category} if category else {}
        now = datetime.now(UTC)
        items = self.client.items(f"{BASE}/productOffering", filters)
        on_sale = [
            item
            for item in items
            if _is_sold(item, now) and (not category or category in ids(item.get("category")))
        ]
        named = self._named_prices(on_sale)
        return [
            offering for item in on_sale if (offering := self._offering(item, named)) is not None
        ]

    def _named_prices(self, items: list[JsonObject]) -> dict[str, JsonObject]:
        """The prices by id, if one is only named: all at once, for somebody waits in the chat."""
        prices = [each for item in items for each in objects(item.get("productOfferingPrice"))]
        if all("price" in price for price in prices):
            return {}
        try:
            found = self.client.items(f"{BASE}/productOfferingPrice", {})
        except Refused:
            return {}
        return {str(price.get("id")): price for price in found}

    def _offering(self, item: JsonObject, named: dict[str, JsonObject]) -> Offering | None:
        key = self.client.their_id("GET", item)
        try:
            prices = [
                _amount(price if "price" in price else self._price(price, named))
                for price in objects(item.get("productOfferingPrice"))
            ]
            monthly = _sum([price for kind, price in prices if kind == "recurring"])
            one_off = _sum([price for kind, price in prices if kind == "onetime"])
            terms = sorted(_months(each) for each in objects(item.get("productOfferingTerm")))
        except ValueError:
            return None
        better = [
            each
            for each in objects(item.get("productOfferingRelationship"))
            if plain(each.get("relationshipType")) == "upgrade"
        ]
        return Offering(
            id=key,
            name=words(item.get("name")) or key,
            description=words(item.get("description")),
            categories=tuple(ids(item.get("category"))),
            monthly=monthly,
            one_off=one_off,
            terms=tuple(terms),
            characteristics=_characteristics(objects(item.get("prodSpecCharValueUse"))),
            upgrades=tuple(ids(better)),
        )

    def _price(self, price: JsonObject, named: dict[str, JsonObject]) -> JsonObject:
        """A price that is only named. Raises ValueError for one that is not there."""
        key = str(price.get("id") or "")
        if key in named:
            return named[key]
        try:
            return self.client.item(f"{BASE}/productOfferingPrice/{in_path(key)}")
        except Refused:
            raise ValueError("a price that is not there") from None


def _amount(price: JsonObject) -> tuple[str, Money]:
    """Its kind, recurring or onetime or usage, and the amount. Raises ValueError if in doubt."""
    kind = plain(price.get("priceType"))
    kind = {"oneoff": "onetime", "recurrent": "recurring"}.get(kind, kind)
    if kind == "usage":
        return kind, Money(Decimal(0), "")
    amount = fields(price.get("price"))
    # Within an offering the amount stands inside its taxes, in a price of its own it does not.
    read = money(amount.get("taxIncludedAmount")) or money(amount)
    if kind not in ("onetime", "recurring") or read is None or price.get("priceAlteration"):
        raise ValueError("a price that cannot be read")
    period = price.get("recurringChargePeriodType") or price.get("recurringChargePeriod")
    every = price.get("recurringChargePeriodLength") or 1
    if kind == "recurring" and (plain(period) not in ("month", "monthly") or every != 1):
        raise ValueError("a price that is not by the month")
    return kind, read


def _is_sold(item: JsonObject, now: datetime) -> bool:
    valid = fields(item.get("validFor"))
    start, end = moment(valid.get("startDateTime")), moment(valid.get("endDateTime"))
    return (
        plain(item.get("lifecycleStatus")) in _ON_SALE
        and item.get("isSellable") is not False
        and (start is None or start <= now)
        and (end is None or now < end)
    )


def _sum(prices: list[Money]) -> Money | None:
    """All of one kind together. Raises ValueError for two currencies."""
    if not prices:
        return None
    if len({price.currency for price in prices}) > 1:
        raise ValueError("two currencies")
    return Money(sum((price.amount for price in prices), Decimal(0)), prices[0].currency)


def _months(term: JsonObject) -> int:
    """A term in months. Raises ValueError for one that is not a number of months."""
    duration = fields(term.get("duration"))
    amount, unit = duration.get("amount"), _MONTHS.get(plain(duration.get("units")))
    if unit is None or not isinstance(amount, int) or isinstance(amount, bool) or amount < 1:
        raise ValueError("a term that cannot be read")
    return amount * unit


def _characteristics(uses: list[JsonObject]) -> dict[str, Any]:
    """Name and value of what is fixed: the only value, or the default of several."""
    found = {}
    for use in uses:
        values = objects(use.get("productSpecCharacteristicValue"))
        chosen = [each for each in values if each.get("isDefault") is True] or values
        if words(use.get("name")) and len(chosen) == 1:
            found[words(use["name"])] = chosen[0].get("value")
    return found
