"""TMF679 Product Offering Qualification v4.0.0: whether a customer can have an offering.

Base: /tmf-api/productOfferingQualification/v4. Whose line it is follows from the relatedParty or
from the item's product; without either, only the offering itself is looked at. A qualification that
is not asked for at once (`instantSyncQualification` false) is done TAKES seconds later.
"""

import uuid
from dataclasses import dataclass, field

from sandbox.catalog import OFFERINGS, Offering
from sandbox.clock import Agenda, iso
from sandbox.collection import choose_fields, find
from sandbox.exchange import Answer, Call, JsonObject, not_found
from sandbox.household import Customer
from sandbox.inventory import Inventory
from sandbox.line import Fault
from sandbox.notes import party_ids
from sandbox.shapes import check_kinds, check_mandatory, check_reference, check_references

BASE = "/tmf-api/productOfferingQualification/v4"
TAKES = 5.0  # sandbox seconds
KINDS: dict[str, type] = {
    "description": str,
    "instantSyncQualification": bool,
    "provideAlternative": bool,
    "provideUnavailabilityReason": bool,
}
ITEMS = "productOfferingQualificationItem"
OVER_THE_LINE = ("tv", "home_phone", "add_on")  # what needs broadband


@dataclass
class Qualifications:
    """The qualifications that were asked for."""

    agenda: Agenda
    inventory: Inventory
    own_url: str
    records: dict[str, JsonObject] = field(default_factory=dict)

    def search(self, call: Call) -> Answer:
        """GET /productOfferingQualification."""
        return find(self.records.values(), call)

    def get(self, call: Call) -> Answer:
        """GET /productOfferingQualification/{id}."""
        key = call.path["id"]
        if key not in self.records:
            raise not_found("qualification", key)
        return Answer(200, choose_fields(self.records[key], call))

    def create(self, call: Call) -> Answer:
        """POST /productOfferingQualification. Raises TmfError 400."""
        body = call.body
        check_mandatory(body, [ITEMS])
        check_kinds(body, KINDS)
        check_references(body, {ITEMS: ("id",), "relatedParty": ("id", "@referredType")})
        for item in body[ITEMS]:
            for name in ("productOffering", "product"):
                if item.get(name) is not None:
                    check_reference(name, item[name], ["id"])
        key = f"POQ-{uuid.uuid4().hex[:8]}"
        made: JsonObject = {
            **body,
            "id": key,
            "href": f"{self.own_url}{BASE}/productOfferingQualification/{key}",
            "state": "acknowledged",
            "productOfferingQualificationDate": iso(self.agenda.clock.now()),
            "@type": body.get("@type", "ProductOfferingQualification"),
        }
        self.records[key] = made
        if body.get("instantSyncQualification", True):
            self._qualify(made)
        else:
            self.agenda.after(TAKES, lambda: self._qualify(made))
        return Answer(201, dict(made), {"Location": made["href"]})

    def _qualify(self, made: JsonObject) -> None:
        items = [self._item(item, made) for item in made[ITEMS]]
        results = {item["qualificationItemResult"] for item in items}
        made[ITEMS] = items
        made["state"] = "done"
        made["effectiveQualificationDate"] = iso(self.agenda.clock.now())
        worst = (each for each in ("unqualified", "alternate", "qualified") if each in results)
        made["qualificationResult"] = next(worst)

    def _item(self, item: JsonObject, made: JsonObject) -> JsonObject:
        customer = self._customer(item, made)
        reasons = list(_reasons(item, customer, self.inventory))
        done = {**item, "state": "done", "qualificationItemResult": "qualified"}
        if not reasons:
            return done
        done["qualificationItemResult"] = "unqualified"
        if made.get("provideUnavailabilityReason", True):
            done["eligibilityUnavailabilityReason"] = [
                {"code": code, "label": label} for code, label in reasons
            ]
        other = _alternative(item, customer) if made.get("provideAlternative") else None
        if other is not None:
            done["qualificationItemResult"] = "alternate"
            done["alternateProductOfferingProposal"] = [
                {"id": "1", "alternateProductOffering": {"id": other.id, "name": other.name}}
            ]
        return done

    def _customer(self, item: JsonObject, made: JsonObject) -> Customer | None:
        found = self.inventory.having((item.get("product") or {}).get("id", ""))
        if found is not None:
            return found[0]
        customers = self.inventory.customers
        return next((customers[key] for key in party_ids(made) if key in customers), None)


def _reasons(
    item: JsonObject, customer: Customer | None, inventory: Inventory
) -> list[tuple[str, str]]:
    """Why an item is not possible, as (code, label)."""
    reasons = []
    wanted = item.get("productOffering")
    offering = OFFERINGS.get(wanted["id"]) if wanted else None
    product = (item.get("product") or {}).get("id")
    found = inventory.having(product) if product else None
    if product and (found is None or not found[1].lives):
        reasons.append(("productUnknown", "There is no such product."))
    if wanted and (offering is None or not offering.sellable):
        reasons.append(("notSellable", "This offer is no longer sold."))
    if item.get("action") == "delete" or customer is None:
        return reasons
    if Fault.SUSPENDED in customer.faults:
        reasons.append(("accountSuspended", "A bill is overdue."))
    if offering is not None and offering.sellable:
        reasons += _misfits(offering, customer)
    return reasons


def _misfits(offering: Offering, customer: Customer) -> list[tuple[str, str]]:
    reasons = []
    if offering.speed > customer.line_speed:
        why = f"The line in {customer.area.name} carries {customer.line_speed} Mbit/s at most."
        reasons.append(("lineTooSlow", why))
    if any(product.offering == offering.id for product in customer.live_products):
        if offering.kind != "add_on":
            reasons.append(("alreadyHas", "The customer has this already."))
    elif offering.kind in OVER_THE_LINE and customer.product("broadband") is None:
        reasons.append(("needsBroadband", "This needs broadband."))
    if offering.characteristics.get("extraData") and not _is_metered(customer):
        reasons.append(("unlimitedAlready", "This broadband has no allowance to add to."))
    return reasons


def _is_metered(customer: Customer) -> bool:
    broadband = customer.product("broadband")
    return broadband is not None and "dataAllowance" in broadband.characteristics


def _alternative(item: JsonObject, customer: Customer | None) -> Offering | None:
    """The fastest broadband that the line carries, in place of one that it cannot."""
    wanted = OFFERINGS.get((item.get("productOffering") or {}).get("id", ""))
    if wanted is None or wanted.kind != "broadband" or customer is None:
        return None
    had = {product.offering for product in customer.live_products}
    fits = [
        each
        for each in OFFERINGS.values()
        if each.kind == "broadband" and each.sellable and each.id not in had
        if 0 < each.speed <= customer.line_speed
    ]
    return max(fits, key=lambda each: each.speed, default=None)
