"""Where a customer's reports stand, and what they can say about them outside a guide.

It works now, it is still broken or back, it was a mistake, one thing more to know, something to bridge the time.
"""

import json
from dataclasses import replace
from typing import Any

from mend import outcome, restoration, smo
from mend.answers import confirming
from mend.guides import walk
from mend.guides.progress import Phase, Progress
from mend.others import HandoffState
from mend.problem import FINAL, Cause, Result, Status
from mend.reply import Button, Reply, Word
from mend.store import conversations, crm_requests, handoffs, reports, restorations, runs
from mend.store.page import Page
from mend.store.runs import Turn
from mend.wiring import Mend

Row = Any

SHOWN = 3
DECLINED = "@no"
OPEN = (Status.ACKNOWLEDGED, Status.IN_PROGRESS, Status.PENDING, Status.HELD)


def status(mend: Mend, turn: Turn, named: str | None) -> Reply:
    """Where the customer's reports and requests stand, and what can be done about the one that is named or alone."""
    with mend.store.glance() as page:
        rows = _theirs(page, turn)
        rows = [row for row in rows if row.id == named] or rows
        asked = crm_requests.of_customer(page, turn.conversation, turn.customer)
        shown = {row.id for row in rows[:SHOWN]}
        words = [word for row in rows[:SHOWN] for word in _state_of(page, mend, row)]
        words += [
            outcome.request_word(page, mend, row) for row in asked if row.report not in shown
        ][:SHOWN]
    if not words:
        return Reply((Word("utter_status_none"),), {"open_question": "none"})
    buttons = _choices(rows[0]) if len(rows) == 1 else _which(mend, rows[:SHOWN])
    last = replace(words[-1], buttons=buttons)
    slots: dict[str, Any] = {"open_question": "none"}
    if rows:
        slots["report"] = rows[0].id
    return Reply((*words[:-1], last), slots)


def works(mend: Mend, turn: Turn, key: int | None, named: str | None) -> Reply:
    """It works now: ask for a confirmation of what is open, with whoever it is."""
    with mend.store.page() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        conversations.ensure(page, turn.conversation, turn.customer)
        row = _open_restoration(page, turn, key, named)
        report = None if row is not None else _pick(page, turn, named, OPEN)
        if row is not None:
            progress = restorations.progress_of(row, page.now)
            if progress.phase is not Phase.ANSWERED:
                progress = walk.claim(progress)
            restorations.save_progress(page, row.id, progress, turn.conversation)
            key = row.id
        elif report is not None:
            found = _opened(page, turn, report, "customer")
            if found is None:
                return runs.keep(page, turn, _nothing("utter_glad"))
            key = found
        else:
            return runs.keep(page, turn, _nothing("utter_glad"))
        slots = {"restoration": str(key), "open_question": "guide"}
        return runs.keep(page, turn, Reply((), slots))


def still_broken(mend: Mend, turn: Turn, key: int | None, named: str | None) -> Reply:
    """It is still broken, or broken again: go on, say who has it, or open what was thought to be solved."""
    with mend.store.glance() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        row = _open_restoration(page, turn, key, named)
        report = _pick(page, turn, named, (*OPEN, Status.RESOLVED))
    if row is None and report is not None and report.symptom in mend.guides:
        # Of one that was solved long ago this opens a new report.
        return restoration.open_guide(mend, turn, report.symptom)
    return restoration.resume(mend, turn, row.id if row is not None else key)


def bridge(mend: Mend, turn: Turn) -> Reply:
    """Something that helps until others have repaired it: the guide's work-around, in a restoration of its own."""
    with mend.store.page() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        conversations.ensure(page, turn.conversation, turn.customer)
        report = _pick(page, turn, None, (Status.HELD, Status.IN_PROGRESS))
        guide = mend.guides.get(report.symptom or "") if report is not None else None
        step = outcome.relief_of(guide) if guide is not None else None
        busy = report is not None and restorations.unended_of_report(page, report.id) is not None
        if report is None or guide is None or step is None or busy:
            return runs.keep(page, turn, _nothing("utter_nothing_to_bridge"))
        reports.lead_to(page, report.id, Status.IN_PROGRESS, "a work-around is tried")
        start = Progress(
            guide.name,
            step.name,
            Phase.ASKED,
            trail=(f"{guide.name}/{step.name}",),
            answers="bridge",
        )
        key = restorations.open_restoration(page, report.id, turn.conversation, start)
        restorations.save_progress(page, key, start, turn.conversation)
        slots = {"restoration": str(key), "open_question": "guide"}
        return runs.keep(page, turn, Reply((Word("utter_bridge"),), slots))


def ask_information(mend: Mend, turn: Turn, named: str | None) -> Reply:
    """The customer wants to add something to a report: to which, and then what."""
    with mend.store.glance() as page:
        report = _pick(page, turn, named, (*OPEN, Status.RESOLVED))
    if report is None:
        return _nothing("utter_status_none")
    word = Word(
        "utter_information_for", values={"report": report.id, "title": _title(mend, report)}
    )
    return Reply((word,), {"open_question": "information", "report": report.id})


def take_information(mend: Mend, turn: Turn, number: str, said: str) -> Reply:
    """What the customer adds: a note on the report, and on its way to SM&O if they have it."""
    with mend.store.page() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        report = next((row for row in _theirs(page, turn) if row.id == number), None)
        if report is not None and said != DECLINED:
            reports.add_note(page, number, said, author="customer")
            passed = handoffs.open_of_report(page, number)
            smo.tell(page, number, f"The customer says: {said}")
            waited = passed is not None and passed.state == HandoffState.PENDING
            if waited and report.status == Status.PENDING:
                smo.hold(page, number, f"awaiting SM&O restoration {passed.service_problem}")
            return runs.keep(page, turn, Reply(slots={"information": "settled"}))
        return runs.keep(page, turn, Reply(slots={"information": DECLINED}))


def close_information(mend: Mend, turn: Turn, number: str, said: str) -> Reply:
    """After the question what to add: what has become of it, as the record book has it."""
    with mend.store.page() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        noted = said != DECLINED and reports.last_note(page, number, "customer") is not None
        passed = handoffs.open_of_report(page, number)
        on_its_way = passed is not None and passed.state not in smo.NOT_THERE
        name = "utter_information_passed_on" if on_its_way else "utter_information_noted"
        word = Word(name if noted else "utter_information_declined", values={"report": number})
        slots = {"open_question": "none", "information": None}
        return runs.keep(page, turn, Reply((word,), slots))


def ask_withdraw(mend: Mend, turn: Turn, named: str | None) -> Reply:
    """The customer says that it was never a fault: be sure before a report is cancelled."""
    with mend.store.glance() as page:
        report = _pick(page, turn, named, OPEN)
    if report is None:
        return _nothing("utter_nothing_to_withdraw")
    values = {"report": report.id, "title": _title(mend, report)}
    word = Word("utter_withdraw_sure", values=values)
    return Reply((word,), {"open_question": "withdraw", "report": report.id})


def withdraw(mend: Mend, turn: Turn, number: str | None) -> Reply:
    """The report was a mistake: it is cancelled, and whoever works on it is told."""
    with mend.store.page() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        report = next((row for row in _theirs(page, turn) if row.id == number), None)
        if report is None or report.status not in OPEN:  # never another one than was asked about
            return runs.keep(page, turn, _nothing("utter_nothing_to_withdraw"))
        row = restorations.unended_of_report(page, report.id)
        if row is not None:
            restorations.end_restoration(
                page, row.id, result=Result.UNSUCCESSFUL, cause=Cause.NO_FAULT
            )
        reports.add_note(
            page, report.id, "[1.3.7.6 withdrawn] the customer says that it never was a fault"
        )
        told = smo.tell(page, report.id, "The customer has withdrawn the report.", withdraw=True)
        reports.lead_to(
            page, report.id, Status.CANCELLED, "withdrawn by the customer: never a fault"
        )
        word = Word(
            "utter_withdrawn_told" if told else "utter_withdrawn", values={"report": report.id}
        )
        slots = {"open_question": "none", "report": None}
        return runs.keep(page, turn, Reply((word,), slots))


def _theirs(page: Page, turn: Turn) -> list[Row]:
    return reports.unfinished(page, turn.conversation, turn.customer)


def _pick(page: Page, turn: Turn, named: str | None, states: tuple[Status, ...]) -> Row:
    """The report that was named, or the one touched last, among theirs in these states; None without one."""
    rows = [row for row in _theirs(page, turn) if row.status in states]
    rows = [row for row in rows if row.id == named] or rows
    return max(rows, key=lambda row: (row.last_update, row.id), default=None)


def _open_restoration(page: Page, turn: Turn, key: int | None, named: str | None) -> Row:
    rows = restorations.unended(page, turn.conversation, turn.customer)
    if named is not None:
        return next((row for row in rows if row.report == named), None)
    return next((row for row in rows if row.id == key), rows[0] if rows else None)


def _opened(page: Page, turn: Turn, report: Row, by: str) -> int | None:
    """A restoration for what happened without us; None for a report that was never talked about."""
    last = restorations.latest_of_report(page, report.id)
    if last is None or report.status in FINAL:
        return None
    reports.lead_to(page, report.id, Status.IN_PROGRESS, "the customer says that it works again")
    return confirming.open_question(page, last, by, turn.conversation)


def _nothing(response: str) -> Reply:
    return Reply((Word(response),), {"open_question": "none"})


def _state_of(page: Page, mend: Mend, row: Row) -> list[Word]:
    values = {"report": row.id, "title": _title(mend, row)}
    return [
        Word(f"utter_status_{row.status}", values=values),
        *outcome.where_it_is(page, mend, row),
    ]


def _title(mend: Mend, row: Row) -> str:
    guide = mend.guides.get(row.symptom or "")
    return guide.title if guide else row.name or row.description[:80]


def _choices(row: Row) -> tuple[Button, ...]:
    about = json.dumps({"report": row.id})
    if row.status == Status.RESOLVED:
        return (
            Button("utter_title_is_back", f"/still_broken{about}"),
            Button("utter_title_add_information", f"/add_information{about}"),
        )
    return (
        Button("utter_title_add_information", f"/add_information{about}"),
        Button("utter_title_works", f"/works_now{about}"),
        Button("utter_title_mistake", f"/withdraw_report{about}"),
    )


def _which(mend: Mend, rows: list[Row]) -> tuple[Button, ...]:
    return tuple(
        Button(f"{_title(mend, row)} ({row.id})", f"/ask_status{json.dumps({'report': row.id})}")
        for row in rows
    )
