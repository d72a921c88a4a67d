"""Danger: the instruction at once, and a hand-off before all others. Nothing is asked before.

Smoke and sparks, a shock, a line that is down, an emergency call that does not go through, a number taken over.
"""

from dataclasses import replace
from typing import Any

from mend import crm, handoff, outcome, smo
from mend.guides.model import Way
from mend.guides.progress import Ending, Phase
from mend.problem import (
    OPEN_REQUESTS,
    Cause,
    CrmProcess,
    Destination,
    Layer,
    RequestKind,
    RequestState,
    Result,
)
from mend.reply import Reply, Word
from mend.store import conversations, crm_requests, reports, restorations, runs
from mend.store.page import Page
from mend.store.runs import Turn
from mend.wiring import Mend

Row = Any

# What the patterns of data/danger.yml tell apart; the classifier alone only knows that there is danger.
KINDS = ("fire", "shock", "line_down", "emergency_call", "sim_swap")
URGENT = Way(Destination.CRM, process=CrmProcess.INTERACTION, asks=RequestKind.URGENT_CALL)


def alarm(mend: Mend, turn: Turn, kind: str | None, *, in_guide: bool) -> Reply:
    """Say what to do, end what is open here as unsuccessful, and have somebody call; once for each danger.

    `in_guide`: its form is open, and says by itself how it ended.
    """
    named = kind if kind in KINDS else None
    word = Word(f"utter_danger_{named}" if named else "utter_danger")
    with mend.store.page() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        conversations.ensure(page, turn.conversation, turn.customer)
        row = _open_here(page, turn)
        if row is not None:
            _end(page, mend, turn, row, named)
            if in_guide:
                return runs.keep(page, turn, Reply((word,), {"guide_answer": "ended"}))
            last = outcome.of(page, mend, row.id)
            return runs.keep(page, turn, Reply((word, *last.words), last.slots))
        asked = crm_requests.open_call_back(
            page, turn.conversation, turn.customer, RequestKind.URGENT_CALL
        )
        said = "utter_alarm_already" if asked is not None else "utter_alarm_noted"
        waiting = crm_requests.waiting_for_contact(page, turn.conversation)
        if asked is None and waiting is None:
            asked = _ask(page, turn, named)
        if asked is None or asked.state not in OPEN_REQUESTS:
            words = (word, Word("utter_contact_needed"))
            return runs.keep(page, turn, Reply(words, {"open_question": "contact"}))
        words = (word, Word(said, values={"number": asked.number}))
        return runs.keep(page, turn, Reply(words, {"open_question": "none"}))


def _open_here(page: Page, turn: Turn) -> Row:
    """What is being talked about in this conversation; the danger is with that, not with another day's problem."""
    rows = restorations.unended(page, turn.conversation, turn.customer)
    return next((row for row in rows if row.conversation == turn.conversation), None)


def _ask(page: Page, turn: Turn, kind: str | None) -> Row:
    key = crm.ask(
        page,
        conversation=turn.conversation,
        customer=turn.customer,
        process=CrmProcess.INTERACTION,
        kind=RequestKind.URGENT_CALL,
        what=f"URGENT, danger ({kind or 'not named'}): {turn.text}",
    )
    asked = crm_requests.request(page, key)
    return None if asked.state == RequestState.NEEDS_CONTACT else asked


def _end(page: Page, mend: Mend, turn: Turn, row: Row, kind: str | None) -> None:
    reports.make_critical(page, row.report)
    reports.add_note(page, row.report, f"[1.3.7.6 danger] {kind or 'not named'}: {turn.text}")
    progress = restorations.progress_of(row, page.now)
    ended = replace(progress, phase=Phase.ENDED)
    restorations.save_progress(page, row.id, ended, turn.conversation)
    # A line in the street is for SM&O, with the highest priority; everything else for a person to call at once.
    way = URGENT
    if kind == "line_down" and smo.can_take(row):
        way = Way(Destination.SMO, suspect=Layer.ACCESS_LINE)
    ending = Ending(Result.UNSUCCESSFUL, Cause.DANGER, way)
    now = restorations.restoration_by_id(page, row.id)
    handoff.settle(page, mend.settings, now, ending, turn.message_id)
