"""Subscriptions, and events on their way."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from starlette.testclient import TestClient

from sandbox.hub import TRIES, Hub

BASE = "/tmf-api/serviceProblemManagement/v4"


class Subscriber:
    """An HTTP server that keeps what it is sent, and answers what it is told to."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.authorized: list[str | None] = []
        self.answers: list[int] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                outer.authorized.append(self.headers["Authorization"])
                outer.received.append(json.loads(self.rfile.read(length)))
                self.send_response(outer.answers.pop(0) if outer.answers else 201)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/listener"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def kinds(self) -> list[str]:
        return [event["eventType"].removeprefix("ServiceProblem") for event in self.received]


@pytest.fixture
def subscriber() -> Iterator[Subscriber]:
    """A subscriber that listens on this machine."""
    made = Subscriber()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def hub(client: TestClient) -> Callable[[], Hub]:
    """The hub of the sandbox under test."""
    return lambda: client.app.state.provider.hubs["serviceProblemManagement"]  # type: ignore[attr-defined]


def deliver(hub: Hub) -> None:
    """Send everything that waits, without waiting for the pauses between tries."""
    while hub.waiting:
        for delivery in hub.waiting:
            delivery.not_before = 0.0
        asyncio.run(hub.deliver_due())


def test_every_step_of_a_problem_is_told_in_order(
    client: TestClient, problem: dict[str, Any], subscriber: Subscriber, hub: Callable[[], Hub]
) -> None:
    made = client.post(f"{BASE}/hub", json={"callback": subscriber.url})
    assert made.status_code == 201
    key = client.post(f"{BASE}/serviceProblem", json=problem).json()["id"]
    client.post("/sandbox/clock", json={"advance": 700})
    deliver(hub())
    assert subscriber.kinds() == ["CreateEvent", "StateChangeEvent", "StateChangeEvent"]
    told = [event["event"]["serviceProblem"] for event in subscriber.received]
    assert [each["status"] for each in told] == ["acknowledged", "inProgress", "resolved"]
    assert {each["id"] for each in told} == {key}
    assert len({event["eventId"] for event in subscriber.received}) == 3


def test_changes_and_questions_have_events_of_their_own(
    client: TestClient, problem: dict[str, Any], subscriber: Subscriber, hub: Callable[[], Hub]
) -> None:
    address = client.post(f"{BASE}/serviceProblem", json=problem).headers["location"]
    client.post(f"{BASE}/hub", json={"callback": subscriber.url})
    client.patch(address, json={"note": [{"text": "Socket 2"}], "status": "inProgress"})
    client.patch(address, json={"status": "pending"})
    deliver(hub())
    assert subscriber.kinds() == [
        "AttributeValueChangeEvent",
        "StateChangeEvent",
        "StateChangeEvent",
        "InformationRequiredEvent",
    ]


def test_a_query_chooses_the_events(
    client: TestClient, problem: dict[str, Any], subscriber: Subscriber, hub: Callable[[], Hub]
) -> None:
    query = "eventType=ServiceProblemStateChangeEvent"
    client.post(f"{BASE}/hub", json={"callback": subscriber.url, "query": query})
    client.post(f"{BASE}/serviceProblem", json=problem)
    client.post("/sandbox/clock", json={"advance": 61})
    deliver(hub())
    assert subscriber.kinds() == ["StateChangeEvent"]


@pytest.mark.parametrize(("token", "sent"), [("s3cret", "Bearer s3cret"), (None, None)])
def test_an_event_carries_the_token_that_there_is(
    client: TestClient,
    problem: dict[str, Any],
    subscriber: Subscriber,
    hub: Callable[[], Hub],
    token: str | None,
    sent: str | None,
) -> None:
    hub().token = token
    client.post(f"{BASE}/hub", json={"callback": subscriber.url})
    client.post(f"{BASE}/serviceProblem", json=problem)
    deliver(hub())
    assert subscriber.authorized == [sent]


@pytest.mark.parametrize("answer", [500, 404, 307])
def test_an_event_that_was_not_taken_is_sent_again(
    client: TestClient,
    problem: dict[str, Any],
    subscriber: Subscriber,
    hub: Callable[[], Hub],
    answer: int,
) -> None:
    subscriber.answers = [answer]
    client.post(f"{BASE}/hub", json={"callback": subscriber.url})
    client.post(f"{BASE}/serviceProblem", json=problem)
    deliver(hub())
    assert len(subscriber.received) == 2
    assert subscriber.received[0] == subscriber.received[1]
    [delivery] = client.get("/sandbox/state").json()["deliveries"]
    assert (delivery["state"], delivery["tries"]) == ("delivered", 2)


def test_a_subscriber_who_is_gone_is_given_up(
    client: TestClient, problem: dict[str, Any], subscriber: Subscriber, hub: Callable[[], Hub]
) -> None:
    client.post(f"{BASE}/hub", json={"callback": "http://127.0.0.1:1/"})
    client.post(f"{BASE}/hub", json={"callback": subscriber.url})
    client.post(f"{BASE}/serviceProblem", json=problem)
    deliver(hub())
    states = {each["callback"]: each for each in client.get("/sandbox/state").json()["deliveries"]}
    assert states["http://127.0.0.1:1/"]["state"] == "failed"
    assert states["http://127.0.0.1:1/"]["tries"] == TRIES
    assert states[subscriber.url]["state"] == "delivered"


def test_who_unsubscribes_hears_no_more(
    client: TestClient, problem: dict[str, Any], subscriber: Subscriber, hub: Callable[[], Hub]
) -> None:
    key = client.post(f"{BASE}/hub", json={"callback": subscriber.url}).json()["id"]
    client.post(f"{BASE}/serviceProblem", json=problem)
    assert client.delete(f"{BASE}/hub/{key}").status_code == 204
    deliver(hub())
    assert subscriber.received == []
    assert client.delete(f"{BASE}/hub/{key}").status_code == 404


@pytest.mark.parametrize(
    "callback",
    ["", "file:///etc/passwd", "ftp://x/y", "nonsense", "http://[", "http://x:99999/", 5, None],
)
def test_a_callback_must_be_an_http_address(client: TestClient, callback: Any) -> None:
    assert client.post(f"{BASE}/hub", json={"callback": callback}).status_code == 400


def test_the_running_sandbox_delivers_by_itself(
    client: TestClient, problem: dict[str, Any], subscriber: Subscriber
) -> None:
    with client:
        client.post(f"{BASE}/hub", json={"callback": subscriber.url})
        client.post(f"{BASE}/serviceProblem", json=problem)
        patience = time.monotonic() + 5
        while not subscriber.received and time.monotonic() < patience:
            time.sleep(0.02)
    assert subscriber.kinds() == ["CreateEvent"]
