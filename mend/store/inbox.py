"""The inbox: conversations and their messages.

Every writer of a message locks the conversation's row first, so numbers follow one another; the
unique indexes on (conversation, seq) and (conversation, client_id) hold even against one that
does not.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from mend.store.page import Page
from mend.store.tables import conversation as conversations
from mend.store.tables import message as messages

SEQ_TRIES = 5


class NoConversation(Exception):
    """There is no such conversation (any more)."""


class OtherCustomer(Exception):
    """The conversation belongs to another customer."""


class IdReused(Exception):
    """The client's message id is taken by a message with another content."""


class OldButton(Exception):
    """The conversation has gone on since this button was shown."""


class BadButton(Exception):
    """This conversation never showed such a button."""


@dataclass(frozen=True)
class Entry:
    """A stored message of the customer, of Mend or of a person."""

    seq: int
    client_id: str | None
    author: str
    customer: str | None
    text: str
    buttons: list[dict[str, str]]  # title and payload
    pressed: dict[str, Any] | None  # message, index and payload of the button that this message is
    about: dict[str, Any] | None
    state: str
    reply_to: int | None
    at: datetime


def open_conversation(page: Page, customer: str | None, channel: str = "web") -> str:
    """Start a conversation and return its id; ids are made here, never by a client."""
    name = uuid4().hex
    page.db.execute(
        insert(conversations).values(
            id=name, customer=customer, channel=channel, started=page.now, last_seen=page.now
        )
    )
    return name


def customer_of(page: Page, conversation: str) -> str | None:
    """Who is signed in to the conversation; None is nobody. Raises NoConversation."""
    row = page.db.execute(
        select(conversations.c.customer).where(conversations.c.id == conversation)
    ).first()
    if row is None:
        raise NoConversation(conversation)
    return row.customer  # type: ignore[no-any-return]


def sign_in(page: Page, conversation: str, customer: str) -> bool:
    """Give nobody's conversation to the customer; False when it was theirs already.

    Raises OtherCustomer or NoConversation. Messages written before keep "nobody".
    """
    changed = page.db.execute(
        update(conversations)
        .where(conversations.c.id == conversation, conversations.c.customer.is_(None))
        .values(customer=customer)
    ).rowcount
    if not changed and customer_of(page, conversation) != customer:
        raise OtherCustomer(conversation)
    return bool(changed)


def last_word(page: Page, conversation: str) -> datetime | None:
    """When the customer last wrote; None before the first word."""
    query = select(func.max(messages.c.created)).where(
        messages.c.conversation == conversation, messages.c.author == "customer"
    )
    return page.db.execute(query).scalar()  # type: ignore[no-any-return]


def accept(
    page: Page, conversation: str, client_id: str, text: str, customer: str | None
) -> tuple[Entry, bool]:
    """Store what the customer typed; the flag is False when this id was stored before.

    Raises IdReused when the id was stored with another content, NoConversation.
    """
    lock(page, conversation)
    entry, new = _receive(page, conversation, client_id, text, customer, None)
    if entry.text != text or entry.pressed is not None:
        raise IdReused(client_id)
    return entry, new


def press(
    page: Page, conversation: str, client_id: str, seq: int, index: int, customer: str | None
) -> tuple[Entry, bool]:
    """Store that the customer pressed button `index` of message `seq`; its title becomes the text.

    The same id again gives the stored row, although the button is old by then. Raises IdReused,
    OldButton, BadButton, NoConversation.
    """
    lock(page, conversation)
    stored = _by_client_id(page, conversation, client_id)
    if stored is None:
        button = find_button(page, conversation, seq, index)
        pressed = {"message": seq, "index": index, "payload": button["payload"]}
        return _receive(page, conversation, client_id, button["title"], customer, pressed)
    before = stored.pressed or {}
    if (before.get("message"), before.get("index")) != (seq, index):
        raise IdReused(client_id)
    return stored, False


def find_button(page: Page, conversation: str, seq: int, index: int) -> dict[str, str]:
    """Title and payload of a button that may still be pressed. Raises OldButton or BadButton."""
    shown = messages_after(page, conversation, seq - 1)
    if not shown or shown[0].seq != seq or shown[0].author == "customer":
        raise BadButton(f"message {seq} has no buttons")
    if not 0 <= index < len(shown[0].buttons):
        raise BadButton(f"message {seq} has no button {index}")
    if any(later.author == "customer" or later.buttons for later in shown[1:]):
        raise OldButton(f"message {seq} was overtaken")
    return shown[0].buttons[index]


def messages_after(page: Page, conversation: str, seq: int) -> list[Entry]:
    """The conversation's messages later than `seq`, in order."""
    return find_messages(page, conversation, messages.c.seq > seq)


def find_message(page: Page, conversation: str, seq: int) -> Entry | None:
    """One message of the conversation."""
    return next(iter(find_messages(page, conversation, messages.c.seq == seq)), None)


def find_messages(page: Page, conversation: str, condition: Any) -> list[Entry]:
    """The conversation's messages that meet the condition on the table, in order."""
    rows = page.db.execute(
        select(messages)
        .where(messages.c.conversation == conversation, condition)
        .order_by(messages.c.seq)
    )
    return [_entry(row) for row in rows]


def lock(page: Page, conversation: str) -> None:
    """Keep other writers of this conversation out until the page is done. Raises NoConversation."""
    row = page.db.execute(
        select(conversations.c.id)
        .where(conversations.c.id == conversation)
        .with_for_update(key_share=True)
    ).first()
    if row is None:
        raise NoConversation(conversation)


def append(page: Page, conversation: str, **values: Any) -> int:
    """Store a message under the next number and return that.

    `values` are columns of the message table; one that is None is left out, so that JSON stays
    NULL. Raises IntegrityError when the client id is taken, NoConversation.
    """
    lock(page, conversation)
    given = {name: value for name, value in values.items() if value is not None}
    tries = SEQ_TRIES
    while True:
        seq = _latest(page, conversation) + 1
        try:
            with page.db.begin_nested():
                page.db.execute(
                    insert(messages).values(
                        conversation=conversation, seq=seq, created=page.now, **given
                    )
                )
            return seq
        except IntegrityError:
            tries -= 1
            if not tries or _latest(page, conversation) < seq:
                raise


def _latest(page: Page, conversation: str) -> int:
    query = select(func.max(messages.c.seq)).where(messages.c.conversation == conversation)
    return page.db.execute(query).scalar() or 0


def _receive(
    page: Page,
    conversation: str,
    client_id: str,
    text: str,
    customer: str | None,
    pressed: dict[str, Any] | None,
) -> tuple[Entry, bool]:
    try:
        append(
            page,
            conversation,
            client_id=client_id,
            author="customer",
            customer=customer,
            text=text,
            pressed=pressed,
            state="received",
        )
        new = True
    except IntegrityError:
        new = False
    stored = _by_client_id(page, conversation, client_id)
    if stored is None:
        raise NoConversation(conversation)
    page.db.execute(
        update(conversations).where(conversations.c.id == conversation).values(last_seen=page.now)
    )
    return stored, new


def _by_client_id(page: Page, conversation: str, client_id: str) -> Entry | None:
    return next(iter(find_messages(page, conversation, messages.c.client_id == client_id)), None)


def _entry(row: Any) -> Entry:
    return Entry(
        seq=row.seq,
        client_id=row.client_id,
        author=row.author,
        customer=row.customer,
        text=row.text,
        buttons=row.buttons or [],
        pressed=row.pressed,
        about=row.about,
        state=row.state,
        reply_to=row.reply_to,
        at=row.created,
    )
