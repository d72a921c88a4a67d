"""The look at the provider's side: whose product it is about, and what is not asked at all."""

from typing import Any

import pytest

from mend.problem import Check, ProductKind
from mend.provider import Provider, Side
from mend.systems.product_inventory import Product, Switch

MOBILE = [Check.ROAMING, Check.SIM, Check.LINE_TEST]


def product(key: str, **how: Any) -> Product:
    fields = {"status": "active", "service_ids": (f"svc-{key}",), "place": None, "sold_mbps": None}
    return Product(id=key, name=key, kind=ProductKind.MOBILE, **{**fields, **how})


class Systems:
    """An inventory that says what a test sets, and counts how often it is asked."""

    def __init__(self, *products: Product):
        self.product_inventory = self
        self.products, self.asked = list(products), 0

    def products_of(self, customer: str) -> list[Product]:
        self.asked += 1
        return self.products


def looked(systems: Systems, kind: ProductKind, customer: str | None = "cus-1") -> Side:
    return Provider(systems, 2.0).look(customer, kind, MOBILE)  # type: ignore[arg-type]


def test_an_online_account_is_no_product_and_nothing_is_asked_about_it() -> None:
    systems = Systems()
    side = looked(systems, ProductKind.ACCOUNT)
    assert (side.signed_in, side.product, side.inventory_known) == (True, None, False)
    assert (side.unknown, side.checks, systems.asked) == (False, {}, 0)


def test_nobody_has_no_account_either() -> None:
    assert looked(Systems(), ProductKind.ACCOUNT, None) == Side(signed_in=False)


def test_roaming_and_the_sim_card_are_known_without_another_call() -> None:
    switch = Switch("roaming", "off", False, "on")
    systems = Systems(product("a", roaming=switch, sim="active"))
    side = looked(systems, ProductKind.MOBILE)
    assert side.checks == {Check.ROAMING: "off", Check.SIM: "active"}
    assert side.evidence[Check.ROAMING]["when_on"] == "on"
    assert (side.unknown, systems.asked) == (False, 1)


def test_what_the_inventory_does_not_say_is_unknown() -> None:
    side = looked(Systems(product("a")), ProductKind.MOBILE)
    assert (side.checks, side.unknown) == ({}, True)


@pytest.mark.parametrize(
    ("products", "chosen"),
    [
        ([product("a"), product("b", status="suspended")], "b"),
        ([product("a", sim="active"), product("b", sim="blocked")], "b"),
        ([product("a", sim="not_activated"), product("b", status="suspended")], "b"),
        ([product("a"), product("b", sim="active")], "a"),
    ],
)
def test_of_several_lines_the_one_in_trouble_is_meant(products: list[Product], chosen: str) -> None:
    side = looked(Systems(*products), ProductKind.MOBILE)
    assert side.product is not None
    assert side.product.id == chosen
