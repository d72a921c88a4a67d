"""Conversations that did not come in by the front door: `rasa shell` and conversation tests."""

from sqlalchemy import insert, select

from mend.store.page import Page
from mend.store.tables import conversation


def ensure(page: Page, key: str, customer: str | None) -> None:
    """Make sure that the conversation has its row; front has made one for every customer's."""
    known = page.db.execute(select(conversation.c.id).where(conversation.c.id == key)).one_or_none()
    if known is None:
        page.db.execute(
            insert(conversation).values(
                id=key, customer=customer, channel="terminal", started=page.now, last_seen=page.now
            )
        )
