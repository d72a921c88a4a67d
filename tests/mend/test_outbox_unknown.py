"""Letters whose outcome nobody knows: time-outs, late receivers, post rooms that die or meet."""

import logging
from datetime import timedelta
from typing import Any

import pytest

from mend.lane import Lane
from mend.store import Store
from mend.systems.base import Refused, TryLater
from tests.mend.receiver import SETTLE, Receiver, lane_to, post, row, work


@pytest.fixture
def there(clock: Any) -> Receiver:
    return Receiver(clock)


@pytest.fixture
def lane(store: Store, clock: Any, there: Receiver) -> Lane:
    return lane_to(store, clock, there)


def test_a_conflict_with_what_is_there_already_is_a_delivery(
    store: Store, lane: Lane, there: Receiver
) -> None:
    key = post(store)

    def applied_before(key: str) -> None:
        there.keep(key)
        raise Refused("409", conflict=True)

    there.plan = [applied_before]
    lane.round()
    kept = row(store, key)
    assert (kept.state, kept.reference) == ("delivered", "SP-1")
    assert len(there.kept) == 1


def test_a_conflict_with_nothing_there_is_a_refusal(
    store: Store, lane: Lane, there: Receiver
) -> None:
    key = post(store)
    there.plan = [there.breaks(Refused("409", conflict=True))]
    lane.round()
    assert row(store, key).state == "parked"


def test_an_unknown_outcome_is_looked_up_before_it_is_repeated(
    store: Store, lane: Lane, there: Receiver, clock: Any
) -> None:
    key = post(store)
    there.plan = [there.applies_then_breaks]
    work(lane, clock, 59)
    assert there.looked_up == 0
    work(lane, clock, 5)
    assert row(store, key).reference == "SP-1"
    assert there.kept == [(key, "SP-1")]


def test_an_unknown_outcome_without_effect_is_repeated(
    store: Store, lane: Lane, there: Receiver, clock: Any
) -> None:
    key = post(store)
    there.plan = [there.breaks(TryLater("502", maybe_applied=True))]
    work(lane, clock, 62)
    assert there.asked == [key, key]
    assert there.kept == [(key, "SP-1")]


@pytest.mark.parametrize("seconds", [1, 30, 59])
def test_one_effect_at_a_receiver_that_applies_late(
    store: Store, lane: Lane, there: Receiver, clock: Any, seconds: float
) -> None:
    key = post(store)
    there.plan = [there.applies_late(seconds)]
    work(lane, clock, 300)
    assert there.kept == [(key, "SP-1")]
    assert row(store, key).state == "delivered"


def test_an_unknown_outcome_that_cannot_be_looked_up_waits_for_a_person(
    store: Store, lane: Lane, there: Receiver, clock: Any
) -> None:
    key = post(store)
    there.plan = [there.applies_then_breaks]
    there.find_fails = Refused("does not look up by our id")
    work(lane, clock, 300)
    kept = row(store, key)
    assert kept.state == "parked"
    assert "outcome of an earlier try is not known" in kept.last_answer
    assert len(there.kept) == 1


def test_while_the_look_up_fails_nothing_is_repeated(
    store: Store, lane: Lane, there: Receiver, clock: Any
) -> None:
    key = post(store)
    there.plan = [there.applies_then_breaks]
    there.find_fails = TryLater("503")
    work(lane, clock, 300)
    assert there.asked == [key]
    assert row(store, key).unknown
    there.find_fails = None
    work(lane, clock, 900)
    assert there.kept == [(key, "SP-1")]
    assert row(store, key).state == "delivered"


@pytest.mark.parametrize("moment", ["before", "after", "long before it takes effect"])
def test_a_post_room_that_dies_around_the_request_leaves_one_effect(
    store: Store, clock: Any, there: Receiver, moment: str
) -> None:
    key = post(store)

    class Died(BaseException):
        """kill -9 as far as the lane can tell: nothing of ours runs any more."""

    class Dying(Receiver):
        def deliver(self, operation: str, key: str, body: Any) -> str:
            if moment == "after":
                there.deliver(operation, key, body)
            elif moment != "before":
                there.late.append((clock.now + timedelta(seconds=SETTLE - 1), key))
            raise Died

    with pytest.raises(Died):
        lane_to(store, clock, Dying(clock)).round()
    assert row(store, key).state == "sending"
    work(lane_to(store, clock, there), clock, 300)
    assert [kept for kept, _ in there.kept] == [key]
    assert row(store, key).state == "delivered"


def test_a_bug_of_ours_neither_ends_the_lane_nor_repeats_blindly(
    store: Store, lane: Lane, there: Receiver, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    key = post(store)

    def applies_then_bug(key: str) -> None:
        there.keep(key)
        raise KeyError("the customer's words")

    there.plan = [applies_then_bug]
    with caplog.at_level(logging.DEBUG):
        work(lane, clock, 120)
    assert there.kept == [(key, "SP-1")]
    assert row(store, key).state == "delivered"
    assert "customer's words" not in caplog.text
