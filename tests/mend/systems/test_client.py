"""The client against a real socket: slow, silent and broken systems."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import responses

from mend.systems import client as client_module
from mend.systems.base import Refused, TryLater
from mend.systems.client import Client

Serve = Callable[[Callable[[socket.socket], None]], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve one connection after the other by a function, in a thread; gives the address."""
    listeners = []

    def start(handle: Callable[[socket.socket], None]) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def loop() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    try:
                        handle(connection)
                    except OSError:
                        continue

        threading.Thread(target=loop, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener in listeners:
        listener.close()


def _failure(call: Callable[[], object]) -> TryLater:
    with pytest.raises(TryLater) as caught:
        call()
    return caught.value


def test_a_system_that_sends_drop_by_drop_is_given_up_in_time(serve: Serve) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        for _ in range(50):
            connection.sendall(b" ")
            time.sleep(0.1)

    client = Client("x", serve(drip), read_timeout=0.5)
    began = time.monotonic()
    _failure(lambda: client.items("/a", {}))
    assert time.monotonic() - began < 2


def test_silence_after_a_request_leaves_the_outcome_unknown(serve: Serve) -> None:
    client = Client("x", serve(lambda _: time.sleep(1)), patient_timeout=0.3)
    assert _failure(lambda: client.write("POST", "/a", {})).maybe_applied


def test_a_connection_cut_after_a_request_leaves_the_outcome_unknown(serve: Serve) -> None:
    client = Client("x", serve(lambda connection: connection.close()))
    assert _failure(lambda: client.write("POST", "/a", {})).maybe_applied


def test_half_an_answer_leaves_the_outcome_unknown(serve: Serve) -> None:
    head = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n"
    client = Client("x", serve(lambda connection: connection.sendall(head + b'{"id": "1"')))
    assert _failure(lambda: client.write("POST", "/a", {})).maybe_applied


def test_what_is_not_http_leaves_the_outcome_unknown(serve: Serve) -> None:
    client = Client("x", serve(lambda connection: connection.sendall(b"SSH-2.0-x\r\n\r\n")))
    assert _failure(lambda: client.write("POST", "/a", {})).maybe_applied


def test_a_closed_port_means_that_nothing_was_done() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    client = Client("x", f"http://127.0.0.1:{port}")
    assert not _failure(lambda: client.write("POST", "/a", {})).maybe_applied


def test_a_name_that_does_not_resolve_means_that_nothing_was_done() -> None:
    client = Client("x", "http://nobody.invalid")
    assert not _failure(lambda: client.write("POST", "/a", {})).maybe_applied


def test_an_error_names_the_system_and_not_the_customer() -> None:
    client = Client("inventory", "http://nobody.invalid")
    failure = _failure(lambda: client.items("/product", {"relatedParty.id": "cus-secret"}))
    assert str(failure).startswith("inventory: GET")
    assert "secret" not in str(failure)
    assert failure.__cause__ is None


@pytest.mark.parametrize(
    ("header", "low", "high"),
    [
        ("12", 12, 12),
        ("999999", client_module.MAX_RETRY_AFTER, client_module.MAX_RETRY_AFTER),
        (timedelta(seconds=90), 60, 90),
        (timedelta(days=-1), 0, 0),
    ],
)
@responses.activate
def test_the_time_that_a_system_asks_for_is_kept(
    header: str | timedelta, low: float, high: float
) -> None:
    if isinstance(header, timedelta):
        header = format_datetime(datetime.now(UTC) + header)
    responses.add("GET", "http://x.example/a", status=503, headers={"Retry-After": header})
    asked = _failure(lambda: Client("x", "http://x.example").items("/a", {})).retry_after
    assert asked is not None
    assert low <= asked <= high


@pytest.mark.parametrize("header", ["soon", "-5", "1e9", "", "Mon, 99 Foo 2026"])
@responses.activate
def test_a_time_that_makes_no_sense_is_passed_over(header: str) -> None:
    responses.add("GET", "http://x.example/a", status=503, headers={"Retry-After": header})
    failure = _failure(lambda: Client("x", "http://x.example").items("/a", {}))
    assert failure.retry_after is None


@responses.activate
def test_without_a_token_none_is_sent() -> None:
    responses.add("GET", "http://x.example/a", json=[])
    Client("x", "http://x.example").items("/a", {})
    assert "Authorization" not in responses.calls[0].request.headers


def test_a_question_by_post_has_no_effect_and_waits_no_longer_than_a_read(serve: Serve) -> None:
    client = Client("x", serve(lambda _: time.sleep(2)), read_timeout=0.2)
    began = time.monotonic()
    assert not _failure(lambda: client.ask("/searchTimeSlot", {})).maybe_applied
    assert time.monotonic() - began < 1.5


@responses.activate
def test_a_change_is_sent_as_the_next_media_type_where_one_is_not_supported() -> None:
    responses.add("PATCH", "http://x.example/a", status=415, json={})
    responses.add("PATCH", "http://x.example/a", json={"id": "1"})
    changed = Client("x", "http://x.example").change("/a", {"b": 1}, ("text/a+json", "text/b+json"))
    assert changed == {"id": "1"}
    kinds = [call.request.headers["Content-Type"] for call in responses.calls]
    assert kinds == ["text/a+json", "text/b+json"]


@responses.activate
def test_a_media_type_that_nobody_supports_is_refused() -> None:
    responses.add("PATCH", "http://x.example/a", status=415, json={})
    with pytest.raises(Refused):
        Client("x", "http://x.example").change("/a", {}, ("text/a+json", "text/b+json"))
    assert len(responses.calls) == 2


@responses.activate
def test_other_refusals_of_a_change_are_not_tried_again() -> None:
    responses.add("PATCH", "http://x.example/a", status=400, json={})
    with pytest.raises(Refused):
        Client("x", "http://x.example").change("/a", {}, ("text/a+json", "text/b+json"))
    assert len(responses.calls) == 1
