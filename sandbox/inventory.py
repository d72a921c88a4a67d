"""TMF637 Product Inventory v4.0.0 (read only), and the services behind the products.

Base: /tmf-api/productInventory/v4. A product's kind (broadband, tv, home_phone) is its
`productKind` characteristic and the name of its productSpecification; sold speeds are
`soldDownloadSpeed` and `soldUploadSpeed` in Mbit/s; `realizingService` names the service to test or
act on.
"""

from sandbox.exchange import JsonObject
from sandbox.line import Fault
from sandbox.town import Customer, Product

BASE = "/tmf-api/productInventory/v4"
START = "2024-03-01T00:00:00.000Z"


def product_json(customer: Customer, product: Product, own_url: str) -> JsonObject:
    """One product as TMF637 shows it."""
    key, service = customer.product_id(product), customer.service_id(product)
    suspended = Fault.SUSPENDED in customer.faults
    values: JsonObject = {"productKind": product.kind, **product.characteristics}
    if suspended:
        values["suspensionReason"] = "unpaidBill"
    if Fault.CAPPED in customer.faults and "dataAllowance" in values:
        values |= {"dataUsed": values["dataAllowance"], "slowedToSpeed": 2}
    return {
        "id": key,
        "href": f"{own_url}{BASE}/product/{key}",
        "name": product.name,
        "description": f"{product.name} for {customer.name}",
        "isBundle": False,
        "isCustomerVisible": True,
        "startDate": START,
        "status": "suspended" if suspended else "active",
        "productOffering": {"id": product.offering, "name": product.name},
        "productSpecification": {"id": f"spec-{product.kind}", "name": product.kind},
        "productCharacteristic": [_characteristic(*each) for each in values.items()],
        "realizingService": [{"id": service, "name": service, "@referredType": "Service"}],
        "place": [
            {
                "id": customer.area.id,
                "name": customer.area.name,
                "role": "installationAddress",
                "@referredType": "GeographicSite",
            }
        ],
        "relatedParty": [_party(customer)],
        "@type": "Product",
    }


def service_json(customer: Customer, product: Product, own_url: str, base: str) -> JsonObject:
    """The service that realizes a product, as TMF640 shows it."""
    key = customer.service_id(product)
    suspended = Fault.SUSPENDED in customer.faults
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
        "relatedParty": [_party(customer)],
        "@type": "Service",
    }


def _party(customer: Customer) -> JsonObject:
    return {
        "id": customer.id,
        "name": customer.name,
        "role": "customer",
        "@referredType": "Customer",
    }


def _characteristic(name: str, value: object) -> JsonObject:
    kind = "number" if isinstance(value, int | float) else "string"
    return {"name": name, "valueType": kind, "value": value}
