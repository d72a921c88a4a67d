"""The question that is open, as a word with its buttons: the same whenever it is asked again."""

import json
from typing import Any

from mend.facts import FAMILIES
from mend.guides.model import Guides, Step
from mend.guides.progress import Phase, Progress
from mend.problem import ORDERED, StepKind
from mend.reply import Button, Word

YES_NO = (Button("utter_title_yes", "/affirm"), Button("utter_title_no", "/deny"))
HOW = Button("utter_title_how", "/ask_how")
CANNOT = Button("utter_title_cannot", "/cannot")
NEITHER = Button("utter_title_neither", "/none_of_these")
SKIP = Button("utter_title_skip", "/cannot")
PERSON = Button("utter_title_person", "/ask_person")
WORKS = Button("utter_title_works", "/works_now")


def question(guides: Guides, progress: Progress) -> Word:
    """What is asked in this phase of this step."""
    guide = guides[progress.guide]
    step = guide.steps[progress.step].for_device(progress.facts)
    about = _about(guides, progress, step)
    match progress.phase:
        case Phase.CAUTION:
            return Word("utter_guide_caution", values={"caution": step.caution or ""},
                        buttons=YES_NO, about=about)  # fmt: skip
        case Phase.PROPOSED:
            go_ahead = (
                Button("utter_title_go_ahead", "/affirm"),
                Button("utter_title_rather_not", "/deny"),
            )
            return Word(text=step.say, buttons=go_ahead, about=about)
        case Phase.RUNNING:
            waits = "utter_order_wait" if step.action in ORDERED else "utter_run_wait"
            return Word(waits, buttons=(WORKS,), about=about)
        case Phase.CONFIRM if progress.queue:
            values = {"title": guides[progress.problem].title}
            return Word("utter_confirm_goal", values=values, buttons=YES_NO, about=about)
        case Phase.CONFIRM:
            return Word("utter_confirm_works", buttons=YES_NO, about=about)
        case Phase.ANSWERED:
            asked = "utter_confirm_helps" if progress.relief else "utter_confirm_works"
            return Word(asked, buttons=YES_NO, about=about)
        case _:
            own = step.kind is not StepKind.RUN
            return Word(
                None if own else "utter_run_how_is_it",
                text=step.say if own else None,
                buttons=_choices(step, lost=progress.misses >= 2),
                about=about,
            )


def help_for(guides: Guides, progress: Progress) -> Word:
    """How to do the step and where to find things; while the device is not known, which texts there are for it."""
    step = guides[progress.guide].steps[progress.step]
    buttons = tuple(
        Button(f"utter_title_{family}", f"/tell_fact{json.dumps({'fact': '='.join(fact)})}")
        for family, fact in FAMILIES.items()
        if family in step.variants and fact[0] not in progress.facts
    )
    return Word(text=step.for_device(progress.facts).help, buttons=buttons)


def _choices(step: Step, lost: bool) -> tuple[Button, ...]:
    choices = [
        Button(
            answer.title,
            f"/press_answer{json.dumps({'answer': f'{step.name}.{answer.name}'})}",
        )
        for answer in step.answers
    ]
    if step.kind is StepKind.ASK:
        choices.append(NEITHER)
    if step.help:
        choices.append(HOW)
    if step.kind in (StepKind.DO, StepKind.WORKAROUND):
        choices.append(CANNOT)
    elif lost:
        choices.append(SKIP)
    if lost:
        choices.append(PERSON)
    return tuple(choices)


def _about(guides: Guides, progress: Progress, step: Step) -> dict[str, Any]:
    shown = progress.phase is Phase.ASKED and step.kind is not StepKind.RUN
    return {
        "guide": progress.guide,
        "title": guides[progress.problem].title,
        "step": step.name,
        "kind": "confirm" if progress.phase in (Phase.CONFIRM, Phase.ANSWERED) else step.kind,
        "minutes": step.minutes if shown else None,
        "number": len(progress.trail),
        "of": None,  # a guide branches: how many steps are left depends on what the customer sees
        "picture": step.picture if shown else None,
        "alt": step.alt if shown else None,
    }
