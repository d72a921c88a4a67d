"""Our own subscriptions to the events of the provider's systems."""

from sqlalchemy import delete, insert, select

from mend.store.page import Page
from mend.store.tables import subscribed


def at(page: Page, system: str) -> str | None:
    """Their id of our subscription at the system, or None."""
    found: str | None = page.db.execute(
        select(subscribed.c.reference).where(subscribed.c.system == system)
    ).scalar_one_or_none()
    return found


def remember(page: Page, system: str, callback: str, reference: str) -> None:
    """We are subscribed at the system, as `reference`, and were not before."""
    page.db.execute(
        insert(subscribed).values(
            system=system, callback=callback, reference=reference, at=page.now
        )
    )


def forget(page: Page, system: str) -> None:
    """We are not subscribed at the system."""
    page.db.execute(delete(subscribed).where(subscribed.c.system == system))
