"""Is a guide sound? Everything that would leave a customer stuck, in circles or with half a sentence."""

import re
from pathlib import Path

from mend.facts import FACTS
from mend.guides.model import (
    BUILT_IN_ENDS,
    FIXED,
    OTHER_GUIDE,
    WORKED_AROUND,
    Guide,
    Guides,
    Step,
    Variant,
    Way,
)
from mend.problem import (
    ACTIONS_OF,
    CHECK_OUTCOMES,
    REQUEST_KINDS,
    Destination,
    StepKind,
)

LONGEST = {"say": 300, "caution": 300, "help": 600, "title": 40}
FEWEST_EXAMPLES = 25


def check(guide: Guide, guides: Guides, pictures: Path) -> list[str]:
    """What is wrong with a guide among others, one sentence each; an empty list when it is sound.

    `pictures` is the folder with the drawings.
    """
    wrong = [
        *_targets(guide),
        *_others(guide, guides),
        *_texts(guide),
        *_kinds(guide),
        *_ways(guide),
        *_pictures(guide, pictures),
    ]
    if len(guide.examples) < FEWEST_EXAMPLES:
        wrong.append(f"{len(guide.examples)} examples; at least {FEWEST_EXAMPLES} are needed")
    if len({example.lower() for example in guide.examples}) < len(guide.examples):
        wrong.append("an example is there twice")
    if not wrong:  # walking only makes sense where every target exists
        wrong += [*_circles(guide), *_unreached(guide)]
    return [f"{guide.name}: {sentence}" for sentence in wrong]


def _targets(guide: Guide) -> list[str]:
    known = {*guide.steps, *guide.ends, *BUILT_IN_ENDS}
    wrong = [f"{name} is both a step and an end" for name in guide.steps if name in guide.ends]
    wrong += [
        f"{name} is a built-in end" for name in known & BUILT_IN_ENDS & {*guide.steps, *guide.ends}
    ]
    for step in guide.steps.values():
        wrong += [
            f"{step.name} leads to {target}, which does not exist"
            for target in guide.targets(step)
            if target not in known and not target.startswith(OTHER_GUIDE)
        ]
        if step.next in BUILT_IN_ENDS:
            wrong.append(f"{step.name} must not go on to {step.next}")
        if step.kind is not StepKind.WORKAROUND and WORKED_AROUND in guide.targets(step):
            wrong.append(f"{step.name} is no work-around but leads to {WORKED_AROUND}")
    for name, outcomes in guide.checks.items():
        for outcome, target in outcomes.items():
            if outcome not in CHECK_OUTCOMES[name]:
                wrong.append(f"the check {name} has no outcome {outcome}")
            if target not in known - BUILT_IN_ENDS:
                wrong.append(f"the check {name} leads to {target}, which does not exist")
    return wrong


def _others(guide: Guide, guides: Guides) -> list[str]:
    """What a guide says about other guides."""
    wrong = []
    overs = {
        target.removeprefix(OTHER_GUIDE)
        for step in guide.steps.values()
        for target in guide.targets(step)
        if target.startswith(OTHER_GUIDE)
    }
    for name in sorted({*guide.before, *overs}):
        if name not in guides:
            wrong.append(f"there is no guide {name}")
        elif name == guide.name:
            wrong.append("leads over to itself")
        elif guides[name].product is not guide.product:
            wrong.append(f"{name} is about another product")
        elif name in guide.before and not guides[name].passes:
            wrong.append(f"{name} stands before it and needs `passes:`")
        elif name in guide.before and guide.name in _all_before(guides, name):
            wrong.append(f"{name} stands before it and behind it")
    first = guide.steps[guide.first]
    wrong += [
        f"passes: {first.name} has no answer {name}"
        for name in guide.passes
        if first.answer(name) is None
    ]
    if guide.passes and first.kind is not StepKind.ASK:
        wrong.append(f"passes: {first.name} must be an ask")
    return wrong


def _all_before(guides: Guides, name: str) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for earlier in guides[waiting.pop()].before:
            if earlier in guides and earlier not in found:
                found.add(earlier)
                waiting.append(earlier)
    return found


def _wordings(step: Step) -> tuple[Step | Variant, ...]:
    """The step's own words, and those for one kind of device."""
    return (step, *step.variants.values())


def _texts(guide: Guide) -> list[str]:
    wrong = []
    for step in guide.steps.values():
        for told in _wordings(step):
            for key in ("say", "caution", "help"):
                text = getattr(told, key, None) or ""
                if len(text) > LONGEST[key]:
                    wrong.append(
                        f"{step.name}: {key} has {len(text)} of at most {LONGEST[key]} letters"
                    )
            if told.say and not told.say.endswith("?"):
                wrong.append(f"{step.name}: say must end in a question")
        if len(step.answers) < 2:
            wrong.append(f"{step.name}: needs at least two answers")
        heard: dict[str, str] = {}
        for answer in step.answers:
            if len(answer.title) > LONGEST["title"]:
                wrong.append(f"{step.name}: the title “{answer.title}” is too long")
            for phrase in (answer.title, *answer.hears):
                key = " ".join(re.findall(r"\w+", phrase.lower()))
                if heard.setdefault(key, answer.name) != answer.name:
                    wrong.append(f"{step.name}: “{phrase}” stands for two answers")
    return wrong


def _kinds(guide: Guide) -> list[str]:
    wrong = []
    for step in guide.steps.values():
        if (step.kind is StepKind.RUN) != (step.action is not None):
            wrong.append(f"{step.name}: `action:` belongs to run steps, and they need it")
        if step.action is not None and step.action not in ACTIONS_OF[guide.product]:
            wrong.append(f"{step.name}: {step.action} cannot be done to {guide.product}")
        if step.again and step.kind is not StepKind.ASK:
            wrong.append(f"{step.name}: `again:` belongs to ask steps")
        if step.kind is StepKind.WORKAROUND:
            if step.until is None or step.permanent is None:
                wrong.append(f"{step.name}: a work-around needs `until:` and `permanent:`")
            if WORKED_AROUND not in guide.targets(step):
                wrong.append(f"{step.name}: no answer leads to {WORKED_AROUND}")
        elif step.until is not None or step.permanent is not None:
            wrong.append(f"{step.name}: `until:` and `permanent:` belong to work-arounds")
        if step.kind in (StepKind.DO, StepKind.TEACH, StepKind.RUN):
            fixed = step.answer("fixed")
            if fixed is None or fixed.to != FIXED or step.answer("same") is None:
                wrong.append(f"{step.name}: needs the answers fixed (to: fixed) and same")
        facts = {*step.done_by, *(fact for answer in step.answers for fact in answer.finds)}
        wrong += [f"{step.name}: there is no fact {fact}" for fact in sorted(facts - set(FACTS))]
    return wrong


def _ways(guide: Guide) -> list[str]:
    ways: list[tuple[str, Way]] = [(end.name, end.way) for end in guide.ends.values()]
    ways += [(step.name, step.permanent) for step in guide.steps.values() if step.permanent]
    wrong = []
    for name, way in ways:
        if (way.to is Destination.SMO) != (way.suspect is not None):
            wrong.append(f"{name}: `suspect:` belongs to `to: smo`, and is needed there")
        if (way.to is Destination.CRM) != (way.process is not None):
            wrong.append(f"{name}: `process:` belongs to `to: crm`, and is needed there")
        kinds = REQUEST_KINDS[way.process] if way.process else ()
        if way.asks is not None and way.asks not in kinds:
            wrong.append(f"{name}: {way.process} is not asked for {way.asks}")
    wrong += [
        f"{step.name}: a permanent fix needs an owner"
        for step in guide.steps.values()
        if step.permanent and step.permanent.to is Destination.NOBODY
    ]
    return wrong


def _pictures(guide: Guide, folder: Path) -> list[str]:
    wrong = []
    for step in guide.steps.values():
        for told in _wordings(step):
            if (told.picture is None) != (told.alt is None):
                wrong.append(f"{step.name}: `picture:` and `alt:` go together")
            if told.picture and not (folder / told.picture).is_file():
                wrong.append(f"{step.name}: the picture {told.picture} does not exist")
    return wrong


def _circles(guide: Guide) -> list[str]:
    """A step from which one can come back to it would let a customer go round for ever."""
    done: set[str] = set()
    wrong: list[str] = []

    def visit(step: Step, path: tuple[str, ...]) -> None:
        if step.name in path:
            wrong.append(
                f"goes in a circle: {' → '.join((*path[path.index(step.name) :], step.name))}"
            )
            return
        if step.name in done:
            return
        for target in guide.targets(step):
            if target in guide.steps:
                visit(guide.steps[target], (*path, step.name))
        done.add(step.name)

    for step in guide.steps.values():
        visit(step, ())
    return wrong


def _unreached(guide: Guide) -> list[str]:
    starts = [guide.first, *(t for outcomes in guide.checks.values() for t in outcomes.values())]
    seen: set[str] = set()
    while starts:
        name = starts.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in guide.steps:
            starts += guide.targets(guide.steps[name])
    return [f"{name} is never reached" for name in (*guide.steps, *guide.ends) if name not in seen]
