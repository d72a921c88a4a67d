"""Where a customer is, and conversations that did not come in by the front door: `rasa shell`, conversation tests."""

from sqlalchemy import insert, select

from mend.store.page import Page
from mend.store.tables import conversation


def current(page: Page, key: str, customer: str | None) -> str:
    """Where a customer is now: the conversation they were last seen in; `key` itself for nobody's."""
    if customer is None:
        return key
    latest = page.db.execute(
        select(conversation.c.id)
        .where(conversation.c.customer == customer)
        .order_by(conversation.c.last_seen.desc(), conversation.c.started.desc())
        .limit(1)
    ).scalar()
    return latest or key


def ensure(page: Page, key: str, customer: str | None) -> None:
    """Make sure that the conversation has its row; front has made one for every customer's."""
    known = page.db.execute(select(conversation.c.id).where(conversation.c.id == key)).one_or_none()
    if known is None:
        page.db.execute(
            insert(conversation).values(
                id=key, customer=customer, channel="terminal", started=page.now, last_seen=page.now
            )
        )
