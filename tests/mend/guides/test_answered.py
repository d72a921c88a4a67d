"""Others say that they have done something about it: what the customer can say to "is all well again?"."""

import json

import pytest

from mend.guides import walk
from mend.guides.hear import Heard, Move
from mend.guides.progress import Phase, Progress, View, Walked
from mend.guides.question import question
from mend.problem import Cause, Destination, Result
from tests.mend.people import GUIDES

GUIDE = GUIDES["connection_drops"]
VIEW = View(account=True)
BEFORE = Progress(
    GUIDE.name, "check_cables", Phase.CONFIRM, {"scope": "all_devices"},
    trail=("connection_drops/what_drops", "connection_drops/check_cables"), misses=1, end="unstable_line",
)  # fmt: skip
ANSWERED = walk.answered(BEFORE, "handoff/7")
RELIEVED = walk.answered(BEFORE, "handoff/7", relief=True)


def say(progress: Progress, text: str, move: Move | None = None) -> Walked:
    return walk.answer(GUIDES, progress, Heard(text, move), VIEW)


def test_the_question_remembers_who_answered_and_forgets_the_end_before() -> None:
    assert (ANSWERED.phase, ANSWERED.answers, ANSWERED.relief) == (
        Phase.ANSWERED, "handoff/7", False,
    )  # fmt: skip
    assert (ANSWERED.end, ANSWERED.misses) == (None, 0)
    assert (ANSWERED.step, ANSWERED.trail, ANSWERED.facts) == (
        BEFORE.step, BEFORE.trail, BEFORE.facts,
    )  # fmt: skip
    kept = json.loads(json.dumps(RELIEVED.as_json()))
    assert (kept["answers"], kept["relief"]) == ("handoff/7", True)


@pytest.mark.parametrize(
    ("progress", "asked"), [(ANSWERED, "utter_confirm_works"), (RELIEVED, "utter_confirm_helps")]
)
def test_it_asks_for_yes_or_no(progress: Progress, asked: str) -> None:
    word = question(GUIDES, progress)
    assert word.response == asked
    assert [button.payload for button in word.buttons] == ["/affirm", "/deny"]
    assert word.about["kind"] == "confirm"


@pytest.mark.parametrize("move", [Move.YES, Move.WORKS])
def test_yes_restores_by_whoever_has_done_it(move: Move) -> None:
    walked = say(ANSWERED, "all is well", move)
    assert walked.ending is not None
    assert (walked.ending.result, walked.ending.restored_by, walked.ending.way) == (
        Result.RESTORED, "handoff/7", None,
    )  # fmt: skip
    assert walked.progress.phase is Phase.ENDED
    (tried,) = walked.tried
    assert (tried.kind, tried.answer, tried.effect, tried.answered) == (
        "confirm", "yes", "fixed", "all is well",
    )  # fmt: skip


def test_yes_to_a_relief_is_a_workaround_and_smo_still_owes_the_repair() -> None:
    walked = say(RELIEVED, "yes", Move.YES)
    assert walked.ending is not None
    assert walked.ending.result is Result.WORKAROUND
    assert walked.ending.way is not None
    assert walked.ending.way.to is Destination.SMO
    assert walked.tried[0].effect == "relief"


@pytest.mark.parametrize("move", [Move.NO, Move.SAME, Move.TRIED])
@pytest.mark.parametrize("progress", [ANSWERED, RELIEVED])
def test_no_goes_back_to_smo(progress: Progress, move: Move) -> None:
    walked = say(progress, "no", move)
    assert walked.ending is not None
    assert (walked.ending.result, walked.ending.cause) == (Result.UNSUCCESSFUL, Cause.UNKNOWN)
    assert walked.ending.way is not None
    assert walked.ending.way.to is Destination.SMO
    assert (walked.tried[0].answer, walked.tried[0].effect) == ("no", "no_effect")


@pytest.mark.parametrize("move", [Move.LATER, Move.CANNOT])
def test_later_and_not_just_now_put_the_question_off(move: Move) -> None:
    walked = say(ANSWERED, "I am not at home", move)
    assert walked.paused
    assert walked.progress == ANSWERED
    assert (walked.ending, walked.tried) == (None, ())


def test_back_has_nowhere_to_go_and_the_question_is_asked_again() -> None:
    walked = say(ANSWERED, "go back", Move.BACK)
    assert walked.says == ("utter_guide_missed",)
    assert (walked.progress.phase, walked.progress.step) == (Phase.ANSWERED, BEFORE.step)


def test_again_repeats_the_question() -> None:
    walked = say(ANSWERED, "what?", Move.AGAIN)
    assert (walked.progress, walked.says) == (ANSWERED, ())


def test_over_walks_the_guide_from_its_first_step() -> None:
    walked = say(ANSWERED, "start over", Move.OVER)
    assert (walked.progress.step, walked.progress.phase) == (GUIDE.first, Phase.ASKED)
    assert (walked.progress.facts, walked.progress.trail) == ({}, (f"{GUIDE.name}/{GUIDE.first}",))


def test_words_that_mean_an_answer_of_the_step_mean_nothing_here() -> None:
    step = GUIDE.steps["check_cables"]
    fixed = next(answer for answer in step.answers if answer.name == "fixed")
    once = say(ANSWERED, fixed.title)
    twice = say(once.progress, "purple elephants")
    assert (once.says, twice.says) == (("utter_guide_missed",), ("utter_guide_missed_twice",))
    assert once.ending is None


def test_a_button_of_the_step_before_answers_nothing() -> None:
    heard = Heard("It stays on now", button=("check_cables", "fixed"))
    assert walk.answer(GUIDES, ANSWERED, heard, VIEW).says == ("utter_guide_missed",)


def test_a_check_that_has_come_in_does_not_lead_away_from_the_question() -> None:
    view = View(True, {check: "fault" for check in GUIDE.checks if check == "line_test"})
    walked = walk.answer(GUIDES, ANSWERED, Heard("yes", Move.YES), view)
    assert walked.ending is not None
    assert walked.ending.result is Result.RESTORED
