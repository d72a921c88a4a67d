"""What client systems write of a trouble ticket: opening it and changing it, each in one transaction.

What has a column goes there, notes to their own table, the rest is kept in `extra` as it came, beside the digest of
the body that opened the ticket, by which the same request is known again.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from mend.problem import Status
from mend.store import reports
from mend.store.page import Change, ChangeKind, Page
from mend.store.tables import note, problem_report
from mend.ticket import kept_attributes

Row = Any


@dataclass(frozen=True)
class NoteWish:
    """A note as a client wrote it; without an id it is always a new one."""

    id: str | None
    author: str
    text: str
    at: datetime | None


@dataclass(frozen=True)
class Wish:
    """What a client wants written."""

    columns: dict[str, Any] = field(default_factory=dict)  # by the column's name
    kept: dict[str, Any] = field(default_factory=dict)  # by TMF621's name; None takes away
    notes: list[NoteWish] = field(default_factory=list)
    status: Status | None = None
    reason: str = ""


class ExternalIdTaken(Exception):
    """This client has given the external id to another ticket, whose number is `number`."""

    def __init__(self, number: str):
        super().__init__(number)
        self.number = number


def lock(page: Page, number: str) -> Row:
    """The report with that number, which nobody else changes until the page is done; or None."""
    return page.db.execute(
        select(problem_report).where(problem_report.c.id == number).with_for_update()
    ).one_or_none()


def open_ticket(page: Page, client: str, wish: Wish, digest: str) -> tuple[str, bool]:
    """Open a report for a client system; its number, and whether it is new.

    The same external id with the same digest is the same request again. Raises ExternalIdTaken for another digest.
    """
    number = reports.new_number("PR")
    try:
        with page.db.begin_nested():
            page.db.execute(
                insert(problem_report).values(
                    id=number,
                    **{"service_ids": [], **wish.columns},
                    status=Status.ACKNOWLEDGED,
                    status_reason=wish.reason or None,
                    opened_by=client,
                    extra={"attributes": wish.kept, "posted": digest},
                    created=page.now,
                    last_update=page.now,
                )
            )
    except IntegrityError:
        there = _by_external_id(page, client, wish.columns.get("external_id"))
        if there is None:
            raise
        if (there.extra or {}).get("posted") != digest:
            raise ExternalIdTaken(there.id) from None
        return there.id, False
    page.changes.append(Change(number, ChangeKind.CREATED))
    reports.log_status(page, number, Status.ACKNOWLEDGED, wish.reason)
    _add_notes(page, number, wish.notes)
    return number, True


def change_ticket(page: Page, report: Row, wish: Wish) -> None:
    """Change a report that is locked. Raises IllegalChange, ExternalIdTaken."""
    if wish.status is not None:  # first: a resolution date that is given with it wins over now
        reports.change_status(page, report.id, wish.status, wish.reason)
    changes = dict(wish.columns)
    if wish.kept:
        kept = {**kept_attributes(report), **wish.kept}
        changes["extra"] = {
            **(report.extra or {}),
            "attributes": {name: value for name, value in kept.items() if value is not None},
        }
    noted = _add_notes(page, report.id, wish.notes)
    if changes or noted:
        _update(page, report, changes)
        page.changes.append(Change(report.id, ChangeKind.ATTRIBUTES))


def _update(page: Page, report: Row, changes: dict[str, Any]) -> None:
    try:
        with page.db.begin_nested():
            page.db.execute(
                update(problem_report)
                .where(problem_report.c.id == report.id)
                .values(last_update=page.now, **changes)
            )
    except IntegrityError:
        there = _by_external_id(page, report.opened_by, changes.get("external_id"))
        if there is None:
            raise
        raise ExternalIdTaken(there.id) from None


def _by_external_id(page: Page, client: str, external_id: str | None) -> Row:
    if external_id is None:
        return None
    return page.db.execute(
        select(problem_report).where(
            problem_report.c.opened_by == client, problem_report.c.external_id == external_id
        )
    ).one_or_none()


def _add_notes(page: Page, number: str, notes: list[NoteWish]) -> int:
    """Add the notes that are not there yet; how many those were. A note is never changed or taken away."""
    rows = page.db.execute(select(note).where(note.c.report == number)).all()
    known = {row.id for row in rows}
    said = {(row.author, row.text, row.at) for row in rows}
    taken = {row.at for row in rows}
    before = len(known)
    for each in notes:
        key = _note_key(page, number, each)
        if {each.id, key} & known or (each.author, each.text, each.at) in said:
            continue
        at = each.at or _free(page.now, taken)
        page.db.execute(
            insert(note).values(id=key, report=number, author=each.author, text=each.text, at=at)
        )
        known.add(key)
        taken.add(at)
    return len(known) - before


def _free(at: datetime, taken: set[datetime]) -> datetime:
    """The first moment that no note has: those of one moment would be shown in no order."""
    while at in taken:
        at += timedelta(microseconds=1)
    return at


def _note_key(page: Page, number: str, wish: NoteWish) -> str:
    """The client's id when it is a UUID; otherwise one made from it that is the report's own.

    A note of another report may have the client's id: they are often 1, 2, 3.
    """
    if wish.id is None:
        return str(uuid4())
    own = str(uuid5(NAMESPACE_URL, f"{number}/{wish.id}"))
    try:
        theirs = str(UUID(wish.id))
    except ValueError:
        return own
    elsewhere = select(note.c.report).where(note.c.id == theirs, note.c.report != number)
    return own if page.db.execute(elsewhere).first() else theirs
