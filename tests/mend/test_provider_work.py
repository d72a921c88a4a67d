"""Starting a remote action: what is asked of the network, what is ordered, and what needs a consent."""

from pathlib import Path
from typing import Any

import pytest

from mend.ordering import NoConsent
from mend.problem import RemoteAction
from mend.store import Store
from mend.store.tables import offer_decision, product_order, provider_task
from tests.mend.ordered import acts, house_abroad
from tests.mend.people import House


@pytest.fixture
def house(store: Store, tmp_path: Path) -> House:
    return house_abroad(store, tmp_path)


def test_the_network_is_asked_without_an_order(house: House) -> None:
    customer = house.customer()
    customer.has("data")
    acts(house, customer, RemoteAction.SEND_SETTINGS, text="", act="")
    (posted,) = house.letters("activation")
    assert posted.body == {"action": "send_settings", "service": "svc-1"}
    assert (house.rows(offer_decision), house.letters("product_order")) == ([], [])


def test_a_reconnection_names_the_product_and_changes_nothing_else(house: House) -> None:
    customer = house.customer()
    customer.has("data")
    acts(house, customer, RemoteAction.RECONNECT)
    (posted,) = house.letters("product_order")
    assert (posted.body["action"], posted.body["product"]) == ("reconnect", "prod-1")
    assert posted.body["characteristics"] == {}


def test_what_the_inventory_left_out_has_a_plain_name(house: House) -> None:
    house.provider.evidence = {}
    customer = house.customer()
    customer.has("data")
    acts(house, customer, RemoteAction.ENABLE_ROAMING)
    (posted,) = house.letters("product_order")
    assert posted.body["characteristics"] == {"roaming": "on"}


@pytest.mark.parametrize("action", [RemoteAction.ENABLE_ROAMING, RemoteAction.RECONNECT])
@pytest.mark.parametrize(
    "how", [{"as_customer": None}, {"as_customer": "cus-2"}, {"act": " "}, {"text": ""}]
)
def test_nothing_is_ordered_without_the_account_holders_own_yes_to_a_text(
    house: House, action: RemoteAction, how: dict[str, Any]
) -> None:
    customer = house.customer()
    customer.has("data")
    with pytest.raises(NoConsent):
        acts(house, customer, action, **how)
    assert (house.rows(offer_decision), house.rows(product_order)) == ([], [])
    assert (house.rows(provider_task), house.letters("product_order")) == ([], [])
