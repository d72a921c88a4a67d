"""The hub: who may subscribe to what, where events may be sent, and that nobody touches another's."""

from collections.abc import Callable
from typing import Any

import pytest

from mend.store import Store, subscriptions
from tests.web.tmf.conftest import BASE, System

HUB = f"{BASE}/hub"
CALLBACK = "https://crm.example/events"


def test_a_subscription_is_made_shown_and_ended(crm: System, store: Store) -> None:
    body = {"callback": CALLBACK, "query": "eventType=TroubleTicketStatusChangeEvent"}
    made = crm.post(HUB, body)
    key = made.json()["id"]
    assert (made.status_code, made.json()) == (201, {"id": key, **body})
    assert made.headers["location"].endswith(f"{HUB}/{key}")
    assert crm.get(HUB).json() == [made.json()]
    with store.glance() as page:
        assert [row.callback for row in subscriptions.all(page)] == [CALLBACK]
    gone = crm.ask("DELETE", f"{HUB}/{key}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert crm.ask("DELETE", f"{HUB}/{key}").status_code == 404
    assert crm.get(HUB).json() == []


def test_without_a_query_every_event_is_meant(crm: System) -> None:
    assert crm.post(HUB, {"callback": CALLBACK, "query": None}).json()["query"] == ""


def test_the_same_subscription_again_names_the_one_there_is(crm: System) -> None:
    first = crm.post(HUB, {"callback": CALLBACK}).json()
    again = crm.post(HUB, {"callback": CALLBACK, "query": ""})
    assert (again.status_code, again.json()["code"]) == (409, "alreadySubscribed")
    assert first["id"] in again.json()["message"]
    assert crm.post(HUB, {"callback": CALLBACK, "query": "status=held"}).status_code == 201


def test_nobody_sees_or_ends_the_subscription_of_another(
    crm: System, system: Callable[..., System]
) -> None:
    other = system("other", "events")
    key = crm.post(HUB, {"callback": CALLBACK}).json()["id"]
    assert other.get(HUB).json() == []
    assert other.ask("DELETE", f"{HUB}/{key}").status_code == 404
    assert other.post(HUB, {"callback": CALLBACK}).status_code == 201
    assert len(crm.get(HUB).json()) == 1


@pytest.mark.parametrize(
    "callback",
    [
        CALLBACK,
        "http://crm.example:8080/x?tenant=1",
        "https://CRM.example/x",
        "https://tickets.example:8443/x",
        "http://127.0.0.1:9999/listener",
        "http://localhost/x",
    ],
)
def test_events_may_be_sent_to_the_hosts_that_are_named(crm: System, callback: str) -> None:
    assert crm.post(HUB, {"callback": callback}).status_code == 201


@pytest.mark.parametrize(
    "callback",
    [
        "https://evil.example/x",
        "https://crm.example.evil.example/x",
        "https://tickets.example/x",
        "https://tickets.example:443/x",
        "http://169.254.169.254/latest",
        "http://[::1]:80/x",
        "http://crm.example@evil.example/x",
        "http://evil.example#@crm.example/",
        "http://evil.example\\@crm.example/",
        "http://user:pass@crm.example/x",
        "https://crm.example/x#fragment",
        "https://crm.example/a b",
        "https://crm.example\n/x",
        "https://crm.example./x",
        "https://crm.example:0/x",
        "https://crm.example:99999/x",
        "https://[crm.example/x",
        "https://crm.\u0435xample/x",
        "ftp://crm.example/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//crm.example/x",
        "crm.example/x",
        "https://crm.example/" + "x" * 512,
        7,
        ["https://crm.example/x"],
    ],
)
def test_events_may_not_be_sent_anywhere_else(crm: System, callback: Any) -> None:
    answer = crm.post(HUB, {"callback": callback})
    assert (answer.status_code, answer.json()["code"]) == (400, "24")
    assert answer.json()["message"].startswith("callback")
    assert crm.get(HUB).json() == []


def test_a_refused_host_is_named(crm: System) -> None:
    answer = crm.post(HUB, {"callback": "https://evil.example/x"})
    assert "evil.example is not among the hosts" in answer.json()["message"]


@pytest.mark.parametrize("body", [{}, {"callback": None}, {"callback": ""}])
def test_a_callback_is_mandatory(crm: System, body: dict[str, Any]) -> None:
    answer = crm.post(HUB, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "23")


@pytest.mark.parametrize("query", [7, "x" * 513, "a\nb"])
def test_a_query_is_a_line_of_text(crm: System, query: Any) -> None:
    assert crm.post(HUB, {"callback": CALLBACK, "query": query}).status_code == 400


@pytest.mark.parametrize("key", ["x", "%00", "%F0%9F%98%80"])
def test_a_subscription_that_is_not_there_is_a_404(crm: System, key: str) -> None:
    assert crm.ask("DELETE", f"{HUB}/{key}").status_code == 404
