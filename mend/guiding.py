"""A restoration's guide: what is known from the provider's side, and what one move leaves in the record book."""

from dataclasses import replace
from typing import Any

from mend import education, handoff, provider_work
from mend.checks import CLEAR
from mend.guides import Guide
from mend.guides import walk as walking
from mend.guides.model import chain
from mend.guides.progress import Progress, Tried, View, Walked
from mend.guides.question import help_for
from mend.problem import Check, Status, StepKind
from mend.provider import Side
from mend.reply import Word
from mend.store import reports, restorations
from mend.store.page import Page
from mend.store.runs import Turn
from mend.wiring import Mend

Row = Any


def look(mend: Mend, turn: Turn, guide: Guide) -> Side:
    """The provider's side, as far as the guide and those before it ask for it."""
    checks = (
        check for name in chain(mend.guides, guide.name) for check in mend.guides[name].checks
    )
    return mend.provider.look(turn.customer, guide.product, list(dict.fromkeys(checks)))


def view_of(page: Page, row: Row) -> View:
    """What the provider's side is known to say about a restoration right now."""
    checks: dict[Check, str] = {}
    retested = None
    for tried in restorations.attempts(page, row.id):
        if tried.kind == "check":
            checks[Check(tried.step)] = tried.answer
    for task in restorations.tasks(page, row.id):
        if task.kind == Check.LINE_TEST and task.state == "completed" and task.outcome:
            checks[Check.LINE_TEST] = task.outcome
            if (task.guide, task.step) == (row.guide, row.step):
                retested = task.outcome
    return View(bool(row.customer and row.service_ids), checks, retested)


def open_on(
    page: Page,
    mend: Mend,
    turn: Turn,
    guide: Guide,
    side: Side,
    row: Row,
    told: dict[str, str] | None,
) -> tuple[tuple[Word, ...], bool]:
    """Record the provider's side, start the line test, and open the guide on this restoration."""
    for check, found in side.checks.items():
        evidence = {"outcome": found, **side.evidence.get(check, {})}
        tried = Tried(guide.name, check, "check", None, found, "learned", evidence)
        restorations.add_attempt(page, row.id, tried, None)
    facts = {**restorations.progress_of(row, page.now).facts, **(told or {})}
    walked = walking.begin(mend.guides, guide.name, view_of(page, row), facts)
    write(page, mend, turn, row, walked, None)
    reports.describe(page, row.report, symptom=guide.name)
    tests = any(
        Check.LINE_TEST in mend.guides[name].checks for name in chain(mend.guides, guide.name)
    )
    wanted = walked.ending is None and tests
    testing = wanted and provider_work.start_line_test(
        page, restorations.restoration_by_id(page, row.id), None
    )
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


def write(
    page: Page,
    mend: Mend,
    turn: Turn,
    row: Row,
    walked: Walked,
    asked: str | None,
) -> None:
    """Everything one move leaves in the record book."""
    for tried in walked.tried:
        restorations.add_attempt(page, row.id, tried, asked)
        asked = None  # only the first is what the customer answered; the rest were passed over
    restorations.save_progress(page, row.id, walked.progress, turn.conversation)
    if walked.start is not None:
        step = mend.guides[walked.progress.guide].steps[walked.progress.step]
        # What is lost or costs something is a part of what they said yes to.
        told = step.for_device(walked.progress.facts)
        consented = " ".join(text for text in (told.caution, told.say) if text)
        provider_work.start_action(page, row, walked.start, step.name, turn=turn, text=consented)
    if walked.retest is Check.LINE_TEST:
        provider_work.start_line_test(page, row, walked.progress.step)
    for tried in walked.tried:
        if tried.kind == StepKind.TEACH and tried.answer:
            education.record(page, row, mend.guides[tried.guide], tried)
    if walked.paused and row.status != Status.RESOLVED:
        reports.lead_to(page, row.report, Status.PENDING, "awaiting customer: put off")
    if walked.ending is not None:
        handoff.settle(
            page,
            mend.settings,
            restorations.restoration_by_id(page, row.id),
            walked.ending,
            turn.message_id,
        )


def words(mend: Mend, before: Progress, walked: Walked) -> tuple[Word, ...]:
    facts = {**before.facts, **walked.found}
    told = replace(before, facts=facts)
    return tuple(
        help_for(mend.guides, told) if name == "help" else Word(name) for name in walked.says
    )
