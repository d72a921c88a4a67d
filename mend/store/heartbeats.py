"""Signs of life of the processes that nobody can ask over HTTP."""

from datetime import datetime

from sqlalchemy import insert, select, update

from mend.store.page import Page
from mend.store.tables import heartbeat


def beat(page: Page, process: str) -> None:
    """Say that the process is alive now."""
    mine = heartbeat.c.process == process
    if not page.db.execute(update(heartbeat).where(mine).values(at=page.now)).rowcount:
        page.db.execute(insert(heartbeat).values(process=process, at=page.now))


def last(page: Page, process: str) -> datetime | None:
    """When the process was last alive, or None if it never was."""
    at: datetime | None = page.db.execute(
        select(heartbeat.c.at).where(heartbeat.c.process == process)
    ).scalar_one_or_none()
    return at
