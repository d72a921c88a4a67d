"""What the items of a product order do to the inventory.

A modify that gives `status` active to a suspended product reconnects its customer, once nothing is
overdue; one of the characteristic `roaming` (on, off) switches use abroad.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sandbox.catalog import OFFERINGS, Offering
from sandbox.exchange import JsonObject
from sandbox.household import Customer, Product, Router, Term, product_of
from sandbox.inventory import Inventory
from sandbox.line import Fault
from sandbox.notes import party_ids
from sandbox.shapes import check_reference, check_references, invalid
from sandbox.town import NEW_ROUTER

NUMBERS = ("soldDownloadSpeed", "soldUploadSpeed", "dataAllowance")
MONTHS = {"month": 1, "months": 1, "year": 12, "years": 12}


@dataclass
class OrderEffects:
    """Checks items against the town and the catalogue, and carries them out."""

    inventory: Inventory

    def check(self, item: JsonObject, order: JsonObject) -> None:
        """Raise TmfError 400 for an item that cannot be carried out."""
        if item.get("productOffering") is not None:
            check_reference("productOffering", item["productOffering"], ["id"])
        offering = OFFERINGS.get((item.get("productOffering") or {}).get("id", ""))
        if item.get("productOffering") and (offering is None or not offering.sellable):
            raise invalid("productOffering.id", "is not for sale")
        check_references(item, {"itemTerm": ()})
        if _term_months(item) is None:
            raise invalid("itemTerm.duration", "must be a whole number of months or years")
        if item["action"] == "add":
            if offering is None:
                raise invalid("productOffering", "is what an added product needs")
            if self._buyer(order) is None:
                raise invalid("relatedParty", "names no customer of ours")
            return
        check_reference("product", item.get("product"), ["id"])
        _check_characteristics(item["product"])
        found = self.inventory.having(item["product"]["id"])
        if found is None or not found[1].lives:
            raise invalid("product.id", "no such product")
        others = [key for key in party_ids(order) if key in self.inventory.customers]
        if others and found[0].id not in others:
            raise invalid("product.id", "belongs to somebody else")
        if offering is not None and offering.kind != found[1].kind:
            raise invalid("productOffering.id", f"is no {found[1].kind}")
        if _changed(item).get("roaming", "on") not in ("on", "off"):
            raise invalid("productCharacteristic.roaming", "must be on or off")
        if "roaming" in _changed(item) and found[1].kind != "mobile":
            raise invalid("productCharacteristic.roaming", f"is not for {found[1].kind}")
        if item["product"].get("status", "active") != "active":
            raise invalid("product.status", "only active can be ordered")

    def hindrance(self, order: JsonObject) -> str | None:
        """Why an order cannot be carried out as things are, or None."""
        for item in order["productOrderItem"]:
            found = self.inventory.having((item.get("product") or {}).get("id", ""))
            if found is not None and _reconnects(item) and Fault.SUSPENDED in found[0].faults:
                return "A bill is still overdue."
        return None

    def begin(self, order: JsonObject) -> None:
        """Show what is about to go."""
        self._mark(order, "active", "pendingTerminate")

    def undo(self, order: JsonObject) -> None:
        """Show as before what does not go after all."""
        self._mark(order, "pendingTerminate", "active")

    def complete(self, order: JsonObject, now: datetime) -> None:
        """Carry out every item."""
        for item in order["productOrderItem"]:
            if item["action"] == "add":
                self._add(item, order, now)
                continue
            found = self.inventory.having(item["product"]["id"])
            if found is None or not found[1].lives:
                continue
            customer, product = found
            if item["action"] == "delete":
                customer.swap(product, replace(product, status="terminated", ended=now))
            elif item["action"] == "modify":
                self._modify(customer, product, item, now)

    def _add(self, item: JsonObject, order: JsonObject, now: datetime) -> None:
        customer, offering = self._buyer(order), OFFERINGS[item["productOffering"]["id"]]
        if customer is None:
            return
        months = _term_months(item) or max(offering.terms, default=0)
        customer.add(product_of(offering, now, months))
        extra = offering.characteristics.get("extraData")
        if extra is not None:
            customer.extra_data += int(str(extra))
            customer.faults.discard(Fault.CAPPED)
        if "routerModel" in offering.characteristics:
            customer.router = NEW_ROUTER
            customer.faults.discard(Fault.ROUTER_FAULTY)

    def _modify(self, customer: Customer, old: Product, item: JsonObject, now: datetime) -> None:
        new = old
        if item.get("productOffering"):
            offering = OFFERINGS[item["productOffering"]["id"]]
            bought = product_of(offering, now, max(offering.terms, default=0))
            new = replace(bought, copy=old.copy, since=old.since)
            _fit_line(customer, offering)
        changed = _changed(item)
        if changed:
            new = replace(new, characteristics={**new.characteristics, **changed})
        months = _term_months(item)
        if months:
            new = replace(new, term=Term(months, now))
        customer.swap(old, new)
        if isinstance(changed.get("routerModel"), str):
            customer.router = Router(changed["routerModel"], NEW_ROUTER.wifi, True)
            customer.faults.discard(Fault.ROUTER_FAULTY)
        if changed.get("roaming") == "on":
            customer.faults.discard(Fault.ROAMING_OFF)
        elif changed.get("roaming") == "off":
            customer.faults.add(Fault.ROAMING_OFF)
        if _reconnects(item):
            customer.faults.discard(Fault.NOT_RECONNECTED)

    def _mark(self, order: JsonObject, before: str, after: str) -> None:
        for item in order["productOrderItem"]:
            if item["action"] == "delete":
                found = self.inventory.having(item["product"]["id"])
                if found is not None and found[1].status == before:
                    found[0].swap(found[1], replace(found[1], status=after))

    def _buyer(self, order: JsonObject) -> Customer | None:
        customers = self.inventory.customers
        return next((customers[key] for key in party_ids(order) if key in customers), None)


def _changed(item: JsonObject) -> JsonObject:
    """The characteristics that an item changes, by name."""
    named = item["product"].get("productCharacteristic") or []
    return {each["name"]: each.get("value") for each in named}


def _reconnects(item: JsonObject) -> bool:
    product = item.get("product") or {}
    return item["action"] == "modify" and product.get("status") == "active"


def _check_characteristics(product: JsonObject) -> None:
    check_references(product, {"productCharacteristic": ("name",)})
    for each in product.get("productCharacteristic") or []:
        value = each.get("value")
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if each["name"] in NUMBERS and not (is_number and value > 0):
            raise invalid(f"productCharacteristic.{each['name']}", "must be a number above 0")


def _fit_line(customer: Customer, offering: Offering) -> None:
    """Another plan has another allowance, and another broadband a line profile set anew."""
    if offering.kind == "mobile":
        customer.faults.discard(Fault.MOBILE_DATA_USED_UP)
    if offering.kind == "broadband":
        customer.faults.discard(Fault.CAPPED)
        customer.faults.discard(Fault.STUCK_PROFILE)


def _term_months(item: JsonObject) -> int | None:
    """The months of an item's first term, 0 without one; None for a term that is no such span."""
    terms = item.get("itemTerm") or []
    if not terms:
        return 0
    duration = terms[0].get("duration")
    if not isinstance(duration, dict):
        return None
    amount, unit = duration.get("amount"), str(duration.get("units", "")).lower()
    if isinstance(amount, bool) or not isinstance(amount, int | float) or unit not in MONTHS:
        return None
    return int(amount) * MONTHS[unit] if amount == int(amount) and 0 < amount <= 120 else None
