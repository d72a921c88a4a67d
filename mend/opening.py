"""Which problem report and which restoration of it a customer's words are about."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from mend.guides import Guide
from mend.guides.progress import Phase, Progress
from mend.problem import Status
from mend.provider import Side
from mend.store import reports, restorations
from mend.store.page import Page
from mend.store.runs import Turn

Row = Any

# A problem that is back within this time after it was resolved is the same problem.
REOPEN_WITHIN = timedelta(days=14)


def report_for(page: Page, turn: Turn, guide: Guide, side: Side) -> Row:
    """The report that the customer's words are about: one that is open, or one that was not solved after all."""
    product_id = side.product.id if side.product else None
    report = reports.open_on_product(
        page, turn.conversation, turn.customer, guide.product, product_id
    )
    if report is None:
        since = page.now - REOPEN_WITHIN
        report = reports.resolved_on(page, turn.customer, guide.product, guide.name, since)
    if report is not None and report.status in (Status.RESOLVED, Status.PENDING):
        back = report.status == Status.RESOLVED
        reason = (
            "resolution rejected by the customer: it is back" if back else "the customer is here"
        )
        reports.change_status(page, report.id, Status.IN_PROGRESS, reason)
    elif report is not None and report.status == Status.ACKNOWLEDGED:
        reports.change_status(page, report.id, Status.IN_PROGRESS, "self-help started")
    return report


def restoration_on(page: Page, turn: Turn, guide: Guide, side: Side, report: Row) -> int:
    """Open the next restoration of the report, or the first of a new one; returns its id."""
    product = side.product
    number = (
        report.id
        if report
        else reports.open_report(
            page,
            conversation=turn.conversation,
            customer=turn.customer,
            product_kind=guide.product,
            symptom=guide.name,
            description=turn.text,
            product_id=product.id if product else None,
            product_name=product.name if product else None,
            service_ids=list(product.service_ids) if product else [],
            place=product.place if product else None,
        )
    )
    start = Progress(guide.name, guide.first, Phase.ASKED)
    facts = restorations.lasting_facts(page, turn.customer)
    last = restorations.latest_of_report(page, number)
    if last is not None:
        facts |= restorations.live_facts(last, page.now)
    start = replace(start, facts=facts)
    if report is not None:
        reports.place_on(page, number, turn.conversation, product)
    key = restorations.open_restoration(page, number, turn.conversation, start)
    restorations.save_progress(page, key, start, turn.conversation)
    return key
