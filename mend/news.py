"""What Mend says unasked: the first line, "shall we go on?", and what the provider's systems answered."""

import json
from typing import Any

from mend import news_of_others as answers
from mend.answers import confirming
from mend.guides import walk as walking
from mend.guides.progress import Phase
from mend.problem import Check, ProductKind, Status
from mend.reply import Button, Reply, Word
from mend.store import prompts, reports, restorations, runs
from mend.store.page import Page
from mend.store.runs import Turn
from mend.wiring import Mend

Row = Any


def tell(mend: Mend, turn: Turn, key: int, busy: bool) -> Reply:
    """Say one prompt; `busy`: another question is open, and is asked again after it."""
    with mend.store.page() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        prompt = prompts.find_prompt(page, turn.conversation, key)
        if prompt is None:
            return Reply()
        match prompt.kind:
            case "opening":
                reply = _opening(mend)
            case "resume":
                reply = _resume(mend, page, prompt, turn, busy)
            case "task_done":
                reply = _task_done(page, prompt)
            case "test_done":
                reply = _test_done(mend, page, prompt, busy)
            case "reference":
                reply = _reference(prompt)
            case _:
                reply = answers.say(mend, page, prompt, busy)
        return runs.keep(page, turn, reply)


def not_understood(mend: Mend, guesses: list[str], misses: int) -> Reply:
    """Outside a guide nothing was recognised: ask which of the likeliest problems it is, then offer a person."""
    if misses >= 2:
        return Reply(
            (Word("utter_offer_person"),), {"misses": float(misses), "open_question": "person"}
        )
    known = [mend.guides[name] for name in guesses if name in mend.guides]
    buttons = tuple(problem_button(guide.name, guide.title) for guide in known)
    response = "utter_did_you_mean" if buttons else "utter_not_understood"
    return Reply((Word(response, buttons=buttons),), {"misses": float(misses)})


def problem_button(name: str, title: str) -> Button:
    """A button that names a problem."""
    return Button(title, f"/problem{json.dumps({'problem': name})}")


def which_problem(mend: Mend, product: str | None) -> Reply:
    """The problems with a product that there are guides for, to choose from; without a product, the products."""
    known = [guide for guide in mend.guides.values() if guide.product == product]
    if not known:
        return Reply((Word("utter_which_product", buttons=_products(mend)),))
    buttons = tuple(problem_button(guide.name, guide.title) for guide in known)
    return Reply((Word("utter_which_problem", buttons=buttons),))


def _opening(mend: Mend) -> Reply:
    return Reply((Word("utter_opening", buttons=_products(mend)),))


def _products(mend: Mend) -> tuple[Button, ...]:
    """One button for each product that there are guides for: forty problems would be too many to choose from."""
    there = {guide.product for guide in mend.guides.values()}
    return tuple(
        Button(f"utter_title_{kind}", f"/choose_product{json.dumps({'product': kind})}")
        for kind in ProductKind
        if kind in there
    )


def _resume(mend: Mend, page: Page, prompt: Row, turn: Turn, busy: bool) -> Reply:
    row = restorations.restoration_by_id(page, int(prompt.data["restoration"]))
    ours = row is not None and (
        row.conversation == turn.conversation or (row.customer and row.customer == turn.customer)
    )
    if not ours or row.ended is not None:
        return Reply()
    progress = restorations.progress_of(row, page.now)
    values = {"title": mend.guides[progress.problem].title, "report": row.report}
    if busy:
        return Reply((Word("utter_welcome_back", values=values),))
    if row.phase == Phase.ANSWERED:
        slots = {"open_question": "guide", "restoration": str(row.id)}
        return Reply((Word("utter_resume_answered", values=values),), slots)
    word = Word("utter_resume", values=values)
    return Reply((word,), {"open_question": "resume", "restoration": str(row.id)})


def _task_done(page: Page, prompt: Row) -> Reply:
    task = restorations.task(page, int(prompt.data["task"]))
    row = restorations.restoration_by_id(page, task.restoration)
    worked = task.state == "completed"
    word = Word("utter_run_done" if worked else "utter_run_failed")
    if row.ended is not None:
        return Reply((word,)) if worked else Reply()
    progress = restorations.progress_of(row, page.now)
    here = (progress.guide, progress.step) == (task.guide, task.step)
    if progress.phase is Phase.RUNNING and here:
        # Done or failed, the step's own question is open now; its answers lead on or to an end.
        restorations.save_progress(page, row.id, walking.ran(progress), row.conversation)
    return Reply((word,))


def _test_done(mend: Mend, page: Page, prompt: Row, busy: bool) -> Reply:
    """The line was tested after what the customer did; nothing is said unless that contradicts what they confirmed."""
    task = restorations.task(page, int(prompt.data["task"]))
    row = restorations.restoration_by_id(page, task.restoration)
    guide = mend.guides.get(task.guide)
    bad = guide is not None and task.outcome in guide.checks.get(Check.LINE_TEST, {})
    if not bad or row.restored_by != f"{task.guide}/{task.step}" or row.status != Status.RESOLVED:
        return Reply()
    reports.change_status(page, row.report, Status.IN_PROGRESS, "a test still sees a fault")
    key = confirming.open_question(page, row, "customer", row.conversation)
    values = {"report": row.report, "title": mend.guides[row.symptom].title}
    slots = {"open_question": "guide", "restoration": str(key)}
    return Reply((Word("utter_test_disagrees", values=values),), {} if busy else slots)


def _reference(prompt: Row) -> Reply:
    data = prompt.data
    values = {name: str(data.get(name) or "") for name in ("reference", "report", "number")}
    return Reply((Word(f"utter_reference_{data['what']}", values=values),))
