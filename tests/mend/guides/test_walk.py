"""The pure engine on a small guide."""

from dataclasses import replace
from pathlib import Path

import pytest

from mend.guides import Guide, check, read, walk
from mend.guides.hear import Heard, Move
from mend.guides.progress import Phase, Progress, View
from mend.guides.question import question
from mend.problem import Cause, Check, Destination, Result

SMALL = """
version: "3.1"
nlu:
- intent: problem/small
  examples: |
EXAMPLES
responses:
  utter_problem/small:
  - text: Let's look.
guide:
  title: A small problem
  product: broadband
  checks:
    outage: {known: outage}
    line_test: {fault: line}
  steps:
    lights:
      kind: ask
      say: What do the lights show?
      answers:
        dark: {title: No lights, to: power, hears: [dead]}
        red: {title: Red light, to: restart}
    power:
      kind: do
      say: Plug it in. Does it work now?
      cause: power
      answers:
        fixed: {title: It works, to: fixed}
        same: {title: Still dark, to: router_dead}
    restart:
      kind: do
      say: Restart it. Does it work now?
      help: Pull the plug.
      cause: equipment_stuck
      done_by: [router_restarted]
      retest: line_test
      answers:
        fixed: {title: It works now, to: fixed, finds: {router_restarted: done}}
        same: {title: No change, finds: {router_restarted: done}}
    refresh:
      kind: run
      action: refresh_line
      say: I can refresh your line. Shall I?
      answers:
        fixed: {title: It works now, to: fixed}
        same: {title: No change}
    reset:
      kind: do
      caution: Your WiFi name will be lost.
      say: Press the reset button. Does it work now?
      answers:
        fixed: {title: It works now, to: fixed}
        same: {title: No change}
    hotspot:
      kind: workaround
      say: Use your phone as a hotspot for now. Does that help?
      until: 48
      permanent: {to: smo, suspect: access_line}
      answers:
        relief: {title: That helps for now, to: worked_around, hears: [helps]}
        no: {title: No, to: line}
      next: line
  ends:
    outage: {cause: known_outage, to: smo, suspect: access_node, say: There is an outage.}
    line: {cause: line_fault, to: smo, suspect: access_line, say: It is the line.}
    router_dead: {cause: equipment_faulty, to: crm, process: order_handling, say: It is dead.}
"""
EXAMPLES = "\n".join(f"    - example number {n} of many" for n in range(25))
SIGNED_IN = View(account=True)
NOBODY = View(account=False)


@pytest.fixture
def small(tmp_path: Path) -> Guide:
    path = tmp_path / "small.yml"
    path.write_text(SMALL.replace("EXAMPLES", EXAMPLES))
    return read(path)


def say(guide: Guide, progress: Progress, text: str, move: Move | None = None, view=SIGNED_IN):
    return walk.answer({"small": guide}, progress, Heard(text, move), view)


def test_the_small_guide_is_sound(small: Guide, tmp_path: Path) -> None:
    assert check(small, {"small": small}, tmp_path) == []


def test_a_known_outage_ends_the_guide_before_anything_is_asked(small: Guide) -> None:
    walked = walk.begin({"small": small}, "small", View(True, {Check.OUTAGE: "known"}), {})
    assert walked.ending is not None
    assert (walked.ending.cause, walked.ending.result) == (Cause.KNOWN_OUTAGE, "unsuccessful")


def test_an_unknown_check_goes_on(small: Guide) -> None:
    walked = walk.begin({"small": small}, "small", NOBODY, {})
    assert (walked.progress.step, walked.progress.phase) == ("lights", Phase.ASKED)


def test_fixed_is_recorded_only_after_the_customer_confirmed(small: Guide) -> None:
    at = walk.begin({"small": small}, "small", SIGNED_IN, {}).progress
    at = say(small, at, "red light").progress
    claimed = say(small, at, "It works now!")
    assert claimed.ending is None
    assert claimed.progress.phase is Phase.CONFIRM
    ended = say(small, claimed.progress, "yes", Move.YES)
    assert ended.ending is not None
    assert ended.ending.result is Result.RESTORED
    assert ended.ending.restored_by == "small/restart"
    assert ended.ending.cause is Cause.EQUIPMENT_STUCK


def test_yes_to_does_it_work_now_is_confirmed_like_any_other_fix(small: Guide) -> None:
    at = Progress("small", "restart", Phase.ASKED, trail=("small/restart",))
    assert say(small, at, "yes", Move.YES).progress.phase is Phase.CONFIRM


def test_a_step_that_was_asked_is_not_asked_again(small: Guide) -> None:
    at = Progress("small", "restart", Phase.ASKED, trail=("small/refresh", "small/restart"))
    walked = say(small, at, "no change")
    assert walked.progress.step == "reset"
    assert walked.tried[-1].evidence == {"why": "asked already"}


def test_a_no_to_the_confirmation_goes_on_at_the_next_step(small: Guide) -> None:
    at = replace(
        walk.begin({"small": small}, "small", SIGNED_IN, {}).progress,
        step="restart",
        trail=("small/restart",),
    )
    at = say(small, at, "it works now").progress
    walked = say(small, at, "no it went again", Move.NO)
    assert (walked.progress.step, walked.progress.phase) == ("refresh", Phase.PROPOSED)
    assert walked.tried[0].effect == "no_effect"


def test_works_now_asks_for_a_confirmation_at_any_step(small: Guide) -> None:
    at = walk.begin({"small": small}, "small", SIGNED_IN, {}).progress
    walked = say(small, at, "oh it is back", Move.WORKS)
    assert walked.progress.phase is Phase.CONFIRM


def test_a_fault_in_the_retest_makes_us_ask_once_more_and_then_believe(small: Guide) -> None:
    view = View(True, {Check.LINE_TEST: "fault"}, retested="fault")
    at = Progress(
        "small", "restart", Phase.CONFIRM, trail=("small/restart",), heeded=("line_test",)
    )
    doubted = say(small, at, "yes", Move.YES, view)
    assert doubted.ending is None
    assert doubted.says == ("utter_confirm_despite_test",)
    believed = say(small, doubted.progress, "yes", Move.YES, view)
    assert believed.ending is not None
    assert believed.tried[0].evidence == {"retest": "fault"}


def test_a_line_fault_that_comes_in_later_leads_to_its_end(small: Guide) -> None:
    at = walk.begin({"small": small}, "small", SIGNED_IN, {}).progress
    walked = say(small, at, "red light", view=View(True, {Check.LINE_TEST: "fault"}))
    assert walked.ending is not None
    assert walked.ending.cause is Cause.LINE_FAULT


def test_a_caution_needs_a_yes_before_the_step_is_shown(small: Guide) -> None:
    at = Progress("small", "refresh", Phase.ASKED, trail=("small/refresh",))
    at = say(small, at, "no change").progress
    assert (at.step, at.phase) == ("reset", Phase.CAUTION)
    assert "WiFi name" in question({"small": small}, at).values["caution"]
    assert say(small, at, "yes", Move.YES).progress.phase is Phase.ASKED
    assert say(small, at, "no", Move.NO).progress.step == "hotspot"


def test_a_remote_action_is_proposed_asked_for_and_then_asked_about(small: Guide) -> None:
    at = Progress("small", "refresh", Phase.PROPOSED, trail=("small/refresh",))
    walked = say(small, at, "yes please", Move.YES)
    assert walked.start == "refresh_line"
    assert walked.progress.phase is Phase.RUNNING
    waiting = say(small, walked.progress, "no change")
    assert waiting.says == ("utter_run_still",)
    done = walk.ran(walked.progress)
    assert say(small, done, "no change").progress.step == "reset"


def test_nobody_is_not_offered_a_remote_action(small: Guide) -> None:
    at = Progress("small", "restart", Phase.ASKED, trail=("small/restart",))
    walked = say(small, at, "no change", view=NOBODY)
    assert walked.progress.step == "reset"
    assert [tried.effect for tried in walked.tried] == ["no_effect", "skipped"]


def test_a_step_whose_fact_is_known_is_passed_over(small: Guide) -> None:
    at = walk.begin({"small": small}, "small", SIGNED_IN, {"router_restarted": "done"}).progress
    walked = say(small, at, "red light")
    assert walked.progress.step == "refresh"


def test_already_tried_counts_as_no_change(small: Guide) -> None:
    at = Progress("small", "restart", Phase.ASKED, trail=("small/restart",))
    walked = say(small, at, "did that twice already", Move.TRIED)
    assert walked.progress.step == "refresh"
    assert walked.tried[0].evidence == {"already": True}
    assert walked.found == {"router_restarted": "done"}


def test_a_workaround_that_helps_names_who_repairs_it(small: Guide) -> None:
    at = Progress("small", "hotspot", Phase.ASKED, trail=("small/hotspot",))
    walked = say(small, at, "ok that helps for now")
    assert walked.ending is not None
    assert walked.ending.result is Result.WORKAROUND
    assert walked.ending.way is not None
    assert walked.ending.way.to is Destination.SMO
    assert walked.ending.until == 48


def test_go_back_asks_the_step_before_again_and_forgets_its_facts(small: Guide) -> None:
    at = walk.begin({"small": small}, "small", SIGNED_IN, {}).progress
    at = say(small, at, "red light").progress
    at = say(small, at, "no change").progress
    back = say(small, at, "sorry, go back", Move.BACK).progress
    assert (back.step, back.phase) == ("restart", Phase.ASKED)
    assert back.facts == {}


def test_help_and_again_keep_the_step(small: Guide) -> None:
    at = Progress("small", "restart", Phase.ASKED, trail=("small/restart",))
    assert say(small, at, "how?", Move.HOW).says == ("help",)
    assert say(small, at, "what?", Move.AGAIN).progress == at


def test_two_misses_offer_a_person(small: Guide) -> None:
    at = walk.begin({"small": small}, "small", SIGNED_IN, {}).progress
    once = say(small, at, "purple elephants")
    twice = say(small, once.progress, "green elephants")
    assert once.says == ("utter_guide_missed",)
    assert twice.says == ("utter_guide_missed_twice",)
    assert any(
        button.payload == "/ask_person"
        for button in question({"small": small}, twice.progress).buttons
    )


def test_a_pause_changes_nothing(small: Guide) -> None:
    at = walk.begin({"small": small}, "small", SIGNED_IN, {}).progress
    walked = say(small, at, "later", Move.LATER)
    assert walked.paused
    assert walked.progress == at


def test_the_longest_words_win_and_a_tie_means_nothing(small: Guide) -> None:
    at = walk.begin({"small": small}, "small", SIGNED_IN, {}).progress
    assert say(small, at, "it's dead, no red light at all").progress.step == "restart"
    assert say(small, at, "dead").progress.step == "power"
    assert say(small, at, "hotdead").says == ("utter_guide_missed",)


@pytest.mark.parametrize("target", ["nowhere", "lights"])
def test_a_missing_target_and_a_circle_are_found(target: str, tmp_path: Path) -> None:
    path = tmp_path / "small.yml"
    text = SMALL.replace("EXAMPLES", EXAMPLES).replace("to: router_dead", f"to: {target}")
    path.write_text(text)
    guide = read(path)
    wrong = check(guide, {"small": guide}, tmp_path)
    assert any(("does not exist" if target == "nowhere" else "circle") in item for item in wrong)
