"""Hand-offs to SM&O: rows of TMF656 service problems that Mend identified the need for."""

from typing import Any

from sqlalchemy import insert, select

from mend.others import HandoffState
from mend.store.page import Page
from mend.store.tables import handoff

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


def of_restoration(page: Page, key: int) -> list[Row]:
    """The hand-offs of a restoration, oldest first."""
    return list(
        page.db.execute(select(handoff).where(handoff.c.restoration == key).order_by(handoff.c.id))
    )
