"""TMF620 Product Catalog Management v4.1.0 (read only).

Base: /tmf-api/productCatalogManagement/v4. An offering refers to its prices, which are read one by
one; speeds, channels and allowances are `prodSpecCharValueUse`, under the names that the inventory
uses for a product's characteristics.
"""

from dataclasses import dataclass

from sandbox.catalog import OFFERINGS, Offering
from sandbox.collection import choose_fields, find
from sandbox.exchange import Answer, Call, JsonObject, not_found

BASE = "/tmf-api/productCatalogManagement/v4"
SINCE, UNTIL = "2024-01-01T00:00:00.000Z", "2025-06-30T23:59:59.000Z"
UNITS = {
    "soldDownloadSpeed": "Mbit/s",
    "soldUploadSpeed": "Mbit/s",
    "dataAllowance": "GB",
    "extraData": "GB",
    "mailboxSize": "GB",
}


@dataclass
class ProductCatalog:
    """The catalogue."""

    own_url: str

    def search(self, call: Call) -> Answer:
        """GET /productOffering."""
        return find([self._offering(each) for each in OFFERINGS.values()], call)

    def get(self, call: Call) -> Answer:
        """GET /productOffering/{id}."""
        key = call.path["id"]
        if key not in OFFERINGS:
            raise not_found("product offering", key)
        return Answer(200, choose_fields(self._offering(OFFERINGS[key]), call))

    def search_prices(self, call: Call) -> Answer:
        """GET /productOfferingPrice."""
        return find(self._prices().values(), call)

    def get_price(self, call: Call) -> Answer:
        """GET /productOfferingPrice/{id}."""
        key, prices = call.path["id"], self._prices()
        if key not in prices:
            raise not_found("product offering price", key)
        return Answer(200, choose_fields(prices[key], call))

    def _offering(self, offering: Offering) -> JsonObject:
        over = {} if offering.sellable else {"endDateTime": UNTIL}
        return {
            "id": offering.id,
            "href": self._href("productOffering", offering.id),
            "name": offering.name,
            "description": offering.description,
            "isBundle": False,
            "isSellable": offering.sellable,
            "lifecycleStatus": offering.status,
            "lastUpdate": SINCE,
            "version": "1.0",
            "validFor": {"startDateTime": SINCE, **over},
            "category": [{"id": f"cat-{offering.kind}", "name": offering.kind}],
            "productSpecification": {"id": f"spec-{offering.kind}", "name": offering.kind},
            "productOfferingPrice": [
                {"id": price["id"], "href": price["href"], "name": price["name"]}
                for price in self._prices_of(offering)
            ],
            "productOfferingTerm": [
                {
                    "name": f"{months} months" if months > 1 else "month to month",
                    "duration": {"amount": months, "units": "month"},
                }
                for months in offering.terms
            ],
            "productOfferingRelationship": [
                {
                    "id": offering.upgrade,
                    "href": self._href("productOffering", offering.upgrade),
                    "name": OFFERINGS[offering.upgrade].name,
                    "relationshipType": "upgrade",
                }
            ]
            if offering.upgrade
            else [],
            "prodSpecCharValueUse": [_value(*each) for each in offering.characteristics.items()],
            "@type": "ProductOffering",
        }

    def _prices(self) -> dict[str, JsonObject]:
        return {
            price["id"]: price
            for offering in OFFERINGS.values()
            for price in self._prices_of(offering)
        }

    def _prices_of(self, offering: Offering) -> list[JsonObject]:
        prices = []
        if offering.monthly is not None:
            period = {"recurringChargePeriodType": "month", "recurringChargePeriodLength": 1}
            prices.append(self._price(offering, "recurring", "month", offering.monthly) | period)
        if offering.once is not None:
            prices.append(self._price(offering, "oneTime", "once", offering.once))
        return prices

    def _price(self, offering: Offering, kind: str, suffix: str, euros: str) -> JsonObject:
        key = f"{offering.id.replace('off-', 'price-', 1)}-{suffix}"
        return {
            "id": key,
            "href": self._href("productOfferingPrice", key),
            "name": f"{offering.name}, {'a month' if suffix == 'month' else 'once'}",
            "isBundle": False,
            "lifecycleStatus": offering.status,
            "priceType": kind,
            "price": {"unit": "EUR", "value": float(euros)},
            "validFor": {"startDateTime": SINCE},
            "@type": "ProductOfferingPrice",
        }

    def _href(self, resource: str, key: str) -> str:
        return f"{self.own_url}{BASE}/{resource}/{key}"


def _value(name: str, value: object) -> JsonObject:
    kind = "number" if isinstance(value, int | float) else "string"
    shown: JsonObject = {"isDefault": True, "valueType": kind, "value": value}
    if name in UNITS:
        shown["unitOfMeasure"] = UNITS[name]
    return {"name": name, "valueType": kind, "productSpecCharacteristicValue": [shown]}
