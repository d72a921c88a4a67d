"""Walk a customer through a guide. Pure: a progress and what was heard in, the next progress and what to record out.

Facts and the customer's answers come from the caller, and so do the outcomes of provider-side checks; nothing here
knows the time, the record book or Rasa.
"""

from dataclasses import replace
from typing import Any

from mend.guides.enter import PASSED, after, begin, enter, first_phase
from mend.guides.hear import Heard, Move, answer_of
from mend.guides.model import CALL_BACK, FIXED, WORKED_AROUND, Answer, Guide, Guides, Step, Way
from mend.guides.progress import Ending, Phase, Progress, Tried, View, Walked
from mend.problem import Cause, Check, Destination, Layer, Result, StepKind

__all__ = ["answer", "answered", "begin", "claim", "ran"]

# How often what the customer sees may match no answer of a step before somebody else should look.
MISMATCHES = 2


def answer(guides: Guides, progress: Progress, heard: Heard, view: View) -> Walked:
    """What follows from the customer's words. Never raises for what a customer may say."""
    told = replace(progress, facts={**progress.facts, **heard.finds})
    walked = _answer(guides, told, heard, view)
    return replace(walked, found={**heard.finds, **walked.found})


def ran(progress: Progress) -> Progress:
    """The remote action has been done, or has failed: now the step's own question is open."""
    return replace(progress, phase=Phase.ASKED, misses=0)


def claim(progress: Progress) -> Progress:
    """The customer says that it works, without our having asked: ask for a confirmation."""
    return replace(progress, phase=Phase.CONFIRM, misses=0)


def answered(progress: Progress, by: str, *, relief: bool = False) -> Progress:
    """Others say that they have done something about it: ask whether all is well again."""
    return replace(progress, phase=Phase.ANSWERED, answers=by, relief=relief, misses=0, end=None)


def _answer(guides: Guides, progress: Progress, heard: Heard, view: View) -> Walked:
    guide = guides[progress.guide]
    step = guide.steps[progress.step]
    given = answer_of(step, heard) if progress.phase is Phase.ASKED else None
    tells = heard.finds and heard.button is None and (given is None or heard.move is Move.SAME)
    if tells and (walked := _told(guides, progress, step, heard, view)) is not None:
        return walked
    if given is not None:
        return _given(guides, progress, step, given, heard, view)
    if heard.move is not None and (walked := _always(guides, progress, step, heard, view)):
        return walked
    match progress.phase, heard.move:
        case Phase.CAUTION, Move.YES:
            then = Phase.PROPOSED if step.kind is StepKind.RUN else Phase.ASKED
            return Walked(replace(progress, phase=then, misses=0))
        case Phase.PROPOSED, Move.YES:
            tried = Tried(guide.name, step.name, step.kind, heard.text, "yes", "asked_for")
            running = replace(progress, phase=Phase.RUNNING, misses=0)
            return Walked(running, ("utter_run_asked",), (tried,), start=step.action)
        case Phase.RUNNING, _:
            return Walked(progress, ("utter_run_still",))
        case Phase.CONFIRM, Move.YES | Move.WORKS:
            return _confirmed(guide, progress, step, heard, view)
        case Phase.CONFIRM, Move.NO | Move.SAME | Move.TRIED:
            return _not_confirmed(guides, progress, step, heard, view)
        case Phase.ANSWERED, Move.YES | Move.WORKS:
            return _accepted(progress, heard)
        case Phase.ANSWERED, Move.NO | Move.SAME | Move.TRIED:
            return _rejected(progress, heard)
        case ((Phase.CAUTION | Phase.PROPOSED), (Move.NO | Move.SAME | Move.TRIED)):
            tried = Tried(guide.name, step.name, step.kind, heard.text, "no", "skipped")
            return _onward(guides, progress, step, view, tried)
        case Phase.ASKED, (Move.SAME | Move.TRIED | Move.NO) if step.kind is not StepKind.ASK:
            same = step.answer("same") or step.answer("no")
            if same is not None:
                return _given(guides, progress, step, same, heard, view)
    return _missed(progress)


def _told(
    guides: Guides, progress: Progress, step: Step, heard: Heard, view: View
) -> Walked | None:
    """The customer tells what is so or what they have done: it answers the open question, or is kept for later."""
    if progress.phase is not Phase.ASKED:
        return None
    known = [
        each for each in step.answers if each.finds and each.finds.items() <= heard.finds.items()
    ]
    if step.kind is StepKind.ASK and len(known) == 1:
        return _given(guides, progress, step, known[0], heard, view)
    if set(step.done_by) & set(heard.finds):
        same = step.answer("same")
        done = replace(heard, move=Move.TRIED)
        return _given(guides, progress, step, same, done, view) if same else None
    if heard.move not in (None, Move.FACT, Move.TRIED, Move.SAME):
        return None
    kept = replace(progress, misses=0)
    if step.for_device(heard.finds) != step:
        return Walked(kept, ("utter_guide_noted", "help"))
    return Walked(kept, ("utter_guide_noted",))


def _always(
    guides: Guides, progress: Progress, step: Step, heard: Heard, view: View
) -> Walked | None:
    """What can be said in every phase."""
    clear = replace(progress, misses=0)
    match heard.move:
        case Move.HOW:
            return Walked(clear, ("help",) if step.help else ("utter_guide_no_help",))
        case Move.AGAIN:
            return Walked(clear)
        case Move.WAIT:
            return Walked(clear, ("utter_guide_wait",))
        case Move.LATER:
            return Walked(clear, paused=True)
        case Move.NEITHER if progress.phase is Phase.ASKED:
            return _mismatched(clear, step, heard)
        case Move.BACK if progress.phase is not Phase.ANSWERED:
            return _back(guides, progress)
        case Move.OVER:
            return begin(guides, progress.problem, replace(view, retested=None), {})
        case Move.CANNOT if progress.phase is Phase.ANSWERED:
            return Walked(clear, paused=True)  # they cannot try it just now
        case Move.WORKS if progress.phase not in (Phase.CONFIRM, Phase.ANSWERED):
            return Walked(claim(progress), retest=_retest(guides[progress.guide], step, view))
        case Move.CANNOT if progress.phase in (Phase.ASKED, Phase.CAUTION, Phase.PROPOSED):
            why = {"why": "cannot"}
            tried = Tried(progress.guide, step.name, step.kind, heard.text, None, "skipped", why)
            return _onward(guides, progress, step, view, tried)
    return None


def _given(
    guides: Guides, progress: Progress, step: Step, given: Answer, heard: Heard, view: View
) -> Walked:
    if given.to == FIXED:
        effect = "fixed"
    elif given.to == WORKED_AROUND:
        effect = "relief"
    else:
        effect = "learned" if step.kind is StepKind.ASK else "no_effect"
    evidence: dict[str, Any] = {"already": True} if heard.move is Move.TRIED else {}
    guide = guides[progress.guide]
    tried = Tried(guide.name, step.name, step.kind, heard.text, given.name, effect, evidence)
    learned = replace(progress, facts={**progress.facts, **given.finds}, misses=0)
    walked = enter(guides, learned, after(guide, progress, step, given), view)
    retest = _retest(guide, step, view) if given.to == FIXED else None
    return replace(walked, tried=(tried, *walked.tried), found=given.finds, retest=retest)


def _retest(guide: Guide, step: Step, view: View) -> Check | None:
    """The test that shows whether what was just done has helped."""
    if not view.account:
        return None
    return step.retest or (Check.LINE_TEST if Check.LINE_TEST in guide.checks else None)


def _onward(guides: Guides, progress: Progress, step: Step, view: View, tried: Tried) -> Walked:
    """This step is behind us without having helped."""
    walked = enter(guides, replace(progress, misses=0, doubted=False), step.next, view)
    return replace(walked, tried=(tried, *walked.tried))


def _back(guides: Guides, progress: Progress) -> Walked:
    if progress.phase is Phase.CONFIRM:
        return Walked(replace(progress, phase=Phase.ASKED, misses=0))
    if len(progress.trail) < 2:
        return Walked(replace(progress, misses=0), ("utter_guide_first_step",))
    name, _, step = progress.trail[-2].partition("/")
    before = guides[name].steps[step]
    # What the step before established is open again, or it would be skipped straight away.
    undone = {fact for answer in before.answers for fact in answer.finds}
    facts = {fact: found for fact, found in progress.facts.items() if fact not in undone}
    queue = progress.queue
    if queue and queue[0].startswith(f"{name}/"):
        queue = queue[1:]  # out of a guide that this one had led over to
    elif name != progress.guide:
        queue = (f"{progress.guide}/{progress.step}", *queue)
    return Walked(
        replace(
            progress,
            guide=name,
            step=before.name,
            phase=first_phase(before),
            queue=queue,
            trail=progress.trail[:-1],
            facts=facts,
            misses=0,
            mismatches=0,
        )
    )


def _confirmed(guide: Guide, progress: Progress, step: Step, heard: Heard, view: View) -> Walked:
    bad = view.retested if view.retested in guide.checks.get(Check.LINE_TEST, {}) else None
    if bad is not None and not progress.doubted:
        return Walked(replace(progress, doubted=True), ("utter_confirm_despite_test",))
    evidence = {"retest": view.retested} if view.retested else {}
    tried = Tried(guide.name, step.name, "confirm", heard.text, "yes", "fixed", evidence)
    cause = step.cause or (Cause.CORRECT_USAGE if step.kind is StepKind.TEACH else Cause.UNKNOWN)
    ending = Ending(Result.RESTORED, cause, restored_by=f"{guide.name}/{step.name}")
    return Walked(replace(progress, phase=Phase.ENDED), tried=(tried,), ending=ending)


def _not_confirmed(
    guides: Guides, progress: Progress, step: Step, heard: Heard, view: View
) -> Walked:
    """All is not well yet: on to the next part, or to the next step; a question that was open is still open."""
    tried = Tried(progress.guide, step.name, "confirm", heard.text, "no", "no_effect")
    settled = replace(progress, phase=Phase.ASKED, misses=0, doubted=False)
    if step.kind is StepKind.ASK and not any(each.to == FIXED for each in step.answers):
        return Walked(settled, tried=(tried,))
    target = PASSED if progress.queue else step.next
    walked = enter(guides, settled, target, view)
    return replace(walked, tried=(tried, *walked.tried))


def _accepted(progress: Progress, heard: Heard) -> Walked:
    """The customer confirms what others have done; after a relief the repair itself is still owed by SM&O."""
    effect = "relief" if progress.relief else "fixed"
    tried = Tried(progress.guide, progress.step, "confirm", heard.text, "yes", effect)
    result = Result.WORKAROUND if progress.relief else Result.RESTORED
    way = Way(Destination.SMO, suspect=Layer.UNKNOWN) if progress.relief else None
    ending = Ending(result, Cause.UNKNOWN, way=way, restored_by=progress.answers)
    return Walked(replace(progress, phase=Phase.ENDED), tried=(tried,), ending=ending)


def _rejected(progress: Progress, heard: Heard) -> Walked:
    """It is not well, whatever others say: it goes back to SM&O with all that is known."""
    tried = Tried(progress.guide, progress.step, "confirm", heard.text, "no", "no_effect")
    way = Way(Destination.SMO, suspect=Layer.UNKNOWN)
    ended = replace(progress, phase=Phase.ENDED)
    return Walked(ended, tried=(tried,), ending=Ending(Result.UNSUCCESSFUL, Cause.UNKNOWN, way=way))


def _mismatched(progress: Progress, step: Step, heard: Heard) -> Walked:
    """What the customer sees is none of the answers: show where to look, and then let somebody else look."""
    count = progress.mismatches + 1
    if count < MISMATCHES:
        says = ("utter_guide_neither", *(("help",) if step.help else ()))
        return Walked(replace(progress, mismatches=count), says)
    why = {"why": "what the customer sees matches no answer"}
    tried = Tried(progress.guide, step.name, step.kind, heard.text, None, "unknown", why)
    ending = Ending(Result.UNSUCCESSFUL, Cause.NOT_AS_DESCRIBED, way=CALL_BACK)
    return Walked(replace(progress, phase=Phase.ENDED), tried=(tried,), ending=ending)


def _missed(progress: Progress) -> Walked:
    misses = progress.misses + 1
    says = ("utter_guide_missed",) if misses < 2 else ("utter_guide_missed_twice",)
    return Walked(replace(progress, misses=misses), says)
