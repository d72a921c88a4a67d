"""Walk a customer through a guide. Pure: a progress and what was heard in, the next progress and what to record out.

Facts and the customer's answers come from the caller, and so do the outcomes of provider-side checks; nothing here
knows the time, the record book or Rasa.
"""

from dataclasses import replace
from typing import Any

from mend.guides.hear import Heard, Move, answer_of
from mend.guides.model import FIXED, WORKED_AROUND, Answer, End, Guide, Step, Way
from mend.guides.progress import Ending, Phase, Progress, Tried, View, Walked
from mend.problem import Cause, Check, Destination, Layer, Result, StepKind


def begin(guide: Guide, view: View, facts: dict[str, str]) -> Walked:
    """Open a guide: what the provider's side already knows comes first, then the first step that is needed."""
    return _enter(guide, Progress(guide.name, guide.first, Phase.ASKED, facts), guide.first, view)


def answer(guide: Guide, progress: Progress, heard: Heard, view: View) -> Walked:
    """What follows from the customer's words. Never raises for what a customer may say."""
    step = guide.steps[progress.step]
    given = answer_of(step, heard) if progress.phase is Phase.ASKED else None
    if given is not None:
        return _given(guide, progress, step, given, heard, view)
    if heard.move is not None and (walked := _always(guide, progress, step, heard, view)):
        return walked
    match progress.phase, heard.move:
        case Phase.CAUTION, Move.YES:
            after = Phase.PROPOSED if step.kind is StepKind.RUN else Phase.ASKED
            return Walked(replace(progress, phase=after, misses=0))
        case Phase.PROPOSED, Move.YES:
            tried = Tried(step.name, step.kind, heard.text, "yes", "asked_for")
            running = replace(progress, phase=Phase.RUNNING, misses=0)
            return Walked(running, ("utter_run_asked",), (tried,), start=step.action)
        case Phase.RUNNING, _:
            return Walked(progress, ("utter_run_still",))
        case Phase.CONFIRM, Move.YES | Move.WORKS:
            return _confirmed(guide, progress, step, heard, view)
        case Phase.ANSWERED, Move.YES | Move.WORKS:
            return _accepted(progress, heard)
        case Phase.ANSWERED, Move.NO | Move.SAME | Move.TRIED:
            return _rejected(progress, heard)
        case ((Phase.CAUTION | Phase.PROPOSED | Phase.CONFIRM), (Move.NO | Move.SAME | Move.TRIED)):
            effect = "no_effect" if progress.phase is Phase.CONFIRM else "skipped"
            kind = "confirm" if progress.phase is Phase.CONFIRM else step.kind
            tried = Tried(step.name, kind, heard.text, "no", effect)
            return _onward(guide, progress, step, view, tried)
        case Phase.ASKED, (Move.SAME | Move.TRIED | Move.NO) if step.kind is not StepKind.ASK:
            same = step.answer("same") or step.answer("no")
            if same is not None:
                return _given(guide, progress, step, same, heard, view)
    return _missed(progress)


def ran(progress: Progress) -> Progress:
    """The remote action has been done, or has failed: now the step's own question is open."""
    return replace(progress, phase=Phase.ASKED, misses=0)


def claim(progress: Progress) -> Progress:
    """The customer says that it works, without our having asked: ask for a confirmation."""
    return replace(progress, phase=Phase.CONFIRM, misses=0)


def answered(progress: Progress, by: str, *, relief: bool = False) -> Progress:
    """Others say that they have done something about it: ask whether all is well again."""
    return replace(progress, phase=Phase.ANSWERED, answers=by, relief=relief, misses=0, end=None)


def heed(guide: Guide, progress: Progress, view: View) -> str | None:
    """Where a check whose outcome has come in leads, if it has not been heeded yet."""
    for check, outcome in view.checks.items():
        if check not in progress.heeded and outcome in guide.checks.get(check, {}):
            return guide.checks[check][outcome]
    return None


def _always(
    guide: Guide, progress: Progress, step: Step, heard: Heard, view: View
) -> Walked | None:
    """What can be said in every phase."""
    match heard.move:
        case Move.HOW:
            return Walked(
                replace(progress, misses=0), ("help",) if step.help else ("utter_guide_no_help",)
            )
        case Move.AGAIN:
            return Walked(replace(progress, misses=0))
        case Move.LATER:
            return Walked(replace(progress, misses=0), paused=True)
        case Move.BACK if progress.phase is not Phase.ANSWERED:
            return _back(guide, progress)
        case Move.OVER:
            fresh = replace(progress, facts={}, trail=(), misses=0, doubted=False)
            return _enter(guide, fresh, guide.first, view)
        case Move.CANNOT if progress.phase is Phase.ANSWERED:
            return Walked(replace(progress, misses=0), paused=True)  # they cannot try it just now
        case Move.WORKS if progress.phase not in (Phase.CONFIRM, Phase.ANSWERED):
            return Walked(claim(progress), retest=_retest(step, view))
        case Move.CANNOT if progress.phase in (Phase.ASKED, Phase.CAUTION, Phase.PROPOSED):
            tried = Tried(step.name, step.kind, heard.text, None, "skipped", {"why": "cannot"})
            return _onward(guide, progress, step, view, tried)
    return None


def _given(
    guide: Guide, progress: Progress, step: Step, given: Answer, heard: Heard, view: View
) -> Walked:
    if given.to == FIXED:
        effect = "fixed"
    elif given.to == WORKED_AROUND:
        effect = "relief"
    else:
        effect = "learned" if step.kind is StepKind.ASK else "no_effect"
    evidence: dict[str, Any] = {"already": True} if heard.move is Move.TRIED else {}
    tried = Tried(step.name, step.kind, heard.text, given.name, effect, evidence)
    facts = {**progress.facts, **given.finds}
    walked = _enter(guide, replace(progress, facts=facts, misses=0), given.to, view)
    retest = _retest(step, view) if given.to == FIXED else None
    return replace(walked, tried=(tried, *walked.tried), found=given.finds, retest=retest)


def _retest(step: Step, view: View) -> Check | None:
    return step.retest if view.account else None


def _onward(guide: Guide, progress: Progress, step: Step, view: View, tried: Tried) -> Walked:
    """This step is behind us without having helped."""
    walked = _enter(guide, replace(progress, misses=0, doubted=False), step.next, view)
    return replace(walked, tried=(tried, *walked.tried))


def _back(guide: Guide, progress: Progress) -> Walked:
    if progress.phase is Phase.CONFIRM:
        return Walked(replace(progress, phase=Phase.ASKED, misses=0))
    if len(progress.trail) < 2:
        return Walked(replace(progress, misses=0), ("utter_guide_first_step",))
    before = guide.steps[progress.trail[-2]]
    # What the step before established is open again, or it would be skipped straight away.
    undone = {fact for answer in before.answers for fact in answer.finds}
    facts = {fact: found for fact, found in progress.facts.items() if fact not in undone}
    return Walked(
        replace(
            progress,
            step=before.name,
            phase=_first_phase(before),
            trail=progress.trail[:-1],
            facts=facts,
            misses=0,
        )
    )


def _first_phase(step: Step) -> Phase:
    if step.caution:
        return Phase.CAUTION
    return Phase.PROPOSED if step.kind is StepKind.RUN else Phase.ASKED


def _enter(guide: Guide, progress: Progress, target: str, view: View) -> Walked:
    """Go to a step or an end, passing over the steps that are needless or impossible."""
    skipped: list[Tried] = []
    while True:
        if target == FIXED:
            return Walked(replace(progress, phase=Phase.CONFIRM), tried=tuple(skipped))
        if target == WORKED_AROUND:
            ended = replace(progress, phase=Phase.ENDED)
            ending = _worked_around(guide.steps[progress.step])
            return Walked(ended, tried=tuple(skipped), ending=ending)
        led = heed(guide, progress, view)
        if led is not None and led != target:
            heeded = tuple(check for check in view.checks if check in guide.checks)
            progress, target = replace(progress, heeded=heeded), led
            continue
        if target in guide.ends:
            ended = replace(progress, phase=Phase.ENDED, end=target)
            return Walked(ended, tried=tuple(skipped), ending=_gave_up(guide, progress, target))
        step = guide.steps[target]
        why = _needless(step, progress, view)
        if why is None:
            moved = replace(
                progress,
                step=target,
                phase=_first_phase(step),
                trail=(*progress.trail, target),
                doubted=False,
            )
            return Walked(moved, tried=tuple(skipped))
        skipped.append(Tried(step.name, step.kind, None, None, "skipped", {"why": why}))
        target = step.next


def _needless(step: Step, progress: Progress, view: View) -> str | None:
    if step.kind is StepKind.RUN and not view.account:
        return "nobody is signed in, or the product is not known"
    if step.name in progress.trail:
        return "asked already"  # a check whose outcome came in late has led back to before it
    known = [fact for fact in step.done_by if fact in progress.facts]
    return f"known already: {', '.join(known)}" if known else None


def _confirmed(guide: Guide, progress: Progress, step: Step, heard: Heard, view: View) -> Walked:
    outcome = view.checks.get(step.retest) if step.retest else None
    if outcome == "fault" and not progress.doubted:
        return Walked(replace(progress, doubted=True), ("utter_confirm_despite_test",))
    evidence = {"retest": outcome} if outcome else {}
    tried = Tried(step.name, "confirm", heard.text, "yes", "fixed", evidence)
    cause = step.cause or (Cause.CORRECT_USAGE if step.kind is StepKind.TEACH else Cause.UNKNOWN)
    ending = Ending(Result.RESTORED, cause, restored_by=f"{guide.name}/{step.name}")
    return Walked(replace(progress, phase=Phase.ENDED), tried=(tried,), ending=ending)


def _accepted(progress: Progress, heard: Heard) -> Walked:
    """The customer confirms what others have done; after a relief the repair itself is still owed by SM&O."""
    effect = "relief" if progress.relief else "fixed"
    tried = Tried(progress.step, "confirm", heard.text, "yes", effect)
    result = Result.WORKAROUND if progress.relief else Result.RESTORED
    way = Way(Destination.SMO, suspect=Layer.UNKNOWN) if progress.relief else None
    ending = Ending(result, Cause.UNKNOWN, way=way, restored_by=progress.answers)
    return Walked(replace(progress, phase=Phase.ENDED), tried=(tried,), ending=ending)


def _rejected(progress: Progress, heard: Heard) -> Walked:
    """It is not well, whatever others say: it goes back to SM&O with all that is known."""
    tried = Tried(progress.step, "confirm", heard.text, "no", "no_effect")
    way = Way(Destination.SMO, suspect=Layer.UNKNOWN)
    ended = replace(progress, phase=Phase.ENDED)
    return Walked(ended, tried=(tried,), ending=Ending(Result.UNSUCCESSFUL, Cause.UNKNOWN, way=way))


def _worked_around(step: Step) -> Ending:
    return Ending(
        Result.WORKAROUND,
        step.cause or Cause.UNKNOWN,
        way=step.permanent,
        until=step.until,
    )


def _gave_up(guide: Guide, progress: Progress, target: str) -> Ending:
    end: End = guide.ends[target]
    way = end.way
    if way.to is Destination.SMO and way.suspect is Layer.UNKNOWN:
        # The last step that names a layer knows better than an end that does not.
        named = [guide.steps[name].suspect for name in progress.trail if guide.steps[name].suspect]
        way = replace(way, suspect=named[-1] if named else Layer.UNKNOWN)
    return Ending(Result.UNSUCCESSFUL, end.cause, way=way)


def _missed(progress: Progress) -> Walked:
    misses = progress.misses + 1
    says = ("utter_guide_missed",) if misses < 2 else ("utter_guide_missed_twice",)
    return Walked(replace(progress, misses=misses), says)
