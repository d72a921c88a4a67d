"""Two post rooms at once, and many letters that fail."""

import threading
import time
from typing import Any

import pytest

from mend.lane import Lane
from mend.store import Store, event_letters
from mend.systems.base import TryLater
from tests.mend.receiver import Receiver, lane_to, post, work


def carry_at_once(lanes: list[Lane]) -> None:
    gate = threading.Barrier(len(lanes))

    def carry(lane: Lane) -> None:
        gate.wait()
        while lane.round():
            pass

    threads = [threading.Thread(target=carry, args=(lane,)) for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def slowly(_key: str) -> None:
    time.sleep(0.002)


def test_two_post_rooms_at_once_deliver_each_letter_once(store: Store, clock: Any) -> None:
    keys = {post(store) for _ in range(20)}
    there = Receiver(clock)
    there.plan = [slowly] * 20
    carry_at_once([lane_to(store, clock, there) for _ in range(2)])
    assert sorted(there.asked) == sorted(keys)


def test_two_post_rooms_at_once_post_each_event_once_and_in_order(store: Store, clock: Any) -> None:
    with store.page() as page:
        for n in range(10):
            for report in ("PR1", "PR2"):
                event_letters.post(page, "sub", "http://them", report, {"n": n, "report": report})

    class Subscriber(Receiver):
        def deliver(self, operation: str, key: str, body: Any) -> str:
            self.got.append((body["event"]["report"], body["event"]["n"]))
            return super().deliver(operation, key, body)

        got: list[tuple[str, int]] = []  # noqa: RUF012

    there = Subscriber(clock)
    there.got = []
    there.plan = [slowly] * 20
    number = event_letters.number_of("sub")
    carry_at_once([lane_to(store, clock, there, name="subscriber", about=number) for _ in range(2)])
    for report in ("PR1", "PR2"):
        assert [n for of, n in there.got if of == report] == list(range(10))


def test_many_poison_letters_hold_up_no_other_report(store: Store, clock: Any) -> None:
    poison = {post(store, f"PR{number}") for number in range(20)}

    class Poisoned(Receiver):
        def deliver(self, operation: str, key: str, body: Any) -> str:
            if key in poison:
                raise TryLater("503")
            return super().deliver(operation, key, body)

    there = Poisoned(clock)
    lane = lane_to(store, clock, there)
    work(lane, clock, 1800)
    waits = []
    for number in range(5):
        clock.move(60)
        key = post(store, f"PR-new{number}")
        asked_at = clock.now
        while (key, f"SP-{number + 1}") not in there.kept:
            work(lane, clock, 1)
        waits.append((clock.now - asked_at).total_seconds())
    assert max(waits) <= 61


@pytest.mark.parametrize("seconds", [5, 600])
def test_nothing_is_sent_while_a_system_asks_for_peace(
    store: Store, clock: Any, seconds: int
) -> None:
    there = Receiver(clock)
    post(store, "PR1")
    post(store, "PR2")
    there.plan = [there.breaks(TryLater("503", retry_after=seconds))]
    lane = lane_to(store, clock, there, chance=0.0)
    work(lane, clock, seconds)
    assert len(there.asked) == 1
    work(lane, clock, 2)
    assert len(there.kept) == 2
