"""Who wants our events: TMF630's hub."""

from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from mend.store.page import Page
from mend.store.tables import client_system, subscription
from mend.ticket_filter import choices, fits

EVENT_TYPE = "eventtype"

Row = Any


class Subscribed(Exception):
    """The same client has this callback with this query already, under `id`."""

    def __init__(self, key: str):
        super().__init__(key)
        self.id = key


def add(page: Page, client: int, callback: str, query: str) -> str:
    """Subscribe; returns the subscription's id. Raises Subscribed."""
    key = str(uuid4())
    try:
        with page.db.begin_nested():
            page.db.execute(
                insert(subscription).values(
                    id=key, client=client, callback=callback, query=query, created=page.now
                )
            )
    except IntegrityError:
        same = select(subscription.c.id).where(
            subscription.c.client == client,
            subscription.c.callback == callback,
            subscription.c.query == query,
        )
        raise Subscribed(page.db.execute(same).scalar_one()) from None
    return key


def remove(page: Page, client: int, key: str) -> bool:
    """End a subscription; False when this client has none with that id."""
    ended = page.db.execute(
        delete(subscription).where(subscription.c.client == client, subscription.c.id == key)
    ).rowcount
    return bool(ended)


def of_client(page: Page, client: int) -> list[Row]:
    """A client's subscriptions, oldest first."""
    return list(
        page.db.execute(
            select(subscription)
            .where(subscription.c.client == client)
            .order_by(subscription.c.created, subscription.c.id)
        )
    )


def all(page: Page) -> list[Row]:
    """The subscriptions of every client that is not revoked, oldest first."""
    return list(
        page.db.execute(
            select(subscription)
            .join(client_system, client_system.c.id == subscription.c.client)
            .where(client_system.c.revoked.is_(None))
            .order_by(subscription.c.created, subscription.c.id)
        )
    )


def wanted(row: Row, event_type: str, ticket: dict[str, Any]) -> bool:
    """Whether a subscription's query asks for an event of this type about this ticket (as JSON).

    `fields` chooses what an event shows, not which are sent, so it says nothing here.
    """
    for name, value in parse_qsl(row.query.removeprefix("?"), keep_blank_values=True):
        if name.lower() == EVENT_TYPE:
            if event_type.lower() not in [each.lower() for each in choices(value)]:
                return False
        elif name != "fields" and not fits(ticket, name, choices(value)):
            return False
    return True
