"""Problem reports: open, find, change status within the life cycle, note. One function, one sentence in SQL."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from sqlalchemy import and_, insert, or_, select, update

from mend.problem import FINAL, Status, check_change, way_to
from mend.store.page import Change, ChangeKind, Page
from mend.store.tables import note, problem_report, status_change

# Crockford's base 32: nothing that is misheard on the telephone.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
AUTHOR = "mend"

Row = Any  # a row of SQLAlchemy 1.4, which has no types


def new_number(prefix: str) -> str:
    """A number that a customer can read out: the prefix and eight characters, 40 bits."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(8))


def open_report(
    page: Page,
    *,
    conversation: str,
    customer: str | None,
    product_kind: str | None,
    symptom: str,
    description: str,
    product_id: str | None = None,
    product_name: str | None = None,
    service_ids: list[str] | None = None,
    place: dict[str, Any] | None = None,
) -> str:
    """Open a report on behalf of 1.3.7.5 and start self-help on it; returns its number."""
    number = new_number("PR")
    page.db.execute(
        insert(problem_report).values(
            id=number,
            conversation=conversation,
            customer=customer,
            product_kind=product_kind,
            product_id=product_id,
            product_name=product_name,
            service_ids=service_ids or [],
            place=place,
            symptom=symptom,
            ticket_type="incident",
            opened_by=AUTHOR,
            description=description,
            severity="Major",
            status=Status.ACKNOWLEDGED,
            external_id=uuid4().hex,
            created=page.now,
            last_update=page.now,
        )
    )
    page.changes.append(Change(number, ChangeKind.CREATED))
    log_status(page, number, Status.ACKNOWLEDGED, "opened on behalf of 1.3.7.5")
    change_status(page, number, Status.IN_PROGRESS, "self-help started")
    return number


def report(page: Page, number: str) -> Row:
    """The report with that number, or None."""
    return page.db.execute(
        select(problem_report).where(problem_report.c.id == number)
    ).one_or_none()


def open_on_product(
    page: Page,
    conversation: str,
    customer: str | None,
    product_kind: str,
    product_id: str | None = None,
) -> Row:
    """The newest unfinished report of this customer (nobody: of this conversation) on such a product, or None.

    Another system's report names the product by its id only.
    """
    unfinished = problem_report.c.status.not_in([*FINAL, Status.RESOLVED])
    such = [problem_report.c.product_kind == product_kind]
    if product_id:
        such.append(
            and_(problem_report.c.product_kind.is_(None), problem_report.c.product_id == product_id)
        )
    return page.db.execute(
        select(problem_report)
        .where(_whose(conversation, customer), or_(*such), unfinished)
        .order_by(problem_report.c.created.desc())
        .limit(1)
    ).one_or_none()


def resolved_on(
    page: Page, customer: str | None, product_kind: str, symptom: str, since: datetime
) -> Row:
    """The newest report of a customer that was resolved since then for this very problem, or None."""
    if customer is None:
        return None
    return page.db.execute(
        select(problem_report)
        .where(
            problem_report.c.customer == customer,
            problem_report.c.product_kind == product_kind,
            problem_report.c.symptom == symptom,
            problem_report.c.status == Status.RESOLVED,
            problem_report.c.resolved >= since,
        )
        .order_by(problem_report.c.resolved.desc())
        .limit(1)
    ).one_or_none()


def unfinished(page: Page, conversation: str, customer: str | None) -> list[Row]:
    """All reports of this customer (nobody: of this conversation) that are not closed, newest first."""
    return list(
        page.db.execute(
            select(problem_report)
            .where(_whose(conversation, customer), problem_report.c.status.not_in(list(FINAL)))
            .order_by(problem_report.c.created.desc())
        )
    )


def _whose(conversation: str, customer: str | None) -> Any:
    """A customer's reports, wherever they were made; nobody's are those of the conversation that are nobody's."""
    if customer:
        return problem_report.c.customer == customer
    return and_(problem_report.c.conversation == conversation, problem_report.c.customer.is_(None))


def change_status(page: Page, number: str, then: Status, reason: str) -> None:
    """Change a report's status; a report that has it already is left alone. Raises IllegalChange."""
    now = status_of(page, number)
    if now == then:
        return
    check_change(now, then)
    values: dict[str, Any] = {"status": then, "status_reason": reason, "last_update": page.now}
    if Status.RESOLVED in (now, then) and then is not Status.CLOSED:
        values["resolved"] = page.now if then is Status.RESOLVED else None
    page.db.execute(update(problem_report).where(problem_report.c.id == number).values(**values))
    log_status(page, number, then, reason)
    page.changes.append(Change(number, ChangeKind.STATUS, then, reason))


def lead_to(page: Page, number: str, then: Status, reason: str) -> None:
    """Change a report's status along legal changes, through in progress where need be.

    A report that has it already is left alone. Raises IllegalChange when no way leads there.
    """
    now = status_of(page, number)
    way = way_to(now, then)
    if way is None:
        check_change(now, then)
    for status in way or []:
        change_status(page, number, status, reason)


def status_of(page: Page, number: str) -> Status:
    """The report's status now; the row is locked until the page is done."""
    return Status(
        page.db.execute(
            select(problem_report.c.status).where(problem_report.c.id == number).with_for_update()
        ).scalar_one()
    )


def touch(page: Page, number: str) -> None:
    """Something that is shown with the report has changed: a hand-off, a request, an order."""
    _set(page, number)


def expect_resolution(page: Page, number: str, when: datetime | None) -> None:
    """Say until when the permanent fix is expected."""
    _set(page, number, expected_resolution=when)


def place_on(page: Page, number: str, conversation: str, product: Any) -> None:
    """What a report of another system does not say and a conversation about it shows: where, and on what product."""
    row = report(page, number)
    found: dict[str, Any] = {}
    if row.conversation is None:
        found["conversation"] = conversation
    if product is not None and not row.service_ids:
        found |= {
            "product_kind": product.kind,
            "product_id": product.id,
            "product_name": product.name,
            "service_ids": list(product.service_ids),
            "place": product.place,
        }
    if found:
        _set(page, number, **found)


def describe(page: Page, number: str, *, symptom: str) -> None:
    """The customer names the problem differently now."""
    _set(page, number, symptom=symptom)


def make_critical(page: Page, number: str) -> None:
    """Somebody is in danger: TMF621 severity Critical."""
    _set(page, number, severity="Critical")


def give_to(page: Page, conversation: str, customer: str) -> None:
    """Somebody signed in: what was found so far in this conversation is on the customer's report now."""
    theirs = select(problem_report.c.id).where(
        problem_report.c.conversation == conversation, problem_report.c.customer.is_(None)
    )
    for number in page.db.execute(theirs).scalars().all():
        _set(page, number, customer=customer)


def add_note(page: Page, number: str, text: str, author: str = AUTHOR) -> None:
    """Add a note; its first words in brackets name the clause of 1.3.7.6 that it reports."""
    # The notes of one transaction are kept apart, in their order.
    at = page.now + timedelta(microseconds=len(page.changes))
    page.db.execute(
        insert(note).values(id=str(uuid4()), report=number, author=author, text=text, at=at)
    )
    _set(page, number)


def last_note(page: Page, number: str, author: str) -> Row:
    """The newest note of an author on a report, or None."""
    return page.db.execute(
        select(note)
        .where(note.c.report == number, note.c.author == author)
        .order_by(note.c.at.desc())
        .limit(1)
    ).one_or_none()


def take_note(page: Page, number: str, theirs: str, author: str, text: str) -> bool:
    """Keep a note that another system wrote, by their id of it; False when it is there already.

    Some systems give our own notes ids of theirs, so what says the same is the same.
    """
    key = str(uuid5(NAMESPACE_URL, f"{number}/{author}/{theirs or text}"))
    same = or_(note.c.id.in_([key, theirs]), note.c.text == text)
    there = select(note.c.id).where(note.c.report == number, same)
    if page.db.execute(there).first() is not None:
        return False
    page.db.execute(
        insert(note).values(
            id=key, report=number, author=author, origin=page.origin, text=text, at=page.now
        )
    )
    _set(page, number)
    return True


def _set(page: Page, number: str, **values: Any) -> None:
    """Change attributes, of which the notes are one kept elsewhere."""
    page.db.execute(
        update(problem_report)
        .where(problem_report.c.id == number)
        .values(last_update=page.now, **values)
    )
    page.changes.append(Change(number, ChangeKind.ATTRIBUTES))


def log_status(page: Page, number: str, status: Status, reason: str) -> None:
    """Add to the report's history of states."""
    page.db.execute(
        insert(status_change).values(report=number, status=status, reason=reason, at=page.now)
    )
