"""What follows from the end of a walk, written in the transaction that ends the restoration.

The mapping is TM Forum's: restored resolves the report, a work-around leaves it in progress until the permanent fix,
and an unsuccessful restoration goes to SM&O (`mend.smo`), to another CRM process (`mend.crm`), or to nobody. Mend
never closes one.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mend import crm, smo
from mend.guides.model import CALL_BACK
from mend.guides.progress import Ending
from mend.problem import Cause, CrmProcess, Destination, Result, Status
from mend.settings import Settings
from mend.store import crm_requests, reports, restorations
from mend.store.page import Page

# What opened a restoration while somebody else had the report: their word alone takes it from nobody.
OWN_WORD = ("customer", "bridge")

Row = Any


def settle(page: Page, settings: Settings, row: Row, ending: Ending, confirmed_by: str) -> None:
    """End the restoration `row` and pass on what is left to do."""
    if ending.cause is Cause.UNKNOWN and row.answers:
        ending = replace(ending, cause=_cause_before(page, row))
    restorations.end_restoration(
        page,
        row.id,
        result=ending.result,
        cause=ending.cause,
        restored_by=ending.restored_by,
        confirmed_by=confirmed_by if ending.result is not Result.UNSUCCESSFUL else None,
    )
    if ending.until is not None and not smo.expects(page, row.report):
        # Until SM&O says when the repair is due, the guide's own time stands.
        reports.expect_resolution(page, row.report, page.now + timedelta(hours=ending.until))
    until = reports.report(page, row.report).expected_resolution
    reports.add_note(page, row.report, _note(ending, until))
    reports.lead_to(page, row.report, Status.IN_PROGRESS, "the customer is here")
    if ending.result is Result.RESTORED:
        reports.expect_resolution(page, row.report, None)
        reports.change_status(page, row.report, Status.RESOLVED, f"restored: {ending.cause}")
        smo.tell(page, row.report, "The customer says that it works again.")
        return
    way = ending.way or CALL_BACK
    had = crm_requests.open_of_report(page, row.report) if row.answers in OWN_WORD else []
    if way.to is Destination.NOBODY:
        return
    if way.to is Destination.SMO and not smo.can_take(row):
        # TMF656 needs an affected service, resource or place; without one only a person can find out.
        way = CALL_BACK
    if had:
        hold: str | None = crm.leave_with(page, row.report, had[-1])
    elif way.to is Destination.SMO:
        hold = smo.hand_over(page, settings, row, ending, way)
    else:
        hold = crm.hand_over(page, row, ending, way.process or CrmProcess.INTERACTION, way.asks)
    if hold and ending.result is Result.UNSUCCESSFUL:
        reports.change_status(page, row.report, Status.HELD, hold)


def _cause_before(page: Page, row: Row) -> Cause:
    """What an earlier restoration of the report found, when this one only heard that it is done."""
    before = restorations.ended_before(page, row.report, row.number)
    return Cause(before.cause) if before is not None else Cause.UNKNOWN


def _note(ending: Ending, until: datetime | None) -> str:
    """The report's note; the first words let a plain TMF621 reader see the result."""
    text = f"[1.3.7.6 {ending.result}] cause {ending.cause}"
    if ending.restored_by:
        text += f"; restored by {ending.restored_by}, confirmed by the customer"
    elif ending.result is Result.RESTORED:
        text += "; restored without our doing, confirmed by the customer"
    if ending.result is Result.WORKAROUND:
        lasts = f", until {until:%Y-%m-%d %H:%M} UTC" if until else ""
        text += f"; temporary{lasts}; the permanent fix is outstanding"
    return text
