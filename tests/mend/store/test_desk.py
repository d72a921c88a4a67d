"""What the desk reads: pages that neither skip nor repeat, filters, all there is about a report."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from mend.problem import ProductKind, Result, Status
from mend.store import Page, Store, desk
from mend.store import tables as t
from mend.store.desk import OPEN, Cursor, Line, Wanted


def _talk(page: Page, name: str) -> str:
    page.db.execute(
        insert(t.conversation).values(
            id=name, channel="web", started=page.now, last_seen=page.now, customer="C1"
        )
    )
    return name


def _report(page: Page, number: str, created: datetime | None = None, **values: Any) -> str:
    row = {
        "id": number,
        "conversation": _talk(page, f"talk-{number}"),
        "customer": "C1",
        "product_kind": "broadband",
        "service_ids": [],
        "symptom": "no_internet",
        "description": "it is down",
        "severity": "Major",
        "status": "inProgress",
        "created": created or page.now,
        "last_update": page.now,
    }
    page.db.execute(insert(t.problem_report).values(**(row | values)))
    return number


def _restoration(page: Page, report: str, number: int, **values: Any) -> int:
    row = {
        "report": report,
        "number": number,
        "conversation": f"talk-{report}",
        "opened": page.now,
        "guide": "no_internet",
        "phase": "asked",
        "progress": {},
    }
    made = page.db.execute(insert(t.restoration).values(**(row | values)))
    return int(made.inserted_primary_key[0])


def _handoff(page: Page, report: str, restoration: int, **values: Any) -> None:
    row = {
        "restoration": restoration,
        "report": report,
        "known": False,
        "category": "line",
        "suspected_layer": "access_line",
        "summary": {},
        "state": "asked",
        "created": page.now,
    }
    page.db.execute(insert(t.handoff).values(**(row | values)))


def _letter(page: Page, report: str, key: str, state: str) -> None:
    page.db.execute(
        insert(t.letter).values(
            system="service_problem",
            operation="create",
            key=key,
            about_kind="handoff",
            about_id=1,
            report=report,
            body={},
            state=state,
            tries=1,
            created=page.now,
            next_try=page.now,
            unknown=False,
        )
    )


def _say(page: Page, talk: str, seq: int, text: str, **values: Any) -> None:
    row = {
        "conversation": talk,
        "seq": seq,
        "author": "customer",
        "text": text,
        "state": "done",
        "created": page.now,
    }
    page.db.execute(insert(t.message).values(**(row | values)))


def _list(store: Store, wanted: Wanted | None = None) -> list[Line]:
    with store.glance() as page:
        return desk.list_reports(page, wanted)[0]


def test_pages_hold_every_report_once_newest_first(store: Store) -> None:
    with store.page() as page:
        # Threes of the same moment, so that every page ends among equals somewhere.
        for index in range(120):
            _report(page, f"PR{index:03}", page.now - timedelta(seconds=index // 3))
    seen: list[Line] = []
    sizes = []
    before: Cursor | None = None
    while True:
        with store.glance() as page:
            lines, before = desk.list_reports(page, before=before)
        seen += lines
        sizes.append(len(lines))
        if before is None:
            break
    assert sizes == [50, 50, 20]
    assert len({line.id for line in seen}) == 120
    assert seen == sorted(seen, key=lambda line: (line.created, line.id), reverse=True)


def test_a_full_last_page_leads_nowhere(store: Store) -> None:
    with store.page() as page:
        for index in range(4):
            _report(page, f"PR{index}")
        assert desk.list_reports(page, size=4)[1] is None
        assert desk.list_reports(page, size=3)[1] is not None


def test_a_report_opened_meanwhile_moves_no_page(store: Store, clock: Any) -> None:
    with store.page() as page:
        for index in range(4):
            _report(page, f"PR{index}", page.now - timedelta(seconds=index))
        _, cursor = desk.list_reports(page, size=2)
    clock.move(5)
    with store.page() as page:
        _report(page, "PRNEW")
        lines, _ = desk.list_reports(page, before=cursor, size=2)
    assert [line.id for line in lines] == ["PR2", "PR3"]


def test_a_report_shows_its_latest_restoration(store: Store) -> None:
    with store.page() as page:
        _report(page, "PR1")
        _restoration(page, "PR1", 1, result="unsuccessful", cause="line_fault", ended=page.now)
        _restoration(page, "PR1", 2, result="restored", cause="cabling", ended=page.now)
        _report(page, "PR2")
    lines = {line.id: line for line in _list(store)}
    assert (lines["PR1"].result, lines["PR1"].cause) == ("restored", "cabling")
    assert lines["PR1"].restorations == 2
    assert (lines["PR2"].result, lines["PR2"].restorations) == (None, 0)


def test_the_result_filter_looks_at_the_latest_restoration_only(store: Store) -> None:
    with store.page() as page:
        for number, results in {
            "PR1": ["unsuccessful", "restored"],
            "PR2": ["restored", None],
            "PR3": ["workaround"],
            "PR4": [],
            "PR5": [None, "workaround"],
        }.items():
            _report(page, number)
            for index, result in enumerate(results, start=1):
                _restoration(page, number, index, result=result)
    found = {
        wanted: {line.id for line in _list(store, Wanted(result=wanted))}
        for wanted in [*Result, OPEN]
    }
    assert found == {
        "restored": {"PR1"},
        "workaround": {"PR3", "PR5"},
        "unsuccessful": set(),
        "open": {"PR2", "PR4"},
    }


def test_status_and_product_filter_together(store: Store) -> None:
    with store.page() as page:
        _report(page, "PR1", status="held", product_kind="tv")
        _report(page, "PR2", status="held")
        _report(page, "PR3", product_kind="tv")
    wanted = Wanted(status=Status.HELD, product_kind=ProductKind.TV)
    assert [line.id for line in _list(store, wanted)] == ["PR1"]


def test_filters_hold_across_pages(store: Store) -> None:
    with store.page() as page:
        for index in range(10):
            status = "held" if index % 2 else "inProgress"
            _report(page, f"PR{index}", page.now - timedelta(seconds=index), status=status)
        wanted = Wanted(status=Status.HELD)
        first, cursor = desk.list_reports(page, wanted, size=3)
        second, end = desk.list_reports(page, wanted, cursor, size=3)
    assert [line.id for line in first + second] == ["PR1", "PR3", "PR5", "PR7", "PR9"]
    assert end is None


@pytest.mark.parametrize(
    ("state", "shown"),
    [("asked", True), ("linked", True), ("inProgress", True), ("resolved", False)],
)
def test_a_hand_off_shows_while_service_management_owes_an_answer(
    store: Store, state: str, shown: bool
) -> None:
    with store.page() as page:
        key = _restoration(page, _report(page, "PR1"), 1)
        _handoff(page, "PR1", key, state=state, service_problem="SP-1")
    (line,) = _list(store)
    assert line.handed_off is shown
    assert line.service_problem == ("SP-1" if shown else None)


def test_a_hand_off_without_a_reference_is_open_all_the_same(store: Store) -> None:
    with store.page() as page:
        _handoff(page, "PR1", _restoration(page, _report(page, "PR1"), 1))
    (line,) = _list(store)
    assert (line.handed_off, line.service_problem) == (True, None)


def test_only_parked_letters_of_the_report_are_counted(store: Store) -> None:
    with store.page() as page:
        _report(page, "PR1")
        _report(page, "PR2")
        for key, state in {"a": "parked", "b": "parked", "c": "delivered", "d": "waiting"}.items():
            _letter(page, "PR1", key, state)
    assert {line.id: line.parked for line in _list(store)} == {"PR1": 2, "PR2": 0}


def test_a_report_comes_with_all_that_hangs_on_it_and_nothing_else(store: Store) -> None:
    with store.page() as page:
        for number in ("PR1", "PR2"):
            _report(page, number)
            key = _restoration(page, number, 1)
            for step in ("first", "second"):
                page.db.execute(
                    insert(t.attempt).values(
                        restoration=key,
                        guide="no_internet",
                        step=f"{number} {step}",
                        kind="do",
                        started=page.now,
                    )
                )
            page.db.execute(
                insert(t.provider_task).values(
                    restoration=key,
                    kind="line_test",
                    service_id=number,
                    state="asked",
                    asked=page.now,
                )
            )
            _handoff(page, number, key, category=number)
            _letter(page, number, number, "waiting")
            page.db.execute(
                insert(t.crm_request).values(
                    report=number,
                    conversation=f"talk-{number}",
                    process="interaction",
                    what=number,
                    state="asked",
                    created=page.now,
                )
            )
            page.db.execute(
                insert(t.note).values(
                    id=number, report=number, author="mend", text=number, at=page.now
                )
            )
            page.db.execute(
                insert(t.status_change).values(
                    report=number, status="held", reason=number, at=page.now
                )
            )
            _say(page, f"talk-{number}", 1, number)
    with store.glance() as page:
        whole = desk.whole_report(page, "PR1")
    assert whole
    assert whole.report.id == "PR1"
    (run,) = whole.runs
    assert [row.step for row in run.attempts] == ["PR1 first", "PR1 second"]
    assert [row.service_id for row in run.tasks] == ["PR1"]
    assert [row.category for row in whole.handoffs] == ["PR1"]
    assert [row.key for row in whole.letters] == ["PR1"]
    assert [row.what for row in whole.requests] == ["PR1"]
    assert [row.text for row in whole.notes] == ["PR1"]
    assert [row.reason for row in whole.statuses] == ["PR1"]
    assert [row.text for row in whole.messages] == ["PR1"]
    assert [row.id for row in whole.conversations] == ["talk-PR1"]


def test_the_transcript_follows_the_report_into_its_other_conversations(store: Store) -> None:
    with store.page() as page:
        _report(page, "PR1")
        _say(page, "talk-PR1", 1, "it is down")
        _talk(page, "later")
        _restoration(page, "PR1", 1, conversation="later")
        _say(page, "later", 1, "it is me again", intent="problem/no_internet", confidence=0.9)
        whole = desk.whole_report(page, "PR1")
    assert whole
    assert [row.text for row in whole.messages] == ["it is down", "it is me again"]
    assert (whole.messages[1].intent, whole.messages[1].confidence) == ("problem/no_internet", 0.9)
    assert len(whole.conversations) == 2


def test_a_long_transcript_comes_in_pieces_that_fit_together(store: Store) -> None:
    with store.page() as page:
        _report(page, "PR1")
        for seq in range(1, 8):
            _say(page, "talk-PR1", seq, str(seq))
        pieces = []
        before: int | None = None
        while True:
            whole = desk.whole_report(page, "PR1", before, size=3)
            assert whole
            pieces.append([row.text for row in whole.messages])
            before = whole.earlier
            if before is None:
                break
    assert pieces == [["5", "6", "7"], ["2", "3", "4"], ["1"]]


def test_an_unknown_report_is_none(store: Store) -> None:
    with store.glance() as page:
        assert desk.whole_report(page, "PR404") is None


def test_an_empty_record_book_lists_nothing_and_is_reachable(store: Store) -> None:
    with store.glance() as page:
        desk.reachable(page)
        assert desk.list_reports(page) == ([], None)
