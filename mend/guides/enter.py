"""Where a walk goes next: to a step, past what is known or needless, into another guide, or to an end. Pure."""

from dataclasses import replace

from mend.guides.model import (
    FIXED,
    OTHER_GUIDE,
    WORKED_AROUND,
    Answer,
    End,
    Guide,
    Guides,
    Step,
    Way,
    chain,
)
from mend.guides.progress import Ending, Phase, Progress, Tried, View, Walked
from mend.problem import ACTIONS_OF, Cause, Check, Destination, Layer, Result, StepKind

# The guide that the customer is in is well; internal, no guide can write it.
PASSED = "@passed"


def begin(guides: Guides, name: str, view: View, facts: dict[str, str]) -> Walked:
    """Open a guide, and those before it: what the provider's side knows first, then the first step that is needed."""
    first, *after = chain(guides, name)
    opening = guides[first].first
    start = Progress(first, opening, Phase.ASKED, facts, goal=name, queue=tuple(after))
    return enter(guides, start, opening, view)


def heed(guide: Guide, progress: Progress, view: View) -> tuple[Check, str] | None:
    """Which check, whose outcome has not been heeded yet, leads somewhere here, and where; None without one."""
    leads = [
        (check, guide.checks[check][outcome])
        for check, outcome in view.checks.items()
        if check not in progress.heeded and outcome in guide.checks.get(check, {})
    ]
    # What ends the walk comes before what could only be tried.
    return next((led for led in leads if led[1] in guide.ends), leads[0] if leads else None)


def enter(guides: Guides, progress: Progress, target: str, view: View) -> Walked:
    """Go to a target, passing over the steps that are needless, impossible or answered already."""
    skipped: list[Tried] = []
    at = progress.step  # the step whose answer or `next` named the target
    led = None
    while True:
        guide = guides[progress.guide]
        if target == FIXED:
            return Walked(replace(progress, phase=Phase.CONFIRM), tried=tuple(skipped))
        if target == WORKED_AROUND:
            ending = _worked_around(guide.steps[at])
            return Walked(replace(progress, phase=Phase.ENDED), tried=tuple(skipped), ending=ending)
        if target == PASSED:
            progress, target = _next_part(guides, progress)
            continue
        if target.startswith(OTHER_GUIDE):
            progress, target = _over(guides, progress, guide.steps[at], target)
            at = progress.step
            continue
        # One check at a time: the next one that leads somewhere waits until the customer has been there.
        led = heed(guide, progress, view) if led is None else None
        if led is not None:
            progress = replace(progress, heeded=(*progress.heeded, led[0]))
            target = led[1]
            continue
        if target in guide.ends:
            ended = replace(progress, phase=Phase.ENDED, end=target)
            return Walked(
                ended, tried=tuple(skipped), ending=_gave_up(guides, guide.ends[target], progress)
            )
        step = guide.steps[target]
        known = _known_answer(step, progress)
        why = _needless(guide, step, progress, view)
        if known is None and why is None:
            return Walked(_arrived(progress, step), tried=tuple(skipped))
        at, target = step.name, after(guide, progress, step, known) if known else step.next
        given = known.name if known else None
        reason = why or "known already: " + ", ".join(sorted(known.finds if known else ()))
        passed = Tried(guide.name, step.name, step.kind, None, given, "skipped", {"why": reason})
        skipped.append(passed)


def after(guide: Guide, progress: Progress, step: Step, given: Answer) -> str:
    """Where an answer leads; one that says that this part is well leads on to the next part, if there is one."""
    passes = step.name == guide.first and given.name in guide.passes
    return PASSED if passes and progress.queue else given.to


def first_phase(step: Step) -> Phase:
    """What is asked first at a step."""
    if step.caution:
        return Phase.CAUTION
    return Phase.PROPOSED if step.kind is StepKind.RUN else Phase.ASKED


def _arrived(progress: Progress, step: Step) -> Progress:
    return replace(
        progress,
        step=step.name,
        phase=first_phase(step),
        trail=(*progress.trail, f"{progress.guide}/{step.name}"),
        mismatches=0,
        doubted=False,
    )


def _next_part(guides: Guides, progress: Progress) -> tuple[Progress, str]:
    """What was waiting behind the guide that is well now."""
    head, *rest = progress.queue
    name, _, target = head.partition("/")
    target = target or guides[name].first
    step = target if target in guides[name].steps else guides[name].first
    return replace(progress, guide=name, step=step, queue=tuple(rest)), target


def _over(guides: Guides, progress: Progress, step: Step, target: str) -> tuple[Progress, str]:
    """Into another guide, to come back behind the step when that one is well; never twice into the same."""
    name = target.removeprefix(OTHER_GUIDE)
    been = {progress.guide, *(entry.partition("/")[0] for entry in progress.trail)}
    if name in been:
        # A step whose `next` is the way over has nothing else: whatever is left waits behind it.
        if step.next != target:
            return replace(progress, step=step.name), step.next
        if progress.queue:
            return _next_part(guides, progress)
        return progress, next(iter(guides[progress.guide].ends))
    back = () if step.next == target else (f"{progress.guide}/{step.next}",)
    opening = guides[name].first
    return replace(progress, guide=name, step=opening, queue=(*back, *progress.queue)), opening


def _known_answer(step: Step, progress: Progress) -> Answer | None:
    """The one answer of a question that live facts give already."""
    if step.kind is not StepKind.ASK or step.again:
        return None
    told = [
        answer
        for answer in step.answers
        if answer.finds and answer.finds.items() <= progress.facts.items()
    ]
    if len(told) != 1 or told[0].to in (FIXED, WORKED_AROUND):
        return None
    return told[0]


def _needless(guide: Guide, step: Step, progress: Progress, view: View) -> str | None:
    if step.kind is StepKind.RUN and not _possible(guide, step, view):
        return "not possible from the provider's side"
    if f"{guide.name}/{step.name}" in progress.trail:
        return "asked already"  # a check whose outcome came in late has led back to before it
    known = [fact for fact in step.done_by if fact in progress.facts]
    return f"known already: {', '.join(known)}" if known else None


def _possible(guide: Guide, step: Step, view: View) -> bool:
    """Whether the inventory and the checks allow the remote action."""
    allowed = ACTIONS_OF[guide.product]
    if not view.account or step.action not in allowed:
        return False
    needs = allowed[step.action]
    return needs is None or view.checks.get(needs[0]) == needs[1]


def _worked_around(step: Step) -> Ending:
    return Ending(
        Result.WORKAROUND,
        step.cause or Cause.UNKNOWN,
        way=step.permanent,
        until=step.until,
    )


def _gave_up(guides: Guides, end: End, progress: Progress) -> Ending:
    way: Way = end.way
    if way.to is Destination.SMO and way.suspect is Layer.UNKNOWN:
        # The last step that names a layer knows better than an end that does not.
        been = (entry.partition("/") for entry in progress.trail)
        named = [guides[guide].steps[step].suspect for guide, _, step in been]
        way = replace(way, suspect=next((each for each in reversed(named) if each), Layer.UNKNOWN))
    return Ending(Result.UNSUCCESSFUL, end.cause, way=way)
