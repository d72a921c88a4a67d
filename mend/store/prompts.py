"""Prompts: what Mend has to say unasked, written in the same transaction as the change."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, insert, or_, select, update

from mend.others import HANDOFF_OVER, OPEN_APPOINTMENTS, ORDER_OVER
from mend.problem import OPEN_REQUESTS
from mend.store.page import Page
from mend.store.tables import (
    appointment,
    crm_request,
    handoff,
    letter,
    problem_report,
    product_order,
    provider_task,
    restoration,
)
from mend.store.tables import conversation as conversations
from mend.store.tables import message as messages
from mend.store.tables import prompt as prompts

# A greeting or "shall we go on?" is pointless once the customer has spoken; news never is.
BEFORE_THE_FIRST_WORD = ("opening", "resume")
# Provider work that is older than this does not keep a chat window asking.
NEWS_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True)
class Prompt:
    """Something Mend has to say unasked."""

    id: int
    kind: str
    data: dict[str, Any]
    created: datetime


def add_prompt(page: Page, conversation: str, kind: str, data: dict[str, Any]) -> int:
    """Have something said in the conversation when its turn is free; the prompt's id."""
    added = page.db.execute(
        insert(prompts).values(
            conversation=conversation, kind=kind, data=data, state="waiting", created=page.now
        )
    )
    return int(added.inserted_primary_key[0])


def follow(page: Page, conversation: str, customer: str) -> None:
    """A customer is here now: what is still to be told to them elsewhere is told here."""
    elsewhere = select(conversations.c.id).where(
        conversations.c.customer == customer, conversations.c.id != conversation
    )
    page.db.execute(
        update(prompts)
        .where(
            prompts.c.conversation.in_(elsewhere),
            prompts.c.state == "waiting",
            prompts.c.kind.not_in(BEFORE_THE_FIRST_WORD),
        )
        .values(conversation=conversation)
    )


def find_prompt(page: Page, conversation: str, prompt: int) -> Prompt | None:
    """The conversation's prompt with this id, said or not."""
    row = page.db.execute(
        select(prompts).where(prompts.c.id == prompt, prompts.c.conversation == conversation)
    ).first()
    return None if row is None else Prompt(row.id, row.kind, row.data, row.created)


def waiting_prompts(page: Page, conversation: str) -> list[Prompt]:
    """What is still to be said, oldest first."""
    rows = page.db.execute(
        select(prompts)
        .where(prompts.c.conversation == conversation, prompts.c.state == "waiting")
        .order_by(prompts.c.id)
    )
    return [Prompt(row.id, row.kind, row.data, row.created) for row in rows]


def drop_overtaken(page: Page, conversation: str) -> None:
    """Drop greetings that the customer did not wait for."""
    spoke = select(func.max(messages.c.created)).where(
        messages.c.conversation == conversation, messages.c.author == "customer"
    )
    page.db.execute(
        update(prompts)
        .where(
            prompts.c.conversation == conversation,
            prompts.c.state == "waiting",
            prompts.c.kind.in_(BEFORE_THE_FIRST_WORD),
            prompts.c.created <= spoke.scalar_subquery(),
        )
        .values(state="dropped")
    )


def finish_prompt(page: Page, prompt: int, *, said: bool = True) -> None:
    """Mark the prompt as said, or as dropped when there was nothing left to say."""
    page.db.execute(
        update(prompts)
        .where(prompts.c.id == prompt)
        .values(state="said" if said else "dropped", said=page.now if said else None)
    )


def asked_since(page: Page, conversation: str, kind: str, since: datetime | None) -> bool:
    """Whether a prompt of this kind was added after `since` (None: ever), said or not."""
    found = exists().where(prompts.c.conversation == conversation, prompts.c.kind == kind)
    if since is not None:
        found = found.where(prompts.c.created > since)
    return bool(page.db.execute(select(found)).scalar())


def is_news_likely(page: Page, conversation: str) -> bool:
    """Whether something is to be said, or somebody is at work on something of this conversation."""
    fresh = page.now - NEWS_WITHIN
    prompt = exists().where(prompts.c.conversation == conversation, prompts.c.state == "waiting")
    task = exists().where(
        restoration.c.conversation == conversation,
        provider_task.c.restoration == restoration.c.id,
        provider_task.c.state.in_(("asked", "accepted")),
        provider_task.c.asked > fresh,
    )
    on_its_way = and_(letter.c.state.in_(("waiting", "sending")), letter.c.created > fresh)
    about_report = exists().where(
        problem_report.c.conversation == conversation,
        letter.c.report == problem_report.c.id,
        on_its_way,
    )
    about_request = exists().where(
        crm_request.c.conversation == conversation,
        letter.c.about_kind == "crm_request",
        letter.c.about_id == crm_request.c.id,
        on_its_way,
    )
    at_work = [prompt, task, about_report, about_request, *_with_others(conversation)]
    return bool(page.db.execute(select(or_(*at_work))).scalar())


def _with_others(conversation: str) -> list[Any]:
    """What SM&O and the other processes have not answered yet."""
    theirs = problem_report.c.conversation == conversation
    return [
        exists().where(
            theirs,
            handoff.c.report == problem_report.c.id,
            handoff.c.state.not_in(HANDOFF_OVER),
            handoff.c.look_at.is_not(None),
        ),
        exists().where(
            theirs,
            product_order.c.report == problem_report.c.id,
            product_order.c.state.not_in(ORDER_OVER),
        ),
        exists().where(
            crm_request.c.conversation == conversation, crm_request.c.state.in_(OPEN_REQUESTS)
        ),
        exists().where(
            crm_request.c.conversation == conversation,
            appointment.c.request == crm_request.c.id,
            appointment.c.state.in_(OPEN_APPOINTMENTS),
        ),
    ]
