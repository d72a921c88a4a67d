"""Danger: the instruction at once, and a hand-off before all others. Nothing is asked before.

Smoke and sparks, a shock, a line that is down, an emergency call that does not go through, a number taken over.
"""

from dataclasses import replace
from typing import Any

from mend import crm, handoff, outcome, smo
from mend.guides.model import Way
from mend.guides.progress import Ending, Phase, Progress, Tried
from mend.problem import (
    CRM_PROCESS_IDS,
    FINAL,
    Cause,
    CrmProcess,
    Destination,
    Layer,
    ProductKind,
    RequestKind,
    RequestState,
    Result,
    Status,
)
from mend.provider import Side
from mend.reply import Reply, Word
from mend.store import conversations, crm_requests, handoffs, reports, restorations, runs
from mend.store.page import Page
from mend.store.runs import Turn
from mend.wiring import Mend

Row = Any

# What data/danger.yml and the classifier tell apart.
KINDS = ("fire", "shock", "line_down", "emergency_call", "sim_swap")
# For SM&O, with the highest priority, where it is known which line; everything else is for a person to call at once.
FOR_SMO = "line_down"
LINE = ProductKind.BROADBAND
LINE_GUIDE = "no_internet"  # what a line that is down breaks
# What whoever calls must know beforehand.
WARNINGS = {
    "emergency_call": " Their telephone may not work: try every contact.",
    "sim_swap": " Do not call the number concerned: somebody else may have it.",
}
NOBODY = Way(Destination.NOBODY)
NETWORK = Way(Destination.SMO, suspect=Layer.ACCESS_LINE)


def instruction(kind: str | None) -> Word:
    """What to do, before anything else."""
    return Word(f"utter_danger_{kind}" if kind in KINDS else "utter_danger")


def alarm(mend: Mend, turn: Turn, kind: str | None, *, in_guide: bool) -> Reply:
    """Say what to do, end what is open here as unsuccessful, and pass it on; once for each kind of danger.

    `in_guide`: its form is open, and says by itself how it ended.
    """
    side = _look(mend, turn, kind)
    first = instruction(kind)
    with mend.store.page() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        conversations.ensure(page, turn.conversation, turn.customer)
        row = _open_here(page, turn)
        known = _known(page, turn, kind)
        if row is None and known is not None:
            word, question = known
            return runs.keep(page, turn, Reply((first, word), {"open_question": question}))
        if row is None and not _line_known(kind, side):
            return runs.keep(page, turn, _on_its_own(page, turn, kind, first))
        if row is None:
            row = _on_the_line(page, mend, turn, side)
        _end(page, mend, turn, row, kind)
        if known is None:
            _pass_on(page, mend, turn, restorations.restoration_by_id(page, row.id), kind)
        else:
            _leave(page, row, kind, turn)
        if in_guide:
            words = (first,) if known is None else (first, known[0])
            return runs.keep(page, turn, Reply(words, {"guide_answer": "ended"}))
        last = outcome.of(page, mend, row.id)
        return runs.keep(page, turn, Reply((first, *last.words), last.slots))


def _look(mend: Mend, turn: Turn, kind: str | None) -> Side:
    """Which line it is; nothing that the instruction would have to wait for, where that does not matter."""
    with mend.store.glance() as page:
        needed = kind == FOR_SMO and _open_here(page, turn) is None
    if not needed:
        return Side(signed_in=turn.customer is not None)
    return mend.provider.look(turn.customer, LINE, [])


def _line_known(kind: str | None, side: Side) -> bool:
    product = side.product
    return kind == FOR_SMO and product is not None and bool(product.service_ids or product.place)


def _open_here(page: Page, turn: Turn) -> Row:
    """What is being talked about in this conversation; the danger is with that, not with another day's problem."""
    rows = restorations.unended(page, turn.conversation, turn.customer)
    here = (row for row in rows if row.conversation == turn.conversation)
    return next((row for row in here if row.status not in FINAL), None)


def _known(page: Page, turn: Turn, kind: str | None) -> tuple[Word, str] | None:
    """What to say of a danger of this kind that has been passed on and is not over, and the question that is open."""
    for asked in crm_requests.of_customer(page, turn.conversation, turn.customer):
        if asked.kind == RequestKind.URGENT_CALL and asked.what.startswith(_head(kind)):
            if asked.state == RequestState.NEEDS_CONTACT:
                return Word("utter_contact_needed"), "contact"
            return Word("utter_alarm_already", values={"number": asked.number}), "none"
    for report in reports.unfinished(page, turn.conversation, turn.customer):
        passed = handoffs.open_of_report(page, report.id) if kind == FOR_SMO else None
        if passed is not None and passed.summary.get("reason") == Cause.DANGER:
            return Word("utter_alarm_with_network", values={"report": report.id}), "none"
    return None


def _head(kind: str | None) -> str:
    return f"URGENT, danger ({kind or 'not named'})"


def _on_its_own(page: Page, turn: Turn, kind: str | None, first: Word) -> Reply:
    """Nothing is talked about: a report of its own, of no product, so that it is in no guide's way."""
    number = reports.open_report(
        page,
        conversation=turn.conversation,
        customer=turn.customer,
        product_kind=None,
        symptom=kind or "danger",
        description=turn.text,
    )
    reports.make_critical(page, number)
    reports.add_note(page, number, _note(kind, turn))
    asked = _ask(page, turn, kind, number, None)
    if asked.state == RequestState.NEEDS_CONTACT:
        words = (first, Word("utter_contact_needed"))
        return Reply(words, {"open_question": "contact"})
    word = Word("utter_alarm_noted", values={"number": asked.number, "report": number})
    return Reply((first, word), {"open_question": "none"})


def _on_the_line(page: Page, mend: Mend, turn: Turn, side: Side) -> Row:
    """Nothing is talked about, but the line is known: a restoration that SM&O has to make."""
    product = side.product
    if product is None:
        raise ValueError("no line is known")
    number = reports.open_report(
        page,
        conversation=turn.conversation,
        customer=turn.customer,
        product_kind=product.kind,
        symptom=FOR_SMO,
        description=turn.text,
        product_id=product.id,
        product_name=product.name,
        service_ids=list(product.service_ids),
        place=product.place,
    )
    start = Progress(LINE_GUIDE, mend.guides[LINE_GUIDE].first, Phase.ASKED)
    key = restorations.open_restoration(page, number, turn.conversation, start)
    restorations.save_progress(page, key, start, turn.conversation)
    return restorations.restoration_by_id(page, key)


def _end(page: Page, mend: Mend, turn: Turn, row: Row, kind: str | None) -> None:
    """The restoration that is open ends here; its report is critical from now on."""
    reports.make_critical(page, row.report)
    reports.add_note(page, row.report, _note(kind, turn))
    told = {"said": turn.text}
    tried = Tried(row.guide, row.step, "danger", turn.text, kind, "unknown", told)
    restorations.add_attempt(page, row.id, tried, None)
    progress = restorations.progress_of(row, page.now)
    ended = replace(progress, phase=Phase.ENDED)
    restorations.save_progress(page, row.id, ended, turn.conversation)
    ending = Ending(Result.UNSUCCESSFUL, Cause.DANGER, NOBODY)
    handoff.settle(page, mend.settings, row, ending, turn.message_id)


def _pass_on(page: Page, mend: Mend, turn: Turn, row: Row, kind: str | None) -> None:
    """To SM&O where it is theirs, and else to a person; what they have already they are told once more."""
    still = handoffs.open_of_report(page, row.report)
    if kind == FOR_SMO and still is None and smo.can_take(row):
        ending = Ending(Result.UNSUCCESSFUL, Cause.DANGER, NETWORK)
        hold = smo.hand_over(page, mend.settings, row, ending, NETWORK)
        reports.change_status(page, row.report, Status.HELD, hold)
        return
    if kind == FOR_SMO:
        smo.tell(page, row.report, f"{_head(kind)}: {turn.text}")
    _ask(page, turn, kind, row.report, row.id)


def _ask(page: Page, turn: Turn, kind: str | None, report: str, restoration: int | None) -> Row:
    """Ask for a call before all others; the report waits for it once it is on its way."""
    key = crm.ask(
        page,
        conversation=turn.conversation,
        customer=turn.customer,
        process=CrmProcess.INTERACTION,
        kind=RequestKind.URGENT_CALL,
        what=f"{_head(kind)}: {turn.text}{WARNINGS.get(kind or '', '')}",
        report=report,
        restoration=restoration,
    )
    asked = crm_requests.request(page, key)
    named = f"{CRM_PROCESS_IDS[CrmProcess.INTERACTION]} {asked.process} {asked.kind}"
    reports.add_note(page, report, f"[1.3.7.6 request] {named}: {asked.what}")
    if asked.state != RequestState.NEEDS_CONTACT:
        reports.lead_to(page, report, Status.HELD, f"awaiting {asked.process}")
    return asked


def _leave(page: Page, row: Row, kind: str | None, turn: Turn) -> None:
    """It has been passed on from elsewhere; a request that still waits for a contact is taken up here."""
    for asked in crm_requests.of_customer(page, turn.conversation, turn.customer):
        waits = asked.state == RequestState.NEEDS_CONTACT
        if waits and asked.kind == RequestKind.URGENT_CALL and asked.what.startswith(_head(kind)):
            crm_requests.change(page, asked.id, report=row.report, restoration=row.id)


def _note(kind: str | None, turn: Turn) -> str:
    return f"[1.3.7.6 danger] {kind or 'not named'}: {turn.text}"
