"""The same promises of every system that takes letters, whatever it answers."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
import requests
import responses

from mend.systems import Systems
from mend.systems.base import Deliverer, Refused, TryLater

SYSTEMS = ["service_problem", "service_test", "activation", "party_interaction", "trouble_ticket"]
KEY = "0123456789abcdef0123456789abcdef"


@dataclass
class Post:
    """One system, a letter to it, and the invented provider behind it."""

    system: Deliverer
    operation: str
    body: dict[str, Any]
    method: str
    url: str
    look_up: str
    world: responses.RequestsMock

    def deliver(self) -> str:
        return self.system.deliver(self.operation, KEY, self.body)

    def answers(self, **answer: Any) -> None:
        self.world.add(self.method, self.url, **answer)

    def failure(self) -> TryLater:
        with pytest.raises(TryLater) as caught:
            self.deliver()
        return caught.value


@pytest.fixture(params=SYSTEMS)
def post(
    request: pytest.FixtureRequest, systems: Systems, letter_kinds: dict[str, Any], url: str
) -> Any:
    operation, body, method, path, look_up = letter_kinds[request.param]
    with responses.RequestsMock(assert_all_requests_are_fired=False) as world:
        system = systems.deliverers()[request.param]
        yield Post(system, operation, body, method, url + path, url + look_up, world)


def test_all_systems_that_take_letters_are_tried_here(systems: Systems) -> None:
    assert sorted(systems.deliverers()) == sorted(SYSTEMS)


@pytest.mark.parametrize("status", [200, 201, 202])
def test_a_delivery_gives_their_id(post: Post, status: int) -> None:
    post.answers(status=status, json={"id": "X-1"})
    assert post.deliver() == "X-1"
    sent = post.world.calls[0].request
    assert sent.headers["Authorization"] == "Bearer abc"
    assert KEY in str(sent.body)


def test_a_number_as_id_is_taken(post: Post) -> None:
    post.answers(status=201, json={"id": 42})
    assert post.deliver() == "42"


@pytest.mark.parametrize("status", [400, 404, 405, 413, 422])
def test_a_refusal_names_the_reason_and_keeps_it_out_of_the_log(post: Post, status: int) -> None:
    error = {"code": "24", "reason": "Invalid body field", "message": "customer words"}
    post.answers(status=status, json=error)
    with pytest.raises(Refused) as caught:
        post.deliver()
    assert "24 Invalid body field customer words" in caught.value.reason
    assert "customer words" not in str(caught.value)
    assert not caught.value.conflict


def test_a_refusal_without_words_is_one_all_the_same(post: Post) -> None:
    post.answers(status=400, body="<html>", content_type="text/html")
    with pytest.raises(Refused):
        post.deliver()


def test_a_conflict_may_mean_that_it_is_there_already(post: Post) -> None:
    post.answers(status=409, json={"code": "1", "reason": "exists"})
    with pytest.raises(Refused) as caught:
        post.deliver()
    assert caught.value.conflict


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_bad_token_or_too_many_calls_are_not_the_letters_fault(post: Post, status: int) -> None:
    post.answers(status=status, json={}, headers={"Retry-After": "7"})
    failure = post.failure()
    assert failure.retry_after == 7
    assert not failure.maybe_applied


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
def test_after_a_server_error_the_outcome_is_unknown(post: Post, status: int) -> None:
    post.answers(status=status, body="oops", headers={"Retry-After": "3"})
    failure = post.failure()
    assert failure.maybe_applied
    assert failure.retry_after == 3


@pytest.mark.parametrize(
    "error",
    [
        requests.ReadTimeout(),
        requests.ConnectionError("Connection reset by peer"),
        requests.exceptions.ChunkedEncodingError(),
    ],
)
def test_after_a_time_out_or_a_reset_the_outcome_is_unknown(post: Post, error: Exception) -> None:
    post.answers(body=error)
    assert post.failure().maybe_applied


def test_without_a_connection_nothing_was_done(post: Post) -> None:
    post.answers(body=requests.ConnectTimeout())
    assert not post.failure().maybe_applied


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "body": "<html>ok</html>", "content_type": "text/html"},
        {"status": 201, "body": "", "content_type": "application/json"},
        {"status": 201, "body": '{"id": ', "content_type": "application/json"},
        {"status": 201, "body": '{"id": NaN}', "content_type": "application/json"},
        {"status": 201, "body": b"\xff\xfe", "content_type": "application/json"},
        {"status": 201, "body": "[" * 100_000, "content_type": "application/json"},
        {"status": 201, "json": []},
        {"status": 201, "json": {}},
        {"status": 201, "json": {"id": ""}},
        {"status": 201, "json": {"id": None}},
        {"status": 201, "json": {"id": True}},
        {"status": 201, "json": {"id": {"$ne": 1}}},
        {"status": 201, "json": {"id": "x" * 129}},
        {"status": 201, "json": {"id": "a\r\nb"}},
        {"status": 204},
        {"status": 201, "json": {"id": "1"}, "headers": {"Content-Encoding": "gzip"}},
    ],
)
def test_after_an_unusable_answer_the_outcome_is_unknown(
    post: Post, answer: dict[str, Any]
) -> None:
    post.answers(**answer)
    assert post.failure().maybe_applied


def test_an_answer_of_5_mb_is_not_read_to_its_end(post: Post) -> None:
    body = json.dumps({"id": "X-1", "padding": "x" * 5_000_000})
    post.answers(status=201, body=body, content_type="application/json")
    assert post.failure().maybe_applied


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(post: Post, status: int) -> None:
    elsewhere = "https://elsewhere.example/"
    post.world.add("GET", elsewhere, json={"id": "stolen"})
    post.world.add(post.method, elsewhere, json={"id": "stolen"})
    post.answers(status=status, headers={"Location": elsewhere})
    assert post.failure().maybe_applied
    assert len(post.world.calls) == 1


def test_an_unknown_operation_is_refused_before_anything_is_sent(post: Post) -> None:
    with pytest.raises(Refused):
        post.system.deliver("explode", KEY, post.body)
    assert len(post.world.calls) == 0


def _as_stored(post: Post) -> dict[str, Any]:
    """What the system keeps of the letter, as far as it is found again by it."""
    post.answers(status=201, json={"id": "X-1"})
    post.deliver()
    body = json.loads(post.world.calls[0].request.body)
    return {"request": {"body": json.dumps(body)}, **body} if post.method == "PATCH" else body


def test_what_was_delivered_is_found_by_our_key(post: Post) -> None:
    stored = _as_stored(post)
    post.world.add("GET", post.look_up, json=[{"id": "X-1", **stored}, {"id": "X-2", **stored}])
    assert post.system.find(KEY) == "X-1"
    assert post.system.find_all(KEY) == ["X-1", "X-2"]
    assert KEY in str(post.world.calls[-1].request.url)


def test_nothing_there_is_not_found(post: Post) -> None:
    post.world.add("GET", post.look_up, status=206, json=[])
    assert post.system.find(KEY) is None
    assert post.system.find_all(KEY) == []


def test_a_system_that_passes_over_the_filter_cannot_say_that_nothing_is_there(post: Post) -> None:
    post.world.add("GET", post.look_up, json=[{"id": "somebody else's"}])
    with pytest.raises(Refused):
        post.system.find(KEY)


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500, "body": "oops"},
        {"status": 200, "json": {"id": "X-1"}},
        {"status": 200, "json": ["X-1"]},
        {"body": requests.ReadTimeout()},
        {"status": 302, "headers": {"Location": "https://elsewhere.example/"}},
    ],
)
def test_a_look_up_that_fails_says_nothing(post: Post, answer: dict[str, Any]) -> None:
    post.world.add("GET", post.look_up, **answer)
    with pytest.raises(TryLater) as caught:
        post.system.find(KEY)
    assert not caught.value.maybe_applied
