"""The same promises of every operation of every system that takes letters, whatever it answers: each
case against a real socket.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from mend.systems import Systems
from mend.systems.base import Deliverer, Refused, TryLater
from tests.mend.systems import world as ways
from tests.mend.systems.letters import FIRST, JOBS, KEY, MAKING, REPEATABLE, Job
from tests.mend.systems.world import World

SHORT = 0.25  # seconds
Way = Callable[[World, Any], None]


@dataclass
class Post:
    """One letter, its system, and the provider behind it."""

    job: Job
    system: Deliverer
    world: World
    hasty: Deliverer | None = None  # the same one, without patience

    def deliver(self) -> str:
        return self.system.deliver(self.job.operation, KEY, self.job.body)

    def deliver_hastily(self) -> TryLater:
        assert self.hasty is not None
        with pytest.raises(TryLater) as caught:
            self.hasty.deliver(self.job.operation, KEY, self.job.body)
        return caught.value

    def found(self) -> list[str]:
        return self.system.find_all(self.job.operation, KEY, self.job.body)

    def goes_wrong(self, way: Way, *, times: int = 1) -> None:
        """The next `times` requests that carry the letter go wrong like that."""
        left = [way] * times

        def wrong(world: World, handler: Any, method: str, path: str) -> bool:
            if not left or method != self.job.method or self.job.asks not in path:
                return False
            left.pop()(world, handler)
            return True

        self.world.wrong = wrong

    def look_up_goes_wrong(self, way: Way) -> None:
        def wrong(world: World, handler: Any, method: str, path: str) -> bool:
            if method == "GET":
                way(world, handler)
            return method == "GET"

        self.world.wrong = wrong

    def failure(self) -> TryLater:
        with pytest.raises(TryLater) as caught:
            self.deliver()
        return caught.value


def _post(job: Job, world: World, systems: Systems) -> Post:
    if job.system == "subscriber":
        job = replace(job, body={**job.body, "callback": f"{world.url}/a/b/c/events"})
    post = Post(job, systems.deliverers()[job.system], world)
    if job.first is not None:
        post.system.deliver(job.first[0], FIRST, job.first[1])
    return post


@pytest.fixture(params=JOBS, ids=str)
def post(request: pytest.FixtureRequest, world: World, at: Callable[..., Systems]) -> Post:
    return _post(request.param, world, at(version=request.param.version))


@pytest.fixture(params=JOBS, ids=str)
def hasty(request: pytest.FixtureRequest, world: World, at: Callable[..., Systems]) -> Post:
    """One that can do without waiting long."""
    job = request.param
    post = _post(job, world, at(version=job.version))
    post.hasty = at(version=job.version, timeout=SHORT).deliverers()[job.system]
    return post


@pytest.fixture(params=MAKING, ids=str)
def making(request: pytest.FixtureRequest, world: World, at: Callable[..., Systems]) -> Post:
    """One that makes something new."""
    return _post(request.param, world, at(version=request.param.version))


def test_all_systems_that_take_letters_are_tried_here(systems: Systems) -> None:
    assert set(systems.deliverers()) == {job.system for job in JOBS}


def test_what_may_be_repeated_says_so(systems: Systems) -> None:
    deliverers = systems.deliverers()
    assert all(deliverers[job.system].repeatable(job.operation) for job in REPEATABLE)
    assert not any(deliverers[job.system].repeatable(job.operation) for job in MAKING)


def test_a_delivery_gives_their_id_and_is_found_by_our_key(post: Post) -> None:
    theirs = post.deliver()
    assert theirs
    if post.job in MAKING:
        assert post.found() == [theirs]
    token = post.world.requests[-1][3].get("authorization")
    assert token == (None if post.job.system == "subscriber" else "Bearer abc")


def test_an_answer_of_200_is_as_good_as_201(post: Post) -> None:
    post.goes_wrong(
        lambda world, handler: world.put(
            handler, ways.Answer(200, raw=world.done(handler).raw or None)
        ),
        times=9,
    )
    assert post.deliver()


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_refusal_names_the_reason_and_keeps_it_out_of_the_log(post: Post, status: int) -> None:
    error = {"code": "24", "reason": "Invalid body field", "message": "customer words"}
    post.goes_wrong(ways.answers(status, error))
    with pytest.raises(Refused) as caught:
        post.deliver()
    assert "24 Invalid body field customer words" in caught.value.reason
    assert "customer words" not in str(caught.value)
    assert not caught.value.conflict


def test_a_conflict_may_mean_that_it_is_there_already(post: Post) -> None:
    post.goes_wrong(ways.answers(409, {"code": "1", "reason": "exists"}))
    with pytest.raises(Refused) as caught:
        post.deliver()
    assert caught.value.conflict
    assert post.found() == []


@pytest.mark.parametrize("status", [401, 403])
def test_a_bad_token_is_not_the_letters_fault(post: Post, status: int) -> None:
    post.goes_wrong(ways.answers(status, {}))
    with pytest.raises(Refused if post.job.system == "subscriber" else TryLater) as caught:
        post.deliver()
    assert not getattr(caught.value, "maybe_applied", False)


@pytest.mark.parametrize("told", ["seconds", "date"])
def test_too_many_calls_wait_as_long_as_they_are_told(post: Post, told: str) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=90))
    after = "90" if told == "seconds" else date
    post.goes_wrong(ways.answers(429, {}, {"Retry-After": after}))
    failure = post.failure()
    assert failure.retry_after is not None
    assert 60 < failure.retry_after <= 90
    assert not failure.maybe_applied


@pytest.mark.parametrize("status", [408, 500, 503])
def test_after_a_server_error_the_outcome_is_unknown(post: Post, status: int) -> None:
    post.goes_wrong(ways.answers(status, raw=b"oops", headers={"Retry-After": "3"}))
    failure = post.failure()
    assert failure.maybe_applied
    assert failure.retry_after == 3


def test_silence_before_the_effect_is_an_unknown_outcome_that_can_be_repeated(hasty: Post) -> None:
    hasty.goes_wrong(ways.silent)
    began = time.monotonic()
    assert hasty.deliver_hastily().maybe_applied
    assert time.monotonic() - began < 2
    assert hasty.found() == []
    assert hasty.deliver()


def test_silence_after_the_effect_is_found_out(hasty: Post) -> None:
    hasty.goes_wrong(ways.does_silently)
    assert hasty.deliver_hastily().maybe_applied
    if hasty.job in MAKING:
        assert len(hasty.found()) == 1
    else:
        assert hasty.deliver()
        assert hasty.found() == []


def test_a_connection_that_is_cut_leaves_the_outcome_unknown(post: Post) -> None:
    post.goes_wrong(ways.resets)
    assert post.failure().maybe_applied


GARBAGE: dict[str, dict[str, Any]] = {
    "html": {"raw": b"<html>ok</html>", "headers": {"Content-Type": "text/html"}},
    "half": {"raw": b'{"id": '},
    "nan": {"raw": b'{"id": NaN}'},
    "bytes": {"raw": b"\xff\xfe"},
    "deep": {"raw": b"[" * 100_000},
    "list": {"body": []},
    "text": {"body": "X-1"},
    "compressed": {"body": {"id": "1"}, "headers": {"Content-Encoding": "gzip"}},
}
NO_ID: dict[str, dict[str, Any]] = {
    "none": {"body": {}},
    "empty": {"body": {"id": ""}},
    "true": {"body": {"id": True}},
    "object": {"body": {"id": {"$ne": 1}}},
    "long": {"body": {"id": "x" * 129}},
    "lines": {"body": {"id": "a\r\nb"}},
}


@pytest.mark.parametrize("kind", GARBAGE)
def test_after_an_unusable_answer_the_outcome_is_unknown(post: Post, kind: str) -> None:
    post.goes_wrong(ways.does_but_answers(201, **GARBAGE[kind]))
    if post.job.answer == "none":
        assert post.deliver()
    else:
        assert post.failure().maybe_applied


@pytest.mark.parametrize("kind", NO_ID)
def test_without_a_usable_id_the_outcome_is_unknown(making: Post, kind: str) -> None:
    making.goes_wrong(ways.does_but_answers(201, **NO_ID[kind]))
    assert making.failure().maybe_applied
    assert len(making.found()) == 1


def test_an_answer_without_content_will_do_where_no_id_is_needed(post: Post) -> None:
    post.goes_wrong(ways.does_but_answers(204))
    if (post.job.method == "POST" and post.job.answer != "none") or post.job in MAKING:
        assert post.failure().maybe_applied
    else:
        assert post.deliver()


@pytest.mark.parametrize("status", [302, 307])
def test_a_redirect_is_never_followed(post: Post, status: int) -> None:
    post.goes_wrong(ways.redirects(status))
    assert post.failure().maybe_applied
    assert not any("stolen" in path for _, path, _, _ in post.world.requests)


def test_an_answer_of_50_mb_is_not_read_to_its_end(post: Post) -> None:
    post.goes_wrong(ways.floods)
    if post.job.answer == "none":
        assert post.deliver()
    else:
        assert post.failure().maybe_applied
    assert post.world.sent < 20_000_000


def test_a_compressed_answer_is_not_unpacked(post: Post) -> None:
    post.goes_wrong(ways.bombs)
    if post.job.answer == "none":
        assert post.deliver()
    else:
        assert post.failure().maybe_applied


def test_an_unknown_operation_is_refused_before_anything_is_sent(post: Post) -> None:
    before = len(post.world.requests)
    with pytest.raises(Refused):
        post.system.deliver("explode", KEY, post.job.body)
    assert len(post.world.requests) == before


def test_a_system_that_refuses_a_second_one_has_one(making: Post) -> None:
    making.world.unique = True
    theirs = making.deliver()
    with pytest.raises(Refused) as caught:
        making.deliver()
    assert caught.value.conflict
    assert making.found() == [theirs]


def test_two_under_one_key_are_found_oldest_first(making: Post) -> None:
    first, second = making.deliver(), making.deliver()
    for items in making.world.items.values():
        # Their list comes the other way round.
        ordered = dict(reversed(items.items()))
        items.clear()
        items.update(ordered)
    if making.job.system == "activation":
        # A monitor has no date: as answered.
        assert making.found() == [second, first]
    else:
        assert making.found() == [first, second]


def test_the_younger_of_two_is_taken_back_where_the_system_can(making: Post) -> None:
    first, second = making.deliver(), making.deliver()
    can = making.job.system not in ("service_test", "activation") and making.job.operation != "log"
    for _ in range(2):  # taking back twice is harmless
        assert making.system.undo(making.job.operation, second, making.job.body) is can
    states = {
        item["id"]: item.get("status") or item.get("state")
        for items in making.world.items.values()
        for item in items.values()
    }
    if can:
        assert states[second] in ("cancelled", "completed")
    assert states[first] not in ("cancelled", "rejected")
    assert making.job.operation == "log" or states[first] != "completed"


@pytest.mark.parametrize("job", REPEATABLE, ids=str)
def test_what_may_be_repeated_is_done_once_by_doing_it_twice(
    job: Job, world: World, at: Callable[..., Systems]
) -> None:
    post = _post(job, world, at(version=job.version))
    theirs = post.deliver()
    once = world.state()
    assert post.deliver() == theirs
    if job.system != "subscriber":  # it keeps both, and knows by the eventId that they are one
        assert world.state() == once
    assert post.system.undo(job.operation, theirs, job.body) is False


def test_an_event_is_told_apart_by_its_id(world: World, at: Callable[..., Systems]) -> None:
    post = _post(REPEATABLE[-1], world, at())
    assert post.deliver() == post.deliver() == "ev-1"
    assert [body["eventId"] for _, _, body, _ in world.requests] == ["ev-1", "ev-1"]


def test_a_look_up_that_passes_over_the_filter_cannot_say_that_nothing_is_there(
    making: Post,
) -> None:
    making.world.looks_up = False
    making.deliver()
    assert len(making.found()) == 1
    body = {**making.job.body, "ticket": {"id": "PR9"}}
    with pytest.raises(Refused):
        making.system.find_all(making.job.operation, "another key", body)


@pytest.mark.parametrize(
    "way",
    [
        ways.answers(500, raw=b"oops"),
        ways.answers(200, {"id": "X-1"}),
        ways.answers(200, ["X-1"]),
        ways.resets,
        ways.redirects(302),
    ],
    ids=["error", "object", "texts", "reset", "redirect"],
)
def test_a_look_up_that_fails_says_nothing(making: Post, way: Way) -> None:
    making.look_up_goes_wrong(way)
    with pytest.raises(TryLater) as caught:
        making.found()
    assert not caught.value.maybe_applied
