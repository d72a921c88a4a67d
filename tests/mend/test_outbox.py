"""The post room against systems that are down, slow, late, strict or forgetful, on a clock that is
moved by hand.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from mend.outbox import Lane, Postroom
from mend.settings import Settings
from mend.store import Store, heartbeats, letters, make_engine
from mend.store.tables import letter, metadata
from mend.systems.base import Refused, TryLater

SETTLE = 60.0
SECRET = "x" * 32


class Clock:
    """Wall clock and monotonic clock in one, moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.now.timestamp()

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Receiver:
    """A system that keeps what it is given. `plan` says how the next requests go, first to last."""

    def __init__(self, clock: Clock):
        self.clock = clock
        self.kept: list[tuple[str, str]] = []  # key, their id
        self.late: list[tuple[datetime, str]] = []  # applied at that moment
        self.plan: list[Callable[[str], None]] = []
        self.asked: list[str] = []
        self.looked_up = 0
        self.find_fails: Exception | None = None

    def deliver(self, operation: str, key: str, body: Any) -> str:
        self.asked.append(key)
        if self.plan:
            self.plan.pop(0)(key)
        return self.keep(key)

    def keep(self, key: str) -> str:
        self.kept.append((key, f"SP-{len(self.kept) + 1}"))
        return self.kept[-1][1]

    def find_all(self, key: str) -> list[str]:
        self.looked_up += 1
        if self.find_fails:
            raise self.find_fails
        due = [key_ for at, key_ in self.late if at <= self.clock.now]
        self.late = [(at, key_) for at, key_ in self.late if at > self.clock.now]
        for each in due:
            self.keep(each)
        return [theirs for kept, theirs in self.kept if kept == key]

    def find(self, key: str) -> str | None:
        return next(iter(self.find_all(key)), None)

    def breaks(self, error: Exception) -> Callable[[str], None]:
        """The request fails and has no effect."""

        def step(_key: str) -> None:
            raise error

        return step

    def applies_then_breaks(self, key: str) -> None:
        self.keep(key)
        raise TryLater("timed out", maybe_applied=True)

    def applies_late(self, seconds: float) -> Callable[[str], None]:
        """The request times out here and takes effect there, later."""

        def step(key: str) -> None:
            self.late.append((self.clock.now + timedelta(seconds=seconds), key))
            raise TryLater("timed out", maybe_applied=True)

        return step


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Store:
    engine = make_engine(f"sqlite:///{tmp_path / 'mend.db'}")
    metadata.create_all(engine)
    return Store(engine, clock)


@pytest.fixture
def there(clock: Clock) -> Receiver:
    return Receiver(clock)


@pytest.fixture
def lane(store: Store, clock: Clock, there: Receiver) -> Lane:
    return _lane(store, clock, there)


def _lane(store: Store, clock: Clock, there: Any, chance: float = 1.0) -> Lane:
    return Lane(
        "service_problem",
        there,
        store,
        timedelta(seconds=SETTLE),
        monotonic=clock.monotonic,
        chance=lambda: chance,
    )


def _post(store: Store, report: str | None = None, kind: str = "none") -> str:
    with store.page() as page:
        return letters.post(page, "service_problem", "create", kind, 1, report, {"n": 1})


def _row(store: Store, key: str) -> Any:
    with store.glance() as page:
        return page.db.execute(select(letter).where(letter.c.key == key)).one()


def _work(lane: Lane, clock: Clock, seconds: int) -> None:
    """Let the lane work for so many seconds."""
    for _ in range(seconds):
        while lane.round():
            pass
        clock.move(1)


def test_a_letter_is_delivered_once(store: Store, lane: Lane, there: Receiver) -> None:
    key = _post(store)
    assert lane.round() == 1
    assert lane.round() == 0
    assert there.kept == [(key, "SP-1")]
    assert there.looked_up == 0
    row = _row(store, key)
    assert (row.state, row.reference) == ("delivered", "SP-1")


def test_a_failure_is_tried_again_after_1_2_4_seconds(
    store: Store, lane: Lane, there: Receiver, clock: Clock
) -> None:
    key = _post(store)
    there.plan = [there.breaks(TryLater("refused connection"))] * 3
    waits = []
    for _ in range(3):
        clock.move(120)  # past any pause of the lane
        lane.round()
        waits.append((_row(store, key).next_try - clock.now).total_seconds())
    assert waits == [1, 2, 4]
    clock.move(120)
    lane.round()
    assert there.kept == [(key, "SP-1")]


@pytest.mark.parametrize(("chance", "wait"), [(0.0, 450), (0.5, 675), (1.0, 900)])
def test_waits_are_spread_and_end_at_15_minutes(
    store: Store, clock: Clock, there: Receiver, chance: float, wait: float
) -> None:
    lane = _lane(store, clock, there, chance)
    assert [lane._backoff(tries) for tries in (11, 30, 10_000)] == [wait] * 3


def test_the_time_that_a_system_asks_for_is_kept(
    store: Store, lane: Lane, there: Receiver, clock: Clock
) -> None:
    _post(store)
    _post(store)
    there.plan = [there.breaks(TryLater("429", retry_after=30))]
    _work(lane, clock, 30)
    assert len(there.asked) == 1
    _work(lane, clock, 3)
    assert len(there.kept) == 2


def test_a_refused_letter_waits_for_a_person(
    store: Store, lane: Lane, there: Receiver, clock: Clock
) -> None:
    key = _post(store)
    there.plan = [there.breaks(Refused("400", "24 severity"))]
    _work(lane, clock, 200)
    row = _row(store, key)
    assert (row.state, row.last_answer) == ("parked", "400: 24 severity")
    assert len(there.asked) == 1


def test_a_conflict_with_what_is_there_already_is_a_delivery(
    store: Store, lane: Lane, there: Receiver
) -> None:
    key = _post(store)

    def applied_before(key: str) -> None:
        there.keep(key)
        raise Refused("409", conflict=True)

    there.plan = [applied_before]
    lane.round()
    row = _row(store, key)
    assert (row.state, row.reference) == ("delivered", "SP-1")
    assert len(there.kept) == 1


def test_a_conflict_with_nothing_there_is_a_refusal(
    store: Store, lane: Lane, there: Receiver
) -> None:
    key = _post(store)
    there.plan = [there.breaks(Refused("409", conflict=True))]
    lane.round()
    assert _row(store, key).state == "parked"


def test_an_unknown_outcome_is_looked_up_before_it_is_repeated(
    store: Store, lane: Lane, there: Receiver, clock: Clock
) -> None:
    key = _post(store)
    there.plan = [there.applies_then_breaks]
    _work(lane, clock, 59)
    assert there.looked_up == 0
    _work(lane, clock, 5)
    assert _row(store, key).reference == "SP-1"
    assert there.kept == [(key, "SP-1")]


def test_an_unknown_outcome_without_effect_is_repeated(
    store: Store, lane: Lane, there: Receiver, clock: Clock
) -> None:
    key = _post(store)
    there.plan = [there.breaks(TryLater("502", maybe_applied=True))]
    _work(lane, clock, 62)
    assert there.asked == [key, key]
    assert there.kept == [(key, "SP-1")]


@pytest.mark.parametrize("seconds", [1, 30, 59])
def test_one_effect_at_a_receiver_that_applies_late(
    store: Store, lane: Lane, there: Receiver, clock: Clock, seconds: float
) -> None:
    key = _post(store)
    there.plan = [there.applies_late(seconds)]
    _work(lane, clock, 300)
    assert there.kept == [(key, "SP-1")]
    assert _row(store, key).state == "delivered"


def test_a_receiver_that_is_later_than_the_settle_time_is_found_out(
    store: Store, lane: Lane, there: Receiver, clock: Clock
) -> None:
    key = _post(store)
    there.plan = [there.applies_late(90)]
    _work(lane, clock, 300)
    assert [kept for kept, _ in there.kept] == [key, key]
    row = _row(store, key)
    assert row.state == "parked"
    assert row.last_answer == "done more than once: SP-1, SP-2"


def test_an_unknown_outcome_that_cannot_be_looked_up_waits_for_a_person(
    store: Store, lane: Lane, there: Receiver, clock: Clock
) -> None:
    key = _post(store)
    there.plan = [there.applies_then_breaks]
    there.find_fails = Refused("does not look up by our id")
    _work(lane, clock, 300)
    row = _row(store, key)
    assert row.state == "parked"
    assert "outcome of an earlier try is not known" in row.last_answer
    assert len(there.kept) == 1


def test_while_the_look_up_fails_nothing_is_repeated(
    store: Store, lane: Lane, there: Receiver, clock: Clock
) -> None:
    key = _post(store)
    there.plan = [there.applies_then_breaks]
    there.find_fails = TryLater("503")
    _work(lane, clock, 300)
    assert there.asked == [key]
    assert _row(store, key).unknown
    there.find_fails = None
    _work(lane, clock, 900)
    assert there.kept == [(key, "SP-1")]
    assert _row(store, key).state == "delivered"


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_post_room_that_dies_around_the_request_leaves_one_effect(
    store: Store, clock: Clock, there: Receiver, moment: str
) -> None:
    key = _post(store)

    class Died(BaseException):
        """kill -9 as far as the lane can tell: nothing of ours runs any more."""

    class Dying:
        def deliver(self, operation: str, key: str, body: Any) -> str:
            if moment == "after":
                there.deliver(operation, key, body)
            raise Died

    with pytest.raises(Died):
        _lane(store, clock, Dying()).round()
    assert _row(store, key).state == "sending"
    _work(_lane(store, clock, there), clock, 300)
    assert [kept for kept, _ in there.kept] == [key]
    assert _row(store, key).state == "delivered"


def test_a_bug_of_ours_neither_ends_the_lane_nor_repeats_blindly(
    store: Store, lane: Lane, there: Receiver, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    key = _post(store)

    def applies_then_bug(key: str) -> None:
        there.keep(key)
        raise KeyError("the customer's words")

    there.plan = [applies_then_bug]
    with caplog.at_level(logging.DEBUG):
        _work(lane, clock, 120)
    assert there.kept == [(key, "SP-1")]
    assert _row(store, key).state == "delivered"
    assert "customer's words" not in caplog.text


def test_two_post_rooms_at_once_deliver_each_letter_once(store: Store, clock: Clock) -> None:
    keys = {_post(store) for _ in range(20)}
    there = Receiver(clock)

    def slowly(_key: str) -> None:
        time.sleep(0.002)

    there.plan = [slowly] * 20
    lanes = [_lane(store, clock, there) for _ in range(2)]
    gate = threading.Barrier(2)

    def work(lane: Lane) -> None:
        gate.wait()
        while lane.round():
            pass

    threads = [threading.Thread(target=work, args=(lane,)) for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(there.asked) == sorted(keys)


def test_a_poison_letter_does_not_hold_up_other_reports(
    store: Store, lane: Lane, there: Receiver, clock: Clock
) -> None:
    poison = _post(store, "PR1")
    behind = _post(store, "PR1")
    others = [_post(store, f"PR{number}") for number in range(2, 8)]

    class Poisoned(Receiver):
        def deliver(self, operation: str, key: str, body: Any) -> str:
            if key == poison:
                self.asked.append(key)
                raise TryLater("500", maybe_applied=True)
            return super().deliver(operation, key, body)

    receiver = Poisoned(clock)
    lane = _lane(store, clock, receiver)
    _work(lane, clock, 10)
    assert [kept for kept, _ in receiver.kept] == others
    assert _row(store, behind).state == "waiting"


def test_a_system_that_is_down_is_left_alone_and_then_gets_everything(
    store: Store, lane: Lane, there: Receiver, clock: Clock
) -> None:
    keys = [_post(store) for _ in range(50)]
    there.plan = [there.breaks(TryLater("connection refused"))] * 10_000
    _work(lane, clock, 600)
    assert len(there.asked) < 30
    there.plan = []
    _work(lane, clock, 1200)
    assert sorted(kept for kept, _ in there.kept) == sorted(keys)


def test_a_letter_is_given_up_to_a_person_after_three_days(
    store: Store, lane: Lane, there: Receiver, clock: Clock
) -> None:
    key = _post(store)
    there.plan = [there.breaks(TryLater("503"))] * 10_000
    lane.round()
    clock.move(71 * 3600)
    lane.round()
    assert _row(store, key).state == "waiting"
    clock.move(2 * 3600)
    lane.round()
    row = _row(store, key)
    assert (row.state, row.last_answer) == ("parked", "given up; the last answer was: 503")


def test_a_remote_action_is_not_sent_when_the_customer_has_long_gone(
    store: Store, lane: Lane, there: Receiver, clock: Clock
) -> None:
    key = _post(store, kind="provider_task")
    clock.move(15 * 60 + 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mend.store.tasks.failed", lambda *_: True)
        lane.round()
    assert there.asked == []
    assert _row(store, key).state == "parked"


class Everything:
    """All of the provider's systems, of which one is `there`."""

    def __init__(self, there: Any):
        self.there = there

    def deliverers(self) -> dict[str, Any]:
        return {"service_problem": self.there, "activation": self.there}


def _settings() -> Settings:
    return Settings(secret=SECRET, inner_secret=SECRET, action_secret=SECRET, settle_time=SETTLE)


def test_one_round_gives_a_sign_of_life_and_looks_at_every_lane(
    store: Store, there: Receiver, clock: Clock
) -> None:
    _post(store)
    with store.page() as page:
        letters.post(page, "activation", "request", "none", 1, None, {})
    room = Postroom(store, Everything(there), _settings(), monotonic=clock.monotonic)  # type: ignore[arg-type]
    assert room.one_round() == 2
    assert room.one_round() == 0
    with store.glance() as page:
        assert heartbeats.last(page, "postroom") == clock.now


def test_the_post_room_works_until_it_is_over_whatever_breaks(
    store: Store, there: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    room = Postroom(store, Everything(there), _settings())  # type: ignore[arg-type]
    clock: Any = store.clock
    broken = {"times": 2}

    def sometimes() -> datetime:
        if broken["times"]:
            broken["times"] -= 1
            raise RuntimeError("the customer's words")
        return clock.now

    store.clock = sometimes
    key = _post_later(store, broken)
    over = threading.Event()
    thread = threading.Thread(target=room.run, args=(over,))
    thread.start()
    deadline = time.monotonic() + 10
    while not there.kept and time.monotonic() < deadline:
        time.sleep(0.02)
    over.set()
    thread.join(5)
    assert not thread.is_alive()
    assert [kept for kept, _ in there.kept] == [key]
    assert "customer's words" not in caplog.text
    assert "RuntimeError" in caplog.text


def _post_later(store: Store, broken: dict[str, int]) -> str:
    times, broken["times"] = broken["times"], 0
    key = _post(store)
    broken["times"] = times
    return key
