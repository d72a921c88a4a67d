"""Others say that they have done something about a problem: only the customer knows whether it helped."""

from typing import Any

from mend.guides import walk
from mend.guides.progress import Phase, Progress
from mend.problem import FINAL, Status
from mend.store import conversations, prompts, reports, restorations
from mend.store.page import Page

Row = Any


def ask(
    page: Page, report: Row, by: str, kind: str, data: dict[str, Any], *, relief: bool = False
) -> bool:
    """Ask the customer whether all is well again, in a restoration of its own; False when nobody needs to be asked.

    `by` says who did it (handoff/7), `kind` and `data` are the prompt's. Until the customer answers, the report
    waits for them.
    """
    if report.status in FINAL or report.status == Status.RESOLVED or report.conversation is None:
        return False
    row = restorations.unended_of_report(page, report.id)
    if row is None:
        last = restorations.latest_of_report(page, report.id)
        if last is None:
            return False
        conversation = conversations.current(page, report.conversation, report.customer)
        key = open_question(page, last, by, conversation, relief=relief)
    else:
        # They were in the middle of something, such as a work-around for it.
        progress = walk.answered(restorations.progress_of(row, page.now), by, relief=relief)
        key, conversation = row.id, row.conversation
        restorations.save_progress(page, key, progress, conversation)
    reports.lead_to(page, report.id, Status.PENDING, "awaiting customer: is it well again?")
    prompts.add_prompt(page, conversation, kind, {**data, "report": report.id, "restoration": key})
    return True


def open_question(
    page: Page, last: Row, by: str, conversation: str, *, relief: bool = False
) -> int:
    """A restoration after the `last` one of a report, in which the customer is asked whether all is well; its id."""
    goal = restorations.progress_of(last, page.now).problem
    before = Progress(last.guide, last.step, Phase.ASKED, goal=goal)
    progress = walk.answered(before, by, relief=relief)
    key = restorations.open_restoration(page, last.report, conversation, progress)
    restorations.save_progress(page, key, progress, conversation)
    return key


def tell(
    page: Page, report: Row, kind: str, data: dict[str, Any], asked_in: str | None = None
) -> None:
    """Tell the customer something about a report, where they were last.

    `asked_in`: the conversation in which it was asked for; another system's report has none of its own.
    """
    where = report.conversation or asked_in
    if where is not None:
        conversation = conversations.current(page, where, report.customer)
        prompts.add_prompt(page, conversation, kind, {**data, "report": report.id})
