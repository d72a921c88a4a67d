"""Letters of which only the newest counts, on both databases."""

import threading
from typing import Any

import pytest

from mend.store import Page, Store, letters
from mend.store.letters import First
from tests.mend.store.problems import kept, take

SYSTEM = "service_problem"


def latest(page: Page, n: int, operation: str = "update", report: str = "PR1") -> str:
    return letters.post_latest(page, SYSTEM, operation, "ticket", 0, report, {"n": n})


def bodies(store: Store) -> list[tuple[str, int]]:
    """What is delivered, in order."""
    found = []
    while taken := take(store):
        for each in taken:
            found.append((each.operation, each.body["n"]))
            with store.page() as page:
                letters.delivered(page, each, "T-1", None)
    return found


def test_a_letter_that_nobody_has_taken_says_the_newest(store: Store) -> None:
    with store.page() as page:
        keys = {latest(page, n) for n in range(3)}
    with store.page() as page:
        keys.add(latest(page, 3))
    assert len(keys) == 1
    assert bodies(store) == [("update", 3)]


def test_a_letter_that_was_taken_once_is_left_as_it_is(store: Store) -> None:
    with store.page() as page:
        first = latest(page, 1)
    (taken,) = take(store)
    with store.page() as page:
        second = latest(page, 2)
        letters.again(page, taken, page.now, "503", unknown=False)
        third = latest(page, 3)
    assert first != second == third
    assert bodies(store) == [("update", 1), ("update", 3)]


def test_only_the_same_kind_about_the_same_report_is_replaced(store: Store) -> None:
    with store.page() as page:
        latest(page, 1)
        latest(page, 2, operation="other")
        latest(page, 3, report="PR2")
        latest(page, 4)
    assert sorted(bodies(store)) == [("other", 2), ("update", 1), ("update", 3), ("update", 4)]


def test_a_parked_letter_is_not_sent_after_a_later_one(store: Store) -> None:
    with store.page() as page:
        key = latest(page, 1)
    (taken,) = take(store)
    with store.page() as page:
        letters.park(page, taken, "refused")
        latest(page, 2)
    assert kept(store, key).state == "dropped"
    assert bodies(store) == [("update", 2)]


def test_no_newest_is_lost_to_a_post_room_that_takes_at_that_moment(store: Store) -> None:
    for n in range(0, 30, 2):
        with store.page() as page:
            latest(page, n)
        gate = threading.Barrier(2)
        said: list[int] = []

        def take_it(gate: threading.Barrier = gate, said: list[int] = said) -> None:
            gate.wait()
            said.extend(each.body["n"] for each in take(store))

        thread = threading.Thread(target=take_it)
        thread.start()
        gate.wait()
        with store.page() as page:
            latest(page, n + 1)
        thread.join()
        # The one in hand is left; what was not in it waits behind.
        with store.page() as page:
            page.db.exec_driver_sql("UPDATE letter SET state = 'delivered' WHERE state = 'sending'")
        said.extend(each.body["n"] for each in take(store))
        assert said[-1] == n + 1
        with store.page() as page:
            page.db.exec_driver_sql("DELETE FROM letter")


def _post(page: Page) -> str:
    return letters.post(page, SYSTEM, "open", "ticket", 0, "PR1", {"n": 1})


@pytest.mark.parametrize(
    ("state", "tries", "then", "n"),
    [
        ("waiting", 0, First.REWRITTEN, 2),
        ("waiting", 1, First.GONE, 1),
        ("sending", 1, First.GONE, 1),
        ("delivered", 1, First.GONE, 1),
        ("parked", 1, First.REWRITTEN, 2),
        ("dropped", 1, First.REWRITTEN, 2),
    ],
)
def test_the_first_letter_is_rewritten_while_nothing_of_it_is_on_its_way(
    store: Store, state: str, tries: int, then: First, n: int
) -> None:
    with store.page() as page:
        assert letters.rewrite(page, SYSTEM, "open", "PR1", {"n": 2}) is First.NONE
        key = _post(page)
        page.db.exec_driver_sql(f"UPDATE letter SET state = '{state}', tries = {tries}")
        assert letters.rewrite(page, SYSTEM, "open", "PR1", {"n": 2}) is then
    row: Any = kept(store, key)
    assert (row.body, row.state) == ({"n": n}, state)
