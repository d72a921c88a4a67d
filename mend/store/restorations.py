"""Restorations, their attempts and the provider's work on them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update

from mend.facts import FACTS
from mend.guides.progress import Phase, Progress, Tried
from mend.problem import Cause, Result
from mend.store.page import Page
from mend.store.tables import attempt, problem_report, provider_task, restoration

Row = Any

# Facts that live this long are about what the customer has, not about what is wrong.
LASTING = timedelta(days=30)
LOOK_BACK = 10  # restorations


class AlreadyEnded(Exception):
    """A restoration carries exactly one result; it is never written over."""


def open_restoration(page: Page, report: str, conversation: str, progress: Progress) -> int:
    """Open restoration n+1 of a report; returns its id."""
    number = page.db.execute(
        select(func.coalesce(func.max(restoration.c.number), 0)).where(
            restoration.c.report == report
        )
    ).scalar_one()
    result = page.db.execute(
        insert(restoration).values(
            report=report,
            number=number + 1,
            conversation=conversation,
            opened=page.now,
            answers=progress.answers,
            guide=progress.guide,
            step=progress.step,
            phase=progress.phase,
            progress={},
        )
    )
    return int(result.inserted_primary_key[0])


def restoration_by_id(page: Page, key: int) -> Row:
    """The restoration with that id, with its report's fields beside it, or None."""
    return page.db.execute(
        select(restoration, *_report_fields())
        .join(problem_report, problem_report.c.id == restoration.c.report)
        .where(restoration.c.id == key)
    ).one_or_none()


def unended(page: Page, conversation: str, customer: str | None) -> list[Row]:
    """The open restorations of this customer and this conversation, the last touched first."""
    whose = [restoration.c.conversation == conversation]
    if customer:
        whose.append(problem_report.c.customer == customer)
    else:
        whose = [and_(whose[0], problem_report.c.customer.is_(None))]
    return list(
        page.db.execute(
            select(restoration, *_report_fields())
            .join(problem_report, problem_report.c.id == restoration.c.report)
            .where(or_(*whose), restoration.c.ended.is_(None))
            .order_by(problem_report.c.last_update.desc(), restoration.c.id.desc())
        )
    )


def unended_of_report(page: Page, report: str) -> Row:
    """The open restoration of a report, or None."""
    return page.db.execute(
        select(restoration).where(restoration.c.report == report, restoration.c.ended.is_(None))
    ).one_or_none()


def ended_before(page: Page, report: str, number: int) -> Row:
    """The last ended restoration of a report before that number, or None."""
    return page.db.execute(
        select(restoration)
        .where(
            restoration.c.report == report,
            restoration.c.number < number,
            restoration.c.ended.is_not(None),
        )
        .order_by(restoration.c.number.desc())
        .limit(1)
    ).one_or_none()


def latest_of_report(page: Page, report: str) -> Row:
    """The newest restoration of a report, or None."""
    return page.db.execute(
        select(restoration)
        .where(restoration.c.report == report)
        .order_by(restoration.c.number.desc())
        .limit(1)
    ).one_or_none()


def progress_of(row: Row, now: datetime) -> Progress:
    """The progress a row holds; facts whose life is over are left out."""
    return Progress.from_json(row.guide, row.step, row.phase, row.progress, live_facts(row, now))


def live_facts(row: Row, now: datetime) -> dict[str, str]:
    """The facts of a restoration that are still true."""
    return {
        name: fact["value"]
        for name, fact in row.progress.get("facts", {}).items()
        if name in FACTS and now - datetime.fromisoformat(fact["at"]) <= FACTS[name]
    }


def lasting_facts(page: Page, customer: str | None) -> dict[str, str]:
    """What is known of a customer's own devices and line from their other reports; nothing of nobody's."""
    if customer is None:
        return {}
    rows = page.db.execute(
        select(restoration.c.progress)
        .join(problem_report, problem_report.c.id == restoration.c.report)
        .where(problem_report.c.customer == customer)
        .order_by(restoration.c.id.desc())
        .limit(LOOK_BACK)
    ).all()
    known = {
        name: value for row in reversed(rows) for name, value in live_facts(row, page.now).items()
    }
    return {name: value for name, value in known.items() if FACTS[name] >= LASTING}


def save_progress(page: Page, key: int, progress: Progress, conversation: str) -> None:
    """Write where the customer is now; facts keep the moment they were found."""
    before = page.db.execute(
        select(restoration.c.progress).where(restoration.c.id == key)
    ).scalar_one()
    known = before.get("facts", {})
    facts = {
        name: known[name]
        if name in known and known[name]["value"] == value
        else {"value": value, "at": page.now.isoformat()}
        for name, value in progress.facts.items()
    }
    page.db.execute(
        update(restoration)
        .where(restoration.c.id == key)
        .values(
            guide=progress.guide,
            step=progress.step,
            phase=progress.phase,
            progress={**progress.as_json(), "facts": facts},
            answers=progress.answers,
            conversation=conversation,
        )
    )


def end_restoration(
    page: Page,
    key: int,
    *,
    result: Result,
    cause: Cause,
    restored_by: str | None = None,
    confirmed_by: str | None = None,
) -> None:
    """Write the one result of a restoration. Raises AlreadyEnded."""
    changed = page.db.execute(
        update(restoration)
        .where(restoration.c.id == key, restoration.c.ended.is_(None))
        .values(
            ended=page.now,
            result=result,
            cause=cause,
            restored_by=restored_by,
            confirmed_by=confirmed_by,
            phase=Phase.ENDED,
        )
    ).rowcount
    if changed != 1:
        raise AlreadyEnded(f"restoration {key} has its result")


def add_attempt(page: Page, key: int, tried: Tried, asked: str | None) -> None:
    """Record one attempt; it began when the one before it ended, as far as the record book can tell."""
    began = page.db.execute(
        select(func.max(attempt.c.ended)).where(attempt.c.restoration == key)
    ).scalar_one()
    page.db.execute(
        insert(attempt).values(
            restoration=key,
            guide=tried.guide,
            step=tried.step,
            kind=tried.kind,
            asked=asked,
            answered=tried.answered,
            answer=tried.answer,
            evidence=tried.evidence or None,
            effect=tried.effect,
            started=began or page.now,
            ended=page.now,
        )
    )


def attempts(page: Page, key: int) -> list[Row]:
    """The attempts of a restoration, oldest first."""
    return list(
        page.db.execute(select(attempt).where(attempt.c.restoration == key).order_by(attempt.c.id))
    )


def add_task(page: Page, key: int, kind: str, service_id: str, guide: str, step: str | None) -> int:
    """Provider work that lasts has been asked for; returns its id."""
    result = page.db.execute(
        insert(provider_task).values(
            restoration=key,
            kind=kind,
            service_id=service_id,
            guide=guide,
            step=step,
            state="asked",
            asked=page.now,
        )
    )
    return int(result.inserted_primary_key[0])


def tasks(page: Page, key: int) -> list[Row]:
    """The provider's work on a restoration, oldest first."""
    return list(
        page.db.execute(
            select(provider_task)
            .where(provider_task.c.restoration == key)
            .order_by(provider_task.c.id)
        )
    )


def tasks_of_report(page: Page, number: str) -> list[Row]:
    """The provider's work on all restorations of a report, oldest first."""
    return list(
        page.db.execute(
            select(provider_task)
            .join(restoration, restoration.c.id == provider_task.c.restoration)
            .where(restoration.c.report == number)
            .order_by(provider_task.c.id)
        )
    )


def tried(page: Page, number: str) -> list[dict[str, Any]]:
    """What was tried on a report in all its restorations, oldest first, but for the steps that were passed over."""
    rows = page.db.execute(
        select(attempt)
        .join(restoration, restoration.c.id == attempt.c.restoration)
        .where(restoration.c.report == number, attempt.c.effect != "skipped")
        .order_by(attempt.c.id)
    )
    return [
        {
            "guide": row.guide,
            "step": row.step,
            "kind": row.kind,
            "answer": row.answer,
            "effect": row.effect,
            "evidence": row.evidence,
            "at": row.ended.isoformat(),
        }
        for row in rows
    ]


def task(page: Page, key: int) -> Row:
    """One piece of the provider's work."""
    return page.db.execute(select(provider_task).where(provider_task.c.id == key)).one()


def _report_fields() -> list[Any]:
    return [
        problem_report.c.customer,
        problem_report.c.product_kind,
        problem_report.c.product_id,
        problem_report.c.service_ids,
        problem_report.c.place,
        problem_report.c.symptom,
        problem_report.c.description,
        problem_report.c.severity,
        problem_report.c.status,
        problem_report.c.last_update,
    ]
