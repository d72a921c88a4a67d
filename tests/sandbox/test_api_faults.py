"""APIs that misbehave on purpose."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

PROBLEMS = "/tmf-api/serviceProblemManagement/v4/serviceProblem"
PRODUCTS = "/tmf-api/productInventory/v4/product"
OURS = {"externalIdentifier.id": "handoff-1"}
Advance = Callable[[float], None]


def misbehave(client: TestClient, mode: str, **more: Any) -> None:
    body = {"api": "serviceProblemManagement", "mode": mode, **more}
    assert client.post("/sandbox/faults", json=body).status_code == 200


def count(client: TestClient) -> int:
    state = client.get("/sandbox/state").json()
    return sum("externalIdentifier" in each for each in state["serviceProblems"])


@pytest.mark.parametrize("status", [500, 503, 400])
def test_a_failing_api_answers_in_shape_and_applies_nothing(
    client: TestClient, problem: dict[str, Any], status: int
) -> None:
    misbehave(client, "fail", status=status)
    answer = client.post(PROBLEMS, json=problem)
    assert answer.status_code == status
    assert answer.json()["status"] == str(status)
    assert client.get(PROBLEMS).status_code == status
    assert client.get(PRODUCTS).status_code == 200
    misbehave(client, "off")
    assert client.get(PROBLEMS, params=OURS).json() == []


def test_an_api_may_fail_after_it_applied(client: TestClient, problem: dict[str, Any]) -> None:
    misbehave(client, "fail", applies=True, methods=["POST"])
    assert client.post(PROBLEMS, json=problem).status_code == 503
    assert client.get(PROBLEMS, params=OURS).headers["x-total-count"] == "1"


def test_garbage_is_200_and_not_json(client: TestClient, problem: dict[str, Any]) -> None:
    misbehave(client, "garbage")
    answer = client.post(PROBLEMS, json=problem)
    assert answer.status_code == 200
    with pytest.raises(ValueError, match="Expecting value"):
        answer.json()
    assert count(client) == 0


def test_a_slow_api_answers_in_the_end(client: TestClient, problem: dict[str, Any]) -> None:
    misbehave(client, "slow", seconds=0.15)
    started = time.monotonic()
    assert client.post(PROBLEMS, json=problem).status_code == 201
    assert time.monotonic() - started >= 0.15


def test_a_late_request_is_applied_after_the_time_out(
    client: TestClient, problem: dict[str, Any], advance: Advance
) -> None:
    misbehave(client, "apply_late", seconds=45, times=1)
    assert client.post(PROBLEMS, json=problem).status_code == 504
    assert client.get(PROBLEMS, params=OURS).json() == []
    advance(40)
    assert client.get(PROBLEMS, params=OURS).json() == []
    advance(10)
    assert client.get(PROBLEMS, params=OURS).headers["x-total-count"] == "1"


def test_who_posts_again_before_the_late_one_lands_gets_two(
    client: TestClient, problem: dict[str, Any], advance: Advance
) -> None:
    misbehave(client, "apply_late", seconds=45, times=1)
    client.post(PROBLEMS, json=problem)
    assert client.post(PROBLEMS, json=problem).status_code == 201
    advance(50)
    assert client.get(PROBLEMS, params=OURS).headers["x-total-count"] == "2"


def test_a_late_request_that_was_wrong_is_lost(
    client: TestClient, problem: dict[str, Any], advance: Advance
) -> None:
    misbehave(client, "apply_late", seconds=5)
    del problem["category"]
    assert client.post(PROBLEMS, json=problem).status_code == 504
    assert client.get(PROBLEMS).status_code == 200
    advance(6)
    assert count(client) == 0


def test_the_caller_may_be_held_before_the_time_out(
    client: TestClient, problem: dict[str, Any]
) -> None:
    misbehave(client, "apply_late", seconds=0, hold=0.15)
    started = time.monotonic()
    client.post(PROBLEMS, json=problem)
    assert time.monotonic() - started >= 0.15


def test_times_counts_the_calls_that_are_hit(client: TestClient) -> None:
    misbehave(client, "fail", times=2)
    codes = [client.get(PROBLEMS).status_code for _ in range(3)]
    assert codes == [503, 503, 200]


@pytest.mark.parametrize(
    "body",
    [
        {"api": "weather", "mode": "slow"},
        {"api": "troubleTicket"},
        {"api": "troubleTicket", "mode": "explode"},
        {"api": "troubleTicket", "mode": "fail", "status": 200},
        {"api": "troubleTicket", "mode": "fail", "status": "503"},
        {"api": "troubleTicket", "mode": "slow", "seconds": -1},
        {"api": "troubleTicket", "mode": "slow", "seconds": "2"},
        {"customer": "cus-001", "set": ["on_fire"]},
        {"customer": "cus-001", "set": "line_fault"},
        {"customer": "cus-001", "set": [["line_fault"]]},
        {},
    ],
)
def test_a_fault_that_does_not_exist_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    assert client.post("/sandbox/faults", json=body).status_code == 400


def test_faults_of_nobody_are_404(client: TestClient) -> None:
    answer = client.post("/sandbox/faults", json={"customer": "cus-0", "set": ["line_fault"]})
    assert answer.status_code == 404
