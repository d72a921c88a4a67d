"""Agents' passwords: argon2id, and the one account that a new installation begins with."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from mend.store import Store, agents

FIRST_NAME = "agent"


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # argon2id, the low-memory profile of RFC 9106: 64 MiB, 3 passes


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    """The argon2id hash to store for a password."""
    return _hasher().hash(password)


def password_matches(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; a missing hash takes as long and never fits."""
    try:
        _hasher().verify(password_hash or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def first_agent(store: Store) -> tuple[str, str] | None:
    """Create one agent when there is none; returns its name and password, to be shown once.

    It is a supervisor, as somebody has to be. Returns None when there is an agent already.
    """
    password = secrets.token_urlsafe(15)
    password_hash = hash_password(password)
    with store.page() as page:
        if agents.any_agent(page):
            return None
        agents.add_agent(page, FIRST_NAME, password_hash, agents.Role.SUPERVISOR)
    return FIRST_NAME, password
