"""Who is let in, to what, how often; and how the face says no."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from mend.settings import Settings
from mend.store import Store, clients, tickets
from mend.store import tables as t
from tests.web.tmf.conftest import ALL, BASE, LEAST, TICKETS, System
from web.buckets import Buckets
from web.tmf.app import create_app

EVENT = {"eventType": "X", "event": {"serviceProblem": {"id": "SP-1"}}}
# What each scope opens: method, path, body.
DOORS: dict[str, list[tuple[str, str, Any]]] = {
    "read": [("GET", TICKETS, None), ("GET", f"{TICKETS}/x", None)],
    "write": [("POST", TICKETS, LEAST), ("PATCH", f"{TICKETS}/x", {})],
    "events": [
        ("GET", f"{BASE}/hub", None),
        ("POST", f"{BASE}/hub", {"callback": "http://crm.example/x"}),
        ("DELETE", f"{BASE}/hub/x", None),
    ],
    "listen": [
        ("POST", "/tmf-api/listener", EVENT),
        ("POST", f"{BASE}/listener/troubleTicketCreateEvent", EVENT),
    ],
}


@pytest.mark.parametrize("scope", DOORS)
def test_a_scope_opens_its_own_doors_only(system: Callable[..., System], scope: str) -> None:
    inside = system("inside", scope)
    outside = system("outside", *(set(ALL) - {scope}))
    for method, path, body in DOORS[scope]:
        assert inside.ask(method, path, json=body).status_code in (200, 201, 404), path
        refused = outside.ask(method, path, json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "50"), path
        assert scope in refused.json()["message"]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "40"),
        ("", "40"),
        ("Bearer", "40"),
        ("Bearer ", "40"),
        ("Basic YTpi", "40"),
        ("Bearer wrong", "41"),
        ("Bearer caf\u00e9", "41"),
        ("Bearer " + "x" * 5000, "41"),
    ],
)
def test_nobody_gets_in_without_a_token_of_ours(
    face: TestClient, header: str | None, code: str
) -> None:
    headers = {} if header is None else {"Authorization": header.encode("latin-1")}
    for doors in DOORS.values():
        for method, path, body in doors:
            answer = face.request(method, path, json=body, headers=headers)
            assert answer.status_code in (401, 429)
            if answer.status_code == 401:
                assert answer.json()["code"] == code
                assert answer.headers["www-authenticate"] == "Bearer"


def test_a_revoked_token_opens_nothing(crm: System, store: Store) -> None:
    with store.page() as page:
        assert clients.revoke(page, "crm")
    assert crm.get(TICKETS).status_code == 401


def test_the_sandbox_may_post_events_and_nothing_else(
    face: TestClient, settings: Settings, store: Store
) -> None:
    sandbox = System(face, "sandbox", settings.sandbox_event_token)
    assert sandbox.post("/tmf-api/listener", EVENT).status_code == 201
    for scope in set(DOORS) - {"listen"}:
        for method, path, body in DOORS[scope]:
            assert sandbox.ask(method, path, json=body).status_code == 403
    everything = dict.fromkeys(Settings.system_names(), "http://x.example")
    production = replace(
        settings,
        sandbox=False,
        identity_issuer="x",
        identity_jwks_url="https://x.example",
        **everything,
    )
    with TestClient(create_app(store, production)) as real:
        assert System(real, "s", settings.sandbox_event_token).post(
            "/tmf-api/listener", EVENT
        ).status_code == 401  # fmt: skip


def test_a_client_that_asks_too_often_waits_and_the_others_do_not(
    store: Store, settings: Settings
) -> None:
    with store.page() as page:
        tokens = [clients.add(page, name, [clients.Scope.READ]) for name in ("a", "b")]
    with TestClient(create_app(store, settings, requests=Buckets(3, 0.1))) as face:
        busy, calm = (System(face, "x", token) for token in tokens)
        answers = [busy.get(TICKETS) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert answers[3].json()["code"] == "53"
        assert 1 <= int(answers[3].headers["retry-after"]) <= 10
        assert calm.get(TICKETS).status_code == 200


def test_guessing_tokens_is_slowed_down(face: TestClient) -> None:
    guess = System(face, "x", "guess")
    assert {guess.get(TICKETS).status_code for _ in range(40)} == {401, 429}


def test_tokens_are_not_in_the_record_book(crm: System, store: Store) -> None:
    with store.glance() as page:
        row = page.db.execute(select(t.client_system)).one()
    assert crm.token not in str(row)
    assert len(row.token_hash) == 64


@pytest.mark.parametrize(
    "path", ["/tmf-api", "/tmf-api/", "/tmf-api/troubleTicket", f"{BASE}/nothing", "/elsewhere",
             f"{TICKETS}/a/b", "/tmf-api/troubleTicket/v5/troubleTicket", "//tmf-api"],
)  # fmt: skip
def test_an_unknown_address_is_a_404_in_tm_forums_words(crm: System, path: str) -> None:
    answer = crm.get(path)
    assert answer.status_code == 404
    assert set(answer.json()) == {"code", "reason", "message", "status", "@type"}
    assert (answer.json()["code"], answer.json()["status"]) == ("60", "404")


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", TICKETS), ("DELETE", TICKETS), ("PATCH", TICKETS), ("POST", f"{TICKETS}/x"),
     ("PUT", f"{BASE}/hub"), ("GET", f"{BASE}/hub/x"), ("GET", "/tmf-api/listener")],
)  # fmt: skip
def test_a_method_that_an_address_does_not_take_is_a_405(
    crm: System, method: str, path: str
) -> None:
    answer = crm.ask(method, path)
    assert (answer.status_code, answer.json()["code"]) == (405, "61")
    assert answer.headers["allow"]


def test_a_slash_at_the_end_says_nothing(crm: System) -> None:
    made = crm.post(f"{TICKETS}/", LEAST)
    assert made.status_code == 201
    assert crm.get(f"{TICKETS}/{made.json()['id']}/").status_code == 200
    assert crm.get(f"{TICKETS}/?severity=High").json() == [made.json()]


def _raw(crm: System, content: bytes, **headers: str) -> Any:
    given = {"Content-Type": "application/json", **headers}
    return crm.ask("POST", TICKETS, content=content, headers=given)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "21"),
        (b"  ", "21"),
        (b"{", "22"),
        (b"[]", "22"),
        (b'"x"', "22"),
        (b"null", "22"),
        (b'{"a": 1, "a": 2}', "22"),
        (b'{"a": NaN}', "22"),
        (b'{"a": 1e999}', "22"),
        (b'{"a": "\xff"}', "22"),
        (b'{"description": "\\u0000"}', "22"),
        (b'{"\\ud800": 1}', "22"),
        (b'{"a": ["\\udfff"]}', "22"),
        (b'{"a": ' + b"[" * 40 + b"]" * 40 + b"}", "22"),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "22"),
        (b'{"a": ' + b"9" * 5000 + b"}", "22"),
        (b'{"": 1, "description": "x", "severity": "x", "ticketType": "x"}', "22"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(crm: System, content: bytes, code: str) -> None:
    answer = _raw(crm, content)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_body_that_is_too_large_is_not_read(crm: System) -> None:
    for headers in ({}, {"Content-Length": "999999999999999999999999"}):
        answer = _raw(crm, b'{"a": "' + b"x" * 256 * 1024 + b'"}', **headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "66")


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "", "application/jsonp"])
def test_another_media_type_is_refused(crm: System, kind: str) -> None:
    answer = _raw(crm, b"{}", **{"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "68")
    patch = crm.patch("x", {}, kind)
    assert patch.status_code == 415
    assert "application/merge-patch+json" in patch.headers["accept-patch"]


def test_json_may_name_its_character_set_but_not_be_compressed(crm: System) -> None:
    assert crm.patch("x", {}, "Application/JSON;charset=utf-8").status_code == 404
    answer = _raw(crm, b"{}", **{"Content-Encoding": "gzip"})
    assert answer.status_code == 415


def test_when_the_record_book_is_away_nothing_is_lost_and_the_client_may_repeat(
    crm: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> Any:
        raise OperationalError("select 1", {}, Exception("secret"))

    monkeypatch.setattr(tickets, "find", away)
    answer = crm.get(TICKETS)
    assert (answer.status_code, answer.json()["code"]) == (503, "5")
    assert int(answer.headers["retry-after"]) > 0
    assert "secret" not in answer.text


def test_an_error_of_ours_is_a_500_that_quotes_nobody(
    crm: System, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("the customer's words")

    monkeypatch.setattr(tickets, "find", broken)
    answer = crm.get(TICKETS)
    assert (answer.status_code, answer.json()["code"]) == (500, "1")
    assert "words" not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text


def test_the_schema_is_where_the_tickets_say_and_needs_no_token(
    crm: System, face: TestClient
) -> None:
    address = crm.open()["@schemaLocation"]
    path = "/" + address.split("/", 3)[3]
    schema = face.get(path).json()
    assert schema["title"] == "CustomerProblemReport"
    assert face.get(path).headers["content-type"] == "application/schema+json"
