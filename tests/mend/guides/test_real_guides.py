"""Every guide of data/guides: sound, and every path of it comes to an end that is allowed."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from mend.guides import check, read_all, walk
from mend.guides.hear import Heard, Move
from mend.guides.model import chain
from mend.guides.progress import Phase, Progress, View, Walked
from mend.guides.question import question
from mend.problem import CHECK_OUTCOMES, Check, Result

GUIDES = read_all(Path("data/guides"))
HEALTHY = {Check.SUSPENDED: "active", Check.OUTAGE: "none", Check.ALLOWANCE: "left"}

# No path may be longer than this; it takes several faults in each of three guides to come near it.
LONGEST = 120
RANDOM_WALKS = 120


def test_there_are_guides_for_what_customers_come_with() -> None:
    assert len(GUIDES) >= 30


@pytest.mark.parametrize("name", sorted(GUIDES))
def test_a_guide_is_sound(name: str) -> None:
    assert check(GUIDES[name], GUIDES, Path("data/guides/pictures")) == []


def _views(name: str) -> list[View]:
    """Nobody, a signed-in customer with whom all is well, and one for each outcome that the guide looks at."""
    checks = {each for part in chain(GUIDES, name) for each in GUIDES[part].checks}
    outcomes = [(each, outcome) for each in sorted(checks) for outcome in CHECK_OUTCOMES[each]]
    found = [View(True, {**HEALTHY, each: outcome}) for each, outcome in sorted(outcomes)]
    return [View(False), View(True, HEALTHY), *found]


@pytest.mark.parametrize("name", sorted(GUIDES))
def test_every_path_ends_and_shows_no_step_twice(name: str) -> None:
    """Every answer of every step that can be come to, and many ways through them at random."""
    results: set[Result] = set()
    reached: set[tuple[str, str]] = set()
    seen: set[tuple[object, ...]] = set()

    def note(walked: Walked) -> bool:
        """Whether this is an end; checks what is asked if not."""
        at = walked.progress
        if walked.ending is not None:
            results.add(walked.ending.result)
            reached.add((at.guide, at.end or walked.ending.result))
            return True
        assert len(set(at.trail)) == len(at.trail)
        asked = question(GUIDES, at)
        assert asked.text or asked.response
        return False

    for view in _views(name):
        waiting = [walk.begin(GUIDES, name, view, {})]
        while waiting:
            walked = waiting.pop()
            at = walked.progress
            here = (at.guide, at.step, at.phase, view.account)
            if note(walked) or here in seen:
                continue
            seen.add(here)
            waiting += [_onward(at, heard, view) for heard in _everything_that_can_be_said(at)]
    chance = random.Random(name)
    views = _views(name)
    for turn in range(RANDOM_WALKS):
        view = views[turn % len(views)]
        walked = walk.begin(GUIDES, name, view, {})
        for _ in range(LONGEST):
            if note(walked):
                break
            heard = chance.choice(_everything_that_can_be_said(walked.progress))
            walked = _onward(walked.progress, heard, view)
        else:
            pytest.fail(f"{name} does not end: {walked.progress.trail}")
    assert Result.RESTORED in results
    assert Result.UNSUCCESSFUL in results
    assert set(GUIDES[name].ends) <= {end for guide, end in reached if guide == name}


def _onward(at: Progress, heard: Heard, view: View) -> Walked:
    onward = walk.answer(GUIDES, at, heard, view)
    assert onward.says != ("utter_guide_missed",)
    if onward.progress.phase is Phase.RUNNING:
        return replace(onward, progress=walk.ran(onward.progress))
    return onward


def _everything_that_can_be_said(progress: Progress) -> list[Heard]:
    if progress.phase is not Phase.ASKED:
        return [Heard("yes", Move.YES), Heard("no", Move.NO)]
    answers = [
        Heard(answer.title, button=(progress.step, answer.name))
        for answer in GUIDES[progress.guide].steps[progress.step].answers
    ]
    return [*answers, Heard("I can't", Move.CANNOT)]


@pytest.mark.parametrize("name", sorted(GUIDES))
def test_the_title_of_every_answer_is_heard_as_that_answer(name: str) -> None:
    for step in GUIDES[name].steps.values():
        for answer in step.answers:
            at = Progress(name, step.name, Phase.ASKED, trail=(f"{name}/{step.name}",))
            tried = walk.answer(GUIDES, at, Heard(answer.title), View(False)).tried
            assert (tried[0].step, tried[0].answer) == (step.name, answer.name)
