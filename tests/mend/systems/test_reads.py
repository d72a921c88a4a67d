"""What is read from the provider's side, and what it is taken to mean."""

from typing import Any

import pytest
import responses

from mend.problem import ProductKind
from mend.systems import Systems
from mend.systems.base import TryLater
from mend.systems.product_inventory import Switch, kind_of, roaming, sim, sold_mbps

PRODUCTS = "/tmf-api/productInventory/v4/product"
PROBLEMS = "/tmf-api/serviceProblemManagement/v4/serviceProblem"


def _product(**fields: Any) -> dict[str, Any]:
    return {
        "id": "prod-1",
        "name": "Swift 80",
        "status": "active",
        "productSpecification": {"id": "spec-1", "name": "broadband"},
        "productCharacteristic": [
            {"name": "soldDownloadSpeed", "value": 80},
            {"name": "speedUnit", "value": "Mbit/s"},
        ],
        "realizingService": [{"id": "svc-1"}],
        "place": [{"id": "area-1", "name": "Hillside", "role": "installationAddress", "href": "x"}],
        "relatedParty": [{"id": "cus-1", "role": "customer"}],
        **fields,
    }


@responses.activate
def test_a_customers_product_is_read(systems: Systems, url: str) -> None:
    responses.add("GET", url + PRODUCTS, json=[_product()])
    (product,) = systems.product_inventory.products_of("cus-1")
    assert product.id == "prod-1"
    assert product.kind is ProductKind.BROADBAND
    assert product.service_ids == ("svc-1",)
    assert product.place == {"id": "area-1", "name": "Hillside", "role": "installationAddress"}
    assert product.sold_mbps == 80
    assert responses.calls[0].request.params["relatedParty.id"] == "cus-1"


@pytest.mark.parametrize(
    "fields",
    [
        {"relatedParty": [{"id": "cus-2"}]},
        {"relatedParty": []},
        {"relatedParty": "cus-1"},
    ],
)
@responses.activate
def test_another_customers_product_is_never_shown(
    systems: Systems, url: str, fields: dict[str, Any]
) -> None:
    responses.add("GET", url + PRODUCTS, json=[_product(**fields)])
    assert systems.product_inventory.products_of("cus-1") == []


@pytest.mark.parametrize(
    ("status", "had"),
    [
        ("active", True),
        ("suspended", True),
        ("pendingTerminate", True),
        ("terminated", False),
        ("cancelled", False),
        ("created", False),
        ("aborted ", False),
        (None, False),
    ],
)
@responses.activate
def test_only_what_the_customer_still_has_counts(
    systems: Systems, url: str, status: str | None, had: bool
) -> None:
    responses.add("GET", url + PRODUCTS, json=[_product(status=status)])
    assert bool(systems.product_inventory.products_of("cus-1")) == had


@responses.activate
def test_a_product_without_an_id_is_no_answer(systems: Systems, url: str) -> None:
    responses.add("GET", url + PRODUCTS, json=[_product(id=None)])
    with pytest.raises(TryLater):
        systems.product_inventory.products_of("cus-1")


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"productSpecification": {"name": "home_phone"}}, ProductKind.HOME_PHONE),
        ({"productSpecification": {"id": "VDSL-2"}}, ProductKind.BROADBAND),
        ({"productSpecification": {"name": "Mobile Broadband"}}, ProductKind.MOBILE),
        ({"productOffering": {"name": "TV over fibre"}}, ProductKind.TV),
        ({"name": "E-Mail Plus"}, ProductKind.EMAIL),
        (
            {"productSpecification": {"name": "IPTV"}, "name": "Fibre Family"},
            ProductKind.TV,
        ),
        ({"name": "Gift card"}, None),
        ({"name": "Disdained"}, None),
        ({}, None),
        ({"productSpecification": None, "name": 7}, None),
    ],
)
def test_the_first_telling_word_names_the_kind(
    fields: dict[str, Any], kind: ProductKind | None
) -> None:
    assert kind_of(fields) is kind


@pytest.mark.parametrize(
    ("characteristics", "mbps"),
    [
        ([{"name": "downloadSpeed", "value": "1 Gbit/s"}], 1000),
        ([{"name": "Download Speed", "value": "100"}], 100),
        (
            [{"name": "downstreamRate", "value": 512}, {"name": "speedUnit", "value": "kbit/s"}],
            0.512,
        ),
        ([{"name": "downloadSpeed", "value": "250Mbps"}], 250),
        ([{"name": "downloadSpeed", "value": "fast"}], None),
        ([{"name": "downloadSpeed", "value": "5 parsec"}], None),
        ([{"name": "downloadSpeed", "value": 0}], None),
        ([{"name": "downloadSpeed", "value": True}], None),
        ([{"name": "uploadSpeed", "value": 10}], None),
        ([], None),
    ],
)
def test_the_sold_speed_is_read_in_its_unit(
    characteristics: list[dict[str, Any]], mbps: float | None
) -> None:
    assert sold_mbps(characteristics) == mbps


@pytest.mark.parametrize(
    ("characteristics", "switch"),
    [
        ([{"name": "roaming", "value": "off"}], Switch("roaming", "off", False, "on")),
        ([{"name": "Roaming", "value": "On"}], Switch("Roaming", "On", True, "On")),
        (
            [{"name": "roaming_enabled", "value": False}],
            Switch("roaming_enabled", False, False, True),
        ),
        ([{"name": "roamingEnabled", "value": True}], Switch("roamingEnabled", True, True, True)),
        ([{"name": "roamingAllowed", "value": "No"}], Switch("roamingAllowed", "No", False, "Yes")),
        (
            [{"name": "roamingStatus", "value": "DISABLED"}],
            Switch("roamingStatus", "DISABLED", False, "ENABLED"),
        ),
        (
            [{"name": "roaming", "value": "EU only"}, {"name": "roamingEnabled", "value": "yes"}],
            Switch("roamingEnabled", "yes", True, "yes"),
        ),
        ([{"name": "roaming", "value": "EU only"}], None),
        ([{"name": "roaming", "value": None}, {"name": "roaming", "value": 0}], None),
        ([{"name": "roamingPartner", "value": "off"}], None),
        ([], None),
    ],
)
def test_use_abroad_is_read_as_it_is_written_and_not_guessed(
    characteristics: list[dict[str, Any]], switch: Switch | None
) -> None:
    assert roaming(characteristics) == switch


@pytest.mark.parametrize(
    ("name", "value", "state"),
    [
        ("simStatus", "active", "active"),
        ("SIM status", "Activated", "active"),
        ("simState", "BLOCKED", "blocked"),
        ("simCardStatus", "barred", "blocked"),
        ("simStatus", "not_activated", "not_activated"),
        ("simStatus", "notActivated", "not_activated"),
        ("simStatus", "pre-active", "not_activated"),
        ("simStatus", "inactive", None),
        ("simStatus", "lost in the post", None),
        ("simStatus", None, None),
        ("simType", "active", None),
    ],
)
def test_the_sim_card_is_read_where_its_state_means_something(
    name: str, value: Any, state: str | None
) -> None:
    assert sim([{"name": name, "value": value}]) == state


@responses.activate
def test_a_mobile_product_says_how_its_line_is(systems: Systems, url: str) -> None:
    told = [{"name": "roaming", "value": "off"}, {"name": "simStatus", "value": "blocked"}]
    given = _product(productSpecification={"name": "mobile"}, productCharacteristic=told)
    responses.add("GET", url + PRODUCTS, json=[given])
    (product,) = systems.product_inventory.products_of("cus-1")
    assert (product.kind, product.sim) == (ProductKind.MOBILE, "blocked")
    assert product.roaming == Switch("roaming", "off", False, "on")


def _problem(**fields: Any) -> dict[str, Any]:
    return {
        "id": "SP-1",
        "status": "inProgress",
        "category": "supplier.originated",
        "description": "Cable cut",
        "affectedService": [{"id": "svc-1"}, {"id": "svc-9"}],
        **fields,
    }


@responses.activate
def test_a_known_outage_is_found_once(systems: Systems, url: str) -> None:
    responses.add(
        "GET", url + PROBLEMS, json=[_problem(affectedService=[{"id": "a"}, {"id": "b"}])]
    )
    (known,) = systems.service_problem.known_problems(["a", "b"])
    assert (known.id, known.description) == ("SP-1", "Cable cut")
    assert responses.calls[0].request.params["affectedService.id"] == "a"


@pytest.mark.parametrize(
    ("fields", "known"),
    [
        ({"status": "acknowledged"}, True),
        ({"status": "held"}, True),
        ({"status": "pending"}, True),
        ({"status": "In Progress"}, True),
        ({"status": "resolved"}, False),
        ({"status": "closed"}, False),
        ({"status": "rejected"}, False),
        ({"status": None}, False),
        ({"category": "system.originated"}, True),
        ({"category": "serviceProvider.declared"}, False),
        ({"category": "serviceProvider.declarer"}, False),
        ({"affectedService": [{"id": "svc-2"}]}, False),
        ({"affectedService": None}, False),
    ],
)
@responses.activate
def test_only_an_open_problem_of_many_on_this_service_is_an_outage(
    systems: Systems, url: str, fields: dict[str, Any], known: bool
) -> None:
    responses.add("GET", url + PROBLEMS, json=[_problem(**fields)])
    assert bool(systems.service_problem.known_problems(["svc-1"])) == known


@responses.activate
def test_a_problem_is_read_by_its_id(systems: Systems, url: str) -> None:
    responses.add("GET", url + PROBLEMS + "/SP-1", json=_problem())
    assert systems.service_problem.get("SP-1").status == "inProgress"
