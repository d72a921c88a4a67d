"""The post room against systems that are down, strict or poisoned, on a clock that is moved by
hand.
"""

import threading
import time
from datetime import datetime
from typing import Any

import pytest

from mend.lane import Lane
from mend.outbox import Postroom
from mend.settings import Settings
from mend.store import Store, heartbeats, letters
from mend.systems.base import Refused, TryLater
from tests.mend.receiver import SETTLE, Receiver, lane_to, post, row, work

SECRET = "x" * 32


@pytest.fixture
def there(clock: Any) -> Receiver:
    return Receiver(clock)


@pytest.fixture
def lane(store: Store, clock: Any, there: Receiver) -> Lane:
    return lane_to(store, clock, there)


def test_a_letter_is_delivered_once(store: Store, lane: Lane, there: Receiver) -> None:
    key = post(store)
    assert lane.round() == 1
    assert lane.round() == 0
    assert there.kept == [(key, "SP-1")]
    assert there.looked_up == 0
    kept = row(store, key)
    assert (kept.state, kept.reference) == ("delivered", "SP-1")


def test_a_failure_is_tried_again_after_1_2_4_seconds(
    store: Store, lane: Lane, there: Receiver, clock: Any
) -> None:
    key = post(store)
    there.plan = [there.breaks(TryLater("refused connection"))] * 3
    waits = []
    for _ in range(3):
        clock.move(120)  # past any pause of the lane
        lane.round()
        waits.append((row(store, key).next_try - clock.now).total_seconds())
    assert waits == [1, 2, 4]
    clock.move(120)
    lane.round()
    assert there.kept == [(key, "SP-1")]


@pytest.mark.parametrize(("chance", "wait"), [(0.0, 450), (0.5, 675), (1.0, 900)])
def test_waits_are_spread_and_end_at_15_minutes(
    store: Store, clock: Any, there: Receiver, chance: float, wait: float
) -> None:
    lane = lane_to(store, clock, there, chance)
    assert [lane._backoff(tries) for tries in (11, 30, 10_000)] == [wait] * 3


def test_the_time_that_a_system_asks_for_is_kept(
    store: Store, lane: Lane, there: Receiver, clock: Any
) -> None:
    post(store)
    post(store)
    there.plan = [there.breaks(TryLater("429", retry_after=30))]
    work(lane, clock, 30)
    assert len(there.asked) == 1
    work(lane, clock, 3)
    assert len(there.kept) == 2


def test_a_refused_letter_waits_for_a_person(
    store: Store, lane: Lane, there: Receiver, clock: Any
) -> None:
    key = post(store)
    there.plan = [there.breaks(Refused("400", "24 severity"))]
    work(lane, clock, 200)
    kept = row(store, key)
    assert (kept.state, kept.last_answer) == ("parked", "400: 24 severity")
    assert len(there.asked) == 1


def test_a_poison_letter_does_not_hold_up_other_reports(
    store: Store, lane: Lane, there: Receiver, clock: Any
) -> None:
    poison = post(store, "PR1")
    behind = post(store, "PR1")
    others = [post(store, f"PR{number}") for number in range(2, 8)]

    class Poisoned(Receiver):
        def deliver(self, operation: str, key: str, body: Any) -> str:
            if key == poison:
                self.asked.append(key)
                raise TryLater("500", maybe_applied=True)
            return super().deliver(operation, key, body)

    receiver = Poisoned(clock)
    lane = lane_to(store, clock, receiver)
    work(lane, clock, 10)
    assert [kept for kept, _ in receiver.kept] == others
    assert row(store, behind).state == "waiting"


def test_a_system_that_is_down_is_left_alone_and_then_gets_everything(
    store: Store, lane: Lane, there: Receiver, clock: Any
) -> None:
    keys = [post(store) for _ in range(50)]
    there.plan = [there.breaks(TryLater("connection refused"))] * 10_000
    work(lane, clock, 600)
    assert len(there.asked) < 30
    there.plan = []
    work(lane, clock, 1200)
    assert sorted(kept for kept, _ in there.kept) == sorted(keys)


def test_a_system_that_is_down_for_days_gets_everything_in_the_end(
    store: Store, lane: Lane, there: Receiver, clock: Any
) -> None:
    lane.failures = 5000
    key = post(store)
    there.plan = [there.breaks(TryLater("connection refused"))]
    lane.round()
    assert row(store, key).state == "waiting"
    work(lane, clock, 62)
    assert there.kept == [(key, "SP-1")]


def test_a_letter_is_given_up_to_a_person_after_three_days(
    store: Store, lane: Lane, there: Receiver, clock: Any
) -> None:
    key = post(store)
    there.plan = [there.breaks(TryLater("503"))] * 10_000
    lane.round()
    clock.move(71 * 3600)
    lane.round()
    assert row(store, key).state == "waiting"
    clock.move(2 * 3600)
    lane.round()
    kept = row(store, key)
    assert (kept.state, kept.last_answer) == ("parked", "given up; the last answer was: 503")


def test_a_remote_action_is_not_sent_when_the_customer_has_long_gone(
    store: Store, lane: Lane, there: Receiver, clock: Any
) -> None:
    key = post(store, kind="provider_task")
    clock.move(15 * 60 + 1)
    lane.round()
    assert there.asked == []
    assert row(store, key).state == "parked"


class Everything:
    """All of the provider's systems, of which one is `there`."""

    def __init__(self, there: Any):
        self.there = there

    def deliverers(self) -> dict[str, Any]:
        return {"service_problem": self.there, "activation": self.there, "subscriber": self.there}

    def hubs(self) -> dict[str, Any]:
        return {}


def _settings() -> Settings:
    return Settings(secret=SECRET, inner_secret=SECRET, action_secret=SECRET, settle_time=SETTLE)


def test_one_round_gives_a_sign_of_life_and_looks_at_every_lane(
    store: Store, there: Receiver, clock: Any
) -> None:
    post(store)
    with store.page() as page:
        letters.post(page, "activation", "request", "none", 1, None, {})
    room = Postroom(store, Everything(there), _settings(), monotonic=lambda: clock.now.timestamp())  # type: ignore[arg-type]
    assert room.one_round() == 2
    assert room.one_round() == 0
    with store.glance() as page:
        assert heartbeats.last(page, "postroom") == clock.now


def test_the_post_room_works_until_it_is_over_whatever_breaks(
    store: Store, there: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    key = post(store)
    clock: Any = store.clock
    broken = {"times": 2}

    def sometimes() -> datetime:
        if broken["times"]:
            broken["times"] -= 1
            raise RuntimeError("the customer's words")
        return clock.now  # type: ignore[no-any-return]

    store.clock = sometimes
    room = Postroom(store, Everything(there), _settings())  # type: ignore[arg-type]
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
