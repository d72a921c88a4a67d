"""TMF653: line tests."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

TESTS = "/tmf-api/serviceTestManagement/v4/serviceTest"
Body = Callable[..., dict[str, Any]]
Advance = Callable[[float], None]


def measured(test: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """The values by metric, and the names of the rules they break."""
    values = {each["metricName"]: each["value"]["value"] for each in test["testMeasure"]}
    broken = {rule["name"] for each in test["testMeasure"] for rule in each["ruleViolation"]}
    return values, broken


def test_a_test_takes_twenty_seconds(client: TestClient, line_test: Body, advance: Advance) -> None:
    answer = client.post(TESTS, json=line_test("svc-001-broadband"))
    assert answer.status_code == 201
    assert answer.json()["state"] == "acknowledged"
    assert answer.json()["testMeasure"] == []
    address = answer.headers["location"]
    advance(10)
    assert client.get(address).json()["state"] == "inProgress"
    advance(11)
    test = client.get(address).json()
    values, broken = measured(test)
    assert test["state"] == "completed"
    assert test["endDateTime"] > test["startDateTime"]
    assert values == {
        "sync": True,
        "downstreamRate": 77.6,
        "upstreamRate": 19.4,
        "errorRate": 2,
        "snrMargin": 9.5,
    }
    assert broken == set()


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("svc-002-broadband", {"noSync"}),
        ("svc-003-broadband", set()),
        ("svc-004-broadband", {"noSync"}),
        ("svc-005-broadband", {"belowSold"}),
        ("svc-006-broadband", {"errorRateHigh", "snrMarginLow"}),
        ("svc-007-broadband", {"belowSold"}),
        ("svc-008-broadband", set()),
        ("svc-009-broadband", set()),
        ("svc-009-tv", {"notEntitled"}),
        ("svc-010-broadband", set()),
        ("svc-011-broadband", set()),
        ("svc-013-home-phone", {"notRegistered"}),
    ],
)
def test_each_story_shows_on_the_line_or_does_not(
    client: TestClient, line_test: Body, advance: Advance, service: str, expected: set[str]
) -> None:
    address = client.post(TESTS, json=line_test(service)).headers["location"]
    advance(21)
    values, broken = measured(client.get(address).json())
    assert broken == expected
    assert values["sync"] is ("noSync" not in expected)


@pytest.mark.parametrize(
    ("service", "sync"),
    [
        ("svc-016-mobile", True),
        ("svc-017-mobile", False),
        ("svc-018-mobile", True),
        ("svc-026-mobile", True),
    ],
)
def test_a_mobile_line_is_known_to_the_network_or_not(
    client: TestClient, line_test: Body, advance: Advance, service: str, sync: bool
) -> None:
    address = client.post(TESTS, json=line_test(service)).headers["location"]
    advance(21)
    values, broken = measured(client.get(address).json())
    assert values == {"sync": sync}
    assert broken == (set() if sync else {"notSetUp"})


def test_the_line_at_home_says_nothing_of_the_mobile_one(
    client: TestClient, line_test: Body, advance: Advance
) -> None:
    client.post("/sandbox/faults", json={"customer": "cus-009", "set": ["line_fault"]})
    addresses = [
        client.post(TESTS, json=line_test(service)).headers["location"]
        for service in ("svc-009-mobile", "svc-009-tv")
    ]
    advance(21)
    seen = [measured(client.get(address).json())[0]["sync"] for address in addresses]
    assert seen == [True, False]


def test_the_line_is_seen_as_it_is_when_the_test_ends(
    client: TestClient, line_test: Body, advance: Advance
) -> None:
    address = client.post(TESTS, json=line_test("svc-001-broadband")).headers["location"]
    advance(15)
    client.post("/sandbox/faults", json={"customer": "cus-001", "set": ["line_fault"]})
    advance(6)
    assert measured(client.get(address).json())[1] == {"noSync"}


def test_a_test_is_found_by_its_name(client: TestClient, line_test: Body) -> None:
    key = client.post(TESTS, json=line_test("svc-001-tv", "key-7")).json()["id"]
    client.post(TESTS, json=line_test("svc-001-tv", "key-8"))
    assert [each["id"] for each in client.get(TESTS, params={"name": "key-7"}).json()] == [key]


def test_a_test_is_found_by_a_characteristic(client: TestClient, line_test: Body) -> None:
    body = line_test("svc-001-tv")
    body["characteristic"] = [{"name": "externalId", "value": "key-9"}]
    client.post(TESTS, json=body)
    found = client.get(TESTS, params={"characteristic.externalId": "key-9"})
    assert found.headers["x-total-count"] == "1"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", None),
        ("relatedService", {"id": "svc-nobody"}),
        ("relatedService", {"id": "svc-016-email"}),
        ("relatedService", {}),
        ("relatedService", "svc-001-tv"),
        ("testSpecification", {"name": "no id"}),
    ],
)
def test_a_bad_test_is_refused(client: TestClient, line_test: Body, name: str, value: Any) -> None:
    answer = client.post(TESTS, json={**line_test("svc-001-tv"), name: value})
    assert answer.status_code == 400
    assert client.get(TESTS).json() == []


def test_an_unknown_test_is_404(client: TestClient) -> None:
    assert client.get(f"{TESTS}/ST-0").status_code == 404


def test_a_broken_test_system_says_failed(
    client: TestClient, line_test: Body, advance: Advance
) -> None:
    client.post("/sandbox/faults", json={"api": "serviceTestManagement", "mode": "work_fails"})
    address = client.post(TESTS, json=line_test("svc-001-tv")).headers["location"]
    advance(21)
    test = client.get(address).json()
    assert (test["state"], test["testMeasure"]) == ("failed", [])
