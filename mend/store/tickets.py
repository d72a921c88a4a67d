"""Trouble tickets as other systems read them: one, or those that fit a filter, newest first. Writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import func, select

from mend.store.page import Page
from mend.store.tables import (
    appointment,
    attempt,
    crm_request,
    handoff,
    note,
    problem_report,
    product_order,
    provider_task,
    restoration,
    status_change,
)
from mend.store.ticket_filters import Filter, condition
from mend.ticket import JsonObject, Record, as_v4
from mend.ticket_filter import fits

BATCH = 200  # tickets whose rows are read together

Row = Any


def read(page: Page, number: str) -> Record | None:
    """The report with that number and all that its ticket shows, or None."""
    found = read_all(page, [number])
    return found[0] if found else None


def read_all(page: Page, numbers: list[str]) -> list[Record]:
    """The reports with these numbers, in that order, by as many queries as there are tables."""
    reports = {
        row.id: row
        for row in page.db.execute(select(problem_report).where(problem_report.c.id.in_(numbers)))
    }
    runs = _of_reports(page, restoration, numbers, restoration.c.report, restoration.c.number)
    requests = _of_reports(page, crm_request, numbers, crm_request.c.report)
    # What hangs on a restoration or a request belongs to its report.
    report_of_run = {row.id: row.report for rows in runs.values() for row in rows}
    report_of_request = {row.id: row.report for rows in requests.values() for row in rows}
    parts = {
        "statuses": _of_reports(page, status_change, numbers, status_change.c.report),
        "notes": _of_reports(page, note, numbers, note.c.report, note.c.at, note.c.id),
        "restorations": runs,
        "attempts": _through(page, attempt, attempt.c.restoration, report_of_run),
        "tasks": _through(page, provider_task, provider_task.c.restoration, report_of_run),
        "handoffs": _of_reports(page, handoff, numbers, handoff.c.report),
        "requests": requests,
        "appointments": _through(page, appointment, appointment.c.request, report_of_request),
        "orders": _of_reports(page, product_order, numbers, product_order.c.report),
    }
    return [
        Record(reports[number], **{name: rows.get(number, []) for name, rows in parts.items()})
        for number in numbers
        if number in reports
    ]


def find(
    page: Page, filters: Sequence[Filter], offset: int, limit: int, base_url: str
) -> tuple[int, list[JsonObject]]:
    """How many tickets fit every filter, and those from `offset` on as JSON, newest first."""
    conditions = [condition(each) for each in filters]
    fitting = [each.sql for each in conditions]
    if all(each.exact for each in conditions):
        total = page.db.execute(
            select(func.count()).select_from(problem_report).where(*fitting)
        ).scalar_one()
        numbers = _numbers(page, fitting, offset, limit)
        return total, [
            ticket for each in _batches(numbers) for ticket in _made(page, each, base_url)
        ]
    doubtful = [each for each, sql in zip(filters, conditions, strict=True) if not sql.exact]
    total = 0
    found: list[JsonObject] = []
    for numbers in _batches(_numbers(page, fitting, 0, None)):
        for ticket in _made(page, numbers, base_url):
            if all(fits(ticket, each.path, each.wanted) for each in doubtful):
                if offset <= total < offset + limit:
                    found.append(ticket)
                total += 1
    return total, found


def _numbers(page: Page, fitting: list[Any], offset: int, limit: int | None) -> list[str]:
    newest = (
        select(problem_report.c.id)
        .where(*fitting)
        .order_by(problem_report.c.created.desc(), problem_report.c.id.desc())
    )
    return list(page.db.execute(newest.offset(offset).limit(limit)).scalars())


def _batches(numbers: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(numbers), BATCH):
        yield numbers[start : start + BATCH]


def _made(page: Page, numbers: list[str], base_url: str) -> list[JsonObject]:
    return [as_v4(record, base_url) for record in read_all(page, numbers)]


def _of_reports(
    page: Page, table: Any, numbers: list[str], report: Any, *order: Any
) -> dict[str, list[Row]]:
    rows = page.db.execute(
        select(table).where(report.in_(numbers)).order_by(*(order or [table.c.id]))
    )
    return _grouped((row.report, row) for row in rows)


def _through(page: Page, table: Any, link: Any, reports: dict[int, str]) -> dict[str, list[Row]]:
    """Rows that name a report only through what `link` points to."""
    if not reports:
        return {}
    rows = page.db.execute(select(table).where(link.in_(list(reports))).order_by(table.c.id))
    return _grouped((reports[row._mapping[link]], row) for row in rows)


def _grouped(rows: Iterable[tuple[str, Row]]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for number, row in rows:
        groups[number].append(row)
    return groups
