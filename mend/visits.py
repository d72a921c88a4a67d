"""Visits: the customer picks a time, moves the visit or cancels it (TMF646, asked for by letter)."""

import json
from datetime import date, datetime
from typing import Any

from mend import crm
from mend.guides.hear import words_of
from mend.others import AppointmentState
from mend.problem import OPEN_REQUESTS, CrmProcess, RequestState
from mend.reply import Button, Reply, Word
from mend.store import appointments, conversations, crm_requests, letters, reports, runs
from mend.store.page import Page
from mend.store.runs import Turn
from mend.systems.appointment import Slot
from mend.times import spoken_window
from mend.wiring import Mend

Row = Any

SHOWN = 6
A_DAY = 2
DECLINED = "@no"
# How a part of the day is said, and the hours in which such a visit begins.
_PARTS = {
    "morning": range(0, 12),
    "noon": range(11, 14),
    "afternoon": range(12, 17),
    "evening": range(16, 24),
}
NOTHING = Button("utter_title_no_time", "/deny")
MOVE = Button("utter_title_move_visit", "/visit_move")
CANCEL = Button("utter_title_cancel_visit", "/visit_cancel")
KEEP = Button("utter_title_keep_visit", "/deny")


def look(mend: Mend, turn: Turn, key: int | None) -> list[Slot]:
    """Free times for the visit that an ended restoration needs; none when it needs none."""
    with mend.store.glance() as page:
        asked = _to_pick(page, key)
        report = reports.report(page, asked.report) if asked is not None else None
        said = runs.said(page, turn) is not None
    if report is None or said:
        return []
    return mend.provider.free_slots(report.place, report.id)


def add_offer(page: Page, key: int, ended: Reply, times: list[Slot]) -> Reply:
    """What was said about an ended restoration, and the times to pick from if it needs a visit."""
    asked = _to_pick(page, key)
    if asked is None:
        return ended
    offered = offer(page, asked, times)
    return Reply((*ended.words, *offered.words), {**ended.slots, **offered.slots})


def offer(page: Page, asked: Row, times: list[Slot]) -> Reply:
    """The times for a request; without any, the process is asked to find one with the customer."""
    values = {"number": asked.number}
    if not times:
        crm.ask_now(page, asked)
        return Reply((Word("utter_visit_no_times", values=values),), {"open_question": "none"})
    visit = appointments.add(page, asked.id, _shown(times))
    return _pick(visit, Word("utter_visit_pick", values=values))


def talk(mend: Mend, turn: Turn) -> Reply:
    """The customer speaks of a visit: the one that is to come, or times for a new one."""
    with mend.store.glance() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        visit = appointments.open_of(page, turn.customer) if turn.customer else None
        rows = reports.unfinished(page, turn.conversation, turn.customer)
        asked = crm_requests.of_customer(page, turn.conversation, turn.customer)
        waiting = next((row for row in asked if row.state == RequestState.NEEDS_SLOT), None)
    if visit is not None:
        return _this_one(mend, visit)
    report = rows[0] if rows else None
    place = report.place if report is not None else None
    about = report.id if report is not None else turn.conversation
    times = mend.provider.free_slots(place, about) if turn.customer else []
    with mend.store.page() as page:
        conversations.ensure(page, turn.conversation, turn.customer)
        key = (
            waiting.id
            if waiting is not None
            else crm.ask(
                page,
                conversation=turn.conversation,
                customer=turn.customer,
                process=CrmProcess.APPOINTMENT,
                what=f"The customer asks for a visit: {turn.text}",
                report=report.id if report is not None else None,
            )
        )
        if turn.customer is None:
            reply = Reply((Word("utter_contact_needed"),), {"open_question": "contact"})
        else:
            reply = offer(page, crm_requests.request(page, key), times)
        return runs.keep(page, turn, reply)


def move(mend: Mend, turn: Turn) -> Reply:
    """Other times for the visit that is to come."""
    with mend.store.glance() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        visit = appointments.open_of(page, turn.customer) if turn.customer else None
        report = reports.report(page, visit.report) if visit is not None and visit.report else None
    if visit is None:
        return Reply((Word("utter_visit_none"),), {"open_question": "none"})
    if visit.state != AppointmentState.CONFIRMED:  # what is not agreed yet cannot be moved
        values = {"number": visit.number, **_values(mend, visit)}
        return Reply((Word("utter_visit_asked", values=values),), {"open_question": "none"})
    times = mend.provider.free_slots(report and report.place, visit.report or visit.number)
    shown = _shown(times)
    with mend.store.page() as page:
        if not shown:
            word = Word("utter_visit_no_other_times", values={"number": visit.number})
            return runs.keep(page, turn, Reply((word,), {"open_question": "none"}))
        appointments.change(page, visit.id, offered=shown)
        word = Word("utter_visit_pick_other", values={"number": visit.number})
        return runs.keep(page, turn, _pick(visit.id, word))


def cancel(mend: Mend, turn: Turn) -> Reply:
    """The customer does not need the visit any more."""
    with mend.store.page() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        visit = appointments.open_of(page, turn.customer) if turn.customer else None
        if visit is None:
            word = Word("utter_visit_none")
        else:
            appointments.change(page, visit.id, state=AppointmentState.CANCELLING)
            _post(page, visit, "cancel", {"reason": "the customer does not need it any more"})
            word = Word("utter_visit_cancel_asked", values=_values(mend, visit))
        return runs.keep(page, turn, Reply((word,), {"open_question": "none"}))


def choose(mend: Mend, turn: Turn, visit: int, said: str) -> Reply:
    """The customer's answer to "which time?": one of them, none of them, or something else (asked again)."""
    with mend.store.page() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        row = appointments.appointment(page, visit)
        asked = crm_requests.request(page, row.request) if row is not None else None
        if asked is None or asked.customer != turn.customer:
            return Reply(slots={"slot_choice": "settled"})
        first = row.state == AppointmentState.OFFERED and asked.state == RequestState.NEEDS_SLOT
        if not first and row.state != AppointmentState.CONFIRMED:
            # It has been booked meanwhile, or the process finds a time: there is nothing to pick.
            return runs.keep(page, turn, Reply(slots={"slot_choice": "settled"}))
        declined = said == DECLINED
        # Words that name a time are that time, whatever the classifier took them for.
        index = _picked(mend, row, turn.text if declined else said)
        if index is None and declined:
            if first:
                crm.ask_now(page, asked)
            return runs.keep(page, turn, Reply(slots={"slot_choice": "settled"}))
        if index is None:
            word = Word("utter_visit_not_understood")
            return runs.keep(page, turn, Reply((word,), {"slot_choice": None}))
        _take(page, row, asked, row.offered[index])
        return runs.keep(page, turn, Reply(slots={"slot_choice": "settled"}))


def close(mend: Mend, turn: Turn, visit: int) -> Reply:
    """After the question which time: what has been asked for, as the record book has it."""
    slots = {"open_question": "none", "slot_choice": None}
    with mend.store.page() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        row = appointments.appointment(page, visit)
        asked = crm_requests.request(page, row.request)
        number = asked.number
        match row.state:
            case AppointmentState.ASKED:
                values = {"number": number, **_values(mend, row)}
                word = Word("utter_visit_asked", values=values)
            case AppointmentState.MOVING:
                word = Word("utter_visit_move_asked", values={"number": number})
            case AppointmentState.CONFIRMED:
                word = Word("utter_visit_kept", values=_values(mend, row))
            case _ if asked.state in OPEN_REQUESTS:
                word = Word("utter_visit_no_times", values={"number": number})
            case _:
                word = Word("utter_visit_none")
        return runs.keep(page, turn, Reply((word,), slots))


def pick_again(mend: Mend, visit: int) -> Word | None:
    """The question which time, as the form asks it; None when nothing is to be picked."""
    with mend.store.glance() as page:
        row = appointments.appointment(page, visit)
    return _question(mend, row.id, row.offered) if row is not None else None


def _to_pick(page: Page, key: int | None) -> Row:
    """The request of a restoration that waits for a time to be picked and has offered none, or None."""
    rows = crm_requests.of_restoration(page, key) if key is not None else []
    waiting = [row for row in rows if row.state == RequestState.NEEDS_SLOT]
    return next((row for row in waiting if appointments.of_request(page, row.id) is None), None)


def _shown(times: list[Slot]) -> list[dict[str, str]]:
    """The first times of each of the next days, so that there is a choice of days too."""
    by_day: dict[date, list[Slot]] = {}
    for slot in times:
        by_day.setdefault(slot.start.date(), []).append(slot)
    first = [slot for day in by_day.values() for slot in day[:A_DAY]][:SHOWN]
    return [{"start": slot.start.isoformat(), "end": slot.end.isoformat()} for slot in first]


def _take(page: Page, row: Row, asked: Row, slot: dict[str, str]) -> None:
    report = reports.report(page, asked.report) if asked.report else None
    if row.state == AppointmentState.CONFIRMED:
        appointments.change(page, row.id, state=AppointmentState.MOVING)
        visit = appointments.open_of(page, asked.customer)
        _post(page, visit, "move", {"slot": slot})
        return
    start, end = (datetime.fromisoformat(slot[name]) for name in ("start", "end"))
    appointments.change(page, row.id, state=AppointmentState.ASKED, start=start, end=end)
    crm_requests.change(page, asked.id, state=RequestState.ASKED, look_at=None)
    body = {
        "slot": slot,
        "report": asked.report,
        "customer": asked.customer,
        "place": report.place if report is not None else None,
        "what": asked.what,
    }
    letters.post(page, "appointment", "book", "appointment", row.id, asked.report, body)


def _post(page: Page, visit: Row, operation: str, more: dict[str, Any]) -> None:
    booked_by = appointments.letter_key(page, visit.id)
    body = {"appointment": visit.external_id, "booked_by": booked_by, **more}
    letters.post(page, "appointment", operation, "appointment", visit.id, visit.report, body)


def _picked(mend: Mend, row: Row, said: str) -> int | None:
    """The index of the offered time that was meant: a button's `id.index`, or words of its day and hour."""
    key, _, index = said.partition(".")
    if key == str(row.id) and index.isdecimal() and int(index) < len(row.offered):
        return int(index)
    words = set(words_of(said))
    scores = {i: _fit(mend, slot, words) for i, slot in enumerate(row.offered)}
    best = max(scores.values(), default=0)
    winners = [i for i, score in scores.items() if score == best and best > 0]
    return winners[0] if len(winners) == 1 else None


def _fit(mend: Mend, slot: dict[str, str], words: set[str]) -> int:
    """How many of the words speak of this time; a part of the day that it is not in rules it out."""
    title = _title(mend, slot)
    hour = int(title.rsplit(", ", 1)[1][:2])
    parts = words & _PARTS.keys()
    if parts and not any(hour in _PARTS[part] for part in parts):
        return 0
    return len(words & {*words_of(title), str(hour)}) + len(parts)


def _pick(visit: int, word: Word) -> Reply:
    """The form that follows asks which time."""
    return Reply((word,), {"open_question": "slot", "visit": str(visit)})


def _question(mend: Mend, visit: int, shown: list[dict[str, str]]) -> Word:
    times = [
        Button(_title(mend, slot), f"/choose_slot{json.dumps({'slot': f'{visit}.{index}'})}")
        for index, slot in enumerate(shown)
    ]
    return Word("utter_visit_which", buttons=(*times, NOTHING))


def _title(mend: Mend, slot: dict[str, str]) -> str:
    start, end = (datetime.fromisoformat(slot[name]) for name in ("start", "end"))
    return spoken_window(start, end, mend.settings)


def _this_one(mend: Mend, visit: Row) -> Reply:
    if visit.state == AppointmentState.CONFIRMED:
        word = Word("utter_visit_is", values=_values(mend, visit), buttons=(MOVE, CANCEL, KEEP))
    else:
        values = {"number": visit.number, **_values(mend, visit)}
        word = Word("utter_visit_asked", values=values)
    return Reply((word,), {"open_question": "visit"})


def _values(mend: Mend, visit: Row) -> dict[str, str]:
    known = visit.start is not None and visit.end is not None
    return {"when": spoken_window(visit.start, visit.end, mend.settings) if known else ""}
