"""What an action said for a message, so that the same message run again says the same and does nothing twice."""

from dataclasses import dataclass

from sqlalchemy import insert, select

from mend.reply import Reply
from mend.store.page import Page
from mend.store.tables import action_run


@dataclass(frozen=True)
class Turn:
    """One call of one action: whose message, and the how-many-th call of this action for it."""

    conversation: str
    message_id: str
    customer: str | None  # from the verified identity token; None = nobody
    action: str
    nth: int
    text: str  # what the customer wrote or pressed


def said(page: Page, turn: Turn) -> Reply | None:
    """The reply of an earlier run of this very call, or None."""
    row = page.db.execute(
        select(action_run.c.reply).where(
            action_run.c.conversation == turn.conversation,
            action_run.c.message_id == turn.message_id,
            action_run.c.action == turn.action,
            action_run.c.nth == turn.nth,
        )
    ).one_or_none()
    return Reply.from_json(row.reply) if row else None


def keep(page: Page, turn: Turn, reply: Reply) -> Reply:
    """Keep the reply in the transaction that made it true. A second run at the same time fails on the index."""
    page.db.execute(
        insert(action_run).values(
            conversation=turn.conversation,
            message_id=turn.message_id,
            action=turn.action,
            nth=turn.nth,
            reply=reply.as_json(),
            at=page.now,
        )
    )
    return reply
