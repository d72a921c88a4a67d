"""Agents: who may read the desk, their sessions, and the audit of what they did.

A session is known by the sha256 of its cookie, so that a copy of the database signs nobody in.
Passwords are hashed and compared outside; here a name is locked after too many wrong ones, and
nothing tells whether a name exists.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import delete, insert, or_, select, update

from mend.store.clients import RESERVED
from mend.store.page import Page
from mend.store.tables import agent, agent_session, audit

SESSION_LIFE = timedelta(hours=8)
SESSION_IDLE = timedelta(minutes=30)
FAILURES_ALLOWED = 5
LOCK_TIME = timedelta(minutes=5)
# A session in use is written again at most this often: reading must not make every click a write.
TOUCH_EVERY = timedelta(minutes=1)
NAME_LIMIT = 64


class Role(StrEnum):
    """What an agent may do; each role may do what the ones before it may."""

    VIEWER = "viewer"
    AGENT = "agent"
    SUPERVISOR = "supervisor"

    def covers(self, needed: "Role") -> bool:
        """Whether this role may do what `needed` may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True)
class SignedIn:
    """A session that is still good."""

    name: str
    role: Role
    csrf: str
    last_seen: datetime

    def stale(self, now: datetime) -> bool:
        """Whether `touch` is due."""
        return now - self.last_seen >= TOUCH_EVERY


def add_agent(page: Page, name: str, password_hash: str, role: Role) -> int:
    """Add an agent; returns its id. Raises ValueError for a name nobody could sign in with."""
    plain = plain_name(name)
    if plain is None:
        raise ValueError(f"an agent's name is 1 to {NAME_LIMIT} printable characters")
    if plain in RESERVED:
        raise ValueError(f"{plain!r} names somebody else on reports and notes; use another name")
    result = page.db.execute(
        insert(agent).values(
            name=plain, password_hash=password_hash, role=Role(role), failures=0, created=page.now
        )
    )
    return int(result.inserted_primary_key[0])


def any_agent(page: Page) -> bool:
    """Whether there is an agent at all."""
    return page.db.execute(select(agent.c.id).limit(1)).first() is not None


def plain_name(name: str) -> str | None:
    """A name as it is stored: trimmed, without case; None when it cannot be one."""
    plain = name.strip().casefold()
    return plain if 0 < len(plain) <= NAME_LIMIT and plain.isprintable() else None


def password_hash_of(page: Page, name: str) -> str | None:
    """The hash to compare a password with, or None for a name that does not exist."""
    plain = plain_name(name)
    if plain is None:
        return None
    row = page.db.execute(select(agent.c.password_hash).where(agent.c.name == plain)).one_or_none()
    return str(row.password_hash) if row else None


def sign_in(page: Page, name: str) -> str | None:
    """Open a session for a name whose password matched; returns the cookie's value.

    None while the name is locked: the right password counts for nothing then.
    """
    row = page.db.execute(
        select(agent).where(agent.c.name == plain_name(name)).with_for_update()
    ).one_or_none()
    if row is None or _locked(row.locked_until, page.now):
        return None
    page.db.execute(update(agent).where(agent.c.id == row.id).values(failures=0, locked_until=None))
    _forget_ended(page)
    cookie = secrets.token_urlsafe(32)
    page.db.execute(
        insert(agent_session).values(
            id=_digest(cookie),
            agent=row.id,
            csrf=secrets.token_urlsafe(32),
            created=page.now,
            last_seen=page.now,
        )
    )
    write_audit(page, row.name, "signed_in")
    return cookie


def refuse(page: Page, name: str) -> None:
    """Count a wrong password, and lock the name after the fifth in a row.

    Unknown names leave no trace: strangers must not be able to fill the audit.
    """
    row = page.db.execute(
        select(agent).where(agent.c.name == plain_name(name)).with_for_update()
    ).one_or_none()
    if row is None or _locked(row.locked_until, page.now):
        return
    failures = row.failures + 1
    locked = failures >= FAILURES_ALLOWED
    page.db.execute(
        update(agent)
        .where(agent.c.id == row.id)
        .values(
            failures=0 if locked else failures,
            locked_until=page.now + LOCK_TIME if locked else None,
        )
    )
    write_audit(page, row.name, "locked" if locked else "refused")


def signed_in(page: Page, cookie: str) -> SignedIn | None:
    """The session behind a cookie, or None when there is none or its time is over."""
    row = page.db.execute(
        select(agent_session, agent.c.name, agent.c.role)
        .join(agent, agent.c.id == agent_session.c.agent)
        .where(agent_session.c.id == _digest(cookie))
    ).one_or_none()
    if row is None:
        return None
    if page.now - row.created >= SESSION_LIFE or page.now - row.last_seen >= SESSION_IDLE:
        return None
    return SignedIn(row.name, Role(row.role), row.csrf, row.last_seen)


def touch(page: Page, cookie: str) -> None:
    """The session is in use."""
    page.db.execute(
        update(agent_session)
        .where(agent_session.c.id == _digest(cookie))
        .values(last_seen=page.now)
    )


def sign_out(page: Page, cookie: str) -> None:
    """End a session; one that is gone already is no error."""
    session = signed_in(page, cookie)
    page.db.execute(delete(agent_session).where(agent_session.c.id == _digest(cookie)))
    if session is not None:
        write_audit(page, session.name, "signed_out")


def write_audit(page: Page, name: str, what: str, about: str | None = None) -> None:
    """Write down what an agent did, such as `read_report` about a report's number."""
    page.db.execute(insert(audit).values(agent=name, what=what, about=about, at=page.now))


def _locked(until: datetime | None, now: datetime) -> bool:
    return until is not None and now < until


def _forget_ended(page: Page) -> None:
    page.db.execute(
        delete(agent_session).where(
            or_(
                agent_session.c.created <= page.now - SESSION_LIFE,
                agent_session.c.last_seen <= page.now - SESSION_IDLE,
            )
        )
    )


def _digest(cookie: str) -> str:
    return sha256(cookie.encode("utf-8", "replace")).hexdigest()
