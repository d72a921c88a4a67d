"""TMF637 Product Inventory v4.0.0 (read only), and the services behind the products.

Base: /tmf-api/productInventory/v4. A product's kind (broadband, tv, home_phone, mobile, email,
add_on) is its `productKind` characteristic and the name of its productSpecification; sold speeds are
`soldDownloadSpeed` and `soldUploadSpeed` in Mbit/s; `realizingService` names the service to test or
act on. Broadband also names the router (`routerModel`, `routerWifi`, `routerSupported`), mobile its
`simStatus` (active, blocked, notActivated) and whether `roaming` is on or off, a mailbox its
`mailboxStatus` (active, locked).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox import activation
from sandbox.clock import iso
from sandbox.collection import choose_fields, find
from sandbox.exchange import Answer, Call, JsonObject, not_found
from sandbox.household import Customer, Product, Term
from sandbox.line import Fault

BASE = "/tmf-api/productInventory/v4"


@dataclass
class Inventory:
    """What everybody in town has."""

    customers: Mapping[str, Customer]
    own_url: str

    def search(self, call: Call) -> Answer:
        """GET /product."""
        return find(self.products(), call)

    def get(self, call: Call) -> Answer:
        """GET /product/{id}."""
        for product in self.products():
            if product["id"] == call.path["id"]:
                return Answer(200, choose_fields(product, call))
        raise not_found("product", call.path["id"])

    def products(self) -> list[JsonObject]:
        """Every product in town, terminated ones too."""
        return [
            product_json(customer, product, self.own_url)
            for customer in self.customers.values()
            for product in customer.products
        ]

    def services(self) -> list[JsonObject]:
        """Every service in town, as TMF640 shows it."""
        return [
            service_json(customer, product, self.own_url, activation.BASE)
            for customer in self.customers.values()
            for product in customer.live_products
            if product.kind != "add_on"
        ]

    def owner(self, service: str) -> tuple[Customer, Product] | None:
        """Whose service that is, and the product it realizes."""
        for customer in self.customers.values():
            for product in customer.live_products:
                if customer.service_id(product) == service:
                    return customer, product
        return None

    def having(self, product_id: str) -> tuple[Customer, Product] | None:
        """Whose product that is, and it."""
        for customer in self.customers.values():
            product = customer.find(product_id)
            if product is not None:
                return customer, product
        return None


def product_json(customer: Customer, product: Product, own_url: str) -> JsonObject:
    """One product as TMF637 shows it."""
    key, service = customer.product_id(product), customer.service_id(product)
    shown: JsonObject = {
        "id": key,
        "href": f"{own_url}{BASE}/product/{key}",
        "name": product.name,
        "description": f"{product.name} for {customer.name}",
        "isBundle": False,
        "isCustomerVisible": True,
        "startDate": iso(product.since),
        "status": _status(customer, product),
        "productOffering": {"id": product.offering, "name": product.name},
        "productSpecification": {"id": f"spec-{product.kind}", "name": product.kind},
        "productCharacteristic": [
            _characteristic(*each) for each in _values(customer, product).items()
        ],
        "productTerm": [_term(product.term)] if product.term else [],
        "realizingService": [{"id": service, "name": service, "@referredType": "Service"}],
        "place": [
            {
                "id": customer.area.id,
                "name": customer.area.name,
                "role": "installationAddress",
                "@referredType": "GeographicSite",
            }
        ],
        "relatedParty": [party_ref(customer)],
        "@type": "Product",
    }
    return {**shown, "terminationDate": iso(product.ended)} if product.ended else shown


def service_json(customer: Customer, product: Product, own_url: str, base: str) -> JsonObject:
    """The service that realizes a product, as TMF640 shows it."""
    key = customer.service_id(product)
    suspended = customer.is_suspended
    return {
        "id": key,
        "href": f"{own_url}{base}/service/{key}",
        "name": product.name,
        "category": "CFS",
        "serviceType": product.kind,
        "state": "inactive" if suspended else "active",
        "isServiceEnabled": not suspended,
        "hasStarted": True,
        "serviceSpecification": {"id": f"cfs-{product.kind}", "name": product.kind},
        "relatedParty": [party_ref(customer)],
        "@type": "Service",
    }


def party_ref(customer: Customer) -> JsonObject:
    """A customer as a related party."""
    return {
        "id": customer.id,
        "name": customer.name,
        "role": "customer",
        "@referredType": "Customer",
    }


def _status(customer: Customer, product: Product) -> str:
    suspended = product.status == "active" and customer.is_suspended
    return "suspended" if suspended else product.status


def _values(customer: Customer, product: Product) -> JsonObject:
    values: JsonObject = {"productKind": product.kind, **product.characteristics}
    if product.kind == "broadband":
        router = customer.router
        values["routerModel"] = router.model
        values["routerWifi"] = router.wifi
        values["routerSupported"] = router.supported
        if Fault.CAPPED in customer.faults and "dataAllowance" in values:
            values |= {"dataUsed": values["dataAllowance"], "slowedToSpeed": 2}
    elif product.kind == "mobile":
        values["simStatus"] = _sim_status(customer)
        if Fault.ROAMING_OFF in customer.faults:
            values["roaming"] = "off"
    elif product.kind == "email":
        locked = Fault.MAILBOX_LOCKED in customer.faults
        values["mailboxStatus"] = "locked" if locked else "active"
    if customer.is_suspended:
        values["suspensionReason"] = "unpaidBill"
    return values


def _sim_status(customer: Customer) -> str:
    if Fault.SIM_BLOCKED in customer.faults:
        return "blocked"
    return "notActivated" if Fault.SIM_NOT_ACTIVATED in customer.faults else "active"


def _term(term: Term) -> JsonObject:
    return {
        "name": f"{term.months} months",
        "duration": {"amount": term.months, "units": "month"},
        "validFor": {"startDateTime": iso(term.start), "endDateTime": iso(term.end)},
    }


def _characteristic(name: str, value: object) -> JsonObject:
    kind = "string"
    if isinstance(value, bool):
        kind = "boolean"
    elif isinstance(value, int | float):
        kind = "number"
    return {"name": name, "valueType": kind, "value": value}
