"""Letters and tasks on both databases: who may take one, in what order, and what a delivery changes."""

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from mend.guides.progress import Phase, Progress
from mend.problem import CrmProcess
from mend.store import (
    Page,
    Store,
    crm_requests,
    handoffs,
    heartbeats,
    letters,
    prompts,
    reports,
    restorations,
    tasks,
)
from mend.store.letters import Letter
from mend.store.tables import conversation, crm_request, handoff, letter, note, provider_task

LEASE = timedelta(seconds=90)
SYSTEM = "service_problem"


def _restoration(page: Page) -> tuple[str, int, str]:
    """A report with an open restoration: its number, the restoration's id and the conversation."""
    key = uuid4().hex
    page.db.execute(
        conversation.insert().values(
            id=key, customer="cus-1", channel="web", started=page.now, last_seen=page.now
        )
    )
    report = reports.open_report(
        page,
        conversation=key,
        customer="cus-1",
        product_kind="broadband",
        symptom="no_internet",
        description="nothing works",
    )
    start = Progress("no_internet", "look_at_lights", Phase.ASKED)
    return report, restorations.open_restoration(page, report, key, start), key


def _handoff(page: Page, report: str, restoration: int) -> int:
    return handoffs.add(
        page,
        restoration=restoration,
        report=report,
        known=None,
        category="serviceProvider.declared",
        suspected_layer="access_line",
        summary={},
    )


def _post(page: Page, system: str = SYSTEM) -> tuple[str, str]:
    """A letter about a new hand-off: its key and its report."""
    report, restoration, _ = _restoration(page)
    about = _handoff(page, report, restoration)
    return letters.post(page, system, "create", "handoff", about, report, {"n": 1}), report


def _take(store: Store, n: int = 10, system: str = SYSTEM) -> list[Letter]:
    with store.page() as page:
        return letters.take_due(page, system, n, LEASE)


def _row(store: Store, key: str) -> Any:
    with store.glance() as page:
        return page.db.execute(select(letter).where(letter.c.key == key)).one()


def _notes(store: Store, report: str) -> list[str]:
    with store.glance() as page:
        return list(page.db.execute(select(note.c.text).where(note.c.report == report)).scalars())


def test_a_letter_is_gone_when_the_change_it_is_about_is_undone(store: Store) -> None:
    with pytest.raises(RuntimeError), store.page() as page:
        _post(page)
        raise RuntimeError
    assert _take(store) == []


def test_a_letter_is_taken_once_while_its_lease_lasts(store: Store, clock: Any) -> None:
    with store.page() as page:
        key, report = _post(page)
        assert letters.is_due(page, SYSTEM)
    (taken,) = _take(store)
    assert (taken.key, taken.report, taken.tries, taken.unknown) == (key, report, 1, False)
    assert taken.body == {"n": 1}
    clock.move(89)
    assert _take(store) == []
    with store.glance() as page:
        assert not letters.is_due(page, SYSTEM)


def test_a_letter_whose_post_room_died_has_an_unknown_outcome(store: Store, clock: Any) -> None:
    with store.page() as page:
        _post(page)
    _take(store)
    clock.move(90)
    (taken,) = _take(store)
    assert (taken.tries, taken.unknown) == (2, True)


def test_a_post_room_that_was_overtaken_changes_nothing(store: Store, clock: Any) -> None:
    with store.page() as page:
        key, report = _post(page)
    (old,) = _take(store)
    clock.move(90)
    (new,) = _take(store)
    with store.page() as page:
        assert not letters.delivered(page, old, "SP-1", page.now)
        assert not letters.again(page, old, page.now, "x", unknown=False)
        assert not letters.park(page, old, "x")
    assert _row(store, key).state == "sending"
    with store.page() as page:
        assert letters.delivered(page, new, "SP-2", page.now)
    assert _row(store, key).reference == "SP-2"
    assert [text for text in _notes(store, report) if "SP-" in text] == [
        "[1.3.7.6 hand-off] SM&O has it as SP-2"
    ]


def test_only_letters_to_the_system_are_taken_oldest_first(store: Store, clock: Any) -> None:
    keys = []
    with store.page() as page:
        for _ in range(3):
            keys.append(_post(page)[0])
        _post(page, "activation")
    assert [taken.key for taken in _take(store, 2)] == keys[:2]
    assert [taken.key for taken in _take(store)] == keys[2:]


def test_letters_of_one_report_to_one_system_go_in_order(store: Store, clock: Any) -> None:
    with store.page() as page:
        first, report = _post(page)
        second = letters.post(page, SYSTEM, "create", "handoff", 1, report, {})
        other, _ = _post(page)
        elsewhere = letters.post(page, "activation", "create", "handoff", 1, report, {})
    taken = _take(store)
    assert [each.key for each in taken] == [first, other]
    assert [each.key for each in _take(store, system="activation")] == [elsewhere]
    with store.page() as page:
        letters.again(page, taken[0], page.now + timedelta(seconds=60), "503", unknown=False)
    assert _take(store) == []
    clock.move(60)
    (again,) = _take(store)
    assert again.key == first
    with store.page() as page:
        letters.park(page, again, "refused")
    assert [each.key for each in _take(store)] == [second]


def test_letters_without_a_report_do_not_wait_for_each_other(store: Store) -> None:
    with store.page() as page:
        for about in (1, 2):
            letters.post(page, SYSTEM, "create", "crm_request", about, None, {})
    assert len(_take(store)) == 2


def test_a_letter_that_is_to_be_tried_again_keeps_what_is_known(store: Store, clock: Any) -> None:
    with store.page() as page:
        key, _ = _post(page)
    (taken,) = _take(store)
    with store.page() as page:
        letters.again(page, taken, page.now + timedelta(seconds=60), "503", unknown=True)
    row = _row(store, key)
    assert (row.state, row.last_answer, row.unknown, row.lease_until) == (
        "waiting",
        "503",
        True,
        None,
    )
    clock.move(59)
    assert _take(store) == []
    clock.move(1)
    assert _take(store)[0].unknown


def test_post_rooms_at_the_same_time_take_different_letters(store: Store) -> None:
    with store.page() as page:
        keys = {_post(page)[0] for _ in range(12)}
    taken: list[str] = []
    gate = threading.Barrier(4)

    def work() -> None:
        gate.wait()
        for _ in range(3):
            taken.extend(each.key for each in _take(store, 1))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken.extend(each.key for each in _take(store))
    assert sorted(taken) == sorted(keys)


def test_post_rooms_at_the_same_time_keep_the_order_of_a_report(store: Store) -> None:
    with store.page() as page:
        first, report = _post(page)
        for _ in range(5):
            letters.post(page, SYSTEM, "create", "handoff", 1, report, {})
    taken: list[str] = []
    gate = threading.Barrier(4)

    def work() -> None:
        gate.wait()
        taken.extend(each.key for each in _take(store, 5))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken == [first]


def test_a_delivered_hand_off_reaches_report_and_customer(store: Store) -> None:
    with store.page() as page:
        report, restoration, talk = _restoration(page)
        about = _handoff(page, report, restoration)
        key = letters.post(page, SYSTEM, "create", "handoff", about, report, {})
    (taken,) = _take(store)
    with store.page() as page:
        assert letters.delivered(page, taken, "SP-7", page.now + LEASE)
    with store.glance() as page:
        row = page.db.execute(select(handoff)).one()
        (prompt,) = prompts.waiting_prompts(page, talk)
    assert (row.service_problem, row.state) == ("SP-7", "accepted")
    assert (prompt.kind, prompt.data) == (
        "reference",
        {"what": "handoff", "reference": "SP-7", "report": report},
    )
    kept = _row(store, key)
    assert (kept.state, kept.reference, kept.lease_until) == ("delivered", "SP-7", None)
    assert "[1.3.7.6 hand-off] SM&O has it as SP-7" in _notes(store, report)
    assert _take(store) == []


@pytest.mark.parametrize("with_report", [True, False])
def test_a_delivered_request_reaches_the_customer(store: Store, with_report: bool) -> None:
    with store.page() as page:
        report, restoration, talk = _restoration(page)
        about = crm_requests.add(
            page,
            conversation=talk,
            process=CrmProcess.INTERACTION,
            what="a person, please",
            state="asked",
            report=report if with_report else None,
            restoration=restoration if with_report else None,
        )
        letters.post(
            page, SYSTEM, "create", "crm_request", about, report if with_report else None, {}
        )
    (taken,) = _take(store)
    with store.page() as page:
        letters.delivered(page, taken, "PI-1", page.now + LEASE)
    with store.glance() as page:
        row = page.db.execute(select(crm_request)).one()
        (prompt,) = prompts.waiting_prompts(page, talk)
    assert (row.external_id, row.state) == ("PI-1", "accepted")
    named = report if with_report else None
    assert prompt.data == {"what": "crm_request", "reference": "PI-1", "report": named}
    assert ("[1.3.7.6 request] interaction has it as PI-1" in _notes(store, report)) == with_report


def _task(page: Page, kind: str) -> tuple[int, str, str]:
    report, restoration, talk = _restoration(page)
    task = restorations.add_task(page, restoration, kind, "svc-1", "no_internet", None)
    letters.post(page, SYSTEM, "request", "provider_task", task, report, {})
    return task, report, talk


def _task_row(store: Store) -> Any:
    with store.glance() as page:
        return page.db.execute(select(provider_task)).one()


def test_an_accepted_task_is_open_until_it_ends(store: Store) -> None:
    with store.page() as page:
        task, _, talk = _task(page, "refresh_line")
        assert tasks.open_tasks(page) == []
    (taken,) = _take(store)
    with store.page() as page:
        letters.delivered(page, taken, "MON-1", page.now + LEASE)
        (row,) = tasks.open_tasks(page)
        assert prompts.waiting_prompts(page, talk) == []
    assert (row.external_id, row.state, row.customer) == ("MON-1", "accepted", "cus-1")
    with store.page() as page:
        assert tasks.completed(page, task, None, {"x": 1})
        assert not tasks.failed(page, task, "late")
        assert tasks.open_tasks(page) == []
        (prompt,) = prompts.waiting_prompts(page, talk)
    assert (prompt.kind, prompt.data) == ("task_done", {"task": task})
    ended = _task_row(store)
    assert (ended.state, ended.evidence, ended.ended) == ("completed", {"x": 1}, store.clock())


def test_a_line_test_that_ends_is_no_news(store: Store) -> None:
    with store.page() as page:
        task, _, talk = _task(page, "line_test")
        tasks.accepted(page, task, "ST-1")
        assert tasks.completed(page, task, "good", {})
        assert prompts.waiting_prompts(page, talk) == []
    assert _task_row(store).outcome == "good"


def test_a_task_whose_letter_is_parked_has_failed(store: Store) -> None:
    with store.page() as page:
        task, report, talk = _task(page, "refresh_line")
    (taken,) = _take(store)
    with store.page() as page:
        letters.park(page, taken, "refused: no such service")
        (prompt,) = prompts.waiting_prompts(page, talk)
    assert prompt.data == {"task": task}
    row = _task_row(store)
    assert (row.state, row.evidence) == ("failed", {"reason": "refused: no such service"})


def test_a_task_that_has_failed_is_not_accepted_any_more(store: Store) -> None:
    with store.page() as page:
        task, _, _ = _task(page, "refresh_line")
        tasks.failed(page, task, "given up")
        tasks.accepted(page, task, "MON-1")
    assert _task_row(store).state == "failed"


def test_a_parked_hand_off_is_noted_on_the_report(store: Store) -> None:
    with store.page() as page:
        key, report = _post(page)
    (taken,) = _take(store)
    with store.page() as page:
        letters.park(page, taken, "service_problem: POST answered 400: 24 customer words")
    row = _row(store, key)
    assert row.state == "parked"
    assert "24 customer words" in row.last_answer
    (noted,) = [text for text in _notes(store, report) if text.startswith("[not delivered]")]
    assert key in noted


def _delivered(store: Store) -> tuple[str, str]:
    with store.page() as page:
        key, report = _post(page)
    (taken,) = _take(store)
    with store.page() as page:
        letters.delivered(page, taken, "SP-1", page.now + timedelta(seconds=60))
    return key, report


def _take_checks(store: Store) -> list[Letter]:
    with store.page() as page:
        due = letters.is_check_due(page, SYSTEM)
        taken = letters.take_checks(page, SYSTEM, 10, LEASE)
    assert bool(taken) == due
    return taken


def test_a_delivered_letter_is_looked_up_once_more(store: Store, clock: Any) -> None:
    key, report = _delivered(store)
    clock.move(59)
    assert _take_checks(store) == []
    clock.move(1)
    (seen,) = _take_checks(store)
    assert (seen.key, seen.reference) == (key, "SP-1")
    assert _take_checks(store) == []
    with store.page() as page:
        letters.checked(page, seen, [])
    clock.move(3600)
    assert _take_checks(store) == []
    assert _row(store, key).state == "delivered"


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
        letters.checked(page, seen, ["SP-1", "SP-2"])
    row = _row(store, key)
    assert (row.state, row.last_answer) == ("parked", "done more than once: SP-1, SP-2")
    assert "[done twice] service_problem: SP-1, SP-2" in _notes(store, report)


def test_a_heartbeat_is_the_last_one(store: Store, clock: Any) -> None:
    with store.page() as page:
        assert heartbeats.last(page, "postroom") is None
        heartbeats.beat(page, "postroom")
    clock.move(5)
    with store.page() as page:
        heartbeats.beat(page, "postroom")
        assert heartbeats.last(page, "postroom") == clock.now
        assert heartbeats.last(page, "another") is None
