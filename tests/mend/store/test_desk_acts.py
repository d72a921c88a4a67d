"""What agents do about a report at the desk, on both databases."""

from typing import Any

import pytest
from sqlalchemy import select, update

from mend.problem import IllegalChange, Status
from mend.store import Store, desk_acts, reports, tickets
from mend.store import tables as t
from mend.store.desk_acts import NOTE_LIMIT, NoReport, Overtaken
from mend.ticket import as_v4
from tests.mend.store.desk_rows import put_report


@pytest.fixture
def report(store: Store) -> str:
    """A report that is held."""
    with store.page() as page:
        return put_report(page, "PR1", status="held", status_reason="awaiting SM&O")


def _kept(store: Store) -> tuple[str, str, list[str], list[tuple[str, str, str]]]:
    """Status and reason of the report, the history's reasons, and the audit."""
    with store.glance() as page:
        row = reports.report(page, "PR1")
        history = list(page.db.execute(select(t.status_change.c.reason)).scalars())
        audit = [(each.agent, each.what, each.about) for each in page.db.execute(select(t.audit))]
    return row.status, row.status_reason, history, audit


def test_a_change_of_status_is_signed_kept_and_audited(store: Store, report: str) -> None:
    with store.page() as page:
        desk_acts.change_status(
            page, report, "amir", Status.HELD, Status.IN_PROGRESS, "the crew rang"
        )
        assert [(each.kind, each.status) for each in page.changes] == [("status", "inProgress")]
    signed = "amir: the crew rang"
    assert _kept(store) == (
        "inProgress",
        signed,
        [signed],
        [("amir", "change_status", report)],
    )


@pytest.mark.parametrize(
    ("seen", "then", "error"),
    [
        (Status.HELD, Status.RESOLVED, IllegalChange),
        (Status.HELD, Status.HELD, IllegalChange),
        (Status.PENDING, Status.IN_PROGRESS, Overtaken),
        (Status.RESOLVED, Status.CLOSED, Overtaken),
    ],
)
def test_an_illegal_or_overtaken_change_leaves_nothing_behind(
    store: Store, report: str, seen: Status, then: Status, error: type[Exception]
) -> None:
    with pytest.raises(error), store.page() as page:
        desk_acts.change_status(page, report, "sofia", seen, then, "why not")
    assert _kept(store) == ("held", "awaiting SM&O", [], [])


def test_who_is_overtaken_learns_where_the_report_stands(store: Store, report: str) -> None:
    with store.page() as page:
        page.db.execute(update(t.problem_report).values(status="cancelled"))
    with pytest.raises(Overtaken) as overtaken, store.page() as page:
        desk_acts.change_status(page, report, "amir", Status.HELD, Status.IN_PROGRESS, "why")
    assert overtaken.value.now is Status.CANCELLED


def test_a_reason_has_the_room_that_the_longest_name_leaves(store: Store, report: str) -> None:
    name = "ß" * 64
    reason = "好" * desk_acts.room_for_reason(name)
    with store.page() as page:
        desk_acts.change_status(page, report, name, Status.HELD, Status.IN_PROGRESS, reason)
    assert _kept(store)[1] == f"{name}: {reason}"
    assert len(f"{name}: {reason}") == 256
    for bad in ("", reason + "好"):
        with pytest.raises(ValueError, match="1 to 190"), store.page() as page:
            desk_acts.change_status(page, report, name, Status.IN_PROGRESS, Status.HELD, bad)


def test_a_note_is_shown_to_other_systems_with_the_agents_name(store: Store, report: str) -> None:
    with store.page() as page:
        desk_acts.add_note(page, report, "amir", "they come at noon\n好")
    with store.glance() as page:
        record = tickets.read(page, report)
    assert record
    (shown,) = as_v4(record, "https://mend.example")["note"]
    assert (shown["author"], shown["text"]) == ("amir", "they come at noon\n好")
    assert _kept(store)[3] == [("amir", "add_note", report)]


@pytest.mark.parametrize("text", ["", "a" * (NOTE_LIMIT + 1)])
def test_a_note_that_is_none_or_too_long_is_refused(store: Store, report: str, text: str) -> None:
    with pytest.raises(ValueError, match="1 to 2000"), store.page() as page:
        desk_acts.add_note(page, report, "amir", text)


def test_there_is_nothing_to_do_about_an_unknown_report(store: Store, report: str) -> None:
    acts: list[Any] = [
        lambda page: desk_acts.add_note(page, "PR404", "amir", "hello"),
        lambda page: desk_acts.change_status(
            page, "PR404", "amir", Status.HELD, Status.IN_PROGRESS, "why"
        ),
    ]
    for act in acts:
        with pytest.raises(NoReport), store.page() as page:
            act(page)
    assert _kept(store)[3] == []
