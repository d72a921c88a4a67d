"""One restoration, from the customer's first words to its result: eTOM 1.3.7.6.1 *Manage Product Restoration*.

Each function is one thing a turn can do. It reads the provider's side first, outside any transaction, and then writes
everything in one: attempts, facts, result, letters, and the words it leads to (`runs.keep`). A message that runs a
second time gets the words of the first run.
"""

from dataclasses import replace
from typing import Any

from mend import guiding, handoff, opening, outcome, visits
from mend.guides import Guide
from mend.guides import walk as walking
from mend.guides.hear import Heard, Move, answer_of
from mend.guides.model import CALL_BACK
from mend.guides.progress import Ending, Phase, Progress
from mend.guides.question import question
from mend.problem import FINAL, Cause, Result, Status
from mend.reply import Reply, Word
from mend.store import conversations, crm_requests, reports, restorations, runs
from mend.store.page import Page
from mend.store.runs import Turn
from mend.wiring import Mend

Row = Any


def open_guide(mend: Mend, turn: Turn, name: str, facts: dict[str, str] | None = None) -> Reply:
    """The customer names a problem: look at the provider's side, open or continue its report, ask the first step.

    `facts`: what their words tell beside it, so that it is not asked.
    """
    with mend.store.glance() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
    guide = mend.guides[name]
    side = guiding.look(mend, turn, guide)
    with mend.store.page() as page:
        conversations.ensure(page, turn.conversation, turn.customer)
        report = opening.report_for(page, turn, guide, side)
        if report is not None and report.status == Status.HELD:
            return runs.keep(page, turn, outcome.already_with_others(page, mend, report))
        going_on = restorations.unended_of_report(page, report.id) if report else None
        if going_on is not None and _goal(page, going_on) == name:
            _note_facts(page, turn, going_on.id, facts or {})
            return runs.keep(page, turn, _go_on(page, mend, turn, going_on.id))
        key = going_on.id if going_on else opening.restoration_on(page, turn, guide, side, report)
        row = _row(page, key)
        words, ended = guiding.open_on(page, mend, turn, guide, side, row, facts)
        slots = {"restoration": str(row.id), "open_question": "guide"}
        if ended:
            last = outcome.of(page, mend, row.id)
            return runs.keep(page, turn, Reply((*words, *last.words), {**slots, **last.slots}))
        return runs.keep(page, turn, Reply(words, slots))


def answer(mend: Mend, turn: Turn, key: int, heard: Heard, named: str | None = None) -> Reply:
    """The customer's words to the open question; `named` is another problem that they name instead.

    The slot `guide_answer` comes back None (asked again or asked on), `ended` or `paused`.
    """
    with mend.store.glance() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        row = _row(page, key)
    if row is None or row.ended is not None or not _is_theirs(row, turn):
        return Reply(slots={"guide_answer": "ended"})
    with mend.store.glance() as page:
        known = {row.guide, _goal(page, row)}
    if named and named not in known and not _means_an_answer(mend, row, heard):
        return _change_guide(mend, turn, key, mend.guides[named], heard.finds)
    if named in known and heard.move is None:
        heard = replace(heard, move=Move.SAME)  # naming the same problem again: it is not better
    with mend.store.page() as page:
        row = _row(page, key)
        if row.ended is not None:
            return Reply(slots={"guide_answer": "ended"})
        progress = restorations.progress_of(row, page.now)
        if row.status in FINAL:
            return runs.keep(page, turn, _ended_by_others(page, row))
        if heard.move is Move.PERSON:
            return runs.keep(page, turn, _to_a_person(page, mend, turn, row, progress))
        if row.status == Status.PENDING:
            reports.change_status(page, row.report, Status.IN_PROGRESS, "the customer is here")
        walked = walking.answer(mend.guides, progress, heard, guiding.view_of(page, row))
        asked = question(mend.guides, progress)
        guiding.write(page, mend, turn, row, walked, asked.text or asked.response)
        words = guiding.words(mend, progress, walked)
        done = "paused" if walked.paused else "ended" if walked.ending else None
        return runs.keep(page, turn, Reply(words, {"guide_answer": done}))


def ask(mend: Mend, key: int) -> Word | None:
    """The question that is open, or None when the restoration has ended."""
    with mend.store.glance() as page:
        row = _row(page, key)
        if row is None or row.ended is not None:
            return None
        return question(mend.guides, restorations.progress_of(row, page.now))


def close(mend: Mend, turn: Turn, key: int | None) -> Reply:
    """After the guide: say how it ended, as the record book has it, or that it is put aside."""
    times = visits.look(mend, turn, key)
    with mend.store.page() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        row = _row(page, key) if key is not None else None
        if row is None or not _is_theirs(row, turn):
            return runs.keep(page, turn, Reply((Word("utter_sorry"),), {"open_question": "none"}))
        if row.ended is None:
            title = mend.guides[_goal(page, row)].title
            word = Word("utter_guide_paused", values={"title": title, "report": row.report})
            return runs.keep(page, turn, Reply((word,), {"open_question": "resume"}))
        ended = outcome.of(page, mend, row.id)
        return runs.keep(page, turn, visits.add_offer(page, row.id, ended, times))


def resume(mend: Mend, turn: Turn, key: int | None) -> Reply:
    """Go on with a restoration that was put aside."""
    with mend.store.page() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        conversations.ensure(page, turn.conversation, turn.customer)
        open_ones = restorations.unended(page, turn.conversation, turn.customer)
        wanted = next((row for row in open_ones if row.id == key), None)
        row = wanted or (open_ones[0] if open_ones else None)
        if row is None:
            reply = Reply((Word("utter_nothing_open"),), {"open_question": "none"})
            return runs.keep(page, turn, reply)
        return runs.keep(page, turn, _go_on(page, mend, turn, row.id))


def resumable(page: Page, conversation: str, customer: str | None) -> dict[str, Any] | None:
    """What this customer could go on with, as the data of a `resume` prompt, or None."""
    open_ones = restorations.unended(page, conversation, customer)
    if not open_ones:
        return None
    return {"restoration": open_ones[0].id, "touched": open_ones[0].last_update.isoformat()}


def signed_in(page: Page, conversation: str, customer: str) -> None:
    """Nobody became somebody: what was found so far moves to the customer's report and requests."""
    reports.give_to(page, conversation, customer)
    crm_requests.give_to(page, conversation, customer)


def _goal(page: Page, row: Row) -> str:
    """The guide of the problem that a restoration is about."""
    return restorations.progress_of(row, page.now).problem


def _note_facts(page: Page, turn: Turn, key: int, facts: dict[str, str]) -> None:
    """What the customer told in passing, for the restoration that is open already."""
    progress = restorations.progress_of(_row(page, key), page.now)
    known = replace(progress, facts={**progress.facts, **facts})
    restorations.save_progress(page, key, known, turn.conversation)


def _row(page: Page, key: int) -> Row:
    return restorations.restoration_by_id(page, key)


def _is_theirs(row: Row, turn: Turn) -> bool:
    """A restoration belongs to its conversation, and to its customer wherever they are."""
    if row.conversation == turn.conversation:
        return True
    return turn.customer is not None and row.customer == turn.customer


def _change_guide(mend: Mend, turn: Turn, key: int, guide: Guide, facts: dict[str, str]) -> Reply:
    """In the middle of one guide the customer names another problem."""
    with mend.store.glance() as page:
        same_product = _row(page, key).product_kind == guide.product
    if not same_product:
        opened = open_guide(mend, turn, guide.name, facts)
        done = None if opened.slots.get("open_question") == "guide" else "ended"
        return replace(opened, slots={**opened.slots, "guide_answer": done})
    side = guiding.look(mend, turn, guide)
    with mend.store.page() as page:
        row = _row(page, key)
        reports.add_note(page, row.report, f"the customer now says {guide.name}: {turn.text}")
        words, ended = guiding.open_on(page, mend, turn, guide, side, row, facts)
        done = "ended" if ended else None
        return runs.keep(page, turn, Reply(words, {"guide_answer": done}))


def _means_an_answer(mend: Mend, row: Row, heard: Heard) -> bool:
    step = mend.guides[row.guide].steps[row.step]
    return row.phase == Phase.ASKED and answer_of(step, heard) is not None


def _go_on(page: Page, mend: Mend, turn: Turn, key: int) -> Reply:
    """Back to where they were, on any later day and on any device: first say where that is."""
    row = _row(page, key)
    progress = restorations.progress_of(row, page.now)
    restorations.save_progress(page, key, progress, turn.conversation)
    if row.status == Status.PENDING and progress.phase is not Phase.ANSWERED:
        reports.change_status(page, row.report, Status.IN_PROGRESS, "the customer is here")
    values = {"title": mend.guides[progress.problem].title, "number": str(len(progress.trail))}
    named = "utter_guide_going_on" if progress.trail else "utter_guide_going_on_first"
    return Reply((Word(named, values=values),), {"restoration": str(key), "open_question": "guide"})


def _ended_by_others(page: Page, row: Row) -> Reply:
    """Track & Manage has closed or cancelled the report meanwhile."""
    restorations.end_restoration(page, row.id, result=Result.UNSUCCESSFUL, cause=Cause.UNKNOWN)
    reports.add_note(
        page, row.report, f"[1.3.7.6 unsuccessful] the report was {row.status} meanwhile"
    )
    return Reply(
        (Word("utter_report_is_over", values={"report": row.report}),), {"guide_answer": "ended"}
    )


def _to_a_person(page: Page, mend: Mend, turn: Turn, row: Row, progress: Progress) -> Reply:
    ending = Ending(Result.UNSUCCESSFUL, Cause.ASKED_FOR_PERSON, CALL_BACK)
    ended = replace(progress, phase=Phase.ENDED)
    restorations.save_progress(page, row.id, ended, turn.conversation)
    handoff.settle(page, mend.settings, row, ending, turn.message_id)
    return Reply(slots={"guide_answer": "ended"})
