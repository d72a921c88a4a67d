"""What has become due by the mere passing of time."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select

from mend.guides.progress import Phase
from mend.problem import RequestState, Result, Status
from mend.store.page import Page
from mend.store.tables import crm_request, problem_report, restoration

Row = Any


def silent(page: Page, since: datetime, limit: int) -> list[Row]:
    """Reports in the middle of a guide whose customer has not said a word since then."""
    waits = exists().where(
        restoration.c.report == problem_report.c.id,
        restoration.c.ended.is_(None),
        restoration.c.phase != Phase.RUNNING,
    )
    return list(
        page.db.execute(
            select(problem_report)
            .where(
                problem_report.c.status == Status.IN_PROGRESS,
                problem_report.c.last_update <= since,
                waits,
            )
            .order_by(problem_report.c.last_update)
            .limit(limit)
        )
    )


def workarounds(page: Page, limit: int) -> list[Row]:
    """Reports whose work-around was meant to help until now, each with that `restoration`."""
    newest = (
        select(func.max(restoration.c.number))
        .where(restoration.c.report == problem_report.c.id)
        .correlate(problem_report)
        .scalar_subquery()
    )
    return list(
        page.db.execute(
            select(problem_report, restoration.c.id.label("restoration"))
            .join(restoration, restoration.c.report == problem_report.c.id)
            .where(
                problem_report.c.status == Status.IN_PROGRESS,
                problem_report.c.expected_resolution <= page.now,
                restoration.c.number == newest,
                restoration.c.result == Result.WORKAROUND,
            )
            .order_by(problem_report.c.expected_resolution)
            .limit(limit)
        )
    )


def unpicked(page: Page, limit: int) -> list[Row]:
    """Requests for a visit whose customer has not picked a time."""
    return list(
        page.db.execute(
            select(crm_request)
            .where(
                crm_request.c.state == RequestState.NEEDS_SLOT, crm_request.c.look_at <= page.now
            )
            .order_by(crm_request.c.look_at)
            .limit(limit)
        )
    )


def in_status_since(page: Page, status: Status, since: datetime, limit: int) -> list[Row]:
    """Reports that have had this status, and no other change, since then."""
    return list(
        page.db.execute(
            select(problem_report)
            .where(problem_report.c.status == status, problem_report.c.last_update <= since)
            .order_by(problem_report.c.last_update)
            .limit(limit)
        )
    )
