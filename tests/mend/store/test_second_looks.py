"""The second look at delivered letters, on both databases."""

from datetime import timedelta
from typing import Any

from mend.store import Store, letters, second_looks
from mend.store.letters import Letter
from tests.mend.store.problems import LEASE, SYSTEM, kept, notes, post_letter, take


def _delivered(store: Store) -> tuple[str, str]:
    with store.page() as page:
        key, report = post_letter(page)
    (taken,) = take(store)
    with store.page() as page:
        letters.delivered(page, taken, "SP-1", page.now + timedelta(seconds=60))
    return key, report


def _take_checks(store: Store) -> list[Letter]:
    with store.page() as page:
        due = second_looks.is_check_due(page, SYSTEM)
        taken = second_looks.take_checks(page, SYSTEM, 10, LEASE)
    assert bool(taken) == due
    return taken


def test_a_delivered_letter_is_looked_up_once_more(store: Store, clock: Any) -> None:
    key, _ = _delivered(store)
    clock.move(59)
    assert _take_checks(store) == []
    clock.move(1)
    (seen,) = _take_checks(store)
    assert (seen.key, seen.reference) == (key, "SP-1")
    assert _take_checks(store) == []
    with store.page() as page:
        second_looks.confirmed(page, seen)
    clock.move(3600)
    assert _take_checks(store) == []
    assert kept(store, key).state == "delivered"


def test_a_look_up_that_did_not_come_about_is_made_later(store: Store, clock: Any) -> None:
    _delivered(store)
    clock.move(60)
    _take_checks(store)
    clock.move(90)
    assert len(_take_checks(store)) == 1
    clock.move(86_400)
    assert _take_checks(store) == []


def test_what_was_done_twice_waits_for_a_person(store: Store, clock: Any) -> None:
    key, report = _delivered(store)
    clock.move(60)
    (seen,) = _take_checks(store)
    with store.page() as page:
        second_looks.done_twice(page, seen, ["SP-1", "SP-2"])
    row = kept(store, key)
    assert (row.state, row.last_answer) == ("parked", "done more than once: SP-1, SP-2")
    assert "[done twice] service_problem: SP-1, SP-2" in notes(store, report)
