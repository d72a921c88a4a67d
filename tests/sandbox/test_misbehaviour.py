"""The rarer ways to misbehave: refusing, hanging up, sending elsewhere, too much, or lying."""

import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection, RemoteDisconnected
from typing import Any

import pytest
import uvicorn
from starlette.testclient import TestClient

from sandbox.api_faults import APIS
from sandbox.app import create_app
from sandbox.misbehaviour import Vanished

PROBLEMS = "/tmf-api/serviceProblemManagement/v4/serviceProblem"
OURS = {"externalIdentifier.id": "handoff-1"}


def misbehave(client: TestClient, mode: str, **more: Any) -> None:
    body = {"api": "serviceProblemManagement", "mode": mode, **more}
    answer = client.post("/sandbox/faults", json=body)
    assert answer.status_code == 200, answer.text


def count(client: TestClient) -> int:
    state = client.get("/sandbox/state").json()
    return sum("externalIdentifier" in each for each in state["serviceProblems"])


@pytest.mark.parametrize(
    ("given", "status"), [({}, 422), ({"status": 400}, 400), ({"status": 409}, 409)]
)
def test_a_refusal_applies_nothing(
    client: TestClient, problem: dict[str, Any], given: dict[str, int], status: int
) -> None:
    misbehave(client, "refuse", applies=True, **given)
    answer = client.post(PROBLEMS, json=problem)
    assert answer.status_code == status
    assert answer.json()["status"] == str(status)
    assert count(client) == 0


@pytest.mark.parametrize("applies", [False, True])
def test_it_hangs_up(client: TestClient, problem: dict[str, Any], applies: bool) -> None:
    misbehave(client, "vanish", applies=applies)
    with pytest.raises(Vanished):
        client.post(PROBLEMS, json=problem)
    assert count(client) == int(applies)


@pytest.fixture
def port() -> Iterator[int]:
    """The port of a sandbox that listens on this machine."""
    app = create_app("http://127.0.0.1:8001", "http://127.0.0.1:8000")
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    patience = time.monotonic() + 10
    while not server.started and time.monotonic() < patience:
        time.sleep(0.02)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(10)


def test_a_running_sandbox_closes_the_connection(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    body = '{"api": "troubleTicket", "mode": "vanish", "times": 1}'
    connection.request("POST", "/sandbox/faults", body, {"Content-Type": "application/json"})
    assert connection.getresponse().read()
    connection.request("GET", "/tmf-api/troubleTicket/v4/troubleTicket")
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        connection.getresponse()
    connection.close()
    connection.request("GET", "/tmf-api/troubleTicket/v4/troubleTicket")
    assert connection.getresponse().status == 200
    connection.close()


def test_it_sends_the_caller_elsewhere(client: TestClient, problem: dict[str, Any]) -> None:
    misbehave(client, "redirect", location="http://127.0.0.1:9/x")
    answer = client.post(PROBLEMS, json=problem, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, "http://127.0.0.1:9/x")
    assert count(client) == 0


def test_an_answer_may_be_huge(client: TestClient) -> None:
    misbehave(client, "huge", size=3)
    answer = client.get(PROBLEMS)
    assert len(answer.content) == 3_000_004
    assert len(answer.json()[0]) == 3_000_000
    misbehave(client, "huge")
    assert len(client.get(PROBLEMS).content) > 50_000_000


@pytest.mark.parametrize("applies", [False, True])
def test_it_says_that_it_made_what_is_somebody_elses(
    client: TestClient, problem: dict[str, Any], applies: bool
) -> None:
    known = client.get(PROBLEMS).json()[0]
    misbehave(client, "lie", id=known["id"], methods=["POST"], applies=applies)
    answer = client.post(PROBLEMS, json=problem)
    assert (answer.status_code, answer.json()["id"]) == (201, known["id"])
    assert count(client) == int(applies)


def test_it_makes_an_id_up(client: TestClient, problem: dict[str, Any]) -> None:
    misbehave(client, "lie", times=1)
    key = client.post(PROBLEMS, json=problem).json()["id"]
    assert client.get(f"{PROBLEMS}/{key}").status_code == 404


def test_it_finds_nothing_and_shows_another(client: TestClient, problem: dict[str, Any]) -> None:
    key = client.post(PROBLEMS, json=problem).json()["id"]
    misbehave(client, "lie")
    answer = client.get(PROBLEMS, params=OURS)
    assert (answer.json(), answer.headers["x-total-count"]) == ([], "0")
    assert client.get(f"{PROBLEMS}/{key}").json()["id"] != key


def test_it_says_that_it_changed_what_it_did_not(
    client: TestClient, problem: dict[str, Any]
) -> None:
    address = client.post(PROBLEMS, json=problem).headers["location"]
    misbehave(client, "lie", methods=["PATCH"])
    assert client.patch(address, json={"priority": 1}).json()["priority"] == 1
    assert client.get(address).json()["priority"] == 3


def statuses(client: TestClient, calls: int = 40) -> list[int]:
    return [client.get(PROBLEMS).status_code for _ in range(calls)]


def test_a_flaky_api_is_flaky_in_the_same_way_again(client: TestClient) -> None:
    body = {"modes": ["fail", "refuse"], "probability": 0.5, "seed": 7}
    misbehave(client, "flaky", **body)
    first = statuses(client)
    assert set(first) == {200, 422, 503}
    misbehave(client, "flaky", **body)
    assert statuses(client) == first
    misbehave(client, "flaky", **{**body, "seed": 8})
    assert statuses(client) != first


@pytest.mark.parametrize(("share", "expected"), [(0, {200}), (1, {503})])
def test_how_flaky_it_is_can_be_said(client: TestClient, share: float, expected: set[int]) -> None:
    misbehave(client, "flaky", modes=["fail"], probability=share)
    assert set(statuses(client)) == expected


def test_all_apis_can_misbehave_at_once(client: TestClient) -> None:
    for mode, status in (("fail", 503), ("off", 200)):
        client.post("/sandbox/faults", json={"api": "all", "mode": mode})
        assert client.get(PROBLEMS).status_code == status
        assert client.get("/tmf-api/appointment/v4/appointment").status_code == status
    assert len(APIS) == 12


def test_a_null_in_a_control_is_as_good_as_nothing(client: TestClient) -> None:
    misbehave(client, "fail", methods=None, size=None, times=None)
    assert client.get(PROBLEMS).status_code == 503


@pytest.mark.parametrize(
    "body",
    [
        {"mode": "refuse", "status": 404},
        {"mode": "huge", "size": 0},
        {"mode": "huge", "size": 10_000},
        {"mode": "flaky", "probability": 2},
        {"mode": "flaky", "probability": True},
        {"mode": "flaky", "modes": ["work_fails"]},
        {"mode": "flaky", "modes": "fail"},
        {"mode": "redirect", "location": 5},
        {"mode": "lie", "id": 5},
    ],
)
def test_a_mode_that_makes_no_sense_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    answer = client.post("/sandbox/faults", json={"api": "troubleTicket", **body})
    assert answer.status_code == 400
    assert client.get("/sandbox/state").json()["apiFaults"] == {}
