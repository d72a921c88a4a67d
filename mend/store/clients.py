"""Client systems of the TMF621 face: what they may do, and a hash of their bearer token.

A token has 256 random bits, so it is looked up by its sha256: there is nothing to guess and nothing to compare.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, select, update

from mend.store.page import Page
from mend.store.tables import client_system

NAME_LIMIT = 48
# Whose words these are must never be in doubt: notes and reports carry the name.
RESERVED = frozenset({"mend", "sandbox", "customer"})

Row = Any


class Scope(StrEnum):
    """What a client system may do."""

    READ = "read"
    WRITE = "write"  # create and change
    CLOSE = "close"  # closed, cancelled, rejected: Track & Manage's own systems
    EVENTS = "events"  # subscribe
    LISTEN = "listen"  # post events to our listeners


@dataclass(frozen=True)
class Client:
    """A client system that showed its token; `id` is None for the sandbox, which is not in the record book."""

    id: int | None
    name: str
    scopes: frozenset[Scope]


def add(page: Page, name: str, scopes: Iterable[Scope]) -> str:
    """Add a client system; returns its token, which nobody can show again.

    Raises ValueError for a name that cannot be used or is taken, and without any scope.
    """
    plain = name.strip()
    usable = plain.isprintable() and plain.isascii() and not any(each.isspace() for each in plain)
    if not usable or not 0 < len(plain) <= NAME_LIMIT:
        raise ValueError(
            f"a client's name is 1 to {NAME_LIMIT} printable ASCII characters, no spaces"
        )
    if plain.lower() in RESERVED:
        raise ValueError(f"a client cannot be called {plain}")
    if page.db.execute(select(client_system.c.id).where(client_system.c.name == plain)).first():
        raise ValueError(f"there is, or was, a client called {plain}")
    wanted = sorted({Scope(scope) for scope in scopes})
    if not wanted:
        raise ValueError("a client without a scope could do nothing")
    token = secrets.token_urlsafe(32)
    page.db.execute(
        insert(client_system).values(
            name=plain, token_hash=_digest(token), scopes=wanted, created=page.now
        )
    )
    return token


def holder(page: Page, token: str) -> Client | None:
    """The client system with that token, or None when there is none or it was revoked."""
    row = page.db.execute(
        select(client_system).where(
            client_system.c.token_hash == _digest(token), client_system.c.revoked.is_(None)
        )
    ).one_or_none()
    if row is None:
        return None
    return Client(row.id, row.name, frozenset(Scope(each) for each in row.scopes))


def all_clients(page: Page) -> list[Row]:
    """Every client system that there is or was, by name."""
    return list(page.db.execute(select(client_system).order_by(client_system.c.name)))


def revoke(page: Page, name: str) -> bool:
    """End a client's access for good; False when there is none with that name."""
    changed = page.db.execute(
        update(client_system)
        .where(client_system.c.name == name.strip(), client_system.c.revoked.is_(None))
        .values(revoked=page.now)
    ).rowcount
    return bool(changed)


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()
