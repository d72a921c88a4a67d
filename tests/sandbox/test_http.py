"""Errors that every API shares, in TMF630's shape."""

import pytest
from starlette.testclient import TestClient

from sandbox.server import BODY_LIMIT

TICKETS = "/tmf-api/troubleTicket/v4/troubleTicket"


def post(client: TestClient, content: bytes) -> tuple[int, str]:
    """The status and the TMF code that posting `content` is answered with."""
    answer = client.post(TICKETS, content=content, headers={"Content-Type": "application/json"})
    body = answer.json()
    assert body["status"] == str(answer.status_code)
    assert body["reason"]
    return answer.status_code, body["code"]


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b'{"description": NaN}',
        b'{"description": 1e999}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' + b"9" * 5000 + b"}",
    ],
)
def test_a_body_that_is_no_json_object_is_400(client: TestClient, content: bytes) -> None:
    assert post(client, content) == (400, "22")


def test_a_missing_body_is_400(client: TestClient) -> None:
    assert post(client, b" ") == (400, "21")


def test_a_huge_body_is_413(client: TestClient) -> None:
    largest = b'{"description": "' + b"x" * (BODY_LIMIT - 19) + b'"}'
    assert len(largest) == BODY_LIMIT
    assert post(client, largest)[0] == 400
    assert post(client, largest + b" ")[0] == 413


def test_half_a_character_comes_back_as_it_went(client: TestClient) -> None:
    content = b'{"description": "\\ud83d", "severity": "Minor", "ticketType": "x"}'
    answer = client.post(TICKETS, content=content)
    assert answer.status_code == 201
    assert b"\\ud83d" in answer.content


def test_an_unknown_address_is_404_in_shape(client: TestClient) -> None:
    for path in ("/tmf-api/weather/v4/forecast", "/nothing"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "60")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_method_it_does_not_have_is_405_in_shape(client: TestClient, method: str) -> None:
    answer = client.request(method, TICKETS)
    assert (answer.status_code, answer.json()["code"]) == (405, "61")
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


def test_a_crash_is_500_in_shape() -> None:
    from sandbox.app import create_app

    app = create_app("http://127.0.0.1:8001", "http://127.0.0.1:8000")
    app.state.provider.tickets = None
    answer = TestClient(app, raise_server_exceptions=False).get(TICKETS)
    assert (answer.status_code, answer.json()["reason"]) == (500, "Internal error")


def test_head_is_a_get_without_a_body(client: TestClient) -> None:
    answer = client.head(TICKETS)
    assert (answer.status_code, answer.content) == (200, b"")
