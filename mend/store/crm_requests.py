"""Requests to other CRM processes, and how the customer wants to be reached about them."""

from typing import Any

from sqlalchemy import and_, exists, insert, or_, select, update

from mend.others import HANDOFF_OVER, ORDER_OVER
from mend.problem import OPEN_REQUESTS, CrmProcess, RequestKind, RequestState
from mend.store import reports
from mend.store.page import Page
from mend.store.tables import conversation as conversations
from mend.store.tables import crm_request, handoff, message, product_order

Row = Any


def add(
    page: Page,
    *,
    conversation: str,
    customer: str | None,
    process: CrmProcess,
    kind: RequestKind,
    what: str,
    state: RequestState,
    report: str | None,
    restoration: int | None,
) -> int:
    """A new request; returns its id."""
    result = page.db.execute(
        insert(crm_request).values(
            report=report,
            restoration=restoration,
            conversation=conversation,
            number=reports.new_number("RQ"),
            customer=customer,
            process=process,
            kind=kind,
            what=what,
            state=state,
            created=page.now,
        )
    )
    return int(result.inserted_primary_key[0])


def change(page: Page, key: int, **values: Any) -> None:
    """The request's new state, and what comes with it: contact, reason, external_id, look_at."""
    page.db.execute(update(crm_request).where(crm_request.c.id == key).values(**values))


def give_to(page: Page, conversation: str, customer: str) -> None:
    """Somebody signed in: what was asked for in this conversation is theirs now."""
    page.db.execute(
        update(crm_request)
        .where(crm_request.c.conversation == conversation, crm_request.c.customer.is_(None))
        .values(customer=customer)
    )


def of_customer(page: Page, conversation: str, customer: str | None) -> list[Row]:
    """The requests of this customer (nobody: of this conversation) that are not over, newest first."""
    whose = (
        crm_request.c.customer == customer
        if customer
        else and_(crm_request.c.conversation == conversation, crm_request.c.customer.is_(None))
    )
    waiting = [RequestState.NEEDS_CONTACT, RequestState.NEEDS_SLOT, *OPEN_REQUESTS]
    return list(
        page.db.execute(
            select(crm_request)
            .where(whose, crm_request.c.state.in_(waiting))
            .order_by(crm_request.c.id.desc())
        )
    )


def request(page: Page, key: int) -> Row:
    """The request with that id, or None."""
    return page.db.execute(select(crm_request).where(crm_request.c.id == key)).one_or_none()


def others_open(page: Page, report: str, key: int | None = None) -> bool:
    """Whether somebody else still works on a report: another request than `key`, an order, or SM&O."""
    request = exists().where(
        crm_request.c.report == report,
        crm_request.c.id != (key or 0),
        crm_request.c.state.in_(OPEN_REQUESTS),
    )
    smo = exists().where(handoff.c.report == report, handoff.c.state.not_in(HANDOFF_OVER))
    order = exists().where(
        product_order.c.report == report, product_order.c.state.not_in(ORDER_OVER)
    )
    return bool(page.db.execute(select(or_(request, order, smo))).scalar())


def open_of_report(page: Page, number: str) -> list[Row]:
    """The requests of a report that are not over, oldest first."""
    return list(
        page.db.execute(
            select(crm_request)
            .where(crm_request.c.report == number, crm_request.c.state.in_(OPEN_REQUESTS))
            .order_by(crm_request.c.id)
        )
    )


def of_restoration(page: Page, key: int) -> list[Row]:
    """The requests of a restoration, oldest first."""
    return list(
        page.db.execute(
            select(crm_request).where(crm_request.c.restoration == key).order_by(crm_request.c.id)
        )
    )


def waiting_for_contact(page: Page, conversation: str) -> Row:
    """The oldest request of a conversation that cannot be made before a contact is known, or None."""
    return page.db.execute(
        select(crm_request)
        .where(
            crm_request.c.conversation == conversation,
            crm_request.c.state == RequestState.NEEDS_CONTACT,
        )
        .order_by(crm_request.c.id)
        .limit(1)
    ).one_or_none()


def latest(page: Page, conversation: str) -> Row:
    """The newest request of a conversation, or None."""
    return page.db.execute(
        select(crm_request)
        .where(crm_request.c.conversation == conversation)
        .order_by(crm_request.c.id.desc())
        .limit(1)
    ).one_or_none()


def last_words(page: Page, conversation: str, count: int = 3) -> str:
    """The customer's last words in a conversation, for whoever takes their request up."""
    rows = page.db.execute(
        select(message.c.text)
        .where(message.c.conversation == conversation, message.c.author == "customer")
        .order_by(message.c.seq.desc())
        .limit(count)
    ).scalars()
    return " / ".join(reversed(list(rows)))


def open_call_back(
    page: Page,
    conversation: str,
    customer: str | None,
    kind: RequestKind = RequestKind.CALL_BACK,
) -> Row:
    """A call-back of that kind that this customer has asked for and not had yet, or None."""
    whose = [crm_request.c.conversation == conversation]
    if customer:
        whose.append(conversations.c.customer == customer)
    return page.db.execute(
        select(crm_request)
        .join(conversations, conversations.c.id == crm_request.c.conversation)
        .where(
            or_(*whose),
            crm_request.c.process == CrmProcess.INTERACTION,
            crm_request.c.kind == kind,
            crm_request.c.state.in_(OPEN_REQUESTS),
        )
        .limit(1)
    ).one_or_none()
