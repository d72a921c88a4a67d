"""Events of every API that has them, and the controls over what subscribers are told."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from sandbox.app import create_app
from sandbox.hub import Hub

Post = Callable[[str, dict[str, str]], tuple[bool, str]]
TICKETS = "/tmf-api/troubleTicket/v4/troubleTicket"
TICKET = {"description": "Router", "severity": "Minor", "ticketType": "Order Request"}
CALLBACK = "http://127.0.0.1:1/events"
DOMAINS = [
    "serviceProblemManagement",
    "troubleTicket",
    "productOrderingManagement",
    "appointment",
    "partyInteraction",
]


def subscribe(client: TestClient, api: str, **more: str) -> None:
    answer = client.post(f"/tmf-api/{api}/v4/hub", json={"callback": CALLBACK, **more})
    assert answer.status_code == 201


def told(client: TestClient) -> list[dict[str, Any]]:
    """The events that are on their way, in order."""
    return [each["event"] for each in client.get("/sandbox/state").json()["deliveries"]]


def kinds(client: TestClient) -> list[str]:
    return [event["eventType"] for event in told(client)]


@pytest.mark.parametrize("api", DOMAINS)
def test_every_api_with_events_has_a_hub_of_its_own(client: TestClient, api: str) -> None:
    subscribe(client, api)
    [subscription] = client.get("/sandbox/state").json()["subscriptions"]
    assert subscription["api"] == api
    address = f"/tmf-api/{api}/v4/hub/{subscription['id']}"
    assert client.delete(address).status_code == 204
    assert client.get("/sandbox/state").json()["subscriptions"] == []


def test_an_api_without_events_has_no_hub(client: TestClient) -> None:
    answer = client.post("/tmf-api/usageConsumption/v4/hub", json={"callback": CALLBACK})
    assert answer.status_code == 404


def test_subscribers_hear_of_their_own_api_only(
    client: TestClient, problem: dict[str, Any]
) -> None:
    subscribe(client, "troubleTicket")
    client.post("/tmf-api/serviceProblemManagement/v4/serviceProblem", json=problem)
    client.post(TICKETS, json=TICKET)
    assert kinds(client) == ["TroubleTicketCreateEvent"]


def test_a_token_goes_with_every_delivery(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, str | None]] = []

    def post(callback: str, event: dict[str, Any], token: str | None) -> tuple[bool, str]:
        sent.append((callback, token))
        return True, "201"

    monkeypatch.setattr("sandbox.hub.post", post)
    app = create_app("http://127.0.0.1:8001", "http://127.0.0.1:8000", event_token="s3cret")
    client = TestClient(app)
    subscribe(client, "troubleTicket")
    client.post(TICKETS, json=TICKET)
    hub: Hub = app.state.provider.hubs["troubleTicket"]
    asyncio.run(hub.deliver_due())
    assert sent == [(CALLBACK, "s3cret")]
    assert "s3cret" not in client.get("/sandbox/state").text


@pytest.mark.parametrize(
    ("style", "address"),
    [
        (True, f"{CALLBACK}/listener/troubleTicketCreateEvent"),
        (["troubleTicket"], f"{CALLBACK}/listener/troubleTicketCreateEvent"),
        (["appointment"], CALLBACK),
        (False, CALLBACK),
    ],
)
def test_a_server_may_post_to_listeners(client: TestClient, style: Any, address: str) -> None:
    answer = client.post("/sandbox/switches", json={"listenerStyle": style})
    assert answer.status_code == 200
    subscribe(client, "troubleTicket")
    client.post(TICKETS, json=TICKET)
    [delivery] = client.get("/sandbox/state").json()["deliveries"]
    assert delivery["callback"] == address


def test_switches_end_with_a_reset(client: TestClient) -> None:
    client.post("/sandbox/switches", json={"listenerStyle": True, "raisesServiceProblems": True})
    client.post("/sandbox/reset", json={})
    switches = client.post("/sandbox/switches", json={}).json()
    assert switches == {"raisesServiceProblems": False, "listenerStyle": []}


@pytest.mark.parametrize(
    "body", [{"listenerStyle": ["weather"]}, {"listenerStyle": "yes"}, {"raisesServiceProblems": 1}]
)
def test_a_switch_that_does_not_exist_is_refused(client: TestClient, body: Any) -> None:
    assert client.post("/sandbox/switches", json=body).status_code == 400


def two_events(client: TestClient) -> list[str]:
    """The ids of a create and of a status change, both owed to a subscriber."""
    subscribe(client, "troubleTicket")
    client.post(TICKETS, json=TICKET)
    client.post("/sandbox/clock", json={"advance": 61})
    events = told(client)
    assert len(events) == 2
    return [event["eventId"] for event in events]


def test_an_event_comes_again_with_the_id_it_had(client: TestClient) -> None:
    first, second = two_events(client)
    again = client.post("/sandbox/events/replay", json={"api": "troubleTicket"})
    assert again.json()["eventIds"] == [second]
    assert [event["eventId"] for event in told(client)] == [first, second, second]


def test_events_come_backwards_and_twice(client: TestClient) -> None:
    first, second = two_events(client)
    body = {"api": "troubleTicket", "count": 2, "order": "backwards", "times": 2}
    client.post("/sandbox/events/replay", json=body)
    assert [event["eventId"] for event in told(client)][2:] == [second, second, first, first]


def test_an_event_is_what_it_was_when_it_is_replayed(client: TestClient) -> None:
    subscribe(client, "troubleTicket")
    key = client.post(TICKETS, json={**TICKET, "note": [{"text": "one"}]}).json()["id"]
    client.post(f"/sandbox/trouble-tickets/{key}/note", json={"text": "two"})
    client.post("/sandbox/events/replay", json={"api": "troubleTicket", "count": 2})
    notes = [len(event["event"]["troubleTicket"]["note"]) for event in told(client)]
    assert notes == [1, 2, 1, 2]


def test_a_forged_event_says_what_never_happened(client: TestClient) -> None:
    subscribe(client, "serviceProblemManagement")
    body = {
        "api": "serviceProblemManagement",
        "eventType": "ServiceProblemStateChangeEvent",
        "resource": {"id": "SP-nobody", "status": "resolved"},
    }
    assert client.post("/sandbox/events/send", json=body).status_code == 200
    [event] = told(client)
    assert event["event"] == {"serviceProblem": {"id": "SP-nobody", "status": "resolved"}}
    again = client.post("/sandbox/events/replay", json={"api": "serviceProblemManagement"})
    assert event["eventId"] not in again.json()["eventIds"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("replay", {}),
        ("replay", {"api": "usageConsumption"}),
        ("replay", {"api": "appointment", "count": 0}),
        ("replay", {"api": "appointment", "times": 9999}),
        ("replay", {"api": "appointment", "order": "shuffled"}),
        ("send", {"api": "appointment", "eventType": "X"}),
        ("send", {"api": "appointment", "eventType": "X", "resource": "AP-1"}),
    ],
)
def test_a_bad_control_is_refused(client: TestClient, path: str, body: dict[str, Any]) -> None:
    assert client.post(f"/sandbox/events/{path}", json=body).status_code == 400
