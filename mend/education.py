"""Education in correct usage: noted on the report, and logged with Customer Interaction Management (TMF683)."""

from typing import Any

from mend.guides import Guide
from mend.guides.progress import Tried
from mend.store import letters, reports
from mend.store.page import Page

Row = Any


def record(page: Page, row: Row, guide: Guide, tried: Tried) -> None:
    """The customer was taught something: all interactions are logged, those in self-service too (eTOM 1.3.5)."""
    reports.add_note(page, row.report, f"[1.3.7.6 education] {guide.name}/{tried.step}")
    if row.customer is None:
        return  # there is no party that the interaction could be with
    letters.post(
        page,
        "party_interaction",
        "log",
        "interaction",
        row.id,
        row.report,
        {
            "what": f"correct usage explained: {guide.title} ({tried.step})",
            "resolution": "helped" if tried.effect == "fixed" else "explained",
            "report": row.report,
            "customer": row.customer,
            "at": page.now.isoformat(),
        },
    )
