"""What a person does about letters, on both databases."""

from typing import Any

import pytest
from sqlalchemy import select

from mend.store import Store, letter_desk, letters, restorations
from mend.store.letter_desk import NotPossible
from mend.store.tables import audit, letter, provider_task
from tests.mend.store.problems import SYSTEM, kept, notes, open_problem, post_letter, take


def _parked(store: Store, *, unknown: bool = False) -> tuple[str, str, int]:
    with store.page() as page:
        key, report = post_letter(page)
    (taken,) = take(store)
    with store.page() as page:
        letters.park(page, taken, "refused", unknown=unknown)
    return key, report, taken.id


def _audit(store: Store) -> list[tuple[str, str, str]]:
    with store.glance() as page:
        return [(row.agent, row.what, row.about) for row in page.db.execute(select(audit))]


def _last_note(store: Store, report: str) -> str:
    (found,) = [text for text in notes(store, report) if text.startswith("[letter]")]
    return found


def test_letters_are_found_by_state_system_and_report_newest_first(store: Store) -> None:
    _, report, parked = _parked(store)
    with store.page() as page:
        for system in (SYSTEM, "activation"):
            letters.post(page, system, "create", "none", 1, "PR2", {})
    with store.glance() as page:
        ids = [line.id for line in letter_desk.find(page)]
        assert ids == sorted(ids, reverse=True)
        assert len(ids) == 3
        assert [line.id for line in letter_desk.find(page, state="parked")] == [parked]
        assert [line.id for line in letter_desk.find(page, report=report)] == [parked]
        assert [line.system for line in letter_desk.find(page, system="activation")] == [
            "activation"
        ]
        assert len(letter_desk.find(page, limit=2)) == 2


def test_only_show_gives_the_body(store: Store) -> None:
    _, _, number = _parked(store)
    with store.glance() as page:
        (line,) = letter_desk.find(page)
        assert not hasattr(line, "body")
        assert letter_desk.show(page, number).body == {"n": 1}
        with pytest.raises(NotPossible):
            letter_desk.show(page, number + 1)


@pytest.mark.parametrize("unknown", [True, False])
@pytest.mark.parametrize("not_there", [True, False])
def test_a_parked_letter_is_sent_again_and_an_unknown_one_looked_up_first(
    store: Store, unknown: bool, not_there: bool
) -> None:
    _, report, number = _parked(store, unknown=unknown)
    with store.page() as page:
        letter_desk.retry(page, number, "shell:ann", "they are back", not_there=not_there)
    (taken,) = take(store)
    assert (taken.id, taken.tries, taken.unknown) == (number, 2, unknown and not not_there)
    assert _audit(store) == [("shell:ann", "retry_letter", f"letter {number}")]
    assert _last_note(store, report) == (
        f"[letter] the letter to {SYSTEM} (create) is sent again by shell:ann: they are back"
    )


@pytest.mark.parametrize("state", ["waiting", "sending", "delivered", "dropped"])
def test_only_a_parked_letter_is_sent_again(store: Store, state: str) -> None:
    _, _, number = _parked(store)
    with store.page() as page:
        page.db.execute(letter.update().values(state=state))
        with pytest.raises(NotPossible):
            letter_desk.retry(page, number, "shell:ann")
    assert _audit(store) == []


def test_what_was_done_twice_is_not_sent_a_third_time(store: Store) -> None:
    key, report, number = _parked(store)
    with store.page() as page:
        page.db.execute(letter.update().values(reference="SP-1", last_answer="done more than once"))
        with pytest.raises(NotPossible):
            letter_desk.retry(page, number, "shell:ann")
        letter_desk.drop(page, number, "shell:ann", "SP-2 is cancelled")
    row = kept(store, key)
    assert (row.state, row.reference) == ("delivered", "SP-1")
    assert row.last_answer == "done more than once; settled: SP-2 is cancelled"
    assert "is settled by shell:ann" in _last_note(store, report)


def test_a_remote_action_is_not_sent_when_the_customer_has_gone(store: Store) -> None:
    _, _, number = _parked(store)
    with store.page() as page:
        page.db.execute(letter.update().values(about_kind="provider_task"))
        with pytest.raises(NotPossible):
            letter_desk.retry(page, number, "shell:ann")


def test_a_dropped_letter_is_never_taken_and_lets_the_next_go(store: Store) -> None:
    with store.page() as page:
        first, report = post_letter(page)
        second = letters.post(page, SYSTEM, "note", "handoff", 1, report, {})
        number = letter_desk.find(page)[-1].id
        letter_desk.drop(page, number, "shell:ann", "the customer has left")
    assert [each.key for each in take(store)] == [second]
    row = kept(store, first)
    assert (row.state, row.last_answer) == ("dropped", "the customer has left")
    assert _audit(store) == [("shell:ann", "drop_letter", f"letter {number}")]
    assert "is dropped by shell:ann: the customer has left" in _last_note(store, report)


@pytest.mark.parametrize("state", ["sending", "delivered", "dropped"])
def test_what_is_on_its_way_or_over_is_not_dropped(store: Store, state: str) -> None:
    _, _, number = _parked(store)
    with store.page() as page:
        page.db.execute(letter.update().values(state=state))
        with pytest.raises(NotPossible):
            letter_desk.drop(page, number, "shell:ann", "x")


def test_work_whose_letter_is_dropped_has_failed(store: Store, clock: Any) -> None:
    with store.page() as page:
        report, restoration, _ = open_problem(page)
        task = restorations.add_task(page, restoration, "refresh_line", "svc-1", "x", None)
        letters.post(page, SYSTEM, "request", "provider_task", task, report, {})
        letter_desk.drop(page, letter_desk.find(page)[0].id, "shell:ann", "not now")
        assert page.db.execute(select(provider_task.c.state)).scalar_one() == "failed"
