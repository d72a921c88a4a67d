"""The demo page."""

import re
from dataclasses import fields
from typing import Any

import pytest
from starlette.testclient import TestClient

from sandbox.__main__ import main, read_arguments
from sandbox.app import create_app
from sandbox.pace import Pace

CHAT = "http://127.0.0.1:8001"
OWN = "http://127.0.0.1:8000"


def test_the_chat_is_embedded_by_one_tag_from_its_own_origin(client: TestClient) -> None:
    page = client.get("/")
    scripts = re.findall(r"<script ([^>]*)>(.*?)</script>", page.text)
    foreign = [tag for tag, _ in scripts if CHAT in tag]
    assert len(foreign) == 1
    assert f'src="{CHAT}/chat/widget.js"' in foreign[0]
    assert 'data-identity="/demo/identity"' in foreign[0]
    assert all(inside == "" for _, inside in scripts)


def test_the_security_policy_lets_in_the_chat_and_nothing_else(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == f"'self' {CHAT}"
    assert rules["connect-src"] == f"'self' {CHAT}"
    assert rules["style-src"] == "'self'"
    assert "unsafe" not in policy


def test_the_page_has_no_inline_style_or_handler(client: TestClient) -> None:
    page = client.get("/").text
    assert not re.search(r"\sstyle=|<style|\son\w+=", page)


def test_what_the_page_needs_is_served(client: TestClient) -> None:
    page = client.get("/").text
    for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
        assert client.get(path).status_code == 200
    assert client.get("/static/%2e%2e/app.py").status_code == 404


def test_everybody_can_be_chosen(client: TestClient) -> None:
    page = client.get("/").text
    keys = re.findall(r'href="/\?as=([^"]+)"', page)
    assert keys[0] == "nobody"
    assert len(keys) == 27
    for key in keys[1:]:
        assert client.get("/", params={"as": key}).status_code == 200
        assert client.get("/demo/identity").status_code == 200


def test_choosing_somebody_leads_back_as_them(client: TestClient) -> None:
    answer = client.get("/", params={"as": "cus-003"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "httponly" in answer.headers["set-cookie"].lower()
    page = client.get("/").text
    assert "Hello Chiara, how can we help?" in page
    assert 'href="/?as=cus-003" aria-current="true"' in page
    assert page.count("aria-current") == 1
    assert "suspended" in page


def test_a_visitor_is_nobody(client: TestClient) -> None:
    page = client.get("/").text
    assert "Nobody signed in" in page
    assert 'href="/?as=nobody" aria-current="true"' in page


def test_the_status_shows_known_outages(client: TestClient) -> None:
    page = client.get("/").text
    assert "<strong>Outage in Harbour Quarter" in page
    assert "<strong>Mobile outage in Harbour Quarter" in page
    for customer in ("cus-002", "cus-026"):
        client.post("/sandbox/faults", json={"customer": customer, "clear": "all"})
    assert "All services are running normally." in client.get("/").text


def test_the_desk_is_linked_only_where_there_is_one(client: TestClient) -> None:
    assert "Desk for agents" not in client.get("/").text
    app = create_app(CHAT, OWN, desk_url="http://127.0.0.1:8002")
    assert '<a href="http://127.0.0.1:8002">' in TestClient(app).get("/").text


@pytest.mark.parametrize(
    "bad",
    [
        "127.0.0.1:8001",
        "http://127.0.0.1:8001/chat",
        "javascript:alert(1)",
        "http://x; script-src *",
        'http://x"onload="y',
        "http://",
        "http://a@b",
    ],
)
def test_an_address_that_is_no_origin_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="origin"):
        create_app(bad, OWN)


def test_the_panel_shows_what_the_systems_received(
    client: TestClient, problem: dict[str, Any], line_test: Any, action: Any
) -> None:
    base = "/tmf-api/serviceActivationAndConfiguration/v4"
    client.post("/tmf-api/serviceProblemManagement/v4/serviceProblem", json=problem)
    client.post("/sandbox/clock", json={"advance": 1})
    client.post(
        "/tmf-api/serviceTestManagement/v4/serviceTest", json=line_test("svc-001-broadband")
    )
    client.post("/sandbox/clock", json={"advance": 1})
    client.patch(f"{base}/service/svc-009-tv", json=action("refresh_tv"))
    items = client.get("/demo/activity").json()["items"]
    assert [(each["what"].split(":")[0], each["who"], each["state"]) for each in items] == [
        ("Remote action", "Ines Halloran", "InProgress"),
        ("Line test", "Alma Reyes", "acknowledged"),
        ("Problem for the engineers", "Dario Whitcombe", "acknowledged"),
    ]


def test_the_panel_says_whose_ticket_and_contact_it_was(client: TestClient) -> None:
    party = [{"id": "cus-010", "@referredType": "Customer"}]
    ticket = {"description": "Router", "severity": "Minor", "ticketType": "request"}
    client.post("/tmf-api/troubleTicket/v4/troubleTicket", json={**ticket, "relatedParty": party})
    contact = {
        "interactionDate": {"startDateTime": "2026-03-01T10:00:00Z"},
        "reason": "No internet",
        "status": "completed",
        "direction": "inbound",
        "channel": [{"id": "chat", "href": "urn:chat"}],
    }
    client.post("/tmf-api/partyInteraction/v4/partyInteraction", json=contact)
    items = client.get("/demo/activity").json()["items"]
    assert {(each["what"], each["who"]) for each in items} == {
        ("Ticket (request): Router", "Jonas Adeyemi"),
        ("Contact logged: No internet", ""),
    }


def test_the_panel_shows_orders_and_visits(client: TestClient) -> None:
    party = [{"id": "cus-010", "@referredType": "Customer"}]
    free = client.post("/tmf-api/appointment/v4/searchTimeSlot", json={}).json()
    body = {"validFor": free["availableTimeSlot"][0]["validFor"], "relatedParty": party}
    client.post("/tmf-api/appointment/v4/appointment", json=body)
    base = "/tmf-api/productOrderingManagement/v4"
    item = {"id": "1", "action": "delete", "product": {"id": "prod-001-tv"}}
    client.post(f"{base}/productOrder", json={"productOrderItem": [item]})
    items = client.get("/demo/activity").json()["items"]
    shown = {(each["what"].split(",")[0][:5], each["who"], each["state"]) for each in items}
    assert shown == {
        ("Visit", "Jonas Adeyemi", "confirmed"),
        ("Order", "Alma Reyes", "acknowledged"),
    }
    assert "Order: delete Brightwater TV Family" in [each["what"] for each in items]


def test_the_command_line_has_the_leads_words() -> None:
    given = read_arguments(["--port", "8000", "--chat-url", CHAT])
    assert (given.port, given.host, given.chat_url) == (8000, "127.0.0.1", CHAT)
    assert given.raises_service_problems is False


def test_what_the_command_starts_is_what_it_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Any] = []
    words = ["sandbox", "--chat-url", CHAT, "--raises-service-problems", "--order-starts", "5"]
    monkeypatch.setattr("sys.argv", words)
    monkeypatch.setenv("SANDBOX_EVENT_TOKEN", "s3cret")
    monkeypatch.setattr("sandbox.__main__.uvicorn.run", lambda app, **_: started.append(app))
    main()
    provider = started[0].state.provider
    assert {hub.token for hub in provider.hubs.values()} == {"s3cret"}
    assert provider.follow_up.on is True
    assert provider.pace == Pace(order_starts=5)


def test_every_duration_is_an_option() -> None:
    options = [f"--{each.name.replace('_', '-')}" for each in fields(Pace)]
    words = [word for option in options for word in (option, "7")]
    given = read_arguments(["--chat-url", CHAT, *words])
    assert {getattr(given, each.name) for each in fields(Pace)} == {7.0}
