"""TMF640: remote actions."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

BASE = "/tmf-api/serviceActivationAndConfiguration/v4"
Body = Callable[..., dict[str, Any]]
Advance = Callable[[float], None]


def faults_of(client: TestClient, customer: str) -> list[str]:
    people = client.get("/sandbox/state").json()["customers"]
    return next(each["faults"] for each in people if each["id"] == customer)


def test_a_remote_action_takes_thirty_seconds(
    client: TestClient, action: Body, advance: Advance
) -> None:
    answer = client.patch(f"{BASE}/service/svc-007-broadband", json=action("refresh_line"))
    assert answer.status_code == 202
    assert answer.json()["state"] == "InProgress"
    address = answer.headers["location"]
    advance(25)
    assert client.get(address).json()["state"] == "InProgress"
    assert faults_of(client, "cus-007") == ["stuck_profile"]
    advance(6)
    monitor = client.get(address).json()
    assert monitor["state"] == "Completed"
    assert monitor["response"]["statusCode"] == "200"
    assert faults_of(client, "cus-007") == []


@pytest.mark.parametrize(
    ("service", "name", "left"),
    [
        ("svc-009-tv", "refresh_tv", []),
        ("svc-011-broadband", "refresh_wifi", []),
        ("svc-011-tv", "refresh_line", ["wifi_stuck"]),
        ("svc-004-broadband", "refresh_line", ["line_fault"]),
        ("svc-003-broadband", "refresh_line", ["suspended"]),
        ("svc-013-home-phone", "refresh_phone", []),
        ("svc-017-mobile", "refresh_mobile", []),
        ("svc-019-mobile", "activate_sim", []),
        ("svc-020-mobile", "activate_sim", ["sim_blocked"]),
        ("svc-025-mobile", "reset_voicemail", []),
        ("svc-025-mobile", "send_settings", ["voicemail_broken"]),
        ("svc-023-email", "password_link", []),
        ("svc-022-email", "password_link", ["mailbox_full"]),
        ("svc-018-mobile", "refresh_mobile", ["roaming_off"]),
    ],
)
def test_an_action_puts_right_only_its_own_fault(
    client: TestClient, action: Body, advance: Advance, service: str, name: str, left: list[str]
) -> None:
    answer = client.patch(f"{BASE}/service/{service}", json=action(name))
    advance(31)
    assert client.get(answer.headers["location"]).json()["state"] == "Completed"
    assert faults_of(client, f"cus-{service[4:7]}") == left


def test_tv_cannot_be_refreshed_where_there_is_none(
    client: TestClient, action: Body, advance: Advance
) -> None:
    answer = client.patch(f"{BASE}/service/svc-012-broadband", json=action("refresh_tv"))
    advance(31)
    assert client.get(answer.headers["location"]).json()["state"] == "InError"


@pytest.mark.parametrize(
    ("service", "name", "faults"),
    [
        ("svc-009-broadband", "refresh_mobile", "mobile_not_set_up"),
        ("svc-013-broadband", "refresh_phone", "phone_unregistered"),
        ("svc-009-tv", "send_settings", "phone_settings_lost"),
        ("svc-009-email", "activate_sim", "sim_not_activated"),
        ("svc-009-broadband", "reset_voicemail", "voicemail_broken"),
        ("svc-009-mobile", "password_link", "mailbox_locked"),
    ],
)
def test_what_the_service_is_not_cannot_be_done_to_it(
    client: TestClient, action: Body, advance: Advance, service: str, name: str, faults: str
) -> None:
    key = f"cus-{service[4:7]}"
    client.post("/sandbox/faults", json={"customer": key, "clear": "all", "set": [faults]})
    answer = client.patch(f"{BASE}/service/{service}", json=action(name))
    advance(31)
    assert client.get(answer.headers["location"]).json()["state"] == "InError"
    assert faults_of(client, key) == [faults]


def test_lost_settings_are_sent_to_the_phone(
    client: TestClient, action: Body, advance: Advance
) -> None:
    lost = {"customer": "cus-016", "set": ["phone_settings_lost"]}
    client.post("/sandbox/faults", json=lost)
    client.patch(f"{BASE}/service/svc-016-mobile", json=action("send_settings"))
    advance(31)
    assert faults_of(client, "cus-016") == []


def test_a_broken_activation_system_changes_nothing(
    client: TestClient, action: Body, advance: Advance
) -> None:
    body = {"api": "serviceActivationAndConfiguration", "mode": "work_fails"}
    client.post("/sandbox/faults", json=body)
    answer = client.patch(f"{BASE}/service/svc-007-broadband", json=action("refresh_line"))
    advance(31)
    assert client.get(answer.headers["location"]).json()["state"] == "InError"
    assert faults_of(client, "cus-007") == ["stuck_profile"]


def test_a_request_is_found_by_our_own_key(client: TestClient, action: Body) -> None:
    made = client.patch(f"{BASE}/service/svc-007-broadband", json=action("refresh_line", "key-1"))
    client.patch(f"{BASE}/service/svc-007-broadband", json=action("refresh_line", "key-2"))
    found = client.get(f"{BASE}/monitor", params={"externalId": "key-1"}).json()
    assert [each["id"] for each in found] == [made.json()["id"]]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"serviceCharacteristic": []},
        {"serviceCharacteristic": {"name": "requestedAction"}},
        {"serviceCharacteristic": [{"name": "requestedAction", "value": "format_disk"}]},
        {"serviceCharacteristic": [{"name": "requestedAction", "value": ["refresh_line"]}]},
        {"serviceCharacteristic": [{"name": "externalId", "value": "1"}]},
    ],
)
def test_a_bad_request_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    answer = client.patch(f"{BASE}/service/svc-007-broadband", json=body)
    assert answer.status_code == 400
    assert client.get(f"{BASE}/monitor").json() == []


def test_services_are_shown(client: TestClient) -> None:
    service = client.get(f"{BASE}/service/svc-003-broadband").json()
    assert service["state"] == "inactive"
    found = client.get(f"{BASE}/service", params={"relatedParty.id": "cus-001"})
    assert found.headers["x-total-count"] == "3"


def test_unknown_services_and_monitors_are_404(client: TestClient, action: Body) -> None:
    assert client.get(f"{BASE}/service/svc-0").status_code == 404
    assert client.patch(f"{BASE}/service/svc-0", json=action("refresh_tv")).status_code == 404
    assert client.get(f"{BASE}/monitor/MON-0").status_code == 404
