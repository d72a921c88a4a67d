"""The list of the desk: pages that neither skip nor repeat, filters, hand-offs, letters."""

from datetime import timedelta
from typing import Any

import pytest

from mend.problem import ProductKind, Result, Status
from mend.store import Store, desk
from mend.store.desk import OPEN, Cursor, Line, Wanted
from tests.mend.store.desk_rows import put_handoff, put_letter, put_report, put_restoration


def _list(store: Store, wanted: Wanted | None = None) -> list[Line]:
    with store.glance() as page:
        return desk.list_reports(page, wanted)[0]


def test_pages_hold_every_report_once_newest_first(store: Store) -> None:
    with store.page() as page:
        # Threes of the same moment, so that every page ends among equals somewhere.
        for index in range(120):
            put_report(page, f"PR{index:03}", page.now - timedelta(seconds=index // 3))
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
            put_report(page, f"PR{index}")
        assert desk.list_reports(page, size=4)[1] is None
        assert desk.list_reports(page, size=3)[1] is not None


def test_a_report_opened_meanwhile_moves_no_page(store: Store, clock: Any) -> None:
    with store.page() as page:
        for index in range(4):
            put_report(page, f"PR{index}", page.now - timedelta(seconds=index))
        _, cursor = desk.list_reports(page, size=2)
    clock.move(5)
    with store.page() as page:
        put_report(page, "PRNEW")
        lines, _ = desk.list_reports(page, before=cursor, size=2)
    assert [line.id for line in lines] == ["PR2", "PR3"]


def test_a_report_shows_its_latest_restoration(store: Store) -> None:
    with store.page() as page:
        put_report(page, "PR1")
        put_restoration(page, "PR1", 1, result="unsuccessful", cause="line_fault", ended=page.now)
        put_restoration(page, "PR1", 2, result="restored", cause="cabling", ended=page.now)
        put_report(page, "PR2")
    lines = {line.id: line for line in _list(store)}
    assert (lines["PR1"].result, lines["PR1"].cause) == ("restored", "cabling")
    assert lines["PR1"].restorations == 2
    assert (lines["PR2"].result, lines["PR2"].restorations) == (None, 0)


def test_the_result_filter_looks_at_the_latest_restoration_only(store: Store) -> None:
    histories: dict[str, list[str | None]] = {
        "PR1": ["unsuccessful", "restored"],
        "PR2": ["restored", None],
        "PR3": ["workaround"],
        "PR4": [],
        "PR5": [None, "workaround"],
    }
    with store.page() as page:
        for number, results in histories.items():
            put_report(page, number)
            for index, result in enumerate(results, start=1):
                put_restoration(page, number, index, result=result)
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
        put_report(page, "PR1", status="held", product_kind="tv")
        put_report(page, "PR2", status="held")
        put_report(page, "PR3", product_kind="tv")
    wanted = Wanted(status=Status.HELD, product_kind=ProductKind.TV)
    assert [line.id for line in _list(store, wanted)] == ["PR1"]


def test_filters_hold_across_pages(store: Store) -> None:
    with store.page() as page:
        for index in range(10):
            status = "held" if index % 2 else "inProgress"
            put_report(page, f"PR{index}", page.now - timedelta(seconds=index), status=status)
        wanted = Wanted(status=Status.HELD)
        first, cursor = desk.list_reports(page, wanted, size=3)
        second, end = desk.list_reports(page, wanted, cursor, size=3)
    assert [line.id for line in first + second] == ["PR1", "PR3", "PR5", "PR7", "PR9"]
    assert end is None


@pytest.mark.parametrize(
    ("state", "shown"),
    [("asked", True), ("acknowledged", True), ("inProgress", True), ("resolved", False)],
)
def test_a_hand_off_shows_while_service_management_owes_an_answer(
    store: Store, state: str, shown: bool
) -> None:
    with store.page() as page:
        key = put_restoration(page, put_report(page, "PR1"), 1)
        put_handoff(page, "PR1", key, state=state, service_problem="SP-1")
    (line,) = _list(store)
    assert line.handed_off is shown
    assert line.service_problem == ("SP-1" if shown else None)


def test_a_hand_off_without_a_reference_is_open_all_the_same(store: Store) -> None:
    with store.page() as page:
        put_handoff(page, "PR1", put_restoration(page, put_report(page, "PR1"), 1))
    (line,) = _list(store)
    assert (line.handed_off, line.service_problem) == (True, None)


def test_a_hand_off_that_was_never_asked_for_is_not_with_service_management(store: Store) -> None:
    with store.page() as page:
        put_handoff(page, "PR1", put_restoration(page, put_report(page, "PR1"), 1), state="parked")
    (line,) = _list(store)
    assert (line.handed_off, line.needs.handoff) == (False, "parked")


def test_each_line_says_what_a_person_is_needed_for(store: Store) -> None:
    with store.page() as page:
        put_report(page, "PR1")
        put_report(page, "PR2")
        for key, state in {"a": "parked", "b": "parked", "c": "delivered", "d": "waiting"}.items():
            put_letter(page, "PR1", key, state)
    assert {line.id: line.needs.letters for line in _list(store)} == {"PR1": 2, "PR2": 0}


def test_a_report_of_another_system_is_listed_without_what_it_does_not_say(store: Store) -> None:
    with store.page() as page:
        put_report(page, "PR1", product_kind=None, symptom=None, name="No mail", product_id="P1")
    (line,) = _list(store)
    assert (line.symptom, line.product_kind, line.name, line.product_id) == (
        None,
        None,
        "No mail",
        "P1",
    )


def test_an_empty_record_book_lists_nothing_and_is_reachable(store: Store) -> None:
    with store.glance() as page:
        desk.reachable(page)
        assert desk.list_reports(page) == ([], None)
