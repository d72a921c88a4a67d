"""Area outages: a fault of customers and a problem that SM&O knows of."""

from typing import Any

from starlette.testclient import TestClient

PROBLEMS = "/tmf-api/serviceProblemManagement/v4/serviceProblem"


def open_outages(client: TestClient) -> list[dict[str, Any]]:
    query = {"category": "system.originated", "status": "inProgress"}
    found: list[dict[str, Any]] = client.get(PROBLEMS, params=query).json()
    return found


def faults_of(client: TestClient, customer: str) -> list[str]:
    people = client.get("/sandbox/state").json()["customers"]
    return next(each["faults"] for each in people if each["id"] == customer)


def test_neighbours_share_one_outage(client: TestClient) -> None:
    for customer in ("cus-004", "cus-005"):
        client.post("/sandbox/faults", json={"customer": customer, "set": ["area_outage"]})
    [outage] = [each for each in open_outages(client) if "Hillside" in each["name"]]
    assert outage["affectedNumberOfServices"] == 3
    client.post("/sandbox/faults", json={"customer": "cus-004", "clear": ["area_outage"]})
    [outage] = [each for each in open_outages(client) if "Hillside" in each["name"]]
    assert [each["id"] for each in outage["affectedService"]] == [
        "svc-005-broadband",
        "svc-005-tv",
    ]


def test_an_outage_without_anybody_left_is_resolved(client: TestClient) -> None:
    [outage] = open_outages(client)
    client.post("/sandbox/faults", json={"customer": "cus-002", "clear": "all"})
    assert client.get(f"{PROBLEMS}/{outage['id']}").json()["status"] == "resolved"


def test_a_resolved_outage_gives_everybody_their_line_back(client: TestClient) -> None:
    [outage] = open_outages(client)
    client.post(f"/sandbox/service-problems/{outage['id']}/move", json={"status": "resolved"})
    assert faults_of(client, "cus-002") == []
    assert open_outages(client) == []


def masts(client: TestClient) -> list[dict[str, Any]]:
    query = {"category": "supplier.originated", "status": "inProgress"}
    found: list[dict[str, Any]] = client.get(PROBLEMS, params=query).json()
    return found


def test_a_mast_takes_down_mobile_lines_and_nothing_else(client: TestClient) -> None:
    [seeded] = masts(client)
    assert [each["id"] for each in seeded["affectedService"]] == ["svc-026-mobile"]
    client.post("/sandbox/faults", json={"customer": "cus-013", "set": ["cell_outage"]})
    [hillside] = [each for each in masts(client) if "Hillside" in each["name"]]
    assert [each["id"] for each in hillside["affectedService"]] == ["svc-013-mobile"]
    client.post(f"/sandbox/service-problems/{hillside['id']}/move", json={"status": "resolved"})
    assert faults_of(client, "cus-013") == ["phone_unregistered"]
    assert masts(client) == [seeded]


def test_two_outages_of_one_area_are_apart(client: TestClient) -> None:
    body = {"customer": "cus-013", "set": ["cell_outage", "area_outage"]}
    client.post("/sandbox/faults", json=body)
    [mast] = [each for each in masts(client) if "Hillside" in each["name"]]
    [node] = [each for each in open_outages(client) if "Hillside" in each["name"]]
    assert {each["id"] for each in node["affectedService"]} == {
        "svc-013-broadband",
        "svc-013-home-phone",
    }
    client.post("/sandbox/faults", json={"customer": "cus-013", "clear": ["cell_outage"]})
    assert client.get(f"{PROBLEMS}/{mast['id']}").json()["status"] == "resolved"
    assert client.get(f"{PROBLEMS}/{node['id']}").json()["status"] == "inProgress"


def test_who_has_no_mobile_line_is_in_no_mobile_outage(client: TestClient) -> None:
    client.post("/sandbox/faults", json={"customer": "cus-012", "set": ["cell_outage"]})
    assert [each["name"] for each in masts(client)] == ["Mobile outage in Harbour Quarter"]


def test_an_outage_is_not_resolved_by_waiting(client: TestClient) -> None:
    client.post("/sandbox/clock", json={"advance": 86400})
    assert len(open_outages(client)) == 1
