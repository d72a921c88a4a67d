"""What may be done twice is simply repeated; what must not and was is undone, or left to a person."""

from typing import Any

import pytest

from mend.lane import Lane
from mend.store import Store
from mend.systems.base import Refused, TryLater
from tests.mend.receiver import Receiver, lane_to, post, row, work
from tests.mend.store.problems import notes, post_letter


@pytest.fixture
def there(clock: Any) -> Receiver:
    return Receiver(clock)


@pytest.fixture
def lane(store: Store, clock: Any, there: Receiver) -> Lane:
    return lane_to(store, clock, there)


@pytest.mark.parametrize("maybe", [True, False])
def test_what_may_be_done_twice_is_repeated_at_once_and_never_looked_up(
    store: Store, lane: Lane, there: Receiver, clock: Any, maybe: bool
) -> None:
    there.repeats = frozenset({"note"})
    key = post(store, operation="note")
    there.plan = [there.breaks(TryLater("502", maybe_applied=maybe))]
    work(lane, clock, 3)
    kept = row(store, key)
    assert there.asked == [key, key]
    assert (kept.state, kept.check_at, kept.unknown) == ("delivered", None, False)
    work(lane, clock, 300)
    assert there.looked_up == 0


def test_what_may_be_done_twice_and_was_left_by_a_dead_post_room_is_repeated(
    store: Store, lane: Lane, there: Receiver, clock: Any
) -> None:
    there.repeats = frozenset({"note"})
    key = post(store, operation="note")

    def dies(_key: str) -> None:
        raise KeyboardInterrupt

    there.plan = [dies]
    with pytest.raises(KeyboardInterrupt):
        lane.round()
    there.find_fails = Refused("cannot look up")
    work(lane, clock, 120)
    assert row(store, key).state == "delivered"
    assert there.looked_up == 0


def doubled(store: Store, lane: Lane, there: Receiver, clock: Any) -> tuple[str, str]:
    """A hand-off's letter that takes effect twice: the key and the report."""
    with store.page() as page:
        key, report = post_letter(page)
    there.plan = [there.applies_late(90)]
    work(lane, clock, 300)
    assert [kept for kept, _ in there.kept] == [key, key]
    return key, report


def test_of_two_that_were_made_the_younger_is_undone(
    store: Store, lane: Lane, there: Receiver, clock: Any
) -> None:
    key, report = doubled(store, lane, there, clock)
    kept = row(store, key)
    assert there.undone == ["SP-2"]
    assert (kept.state, kept.reference, kept.check_at) == ("delivered", "SP-1", None)
    answer = "done more than once: SP-1 stands, SP-2 was undone"
    assert kept.last_answer == answer
    assert f"[done twice] service_problem: {answer}" in notes(store, report)


def test_of_three_that_were_made_the_oldest_stands(
    store: Store, lane: Lane, there: Receiver, clock: Any
) -> None:
    key = post(store)
    lane.round()
    there.keep(key)
    there.keep(key)
    work(lane, clock, 100)
    assert there.undone == ["SP-3", "SP-2"]
    assert row(store, key).reference == "SP-1"


def test_everybody_learns_the_reference_of_the_one_that_stands(
    store: Store, lane: Lane, there: Receiver, clock: Any
) -> None:
    with store.page() as page:
        key, report = post_letter(page)
    lane.round()
    # The first request took effect only now, but they count it as the older one.
    there.kept.insert(0, (key, "SP-0"))
    work(lane, clock, 100)
    assert there.undone == ["SP-1"]
    assert row(store, key).reference == "SP-0"
    assert "[1.3.7.6 hand-off] SM&O has it as SP-0" in notes(store, report)


def test_what_cannot_be_undone_waits_for_a_person(
    store: Store, lane: Lane, there: Receiver, clock: Any
) -> None:
    there.undo_fails = [False]
    key, report = doubled(store, lane, there, clock)
    kept = row(store, key)
    assert (kept.state, kept.last_answer) == ("parked", "done more than once: SP-1, SP-2")
    assert "[done twice] service_problem: SP-1, SP-2" in notes(store, report)


@pytest.mark.parametrize(("failures", "state"), [(2, "delivered"), (100, "parked")])
def test_an_undoing_that_fails_for_long_is_left_to_a_person(
    store: Store, lane: Lane, there: Receiver, clock: Any, failures: int, state: str
) -> None:
    there.undo_fails = [TryLater("503")] * failures
    key, _ = doubled(store, lane, there, clock)
    for _ in range(12):
        clock.move(15 * 60)
        lane.round()
    kept = row(store, key)
    assert kept.state == state
    assert kept.check_at is None


def test_a_wrong_id_in_the_answer_is_put_right_by_the_second_look(
    store: Store, lane: Lane, there: Receiver, clock: Any
) -> None:
    with store.page() as page:
        key, report = post_letter(page)
    lane.round()
    there.kept = [(key, "SP-9")]
    work(lane, clock, 100)
    kept = row(store, key)
    assert (kept.state, kept.reference) == ("delivered", "SP-9")
    assert there.undone == []
    assert "[reference] service_problem: answered as SP-1, found by our key as SP-9" in notes(
        store, report
    )
