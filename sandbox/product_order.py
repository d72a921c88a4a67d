"""TMF622 Product Ordering v4.0.0: what customers buy, change and give up.

Base: /tmf-api/productOrderingManagement/v4. Items add (a productOffering), modify (to another
productOffering, or a productCharacteristic, the status or an itemTerm, of a product) or delete a
product; what they do to the inventory is in order_effects.py. An order that was posted is put in progress and
completed by itself as sandbox time goes by. It does not refuse a second externalId.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from sandbox.clock import Clock, iso
from sandbox.collection import choose_fields, find
from sandbox.exchange import Answer, Call, JsonObject, TmfError, not_found
from sandbox.hub import Hub
from sandbox.lifecycle import PRODUCT_ORDER, check_status
from sandbox.notes import with_note
from sandbox.order_effects import OrderEffects
from sandbox.plans import Plans
from sandbox.shapes import check_kinds, check_mandatory, check_reference, check_references, invalid

BASE = "/tmf-api/productOrderingManagement/v4"
AUTHOR = "Brightwater order management"
ACTIONS = ("add", "modify", "delete", "noChange")
FINISHED = ("completed", "cancelled", "failed", "rejected", "partial")
KINDS: dict[str, type] = {
    "externalId": str,
    "description": str,
    "category": str,
    "priority": str,
    "requestedStartDate": str,
    "requestedCompletionDate": str,
}
REFERENCES = {
    "note": ("text",),
    "relatedParty": ("id", "@referredType"),
    "channel": ("id",),
    "productOfferingQualification": ("id",),
}


@dataclass
class ProductOrders:
    """The product orders. `starts` and `completes` are sandbox seconds after the POST; `fails` says
    whether what is in work ends badly at the moment.
    """

    clock: Clock
    plans: Plans
    hub: Hub
    own_url: str
    starts: float
    completes: float
    effects: OrderEffects
    fails: Callable[[], bool]
    records: dict[str, JsonObject] = field(default_factory=dict)
    cancellations: dict[str, JsonObject] = field(default_factory=dict)

    def search(self, call: Call) -> Answer:
        """GET /productOrder."""
        return find(self.records.values(), call)

    def get(self, call: Call) -> Answer:
        """GET /productOrder/{id}."""
        return Answer(200, choose_fields(self.record(call.path["id"]), call))

    def create(self, call: Call) -> Answer:
        """POST /productOrder. Raises TmfError 400."""
        body = call.body
        self._check(body)
        key = f"PO-{uuid.uuid4().hex[:8]}"
        now = self.clock.now()
        order: JsonObject = {
            **body,
            "id": key,
            "href": f"{self.own_url}{BASE}/productOrder/{key}",
            "state": "acknowledged",
            "orderDate": iso(now),
            "expectedCompletionDate": iso(now + timedelta(seconds=self.completes)),
            "productOrderItem": _items_in(body, "acknowledged"),
            "@type": body.get("@type", "ProductOrder"),
        }
        self.records[key] = order
        self._tell("Create", order)
        reason = "Order management is working on it."
        self.plans.after(self.starts, key, lambda: self.move(key, "inProgress", reason))
        return Answer(201, order, {"Location": order["href"]})

    def cancel(self, call: Call) -> Answer:
        """POST /cancelProductOrder: done at once, or terminatedWithError when it is too late.

        Raises TmfError 400 for an order that does not exist.
        """
        check_mandatory(call.body, ["productOrder"])
        check_reference("productOrder", call.body["productOrder"], ["id"])
        check_kinds(call.body, {"cancellationReason": str})
        order = self.records.get(call.body["productOrder"]["id"])
        if order is None:
            raise invalid("productOrder.id", "no such order")
        late = order["state"] in FINISHED
        now = iso(self.clock.now())
        if not late:
            reason = call.body.get("cancellationReason") or "cancelled by the customer"
            order |= {"cancellationDate": now, "cancellationReason": reason}
            self.move(order["id"], "cancelled")
        key = f"CO-{uuid.uuid4().hex[:8]}"
        made: JsonObject = {
            **call.body,
            "id": key,
            "href": f"{self.own_url}{BASE}/cancelProductOrder/{key}",
            "state": "terminatedWithError" if late else "done",
            "@type": call.body.get("@type", "CancelProductOrder"),
        }
        if not late:
            made["effectiveCancellationDate"] = now
        self.cancellations[key] = made
        return Answer(201, made, {"Location": made["href"]})

    def search_cancellations(self, call: Call) -> Answer:
        """GET /cancelProductOrder."""
        return find(self.cancellations.values(), call)

    def get_cancellation(self, call: Call) -> Answer:
        """GET /cancelProductOrder/{id}."""
        key = call.path["id"]
        if key not in self.cancellations:
            raise not_found("cancellation", key)
        return Answer(200, choose_fields(self.cancellations[key], call))

    def move(self, key: str, state: str, reason: str = "") -> JsonObject:
        """Move an order to `state`, with a note, and do to the inventory what follows.

        Raises TmfError 400, 404, 409.
        """
        order = self.record(key)
        if not check_status(PRODUCT_ORDER, order["state"], state):
            return order
        hindrance = self.effects.hindrance(order)
        if state == "completed" and hindrance:
            raise TmfError(409, "notPossible", "Conflict", hindrance)
        now = self.clock.now()
        order["state"] = state
        order["productOrderItem"] = _items_in(order, state)
        if reason:
            order["note"] = with_note(order, AUTHOR, iso(now), reason)
        self.plans.moved(key)
        if state == "inProgress":
            self.effects.begin(order)
            self.plans.after(self.completes - self.starts, key, lambda: self._finish(key))
        elif state == "completed":
            order["completionDate"] = iso(now)
            self.effects.complete(order, now)
        elif state in FINISHED:
            self.effects.undo(order)
        self._tell("StateChange", order)
        return order

    def record(self, key: str) -> JsonObject:
        """The order with that id. Raises TmfError 404."""
        if key not in self.records:
            raise not_found("product order", key)
        return self.records[key]

    def _finish(self, key: str) -> None:
        hindrance = self.effects.hindrance(self.record(key))
        if self.fails() or hindrance:
            self.move(key, "failed", hindrance or "The order could not be carried out.")
        else:
            self.move(key, "completed", "The order has been carried out.")

    def _check(self, body: JsonObject) -> None:
        check_mandatory(body, ["productOrderItem"])
        check_kinds(body, KINDS)
        check_references(body, {**REFERENCES, "productOrderItem": ("id", "action")})
        for item in body["productOrderItem"]:
            if item["action"] not in ACTIONS:
                raise invalid("productOrderItem.action", f"must be one of {', '.join(ACTIONS)}")
            self.effects.check(item, body)

    def _tell(self, what: str, order: JsonObject) -> None:
        self.hub.emit(f"ProductOrder{what}Event", "productOrder", order)


def _items_in(order: JsonObject, state: str) -> list[JsonObject]:
    # An item knows every state of an order but `partial`.
    shown = "completed" if state == "partial" else state
    return [{**item, "state": shown} for item in order["productOrderItem"]]
