"""How a restoration ended, in words picked from what the record book holds; nothing is said that is not there."""

from typing import Any

from mend.guides import Guide
from mend.problem import RequestState, Result
from mend.reply import Reply, Word
from mend.store import crm_requests, handoffs, reports, restorations
from mend.store.page import Page

Row = Any


def of(page: Page, guides: dict[str, Guide], key: int) -> Reply:
    """The words for an ended restoration, and which question is open after it."""
    row = restorations.restoration_by_id(page, key)
    guide = guides[row.guide]
    values = {"report": row.report, "title": guide.title}
    words: list[Word] = []
    match Result(row.result):
        case Result.RESTORED:
            words.append(Word("utter_restored", values=values))
        case Result.WORKAROUND:
            until = reports.report(page, row.report).expected_resolution
            when = until.strftime("%d %B, %H:%M UTC") if until else ""
            words.append(Word("utter_worked_around", values={**values, "until": when}))
        case Result.UNSUCCESSFUL:
            end = restorations.progress_of(row, page.now).end
            if end is not None:
                words.append(Word(text=guide.ends[end].say))
    words += _passed_on(page, row, values)
    if any(word.response == "utter_contact_needed" for word in words):
        return Reply(tuple(words), {"open_question": "contact"})
    other = _other_open(page, row)
    if other is not None:
        title = guides[other.guide].title
        words.append(Word("utter_offer_other", values={"title": title}))
        return Reply(tuple(words), {"open_question": "resume", "restoration": str(other.id)})
    return Reply(tuple(words), {"open_question": "none"})


def already_with_others(page: Page, report: Row) -> Reply:
    """The customer comes back with a problem that somebody else works on."""
    values = {"report": report.id}
    row = restorations.latest_of_report(page, report.id)
    words = [Word("utter_already_with_others", values=values)]
    if row is not None:
        words += _references(page, row.id, values)
    return Reply(tuple(words), {"open_question": "none"})


def _passed_on(page: Page, row: Row, values: dict[str, str]) -> list[Word]:
    """Who has it now."""
    words: list[Word] = []
    for passed in handoffs.of_restoration(page, row.id):
        if passed.known:
            known = {**values, "reference": passed.service_problem}
            words.append(Word("utter_outage_linked", values=known))
        else:
            words.append(Word("utter_handoff_noted", values=values))
    for asked in crm_requests.of_restoration(page, row.id):
        if asked.state == RequestState.NEEDS_CONTACT:
            words.append(Word("utter_contact_needed"))
        else:
            words.append(Word(f"utter_request_{asked.process}", values=values))
    if not words and row.result == Result.UNSUCCESSFUL:
        words.append(Word("utter_report_kept", values=values))
    return words


def _references(page: Page, key: int, values: dict[str, str]) -> list[Word]:
    return [
        Word("utter_reference_handoff", values={**values, "reference": passed.service_problem})
        for passed in handoffs.of_restoration(page, key)
        if passed.service_problem
    ]


def _other_open(page: Page, row: Row) -> Row:
    """Another problem of theirs that was put aside, or None."""
    customer = row.customer
    others = restorations.unended(page, row.conversation, customer)
    return next((other for other in others if other.id != row.id), None)
