"""One restoration, from the customer's first words to its result: eTOM 1.3.7.6.1 *Manage Product Restoration*.

Each function is one thing a turn can do. It reads the provider's side first, outside any transaction, and then writes
everything in one: attempts, facts, result, letters, and the words it leads to (`runs.keep`). A message that runs a
second time gets the words of the first run.
"""

from dataclasses import replace
from typing import Any

from mend import education, handoff, opening, outcome, provider_work, visits
from mend.checks import CLEAR
from mend.guides import Guide
from mend.guides import walk as walking
from mend.guides.hear import Heard, Move, answer_of
from mend.guides.progress import Ending, Phase, Progress, Tried, View, Walked
from mend.guides.question import help_for, question
from mend.problem import FINAL, Cause, Check, Result, Status, StepKind
from mend.provider import Side
from mend.reply import Reply, Word
from mend.store import conversations, crm_requests, reports, restorations, runs
from mend.store.page import Page
from mend.store.runs import Turn
from mend.wiring import Mend

Row = Any


def open_guide(mend: Mend, turn: Turn, name: str) -> Reply:
    """The customer names a problem: look at the provider's side, open or continue its report, ask the first step."""
    with mend.store.glance() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
    guide = mend.guides[name]
    side = mend.provider.look(turn.customer, guide.product, list(guide.checks))
    with mend.store.page() as page:
        conversations.ensure(page, turn.conversation, turn.customer)
        report = opening.report_for(page, turn, guide, side)
        if report is not None and report.status == Status.HELD:
            return runs.keep(page, turn, outcome.already_with_others(page, mend, report))
        going_on = restorations.unended_of_report(page, report.id) if report else None
        if going_on is not None and going_on.guide == name:
            return runs.keep(page, turn, _go_on(page, turn, going_on.id, "utter_guide_going_on"))
        key = going_on.id if going_on else opening.restoration_on(page, turn, guide, side, report)
        row = _row(page, key)
        words, ended = _enter_guide(page, mend, turn, guide, side, row)
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
    guide = mend.guides[row.guide]
    if named and named != guide.name and not _means_an_answer(guide, row, heard):
        return _change_guide(mend, turn, key, mend.guides[named])
    if named == guide.name and heard.move is None:
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
        walked = walking.answer(guide, progress, heard, view_of(page, row))
        asked = question(guide, progress)
        _write(page, mend, turn, row, guide, walked, asked.text or asked.response)
        words = _words(guide, progress, walked)
        done = "paused" if walked.paused else "ended" if walked.ending else None
        return runs.keep(page, turn, Reply(words, {"guide_answer": done}))


def ask(mend: Mend, key: int) -> Word | None:
    """The question that is open, or None when the restoration has ended."""
    with mend.store.glance() as page:
        row = _row(page, key)
        if row is None or row.ended is not None:
            return None
        return question(mend.guides[row.guide], restorations.progress_of(row, page.now))


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
            title = mend.guides[row.guide].title
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
        return runs.keep(page, turn, _go_on(page, turn, row.id, "utter_guide_going_on"))


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


def view_of(page: Page, row: Row) -> View:
    """What the provider's side is known to say about a restoration right now."""
    checks: dict[Check, str] = {}
    for tried in restorations.attempts(page, row.id):
        if tried.kind == "check":
            checks[Check(tried.step)] = tried.answer
    for task in restorations.tasks(page, row.id):
        if task.kind == Check.LINE_TEST and task.state == "completed" and task.outcome:
            checks[Check.LINE_TEST] = task.outcome
    return View(account=bool(row.customer and row.service_ids), checks=checks)


def _row(page: Page, key: int) -> Row:
    return restorations.restoration_by_id(page, key)


def _is_theirs(row: Row, turn: Turn) -> bool:
    """A restoration belongs to its conversation, and to its customer wherever they are."""
    if row.conversation == turn.conversation:
        return True
    return turn.customer is not None and row.customer == turn.customer


def _enter_guide(
    page: Page, mend: Mend, turn: Turn, guide: Guide, side: Side, row: Row
) -> tuple[tuple[Word, ...], bool]:
    """Record the provider's side, start the line test, and open the guide on this restoration."""
    for check, found in side.checks.items():
        evidence = {"outcome": found, **side.evidence.get(check, {})}
        tried = Tried(check, "check", None, found, "learned", evidence)
        restorations.add_attempt(page, row.id, guide.name, tried, None)
    facts = restorations.progress_of(row, page.now).facts
    walked = walking.begin(guide, view_of(page, row), facts)
    _write(page, mend, turn, row, guide, walked, None)
    reports.describe(page, row.report, symptom=guide.name)
    wanted = walked.ending is None and Check.LINE_TEST in guide.checks
    testing = wanted and provider_work.start_line_test(page, _row(page, row.id), None)
    words = [Word(guide.opening)]
    if not side.signed_in:
        words.append(Word("utter_nobody_signed_in"))
    elif side.inventory_known and side.product is None:
        words.append(Word("utter_no_such_product"))
    elif side.unknown:
        words.append(Word("utter_checks_unknown"))
    elif side.checks and all(CLEAR[check] == found for check, found in side.checks.items()):
        words.append(Word("utter_checks_clear"))
    if testing:
        words.append(Word("utter_line_test_started"))
    return tuple(words), walked.ending is not None


def _change_guide(mend: Mend, turn: Turn, key: int, guide: Guide) -> Reply:
    """In the middle of one guide the customer names another problem."""
    with mend.store.glance() as page:
        same_product = _row(page, key).product_kind == guide.product
    if not same_product:
        opened = open_guide(mend, turn, guide.name)
        done = None if opened.slots.get("open_question") == "guide" else "ended"
        return replace(opened, slots={**opened.slots, "guide_answer": done})
    side = mend.provider.look(turn.customer, guide.product, list(guide.checks))
    with mend.store.page() as page:
        row = _row(page, key)
        reports.add_note(page, row.report, f"the customer now says {guide.name}: {turn.text}")
        words, ended = _enter_guide(page, mend, turn, guide, side, row)
        done = "ended" if ended else None
        return runs.keep(page, turn, Reply(words, {"guide_answer": done}))


def _means_an_answer(guide: Guide, row: Row, heard: Heard) -> bool:
    step = guide.steps[row.step]
    return row.phase == Phase.ASKED and answer_of(step, heard) is not None


def _go_on(page: Page, turn: Turn, key: int, response: str) -> Reply:
    row = _row(page, key)
    progress = restorations.progress_of(row, page.now)
    restorations.save_progress(page, key, progress, turn.conversation)
    if row.status == Status.PENDING and progress.phase is not Phase.ANSWERED:
        reports.change_status(page, row.report, Status.IN_PROGRESS, "the customer is here")
    word = Word(response, values={"report": row.report})
    return Reply((word,), {"restoration": str(key), "open_question": "guide"})


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
    ending = Ending(Result.UNSUCCESSFUL, Cause.ASKED_FOR_PERSON, handoff.CALL_BACK)
    ended = replace(progress, phase=Phase.ENDED)
    restorations.save_progress(page, row.id, ended, turn.conversation)
    handoff.settle(page, mend.settings, row, ending, turn.message_id)
    return Reply(slots={"guide_answer": "ended"})


def _write(
    page: Page,
    mend: Mend,
    turn: Turn,
    row: Row,
    guide: Guide,
    walked: Walked,
    asked: str | None,
) -> None:
    """Everything one move leaves in the record book."""
    for tried in walked.tried:
        restorations.add_attempt(page, row.id, guide.name, tried, asked)
        asked = None  # only the first is what the customer answered; the rest were passed over
    restorations.save_progress(page, row.id, walked.progress, turn.conversation)
    if walked.start is not None:
        provider_work.start_action(page, row, walked.start, walked.progress.step)
    if walked.retest is Check.LINE_TEST:
        provider_work.start_line_test(page, row, walked.progress.step)
    for tried in walked.tried:
        if tried.kind == StepKind.TEACH and tried.answer:
            education.record(page, row, guide, tried)
    if walked.paused and row.status != Status.RESOLVED:
        reports.lead_to(page, row.report, Status.PENDING, "awaiting customer: put off")
    if walked.ending is not None:
        handoff.settle(page, mend.settings, _row(page, row.id), walked.ending, turn.message_id)


def _words(guide: Guide, before: Progress, walked: Walked) -> tuple[Word, ...]:
    step = guide.steps[before.step]
    return tuple(help_for(step) if name == "help" else Word(name) for name in walked.says)
