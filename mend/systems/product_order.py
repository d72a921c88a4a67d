"""TMF622 Product Ordering v4.0.0: withdrawing, upgrading and renewing what a customer has bought.

POST and GET /productOrder, POST /cancelProductOrder. Our key travels as `externalId`. The actions are
add, modify and delete only: an upgrade, a renewal and the remote actions that are orders (use abroad,
the end of a suspension) are a modify, told apart by what is modified. TMF622 has no reference to a
ticket, so the report is named in the description.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mend.systems.adapter import Adapter, ids_of, ours
from mend.systems.base import OWNER, JsonObject, Refused
from mend.systems.client import Client
from mend.systems.collection import Collection, Dialect
from mend.systems.notes import by_others
from mend.systems.shapes import plain, spelled, words

BASE = "/tmf-api/productOrderingManagement/v4"
ACTIONS = {
    "withdraw": "delete",
    "upgrade": "modify",
    "renew": "modify",
    "add": "add",
    "enable_roaming": "modify",
    "reconnect": "modify",
}
# TMF622 ProductOrderStateType.
STATES = (
    "acknowledged",
    "rejected",
    "pending",
    "held",
    "inProgress",
    "cancelled",
    "completed",
    "failed",
    "partial",
    "assessingCancellation",
    "pendingCancellation",
)
_BEING_CANCELLED = frozenset({"cancelled", "assessingCancellation", "pendingCancellation"})
_OVER = frozenset({"rejected", "completed", "failed", "partial"})


@dataclass(frozen=True)
class Order:
    """A product order as the provider shows it."""

    id: str
    state: str  # as TMF622 spells it: acknowledged, inProgress, …
    reason: str  # the provider's last words about it, empty if there are none


class ProductOrders(Adapter):
    """The provider's product ordering."""

    REPEATABLE = frozenset({"cancel"})

    def __init__(self, client: Client):
        super().__init__(client)
        self.orders = Collection(client, Dialect(f"{BASE}/productOrder"))

    def get(self, key: str) -> Order:
        """One order by their id. Raises TryLater, Refused."""
        item = self.orders.get(key)
        told = by_others(item.get("note"))
        reason = words(item.get("cancellationReason")) or (told[-1].text if told else "")
        return Order(self.client.their_id("GET", item), _state(item), reason)

    def deliver(self, operation: str, key: str, body: Mapping[str, Any]) -> str:
        """`place` an order that the customer has consented to, or `cancel` one.

        The last names it as `order`, or by the key that it was `placed_by`. Raises TryLater, Refused.
        """
        if operation == "place":
            return self.orders.create(order_body(key, body))
        if operation != "cancel":
            raise self._not_known(operation)
        order = self._there(body["order"], body["placed_by"])
        if not self._cancel(order, body["reason"]):
            raise Refused("product_order: it is too late to cancel it")
        return order

    def _find(self, key: str) -> list[str]:
        found = ours(
            self.orders,
            {"externalId": key},
            lambda item: item.get("externalId") == key,
            born="orderDate",
        )
        return ids_of(self.orders, found)

    def _take_back(self, reference: str) -> bool:
        return self._cancel(reference, "ordered twice")

    def _cancel(self, order: str, reason: str) -> bool:
        """Ask for it, unless that has been done; false when the order is over."""
        state = _state(self.orders.get(order))
        if state in _OVER | _BEING_CANCELLED:
            return state not in _OVER
        body = cancel_body(order, reason)
        answer = self.client.write("POST", f"{BASE}/cancelProductOrder", body)
        return plain(answer.get("state")) != "terminatedwitherror"


def order_body(key: str, body: Mapping[str, Any]) -> JsonObject:
    """ProductOrder_Create. Raises Refused when an action lacks what it acts on."""
    ordered: JsonObject = {
        "externalId": key,
        "productOrderItem": [_item(body)],
        "channel": [{"id": "self-service", "name": "self service"}],
        # The words that the customer consented to go with the order.
        "note": [{"author": OWNER, "date": body["at"], "text": body["text"]}],
    }
    if body["report"]:
        ordered["description"] = f"Restores normal service of problem report {body['report']}"
    if body["customer"]:
        ordered["relatedParty"] = [
            {"id": body["customer"], "role": "customer", "@referredType": "Customer"}
        ]
    return ordered


def cancel_body(order: str, reason: str) -> JsonObject:
    """CancelProductOrder_Create."""
    return {"productOrder": {"id": order}, "cancellationReason": reason}


def _item(body: Mapping[str, Any]) -> JsonObject:
    action, offering, term = body["action"], body["offering"], body["term"]
    characteristics = body["characteristics"] or {}
    needed = {
        "withdraw": body["product"],
        "upgrade": body["product"] and (offering or characteristics),
        "renew": body["product"] and term,
        "add": offering,
        "enable_roaming": body["product"] and characteristics,
        "reconnect": body["product"],
    }
    if not needed.get(action):
        raise Refused(f"product_order: cannot order {action!r} of this")
    item: JsonObject = {"id": "1", "action": ACTIONS[action]}
    product: JsonObject = {} if action == "add" else {"id": body["product"]}
    if action == "reconnect":
        product["status"] = "active"  # TMF622 ProductStatusType, of one that is suspended
    if action != "withdraw":
        if characteristics:
            product["productCharacteristic"] = [
                {"name": name, "value": value} for name, value in characteristics.items()
            ]
        if offering:
            item["productOffering"] = {"id": offering}
        if term:
            duration = {"amount": term["months"], "units": "month"}
            item["itemTerm"] = [{"name": "contract term", "duration": duration}]
    return {**item, "product": product} if product else item


def _state(item: JsonObject) -> str:
    return spelled(item.get("state"), STATES)
