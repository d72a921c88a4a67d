"""How a restoration ended, in words picked from what the record book holds; nothing is said that is not there."""

from dataclasses import replace
from typing import Any

from mend import crm
from mend.guides import Guide
from mend.guides.model import Step
from mend.others import OPEN_APPOINTMENTS, HandoffState
from mend.problem import Cause, RequestState, Result, StepKind
from mend.reply import Button, Reply, Word
from mend.store import appointments, crm_requests, handoffs, reports, restorations
from mend.store.page import Page
from mend.times import spoken, spoken_window
from mend.wiring import Mend

Row = Any

BRIDGE = Button("utter_title_bridge", "/ask_workaround")


def of(page: Page, mend: Mend, key: int) -> Reply:
    """The words for an ended restoration, and which question is open after it."""
    row = restorations.restoration_by_id(page, key)
    progress = restorations.progress_of(row, page.now)
    values = {"report": row.report, "title": mend.guides[progress.problem].title}
    words: list[Word] = []
    match Result(row.result):
        case Result.RESTORED:
            words.append(Word("utter_restored", values=values))
        case Result.WORKAROUND:
            words.append(_worked_around(page, mend, row, values))
        case Result.UNSUCCESSFUL:
            if progress.end is not None:
                words.append(Word(text=mend.guides[row.guide].ends[progress.end].say))
            elif row.cause == Cause.NOT_AS_DESCRIBED:
                words.append(Word("utter_not_as_described"))
    words += _passed_on(page, mend, row, values)
    if any(word.response == "utter_contact_needed" for word in words):
        return Reply(tuple(words), {"open_question": "contact"})
    other = _other_open(page, row)
    if other is not None:
        title = mend.guides[restorations.progress_of(other, page.now).problem].title
        words.append(Word("utter_offer_other", values={"title": title}))
        return Reply(tuple(words), {"open_question": "resume", "restoration": str(other.id)})
    return Reply(tuple(words), {"open_question": "none"})


def already_with_others(page: Page, mend: Mend, report: Row) -> Reply:
    """The customer comes back with a problem that somebody else works on."""
    words = [
        Word("utter_already_with_others", values={"report": report.id}),
        *where_it_is(page, mend, report),
    ]
    guide = mend.guides.get(report.symptom or "")
    if guide is not None and relief_of(guide) is not None and words:
        words[-1] = replace(words[-1], buttons=(BRIDGE,))
    return Reply(tuple(words), {"open_question": "none"})


def where_it_is(page: Page, mend: Mend, report: Row) -> list[Word]:
    """Who has a report now, with their reference, and until when, as far as it is known."""
    words: list[Word] = []
    passed = handoffs.open_of_report(page, report.id)
    if passed is not None:
        words.append(_with_smo(mend, report.id, passed))
    for asked in crm_requests.open_of_report(page, report.id):
        words.append(request_word(page, mend, asked))
    return words


def request_word(page: Page, mend: Mend, asked: Row) -> Word:
    """One request, by its number and where it stands."""
    values = {"number": asked.number, "reference": asked.external_id or asked.number}
    visit = appointments.of_request(page, asked.id)
    if visit is not None and visit.state in OPEN_APPOINTMENTS:
        when = spoken_window(visit.start, visit.end, mend.settings)
        return Word("utter_request_is_visit", values={**values, "when": when})
    return Word(f"utter_request_is_{asked.state}", values=values)


def relief_of(guide: Guide) -> Step | None:
    """The guide's first temporary work-around, or None."""
    steps = (step for step in guide.steps.values() if step.kind is StepKind.WORKAROUND)
    return next(steps, None)


def _worked_around(page: Page, mend: Mend, row: Row, values: dict[str, str]) -> Word:
    until = reports.report(page, row.report).expected_resolution
    if until is None:
        return Word("utter_worked_around_for_now", values=values)
    return Word("utter_worked_around", values={**values, "until": spoken(until, mend.settings)})


def _with_smo(mend: Mend, report: str, passed: Row) -> Word:
    values = {"report": report, "reference": passed.service_problem or ""}
    if passed.service_problem is None:
        return Word("utter_handoff_noted", values=values)
    if passed.expected is not None:
        until = spoken(passed.expected, mend.settings)
        return Word("utter_smo_until", values={**values, "until": until})
    asks = passed.state == HandoffState.PENDING and passed.reason
    state = "waits" if asks else "works"
    return Word(f"utter_smo_{state}", values=values)


def _passed_on(page: Page, mend: Mend, row: Row, values: dict[str, str]) -> list[Word]:
    """Who has it now."""
    words: list[Word] = []
    passed = handoffs.open_of_report(page, row.report)
    mine = passed is not None and passed.restoration == row.id
    if passed is not None and passed.known and mine:
        words.append(_outage(mend, passed, values))
    elif passed is not None and mine:
        words.append(Word("utter_handoff_noted", values=values))
    elif passed is not None and row.result != Result.RESTORED:
        words.append(_with_smo(mend, row.report, passed))
    for asked in crm_requests.of_restoration(page, row.id):
        if asked.state == RequestState.NEEDS_CONTACT:
            words.append(Word("utter_contact_needed"))
        elif asked.state != RequestState.NEEDS_SLOT:
            numbered = {**values, "number": asked.number}
            words.append(Word(crm.told(asked), values=numbered))
    waits = crm_requests.of_restoration(page, row.id)
    if not words and not waits and row.result == Result.UNSUCCESSFUL:
        words.append(Word("utter_report_kept", values=values))
    return words


def _outage(mend: Mend, passed: Row, values: dict[str, str]) -> Word:
    known = {**values, "reference": passed.service_problem}
    if passed.expected is None:
        return Word("utter_outage_linked", values=known, buttons=(BRIDGE,))
    until = spoken(passed.expected, mend.settings)
    return Word("utter_outage_linked_until", values={**known, "until": until}, buttons=(BRIDGE,))


def _other_open(page: Page, row: Row) -> Row:
    """Another problem of theirs that was put aside, or None."""
    customer = row.customer
    others = restorations.unended(page, row.conversation, customer)
    return next((other for other in others if other.id != row.id), None)
