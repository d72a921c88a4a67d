"""Opening and changing tickets at once, on both databases: one ticket, and no change is lost."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from mend.problem import IllegalChange, Status
from mend.store import ChangeKind, Page, Store, reports, ticket_changes, tickets
from mend.store import tables as t
from mend.store.ticket_changes import ExternalIdTaken, NoteWish, Wish

COLUMNS = {"description": "x", "severity": "x", "ticket_type": "x", "external_id": "T-1"}


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run the jobs as nearly together as threads can; what each gave, or the error it raised."""
    barrier = threading.Barrier(len(jobs))
    results: list[Any] = [None] * len(jobs)

    def run(index: int) -> None:
        barrier.wait()
        try:
            results[index] = jobs[index]()
        except Exception as error:
            results[index] = error

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def opened(store: Store, digest: str = "d", client: str = "crm") -> tuple[str, bool]:
    with store.page() as page:
        return ticket_changes.open_ticket(page, client, Wish(columns=COLUMNS), digest)


def changed(store: Store, number: str, wish: Wish) -> None:
    with store.page() as page:
        ticket_changes.change_ticket(page, ticket_changes.lock(page, number), wish)


def test_the_same_request_at_once_opens_one_ticket(store: Store) -> None:
    found = at_once(*[lambda: opened(store)] * 4)
    assert len({number for number, _ in found}) == 1
    assert sorted(new for _, new in found) == [False, False, False, True]
    with store.glance() as page:
        assert len(page.db.execute(select(t.problem_report)).all()) == 1
        assert len(page.db.execute(select(t.status_change)).all()) == 1


def test_different_requests_with_one_external_id_at_once_open_one_ticket(store: Store) -> None:
    found = at_once(*[lambda digest=str(n): opened(store, digest) for n in range(3)])  # type: ignore[misc]
    assert [type(each) for each in found].count(ExternalIdTaken) == 2


def test_changes_at_once_are_all_kept(store: Store) -> None:
    number, _ = opened(store)

    def patch(n: int) -> Callable[[], None]:
        wish = Wish(kept={f"field{n}": n}, notes=[NoteWish(None, "crm", f"note {n}", None)])
        return lambda: changed(store, number, wish)

    assert at_once(*(patch(n) for n in range(6))) == [None] * 6
    with store.glance() as page:
        record = tickets.read(page, number)
    assert record is not None
    assert record.report.extra["attributes"] == {f"field{n}": n for n in range(6)}
    assert sorted(row.text for row in record.notes) == [f"note {n}" for n in range(6)]


def test_of_two_changes_of_status_at_once_only_a_legal_way_is_gone(store: Store) -> None:
    for _ in range(5):
        number, _ = opened(store, client=f"c{_}")
        found = at_once(
            lambda number=number: changed(store, number, Wish(status=Status.CANCELLED)),  # type: ignore[misc]
            lambda number=number: changed(store, number, Wish(status=Status.REJECTED)),  # type: ignore[misc]
        )
        assert sorted(str(type(each).__name__) for each in found) == ["IllegalChange", "NoneType"]
        with store.glance() as page:
            record = tickets.read(page, number)
        assert record is not None
        assert [row.status for row in record.statuses] == ["acknowledged", record.report.status]


def test_an_illegal_change_takes_everything_with_it(store: Store) -> None:
    number, _ = opened(store)
    wish = Wish(columns={"severity": "y"}, kept={"a": 1}, status=Status.CLOSED)
    with pytest.raises(IllegalChange):
        changed(store, number, wish)
    with store.glance() as page:
        row = reports.report(page, number)
    assert (row.severity, row.extra["attributes"]) == ("x", {})


def test_a_change_is_told_once_for_each_kind(store: Store) -> None:
    number, _ = opened(store)
    wish = Wish(
        columns={"severity": "y"},
        kept={"a": 1},
        notes=[NoteWish(None, "crm", "x", None), NoteWish(None, "crm", "y", None)],
        status=Status.IN_PROGRESS,
    )
    with store.page() as page:
        ticket_changes.change_ticket(page, ticket_changes.lock(page, number), wish)
        assert [change.kind for change in page.changes] == [
            ChangeKind.STATUS,
            ChangeKind.ATTRIBUTES,
        ]
        page.changes.clear()
        ticket_changes.change_ticket(page, ticket_changes.lock(page, number), Wish())
        assert page.changes == []


def test_an_external_id_moves_only_where_there_is_room(store: Store) -> None:
    number, _ = opened(store)
    other, _ = opened(store, client="other")
    changed(store, other, Wish(columns={"external_id": "T-2"}))
    with store.page() as page:
        ticket_changes.open_ticket(page, "crm", Wish(columns=COLUMNS | {"external_id": "T-2"}), "d")
    with pytest.raises(ExternalIdTaken):
        changed(store, number, Wish(columns={"external_id": "T-2"}))


def test_two_tickets_may_be_without_external_id(store: Store) -> None:
    wish = Wish(columns=COLUMNS | {"external_id": None})
    with store.page() as page:
        numbers = {ticket_changes.open_ticket(page, "crm", wish, "d")[0] for _ in range(2)}
    assert len(numbers) == 2


def test_many_are_read_in_the_order_they_were_asked_for(store: Store) -> None:
    def make(page: Page, n: int) -> str:
        wish = Wish(columns=COLUMNS | {"external_id": str(n)})
        return ticket_changes.open_ticket(page, "crm", wish, "d")[0]

    with store.page() as page:
        made = [make(page, n) for n in range(3)]
        wanted = [made[2], "PR0", made[0]]
        assert [record.report.id for record in tickets.read_all(page, wanted)] == [made[2], made[0]]
        assert tickets.read(page, "PR0") is None
