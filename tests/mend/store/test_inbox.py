"""The inbox: what is accepted is stored once, in order, and its buttons work once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import insert

from mend.store import Store, inbox, turns
from mend.store.tables import message
from mend.store.turns import Saying, Understood


@pytest.fixture
def conversation(store: Store) -> str:
    with store.page() as page:
        return inbox.open_conversation(page, None)


def _say(store: Store, conversation: str, *sayings: Saying, to: str = "hello") -> int:
    """A customer's message `to` and Mend's answer; the number of the answer's last message."""
    with store.page() as page:
        seq = inbox.accept(page, conversation, f"id-{to}", to, None)[0].seq
        turns.take_turn(page, conversation, "front", 5)
        turns.finish_turn(page, conversation, "front", seq, list(sayings), Understood())
        turns.release_turn(page, conversation, "front")
        return inbox.messages_after(page, conversation, 0)[-1].seq


YES_NO = Saying(
    "Does it work?",
    ({"title": "Yes", "payload": "/affirm"}, {"title": "No", "payload": '/deny{"a": "b"}'}),
)


def test_a_message_is_stored_as_typed(store: Store, conversation: str) -> None:
    with store.page() as page:
        entry, new = inbox.accept(page, conversation, "m1", "  it's \u202e slow  ", "C1")
    assert new
    with store.glance() as page:
        stored = inbox.messages_after(page, conversation, 0)
    assert stored == [entry]
    assert (entry.seq, entry.author, entry.customer, entry.state) == (
        1,
        "customer",
        "C1",
        "received",
    )
    assert entry.text == "  it's \u202e slow  "
    assert entry.buttons == []
    assert entry.pressed is None


def test_the_same_id_again_gives_the_stored_message(store: Store, conversation: str) -> None:
    with store.page() as page:
        first, _ = inbox.accept(page, conversation, "m1", "slow", None)
    with store.page() as page:
        again, new = inbox.accept(page, conversation, "m1", "slow", None)
        assert not new
        assert again == first
        assert len(inbox.messages_after(page, conversation, 0)) == 1


def test_an_id_with_another_content_is_refused(store: Store, conversation: str) -> None:
    with store.page() as page:
        inbox.accept(page, conversation, "m1", "slow", None)
    with store.page() as page, pytest.raises(inbox.IdReused):
        inbox.accept(page, conversation, "m1", "fast", None)
    with store.glance() as page:
        assert [m.text for m in inbox.messages_after(page, conversation, 0)] == ["slow"]


def test_the_same_id_may_be_used_in_two_conversations(store: Store, conversation: str) -> None:
    with store.page() as page:
        other = inbox.open_conversation(page, None)
        inbox.accept(page, conversation, "m1", "slow", None)
        _, new = inbox.accept(page, other, "m1", "no picture", None)
    assert new


def test_a_message_for_no_conversation_is_refused(store: Store) -> None:
    with store.page() as page, pytest.raises(inbox.NoConversation):
        inbox.accept(page, "nowhere", "m1", "slow", None)


def test_messages_at_the_same_moment_get_numbers_without_gaps(
    store: Store, conversation: str
) -> None:
    def write(number: int) -> int:
        with store.page() as page:
            return inbox.accept(page, conversation, f"m{number}", f"text {number}", None)[0].seq

    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(write, range(24)))
    assert sorted(numbers) == list(range(1, 25))


def test_one_id_sent_many_times_at_once_is_stored_once(store: Store, conversation: str) -> None:
    def write(_: int) -> tuple[int, bool]:
        with store.page() as page:
            entry, new = inbox.accept(page, conversation, "m1", "slow", None)
            return entry.seq, new

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(write, range(12)))
    assert sorted(results) == [(1, False)] * 11 + [(1, True)]


def test_the_database_itself_refuses_a_client_id_twice(store: Store, conversation: str) -> None:
    row = {
        "conversation": conversation,
        "client_id": "m1",
        "author": "customer",
        "text": "slow",
        "state": "received",
    }
    with store.page() as page:
        page.db.execute(insert(message).values(seq=1, created=page.now, **row))
    with store.page() as page:
        entry, new = inbox.accept(page, conversation, "m1", "slow", None)
    assert (entry.seq, new) == (1, False)


def test_nobody_signs_in_and_earlier_messages_stay_nobodys(store: Store, conversation: str) -> None:
    with store.page() as page:
        inbox.accept(page, conversation, "m1", "slow", None)
        assert inbox.sign_in(page, conversation, "C1")
    with store.page() as page:
        assert not inbox.sign_in(page, conversation, "C1")
        assert inbox.customer_of(page, conversation) == "C1"
        assert inbox.messages_after(page, conversation, 0)[0].customer is None


def test_a_conversation_is_not_given_to_a_second_customer(store: Store) -> None:
    with store.page() as page:
        conversation = inbox.open_conversation(page, "C1")
    with store.page() as page, pytest.raises(inbox.OtherCustomer):
        inbox.sign_in(page, conversation, "C2")
    with store.page() as page, pytest.raises(inbox.NoConversation):
        inbox.sign_in(page, "nowhere", "C2")
    with store.glance() as page:
        assert inbox.customer_of(page, conversation) == "C1"


def test_a_button_becomes_a_message_with_its_title_and_payload(
    store: Store, conversation: str
) -> None:
    shown = _say(store, conversation, YES_NO)
    with store.page() as page:
        entry, new = inbox.press(page, conversation, "b1", shown, 1, "C1")
    assert new
    assert (entry.text, entry.customer) == ("No", "C1")
    assert entry.pressed == {"message": shown, "index": 1, "payload": '/deny{"a": "b"}'}


def test_a_button_sent_twice_with_one_id_is_one_message(store: Store, conversation: str) -> None:
    shown = _say(store, conversation, YES_NO)
    with store.page() as page:
        first, _ = inbox.press(page, conversation, "b1", shown, 1, None)
    with store.page() as page:
        assert inbox.press(page, conversation, "b1", shown, 1, None) == (first, False)
    with store.page() as page, pytest.raises(inbox.IdReused):
        inbox.press(page, conversation, "b1", shown, 0, None)
    with store.page() as page, pytest.raises(inbox.IdReused):
        inbox.accept(page, conversation, "b1", "No", None)
    with store.page() as page, pytest.raises(inbox.IdReused):
        inbox.press(page, conversation, "id-hello", shown, 0, None)


def test_a_button_is_old_once_the_customer_has_spoken(store: Store, conversation: str) -> None:
    shown = _say(store, conversation, YES_NO)
    with store.page() as page:
        inbox.press(page, conversation, "b1", shown, 0, None)
    with store.page() as page, pytest.raises(inbox.OldButton):
        inbox.press(page, conversation, "b2", shown, 1, None)


def test_a_button_is_old_once_mend_has_asked_again(store: Store, conversation: str) -> None:
    shown = _say(store, conversation, YES_NO, YES_NO)
    with store.page() as page, pytest.raises(inbox.OldButton):
        inbox.press(page, conversation, "b1", shown - 1, 0, None)
    with store.page() as page:
        assert inbox.press(page, conversation, "b1", shown, 0, None)[1]


def test_a_button_survives_a_remark_without_buttons(store: Store, conversation: str) -> None:
    shown = _say(store, conversation, YES_NO, Saying("By the way."))
    with store.page() as page:
        assert inbox.press(page, conversation, "b1", shown - 1, 0, None)[1]


@pytest.mark.parametrize(("seq_off", "index"), [(0, 2), (0, -1), (1, 0), (-1, 0), (99, 0)])
def test_a_forged_button_is_refused(
    store: Store, conversation: str, seq_off: int, index: int
) -> None:
    shown = _say(store, conversation, YES_NO)
    with store.page() as page, pytest.raises(inbox.BadButton):
        inbox.press(page, conversation, "b1", shown + seq_off, index, None)


def test_a_button_of_another_conversation_is_refused(store: Store, conversation: str) -> None:
    shown = _say(store, conversation, YES_NO)
    with store.page() as page:
        other = inbox.open_conversation(page, None)
    with store.page() as page, pytest.raises(inbox.BadButton):
        inbox.press(page, other, "b1", shown, 0, None)


def test_two_taps_on_two_buttons_at_once_leave_one(store: Store, conversation: str) -> None:
    shown = _say(store, conversation, YES_NO)

    def tap(index: int) -> str:
        try:
            with store.page() as page:
                inbox.press(page, conversation, f"b{index}", shown, index, None)
                return "pressed"
        except inbox.OldButton:
            return "old"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(tap, (0, 1))) == ["old", "pressed"]


def test_the_last_word_is_the_customers(store: Store, conversation: str, clock: Any) -> None:
    with store.glance() as page:
        assert inbox.last_word(page, conversation) is None
    with store.page() as page:
        inbox.accept(page, conversation, "m1", "slow", None)
    said = clock.now
    clock.move(60)
    with store.page() as page:
        turns.take_turn(page, conversation, "front", 5)
        turns.finish_turn(page, conversation, "front", 1, [Saying("Oh.")], Understood())
        assert inbox.last_word(page, conversation) == said
