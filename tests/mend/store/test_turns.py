"""Turns: one holder at a time, overtakable when it died, each message answered once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mend.store import Store, inbox, turns
from mend.store.turns import Saying, Understood


@pytest.fixture
def conversation(store: Store) -> str:
    with store.page() as page:
        return inbox.open_conversation(page, None)


def _accept(store: Store, conversation: str, client_id: str) -> int:
    with store.page() as page:
        return inbox.accept(page, conversation, client_id, f"text of {client_id}", None)[0].seq


def _take(store: Store, conversation: str, holder: str, seconds: float = 5) -> bool:
    with store.page() as page:
        return turns.take_turn(page, conversation, holder, seconds)


def test_only_one_of_many_takes_the_turn(store: Store, conversation: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(lambda n: _take(store, conversation, f"h{n}"), range(12)))
    assert taken.count(True) == 1


def test_a_turn_is_free_again_after_release(store: Store, conversation: str) -> None:
    assert _take(store, conversation, "a")
    assert not _take(store, conversation, "b")
    with store.page() as page:
        turns.release_turn(page, conversation, "b")
        assert turns.turn_is_held(page, conversation)
        turns.release_turn(page, conversation, "a")
        assert not turns.turn_is_held(page, conversation)
    assert _take(store, conversation, "b")


def test_a_turn_is_overtaken_only_after_it_lapsed(
    store: Store, conversation: str, clock: Any
) -> None:
    assert _take(store, conversation, "a", 5)
    clock.move(4.9)
    assert not _take(store, conversation, "b")
    assert _take(store, conversation, "a", 5)
    clock.move(4.9)
    assert not _take(store, conversation, "b")
    clock.move(0.1)
    assert _take(store, conversation, "b")


def test_keeping_a_turn_prolongs_it_but_never_takes_it_back(
    store: Store, conversation: str, clock: Any
) -> None:
    def keep(holder: str) -> None:
        with store.page() as page:
            turns.keep_turn(page, conversation, holder, 5)

    _take(store, conversation, "a", 5)
    clock.move(4)
    keep("a")
    clock.move(4)
    assert not _take(store, conversation, "b")
    with store.page() as page:
        turns.release_turn(page, conversation, "a")
    keep("a")
    assert _take(store, conversation, "b")


def test_an_overtaken_holder_stores_nothing(store: Store, conversation: str, clock: Any) -> None:
    seq = _accept(store, conversation, "m1")
    _take(store, conversation, "a", 5)
    clock.move(6)
    _take(store, conversation, "b", 5)
    for late in (
        lambda page: turns.finish_turn(page, conversation, "a", seq, [Saying("x")], Understood()),
        lambda page: turns.say_meanwhile(page, conversation, "a", seq, Saying("x")),
        lambda page: turns.finish_prompt_turn(page, conversation, "a", 1, [Saying("x")]),
    ):
        with store.page() as page, pytest.raises(turns.TurnLost):
            late(page)
    with store.glance() as page:
        assert len(inbox.messages_after(page, conversation, 0)) == 1


def test_waiting_messages_come_in_order(store: Store, conversation: str) -> None:
    for client_id in ("m1", "m2", "m3"):
        _accept(store, conversation, client_id)
    _take(store, conversation, "a")
    with store.page() as page:
        turns.mark_running(page, conversation, 1)
    with store.page() as page:
        assert [m.client_id for m in turns.waiting(page, conversation)] == ["m1", "m2", "m3"]
        turns.finish_turn(page, conversation, "a", 1, [Saying("x")], Understood())
        turns.finish_turn(page, conversation, "a", 3, [Saying("y")], Understood(), failed=True)
        assert [m.client_id for m in turns.waiting(page, conversation)] == ["m2"]
        assert inbox.find_message(page, conversation, 3).state == "failed"  # type: ignore[union-attr]


def test_an_answer_is_stored_with_all_that_belongs_to_it(store: Store, conversation: str) -> None:
    seq = _accept(store, conversation, "m1")
    _take(store, conversation, "a")
    buttons = ({"title": "Yes", "payload": "/affirm"},)
    about = {"guide": "no_internet", "step": "look_at_lights"}
    with store.page() as page:
        turns.finish_turn(
            page,
            conversation,
            "a",
            seq,
            [Saying("Let's see."), Saying("Any lights?", buttons, about)],
            Understood("problem", 0.91, [{"name": "problem/no_internet", "confidence": 0.91}]),
        )
    with store.glance() as page:
        first, second = inbox.messages_after(page, conversation, seq)
        row = page.db.exec_driver_sql(
            "SELECT intent, confidence, state FROM message WHERE seq = 1"
        ).one()
    assert (first.text, first.buttons, first.about, first.reply_to) == ("Let's see.", [], None, seq)
    assert (second.buttons, second.about, second.author) == (list(buttons), about, "mend")
    assert tuple(row) == ("problem", 0.91, "done")


def test_a_message_is_answered_once(store: Store, conversation: str) -> None:
    seq = _accept(store, conversation, "m1")
    _take(store, conversation, "a")
    for text in ("first", "second"):
        with store.page() as page:
            turns.finish_turn(page, conversation, "a", seq, [Saying(text)], Understood())
    with store.glance() as page:
        assert [m.text for m in inbox.messages_after(page, conversation, seq)] == ["first"]


def test_a_word_meanwhile_is_said_once_and_does_not_end_the_turn(
    store: Store, conversation: str
) -> None:
    seq = _accept(store, conversation, "m1")
    _take(store, conversation, "a")
    for _ in range(2):
        with store.page() as page:
            turns.say_meanwhile(page, conversation, "a", seq, Saying("Still at it."))
    with store.page() as page:
        turns.finish_turn(page, conversation, "a", seq, [Saying("There.")], Understood())
    with store.glance() as page:
        said = [m.text for m in inbox.messages_after(page, conversation, seq)]
    assert said == ["Still at it.", "There."]


def test_conversations_left_by_a_dead_holder_are_unfinished(
    store: Store, conversation: str, clock: Any
) -> None:
    _accept(store, conversation, "m1")
    with store.glance() as page:
        assert turns.unfinished(page) == [conversation]
    _take(store, conversation, "a", 5)
    with store.page() as page:
        turns.mark_running(page, conversation, 1)
        assert turns.unfinished(page) == []
    clock.move(6)
    with store.page() as page:
        assert turns.unfinished(page) == [conversation]
        turns.take_turn(page, conversation, "b", 5)
        turns.finish_turn(page, conversation, "b", 1, [Saying("x")], Understood())
        turns.release_turn(page, conversation, "b")
        assert turns.unfinished(page) == []
