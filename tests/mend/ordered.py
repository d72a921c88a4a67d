"""Remote actions that are orders, for tests: what product ordering shows, and a yes to one of them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from mend import provider_work
from mend.problem import Check, RemoteAction
from mend.store import Store, restorations
from mend.store.tables import product_order, provider_task
from mend.systems.product_order import Order
from tests.mend.guides.several import write
from tests.mend.people import Customer, House

ROAMING = {
    "product": "prod-1",
    "characteristic": "roamingEnabled",
    "value": False,
    "when_on": True,
}
SHOWN = "Roaming is off. Shall I ask for it?"
AGREED = f"Use abroad costs money. {SHOWN}"  # with the caution that came before it


def house_abroad(store: Store, folder: Path) -> House:
    """Guides for mobile, and a line for which use abroad is off."""
    here = House(store)
    here.mend = replace(here.mend, guides=write(folder))
    here.provider.checks = {Check.SUSPENDED: "active", Check.ROAMING: "off"}
    here.provider.evidence = {Check.ROAMING: ROAMING}
    return here


class Ordering:
    """Product ordering, and a network that must not be asked."""

    def __init__(self) -> None:
        self.product_order = self.activation = self
        self.order: Order | Exception = Order("PO-1", "acknowledged", "")
        self.reads: list[str] = []

    def get(self, key: str) -> Order:
        self.reads.append(key)
        if isinstance(self.order, Exception):
            raise self.order
        return self.order

    def state(self, key: str) -> str:
        self.reads.append(key)
        return "accepted"


def the_task(house: House) -> Any:
    (row,) = house.rows(provider_task, provider_task.c.kind == RemoteAction.ENABLE_ROAMING)
    return row


def the_order(house: House) -> Any:
    (row,) = house.rows(product_order)
    return row


def acts(house: House, customer: Customer, action: RemoteAction, **how: Any) -> None:
    """Start an action outside of a guide's own turn."""
    turn = replace(customer.turn("validate_guide_form", how.get("act", "Yes, go ahead")))
    if "as_customer" in how:
        turn = replace(turn, customer=how["as_customer"])
    with house.store.page() as page:
        row = restorations.restoration_by_id(page, customer.key)
        text = how.get("text", SHOWN)
        provider_work.start_action(page, row, action, "run_it", turn=turn, text=text)
