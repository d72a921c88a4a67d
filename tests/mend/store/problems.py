"""Problems with a restoration, and letters about them, for tests of the record book."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from mend.guides.walk import Phase, Progress
from mend.store import (
    Page,
    Store,
    handoffs,
    letters,
    reports,
    restorations,
)
from mend.store.letters import Letter
from mend.store.tables import conversation, letter, note

LEASE = timedelta(seconds=90)
SYSTEM = "service_problem"


def open_problem(page: Page) -> tuple[str, int, str]:
    """A report with an open restoration: its number, the restoration's id and the conversation."""
    key = uuid4().hex
    page.db.execute(
        conversation.insert().values(
            id=key, customer="cus-1", channel="web", started=page.now, last_seen=page.now
        )
    )
    report = reports.open_report(
        page,
        conversation=key,
        customer="cus-1",
        product_kind="broadband",
        symptom="no_internet",
        description="nothing works",
    )
    start = Progress("no_internet", "look_at_lights", Phase.ASKED)
    return report, restorations.open_restoration(page, report, key, start), key


def add_handoff(page: Page, report: str, restoration: int) -> int:
    """A hand-off of the restoration; its id."""
    return handoffs.add(
        page,
        restoration=restoration,
        report=report,
        known=None,
        category="serviceProvider.declared",
        suspected_layer="access_line",
        summary={},
    )


def post_letter(page: Page, system: str = SYSTEM) -> tuple[str, str]:
    """A letter about a new hand-off: its key and its report."""
    report, restoration, _ = open_problem(page)
    about = add_handoff(page, report, restoration)
    return letters.post(page, system, "create", "handoff", about, report, {"n": 1}), report


def take(store: Store, n: int = 10, system: str = SYSTEM) -> list[Letter]:
    """Take up to n letters that are due."""
    with store.page() as page:
        return letters.take_due(page, system, n, LEASE)


def kept(store: Store, key: str) -> Any:
    """The letter as it is kept."""
    with store.glance() as page:
        return page.db.execute(select(letter).where(letter.c.key == key)).one()


def notes(store: Store, report: str) -> list[str]:
    """The texts of a report's notes."""
    with store.glance() as page:
        return list(page.db.execute(select(note.c.text).where(note.c.report == report)).scalars())
