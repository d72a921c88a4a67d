"""Letters on both databases: who may take one, and in what order."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from mend.store import Store, letters
from tests.mend.store.problems import (
    SYSTEM,
    kept,
    notes,
    post_letter,
    take,
)


def test_a_letter_is_gone_when_the_change_it_is_about_is_undone(store: Store) -> None:
    def half_a_change() -> None:
        with store.page() as page:
            post_letter(page)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_a_change()
    assert take(store) == []


def test_a_letter_is_taken_once_while_its_lease_lasts(store: Store, clock: Any) -> None:
    with store.page() as page:
        key, report = post_letter(page)
        assert letters.is_due(page, SYSTEM)
    (taken,) = take(store)
    assert (taken.key, taken.report, taken.tries, taken.unknown) == (key, report, 1, False)
    assert taken.body == {"n": 1}
    clock.move(89)
    assert take(store) == []
    with store.glance() as page:
        assert not letters.is_due(page, SYSTEM)


def test_a_letter_whose_post_room_died_has_an_unknown_outcome(store: Store, clock: Any) -> None:
    with store.page() as page:
        post_letter(page)
    take(store)
    clock.move(90)
    (taken,) = take(store)
    assert (taken.tries, taken.unknown) == (2, True)


def test_a_post_room_that_was_overtaken_changes_nothing(store: Store, clock: Any) -> None:
    with store.page() as page:
        key, report = post_letter(page)
    (old,) = take(store)
    clock.move(90)
    (new,) = take(store)
    with store.page() as page:
        assert not letters.delivered(page, old, "SP-1", page.now)
        assert not letters.again(page, old, page.now, "x", unknown=False)
        assert not letters.park(page, old, "x")
    assert kept(store, key).state == "sending"
    with store.page() as page:
        assert letters.delivered(page, new, "SP-2", page.now)
    assert kept(store, key).reference == "SP-2"
    assert [text for text in notes(store, report) if "SP-" in text] == [
        "[1.3.7.6 hand-off] SM&O has it as SP-2"
    ]


def test_only_letters_to_the_system_are_taken_oldest_first(store: Store, clock: Any) -> None:
    keys = []
    with store.page() as page:
        for _ in range(3):
            keys.append(post_letter(page)[0])
        post_letter(page, "activation")
    assert [taken.key for taken in take(store, 2)] == keys[:2]
    assert [taken.key for taken in take(store)] == keys[2:]


def test_letters_of_one_report_to_one_system_go_in_order(store: Store, clock: Any) -> None:
    with store.page() as page:
        first, report = post_letter(page)
        second = letters.post(page, SYSTEM, "create", "handoff", 1, report, {})
        other, _ = post_letter(page)
        elsewhere = letters.post(page, "activation", "create", "handoff", 1, report, {})
    taken = take(store)
    assert [each.key for each in taken] == [first, other]
    assert [each.key for each in take(store, system="activation")] == [elsewhere]
    with store.page() as page:
        letters.again(page, taken[0], page.now + timedelta(seconds=60), "503", unknown=False)
    assert take(store) == []
    clock.move(60)
    (again,) = take(store)
    assert again.key == first
    with store.page() as page:
        letters.park(page, again, "refused")
    assert [each.key for each in take(store)] == [second]


def test_letters_without_a_report_do_not_wait_for_each_other(store: Store) -> None:
    with store.page() as page:
        for about in (1, 2):
            letters.post(page, SYSTEM, "create", "crm_request", about, None, {})
    assert len(take(store)) == 2


def test_a_letter_that_is_to_be_tried_again_keeps_what_is_known(store: Store, clock: Any) -> None:
    with store.page() as page:
        key, _ = post_letter(page)
    (taken,) = take(store)
    with store.page() as page:
        letters.again(page, taken, page.now + timedelta(seconds=60), "503", unknown=True)
    row = kept(store, key)
    assert (row.state, row.last_answer, row.unknown, row.lease_until) == (
        "waiting",
        "503",
        True,
        None,
    )
    clock.move(59)
    assert take(store) == []
    clock.move(1)
    assert take(store)[0].unknown


def test_post_rooms_at_the_same_time_take_different_letters(store: Store) -> None:
    with store.page() as page:
        keys = {post_letter(page)[0] for _ in range(12)}
    taken: list[str] = []
    gate = threading.Barrier(4)

    def work() -> None:
        gate.wait()
        for _ in range(3):
            taken.extend(each.key for each in take(store, 1))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken.extend(each.key for each in take(store))
    assert sorted(taken) == sorted(keys)


def test_post_rooms_at_the_same_time_keep_the_order_of_a_report(store: Store) -> None:
    with store.page() as page:
        first, report = post_letter(page)
        for _ in range(5):
            letters.post(page, SYSTEM, "create", "handoff", 1, report, {})
    taken: list[str] = []
    gate = threading.Barrier(4)

    def work() -> None:
        gate.wait()
        taken.extend(each.key for each in take(store, 5))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken == [first]
