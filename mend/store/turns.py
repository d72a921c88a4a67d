"""Turns: one holder at a time, a conversation's messages answered in order, each of them once.

The turn is a lease by one conditional UPDATE, so it holds across processes, and a holder that died
is overtaken when its lease lapses. What a holder stores after that is refused (TurnLost).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import exists, func, or_, select, update

from mend.store.inbox import Entry, append, find_message, find_messages, lock
from mend.store.page import Page
from mend.store.tables import conversation as conversations
from mend.store.tables import message as messages

WAITING = ("received", "running")


class TurnLost(Exception):
    """The turn's lease lapsed and another process holds it now; store nothing."""


@dataclass(frozen=True)
class Saying:
    """A message of Mend's that is to be stored."""

    text: str
    buttons: tuple[dict[str, str], ...] = ()  # title and payload
    about: dict[str, Any] | None = None


@dataclass(frozen=True)
class Understood:
    """What the assistant took a customer's message for."""

    intent: str | None = None
    confidence: float | None = None
    ranking: list[Any] | None = None


def take_turn(page: Page, conversation: str, holder: str, seconds: float) -> bool:
    """Take the conversation's turn for `seconds`; False while another holds it."""
    free = or_(
        conversations.c.turn_holder.is_(None),
        conversations.c.turn_holder == holder,
        conversations.c.turn_until <= page.now,
    )
    taken = page.db.execute(
        update(conversations)
        .where(conversations.c.id == conversation, free)
        .values(turn_holder=holder, turn_until=page.now + timedelta(seconds=seconds))
    )
    return bool(taken.rowcount)


def keep_turn(page: Page, conversation: str, holder: str, seconds: float) -> None:
    """Hold the turn for `seconds` from now; nothing happens when it was given back or overtaken."""
    page.db.execute(
        update(conversations)
        .where(conversations.c.id == conversation, conversations.c.turn_holder == holder)
        .values(turn_until=page.now + timedelta(seconds=seconds))
    )


def release_turn(page: Page, conversation: str, holder: str) -> None:
    """Give the turn back; nothing happens when another has overtaken it."""
    page.db.execute(
        update(conversations)
        .where(conversations.c.id == conversation, conversations.c.turn_holder == holder)
        .values(turn_holder=None, turn_until=None)
    )


def turn_is_held(page: Page, conversation: str) -> bool:
    """Whether somebody is at work on the conversation now."""
    held = exists().where(
        conversations.c.id == conversation,
        conversations.c.turn_holder.is_not(None),
        conversations.c.turn_until > page.now,
    )
    return bool(page.db.execute(select(held)).scalar())


def waiting(page: Page, conversation: str) -> list[Entry]:
    """The customer's messages that have no answer yet, in order."""
    return find_messages(page, conversation, messages.c.state.in_(WAITING))


def unfinished(page: Page, limit: int = 100) -> list[str]:
    """Conversations whose customer waits while nobody holds the turn, oldest first."""
    free = or_(conversations.c.turn_holder.is_(None), conversations.c.turn_until <= page.now)
    query = (
        select(messages.c.conversation)
        .join(conversations, conversations.c.id == messages.c.conversation)
        .where(messages.c.state.in_(WAITING), free)
        .group_by(messages.c.conversation)
        .order_by(func.min(messages.c.id))
        .limit(limit)
    )
    return list(page.db.execute(query).scalars())


def mark_running(page: Page, conversation: str, seq: int) -> None:
    """Note that the customer's message is being answered."""
    _mark(page, conversation, seq, state="running")


def say_meanwhile(page: Page, conversation: str, holder: str, seq: int, saying: Saying) -> None:
    """Say something, once, while message `seq` is still being answered. Raises TurnLost."""
    _check_held(page, conversation, holder)
    if not find_messages(page, conversation, messages.c.reply_to == seq):
        _say(page, conversation, saying, reply_to=seq)


def finish_turn(
    page: Page,
    conversation: str,
    holder: str,
    seq: int,
    sayings: list[Saying],
    understood: Understood,
    *,
    failed: bool = False,
) -> None:
    """Store Mend's answer to message `seq` and mark it done, or failed when it is an apology.

    A message that has its answer keeps it. Raises TurnLost.
    """
    _check_held(page, conversation, holder)
    asked = find_message(page, conversation, seq)
    if asked is None or asked.state not in WAITING:
        return
    for saying in sayings:
        _say(page, conversation, saying, reply_to=seq)
    learned = {
        "intent": understood.intent,
        "confidence": understood.confidence,
        "ranking": understood.ranking,
    }
    known = {name: value for name, value in learned.items() if value is not None}
    _mark(page, conversation, seq, state="failed" if failed else "done", **known)


def finish_prompt_turn(
    page: Page, conversation: str, holder: str, prompt: int, sayings: list[Saying]
) -> None:
    """Store what Mend said for a prompt. Raises TurnLost."""
    _check_held(page, conversation, holder)
    for saying in sayings:
        _say(page, conversation, saying, prompt=prompt)


def _check_held(page: Page, conversation: str, holder: str) -> None:
    lock(page, conversation)
    query = select(conversations.c.turn_holder).where(conversations.c.id == conversation)
    if page.db.execute(query).scalar() != holder:
        raise TurnLost(conversation)


def _say(page: Page, conversation: str, saying: Saying, **why: int) -> None:
    append(
        page,
        conversation,
        author="mend",
        text=saying.text,
        buttons=list(saying.buttons) or None,
        about=saying.about,
        state="said",
        **why,
    )


def _mark(page: Page, conversation: str, seq: int, **values: Any) -> None:
    page.db.execute(
        update(messages)
        .where(messages.c.conversation == conversation, messages.c.seq == seq)
        .values(**values)
    )
