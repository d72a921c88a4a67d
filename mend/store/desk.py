"""What the agents' desk reads: reports newest first, and everything about one. Writes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, union_all

from mend.others import HANDOFF_OVER, HandoffState
from mend.problem import ProductKind, Result, Status
from mend.store import desk_needs
from mend.store.desk_needs import Needs
from mend.store.event_letters import SUBSCRIBER
from mend.store.page import Page
from mend.store.restorations import attempts, tasks
from mend.store.tables import (
    appointment,
    conversation,
    crm_request,
    handoff,
    letter,
    message,
    note,
    offer_decision,
    problem_report,
    product_order,
    restoration,
    status_change,
)

Row = Any  # a row of SQLAlchemy 1.4, which has no types

OPEN = "open"  # beside the results: the latest restoration has none yet, or there is none
REPORTS_A_PAGE = 50
MESSAGES_A_PAGE = 300


@dataclass(frozen=True)
class Cursor:
    """The last report of a page; the next page begins below it."""

    created: datetime
    id: str


@dataclass(frozen=True)
class Wanted:
    """Which reports to list; None = all. `result` is a Result or OPEN."""

    status: Status | None = None
    result: str | None = None
    product_kind: ProductKind | None = None


@dataclass(frozen=True)
class Line:
    """One report in the list, with how its latest restoration stands."""

    id: str
    created: datetime
    customer: str | None
    # What another system opened has only what that system said of it.
    product_kind: str | None
    product_id: str | None
    product_name: str | None
    symptom: str | None
    name: str | None
    status: str
    result: str | None
    cause: str | None
    restorations: int
    handed_off: bool  # SM&O is at work, or is being asked
    service_problem: str | None  # SM&O's reference for it, once there is one
    needs: Needs


_AS_STORED = (  # the fields of a line that are columns
    *("id", "created", "customer", "product_kind", "product_id", "product_name"),
    *("symptom", "name", "status", "result", "cause"),
)


@dataclass(frozen=True)
class Run:
    """One restoration with what was tried and what the provider was asked to do."""

    restoration: Row
    attempts: list[Row]
    tasks: list[Row]


@dataclass(frozen=True)
class WholeReport:
    """Everything the record book knows about one report; lists are oldest first."""

    report: Row
    needs: Needs
    statuses: list[Row]
    notes: list[Row]
    runs: list[Run]
    handoffs: list[Row]
    requests: list[Row]
    visits: list[Row]  # each with the number of its request
    decisions: list[Row]
    orders: list[Row]
    letters: list[Row]  # without events, unless one is parked
    events: dict[str, int]  # to subscribers: how many letters in which state
    conversations: list[Row]
    messages: list[Row]
    earlier: int | None  # ask with this message id for the messages before these; None = no more


def reachable(page: Page) -> None:
    """Return when the record book answers; raises what the database raises."""
    page.db.execute(select(problem_report.c.id).limit(1)).first()


def list_reports(
    page: Page,
    wanted: Wanted | None = None,
    before: Cursor | None = None,
    size: int = REPORTS_A_PAGE,
) -> tuple[list[Line], Cursor | None]:
    """Reports newest first, and the cursor of the next page (None on the last one)."""
    newest = (
        select(func.max(restoration.c.number))
        .where(restoration.c.report == problem_report.c.id)
        .correlate(problem_report)
        .scalar_subquery()
    )
    latest = and_(restoration.c.report == problem_report.c.id, restoration.c.number == newest)
    rows = list(
        page.db.execute(
            select(
                problem_report,
                restoration.c.result,
                restoration.c.cause,
                restoration.c.number,
            )
            .select_from(problem_report.outerjoin(restoration, latest))
            .where(*_conditions(wanted or Wanted(), before))
            .order_by(problem_report.c.created.desc(), problem_report.c.id.desc())
            .limit(size + 1)
        )
    )
    shown = rows[:size]
    numbers = [row.id for row in shown]
    open_handoffs = _open_handoffs(page, numbers)
    needs = desk_needs.of_reports(page, {row.id: Status(row.status) for row in shown})
    lines = [
        Line(
            **{name: row._mapping[name] for name in _AS_STORED},
            restorations=row.number or 0,
            handed_off=row.id in open_handoffs,
            service_problem=open_handoffs.get(row.id),
            needs=needs[row.id],
        )
        for row in shown
    ]
    more = Cursor(lines[-1].created, lines[-1].id) if len(rows) > size else None
    return lines, more


def whole_report(
    page: Page, number: str, messages_before: int | None = None, size: int = MESSAGES_A_PAGE
) -> WholeReport | None:
    """Everything about one report, or None.

    Of its messages the newest `size`, or the newest of those before a message id.
    """
    report = page.db.execute(
        select(problem_report).where(problem_report.c.id == number)
    ).one_or_none()
    if report is None:
        return None
    restorations = _of_report(page, restoration, number, restoration.c.number)
    talks = {report.conversation, *(row.conversation for row in restorations)} - {None}
    messages, earlier = _messages(page, talks, messages_before, size)
    return WholeReport(
        report=report,
        needs=desk_needs.of_reports(page, {number: Status(report.status)})[number],
        statuses=_of_report(page, status_change, number, status_change.c.id),
        notes=_of_report(page, note, number, note.c.at, note.c.id),
        runs=[Run(row, attempts(page, row.id), tasks(page, row.id)) for row in restorations],
        handoffs=_of_report(page, handoff, number, handoff.c.id),
        requests=_of_report(page, crm_request, number, crm_request.c.id),
        visits=_visits(page, number),
        decisions=_of_report(page, offer_decision, number, offer_decision.c.id),
        orders=_of_report(page, product_order, number, product_order.c.id),
        letters=_letters(page, number),
        events=_events(page, number),
        conversations=list(
            page.db.execute(
                select(conversation)
                .where(conversation.c.id.in_(talks))
                .order_by(conversation.c.started)
            )
        ),
        messages=messages,
        earlier=earlier,
    )


def _conditions(wanted: Wanted, before: Cursor | None) -> list[Any]:
    conditions: list[Any] = []
    if wanted.status is not None:
        conditions.append(problem_report.c.status == wanted.status)
    if wanted.product_kind is not None:
        conditions.append(problem_report.c.product_kind == wanted.product_kind)
    if wanted.result == OPEN:
        conditions.append(problem_report.c.id.in_(_open_reports()))
    elif wanted.result is not None:
        conditions.append(restoration.c.result == Result(wanted.result))
    if before is not None:
        # The index on `created` can use the first; the second parts reports of the same moment.
        conditions.append(problem_report.c.created <= before.created)
        conditions.append(
            or_(problem_report.c.created < before.created, problem_report.c.id < before.id)
        )
    return conditions


def _open_reports() -> Any:
    """The reports whose latest restoration has no result, and those without one.

    Collected first, as they are few among many: asking each report in turn took 900 ms of
    PostgreSQL for 100,000 reports of which none was open; this takes 130.
    """
    here, later, any_run, reported = (
        restoration.alias("here"),
        restoration.alias("later"),
        restoration.alias("any_run"),
        problem_report.alias("reported"),
    )
    followed = exists().where(later.c.report == here.c.report, later.c.number > here.c.number)
    begun = exists().where(any_run.c.report == reported.c.id)
    return union_all(
        select(here.c.report).where(here.c.result.is_(None), ~followed),
        select(reported.c.id).where(~begun),
    )


def _open_handoffs(page: Page, numbers: list[str]) -> dict[str, str | None]:
    rows = page.db.execute(
        select(handoff.c.report, handoff.c.service_problem)
        .where(
            handoff.c.report.in_(numbers),
            handoff.c.state.not_in([*HANDOFF_OVER, HandoffState.PARKED]),
        )
        .order_by(handoff.c.id)
    )
    return {row.report: row.service_problem for row in rows}


def _visits(page: Page, number: str) -> list[Row]:
    return list(
        page.db.execute(
            select(appointment, crm_request.c.number)
            .join(crm_request, crm_request.c.id == appointment.c.request)
            .where(crm_request.c.report == number)
            .order_by(appointment.c.id)
        )
    )


def _letters(page: Page, number: str) -> list[Row]:
    shown = or_(letter.c.system != SUBSCRIBER, letter.c.state == "parked")
    return list(
        page.db.execute(
            select(letter).where(letter.c.report == number, shown).order_by(letter.c.id)
        )
    )


def _events(page: Page, number: str) -> dict[str, int]:
    rows = page.db.execute(
        select(letter.c.state, func.count().label("letters"))
        .where(letter.c.report == number, letter.c.system == SUBSCRIBER)
        .group_by(letter.c.state)
    )
    return {row.state: row.letters for row in rows}


def _of_report(page: Page, table: Any, number: str, *order: Any) -> list[Row]:
    return list(page.db.execute(select(table).where(table.c.report == number).order_by(*order)))


def _messages(
    page: Page, talks: set[str], before: int | None, size: int
) -> tuple[list[Row], int | None]:
    conditions = [message.c.conversation.in_(talks)]
    if before is not None:
        conditions.append(message.c.id < before)
    rows = list(
        page.db.execute(
            select(message).where(*conditions).order_by(message.c.id.desc()).limit(size + 1)
        )
    )
    shown = rows[:size][::-1]
    return shown, shown[0].id if len(rows) > size else None
