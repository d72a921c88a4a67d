"""The sandbox's own controls."""

from typing import Any

import pytest
from starlette.testclient import TestClient

PROBLEMS = "/tmf-api/serviceProblemManagement/v4/serviceProblem"


def test_it_says_that_it_is_well(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}


@pytest.mark.parametrize("value", [-1, "60", None, True, 1e12, [60]])
def test_the_clock_takes_only_seconds_ahead(client: TestClient, value: Any) -> None:
    assert client.post("/sandbox/clock", json={"advance": value}).status_code == 400


def test_the_clock_tells_the_new_time(client: TestClient) -> None:
    before = client.get("/sandbox/state").json()
    after = client.post("/sandbox/clock", json={"advance": 3600}).json()
    assert after["offset"] == before["offset"] + 3600
    assert after["now"] > before["now"]


def test_a_customer_is_given_and_relieved_of_faults(client: TestClient) -> None:
    body = {"customer": "cus-001", "set": ["suspended", "slow_line"]}
    assert client.post("/sandbox/faults", json=body).json()["faults"] == ["slow_line", "suspended"]
    product = client.get("/tmf-api/productInventory/v4/product/prod-001-tv").json()
    assert product["status"] == "suspended"
    body = {"customer": "cus-001", "clear": "all", "set": ["capped"]}
    assert client.post("/sandbox/faults", json=body).json()["faults"] == ["capped"]


def test_everything_received_is_in_the_state(client: TestClient, problem: dict[str, Any]) -> None:
    client.post(PROBLEMS, json=problem)
    state = client.get("/sandbox/state").json()
    assert [each["description"] for each in state["serviceProblems"]][-1] == problem["description"]
    assert len(state["customers"]) == 26


def test_a_reset_starts_afresh(client: TestClient, problem: dict[str, Any]) -> None:
    hub = "/tmf-api/serviceProblemManagement/v4/hub"
    client.post(hub, json={"callback": "http://127.0.0.1:1/"})
    client.post(PROBLEMS, json=problem)
    client.post("/sandbox/faults", json={"customer": "cus-001", "set": ["capped"]})
    client.post("/sandbox/faults", json={"api": "productInventory", "mode": "fail"})
    client.post("/sandbox/clock", json={"advance": 99})
    assert client.post("/sandbox/reset", json={}).json()["offset"] == 0
    state = client.get("/sandbox/state").json()
    assert len(state["serviceProblems"]) == 2  # the seeded outages
    assert (state["subscriptions"], state["deliveries"], state["apiFaults"]) == ([], [], {})
    assert state["customers"][0]["faults"] == []
    made = client.post(PROBLEMS, json=problem).json()
    assert client.get(f"{PROBLEMS}/{made['id']}").json()["status"] == "acknowledged"


@pytest.mark.parametrize("path", ["clock", "faults", "reset"])
def test_a_foreign_page_cannot_post_to_the_controls(client: TestClient, path: str) -> None:
    plain = {"Content-Type": "text/plain", "Origin": "http://elsewhere.example"}
    answer = client.post(f"/sandbox/{path}", content='{"advance": 1}', headers=plain)
    assert answer.status_code == 415
    assert "access-control-allow-origin" not in answer.headers
