"""What the provider's systems answered, in words: said in the chat now, or when the customer is back.

A prompt's kind names its response, `utter_news_<kind>`. One that asks whether all is well again opens that question,
unless another one is open; then it waits until that is settled.
"""

from datetime import datetime
from typing import Any

from mend.others import AppointmentState
from mend.reply import Button, Reply, Word
from mend.store import appointments, crm_requests, reports, restorations
from mend.store.page import Page
from mend.times import spoken, spoken_window
from mend.visits import CANCEL, MOVE
from mend.wiring import Mend

Row = Any

# Every kind of prompt that this module says.
KINDS = frozenset(
    {
        "handoff_progress",
        "handoff_expected",
        "handoff_resolved",
        "handoff_relief",
        "handoff_question",
        "handoff_refused",
        "request_done",
        "request_refused",
        "order_done",
        "order_failed",
        "visit_confirmed",
        "visit_moved",
        "visit_cancelled",
        "visit_completed",
        "visit_failed",
        "visit_refused",
        "visit_not_moved",
        "visit_not_cancelled",
        "workaround_due",
    }
)
# What asks for something else than "is all well again?".
MOVE_TIME = Button("utter_title_other_time", "/visit_move")
NEW_TIME = Button("utter_title_other_time", "/visit_new")
PERSON = Button("utter_title_person", "/ask_person")
BUTTONS: dict[str, tuple[Button, ...]] = {
    "visit_refused": (NEW_TIME, PERSON),
    "visit_confirmed": (MOVE, CANCEL),
    "visit_not_moved": (MOVE_TIME, PERSON),
    "visit_failed": (NEW_TIME, PERSON),
    "order_failed": (PERSON,),
    "request_refused": (PERSON,),
}

# Where the other side's own words are meant for the customer.
WITH_WORDS = ("request_done", "request_refused")


def say(mend: Mend, page: Page, prompt: Row, busy: bool) -> Reply:
    """The words of one piece of news, and the question that is open after it."""
    if prompt.kind not in KINDS:
        return Reply()
    values = _values(mend, page, prompt.data)
    said = "_saying" if prompt.kind in WITH_WORDS and values["reason"] else ""
    buttons = BUTTONS.get(prompt.kind, ())
    word = Word(f"utter_news_{prompt.kind}{said}", values=values, buttons=buttons)
    if prompt.kind == "handoff_question":
        slots = {"open_question": "information", "report": prompt.data["report"]}
        return Reply((word,), {} if busy else slots)
    key = prompt.data.get("restoration")
    if key is None:
        return Reply((word,))
    row = restorations.restoration_by_id(page, int(key))
    if row is None or row.ended is not None:
        return Reply()  # the customer was faster: it has been confirmed already
    if busy:
        return Reply((word,))
    return Reply((word,), {"open_question": "guide", "restoration": str(row.id)})


def _values(mend: Mend, page: Page, data: dict[str, Any]) -> dict[str, str]:
    values = {
        name: str(data.get(name) or "")
        for name in ("report", "reference", "number", "question", "reason", "title")
    }
    if data.get("report"):
        report = reports.report(page, str(data["report"]))
        guide = mend.guides.get(report.symptom or "")
        values["title"] = guide.title if guide else report.name or ""
    if data.get("expected"):
        values["until"] = spoken(datetime.fromisoformat(data["expected"]), mend.settings)
    if data.get("appointment"):
        visit = appointments.appointment(page, int(data["appointment"]))
        values["number"] = crm_requests.request(page, visit.request).number
        if visit.start and visit.end and visit.state != AppointmentState.OFFERED:
            values["when"] = spoken_window(visit.start, visit.end, mend.settings)
    return values
