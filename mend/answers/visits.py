"""What the appointment system answers (TMF646): a visit is confirmed, moved, over, or its time was gone."""

from typing import Any

from mend.answers import confirming
from mend.others import AppointmentState
from mend.problem import RequestState, Status
from mend.settings import Settings
from mend.store import appointments, conversations, crm_requests, prompts, reports
from mend.store.page import Page
from mend.systems import Systems
from mend.systems.appointment import Appointment

Row = Any

_STATES = {
    "initialized": AppointmentState.ASKED,
    "confirmed": AppointmentState.CONFIRMED,
    "cancelled": AppointmentState.CANCELLED,
    "completed": AppointmentState.COMPLETED,
    "failed": AppointmentState.FAILED,
}
_OVER = (AppointmentState.CANCELLED, AppointmentState.COMPLETED, AppointmentState.FAILED)
_REQUEST = {
    AppointmentState.COMPLETED: RequestState.DONE,
    AppointmentState.CANCELLED: RequestState.WITHDRAWN,
    AppointmentState.FAILED: RequestState.REFUSED,
}


def read(systems: Systems, row: Row) -> Appointment:
    """The visit as the calendar has it now. Raises TryLater, Refused."""
    return systems.appointment.get(row.external_id)


def take(page: Page, _settings: Settings, row: Row, seen: Appointment) -> None:
    """Take in where a visit stands; a change of ours that is still on its way is not overwritten."""
    row = appointments.appointment(page, row.id)
    now = _STATES.get(seen.state)
    if now is None or row.state in _OVER:
        if row.state in _OVER:
            appointments.change(page, row.id, look_at=None)
        return
    if row.state in (AppointmentState.MOVING, AppointmentState.CANCELLING) and now not in _OVER:
        return
    start = seen.start or row.start
    end = seen.end or start + (row.end - row.start)  # TMF646 may leave out the end
    if (now, start, end) == (row.state, row.start, row.end):
        return
    appointments.change(
        page,
        row.id,
        state=now,
        start=start,
        end=end,
        **({"look_at": None} if now in _OVER else {}),
    )
    asked = crm_requests.request(page, row.request)
    if now in _REQUEST:
        crm_requests.change(page, asked.id, state=_REQUEST[now], look_at=None)
    if asked.report:
        reports.add_note(
            page, asked.report, f"[appointment] {row.external_id} is {now}, {seen.start}"
        )
    if now is AppointmentState.ASKED:
        return  # they have yet to confirm it
    if now is AppointmentState.CONFIRMED:
        kind = "visit_confirmed" if row.state == AppointmentState.ASKED else "visit_moved"
    else:
        kind = f"visit_{now}"
    _tell(page, asked, now, kind, {"appointment": row.id})


def _tell(page: Page, asked: Row, now: AppointmentState, kind: str, data: dict[str, Any]) -> None:
    report = reports.report(page, asked.report) if asked.report else None
    if report is None:
        conversation = conversations.current(page, asked.conversation, asked.customer)
        prompts.add_prompt(page, conversation, kind, data)
        return
    free = report.status == Status.HELD and not crm_requests.others_open(page, report.id, asked.id)
    # Somebody was there: does the product work again?
    done = now is AppointmentState.COMPLETED and free
    if done and confirming.ask(page, report, f"visit/{data['appointment']}", kind, data):
        return
    if now in _OVER and free:
        reports.lead_to(page, report.id, Status.IN_PROGRESS, f"the visit is {now}")
    confirming.tell(page, report, kind, data, asked.conversation)
