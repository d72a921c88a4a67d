"""Hand-offs to SM&O: rows of TMF656 service problems that Mend identified the need for."""

from typing import Any

from sqlalchemy import insert, select, update

from mend.others import HANDOFF_OVER, HandoffState
from mend.store.page import Page
from mend.store.tables import handoff, letter

Row = Any


def add(
    page: Page,
    *,
    restoration: int,
    report: str,
    known: str | None,
    category: str,
    suspected_layer: str,
    summary: dict[str, Any],
    state: HandoffState = HandoffState.ASKED,
) -> int:
    """A new hand-off; `known` is the service problem that SM&O already works on, if there is one."""
    result = page.db.execute(
        insert(handoff).values(
            restoration=restoration,
            report=report,
            service_problem=known,
            known=known is not None,
            category=category,
            suspected_layer=suspected_layer,
            summary=summary,
            workaround=False,
            state=state,
            created=page.now,
        )
    )
    return int(result.inserted_primary_key[0])


def change(page: Page, key: int, **values: Any) -> None:
    """What was learnt of a hand-off."""
    page.db.execute(update(handoff).where(handoff.c.id == key).values(**values))


def of_report(page: Page, number: str) -> list[Row]:
    """The hand-offs of a report, oldest first."""
    return list(
        page.db.execute(select(handoff).where(handoff.c.report == number).order_by(handoff.c.id))
    )


def open_of_report(page: Page, number: str) -> Row:
    """The newest hand-off of a report that SM&O still owes something for, or None."""
    rows = [row for row in of_report(page, number) if row.state not in HANDOFF_OVER]
    return rows[-1] if rows else None


def letter_key(page: Page, key: int) -> str | None:
    """The key under which SM&O was asked for a hand-off; None when Mend did not ask."""
    return page.db.execute(  # type: ignore[no-any-return]
        select(letter.c.key).where(
            letter.c.about_kind == "handoff",
            letter.c.about_id == key,
            letter.c.operation == "create",
        )
    ).scalar()


def handoff_by_id(page: Page, key: int) -> Row:
    """The hand-off with that id, or None."""
    return page.db.execute(select(handoff).where(handoff.c.id == key)).one_or_none()


def of_restoration(page: Page, key: int) -> list[Row]:
    """The hand-offs of a restoration, oldest first."""
    return list(
        page.db.execute(select(handoff).where(handoff.c.restoration == key).order_by(handoff.c.id))
    )
