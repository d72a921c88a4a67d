"""Several faults at once: guides that stand before one another, lead over to one another, and pass what is known."""

from pathlib import Path

import pytest

from mend.guides import Guide, check, walk
from mend.guides.enter import enter
from mend.guides.hear import Heard, Move
from mend.guides.model import chain
from mend.guides.progress import Phase, Progress, View, Walked
from mend.guides.question import help_for, question
from mend.problem import Cause, Check, Destination, Result
from tests.mend.guides.several import DATA, PICTURES, SERVICE, write

SIGNED_IN = View(account=True)
Guides = dict[str, Guide]


@pytest.fixture
def three(tmp_path: Path) -> Guides:
    return write(tmp_path)


class Talk:
    """A customer who says one thing after another."""

    def __init__(self, guides: Guides, name: str, view: View = SIGNED_IN, **facts: str):
        self.guides, self.view = guides, view
        self.walked: Walked = walk.begin(guides, name, view, facts)

    def say(self, text: str, move: Move | None = None, **finds: str) -> "Talk":
        heard = Heard(text, move, finds=finds)
        self.walked = walk.answer(self.guides, self.walked.progress, heard, self.view)
        return self

    @property
    def at(self) -> str:
        progress = self.walked.progress
        return f"{progress.guide}/{progress.step}"


def test_the_chain_comes_in_order_and_each_guide_once(three: Guides) -> None:
    assert chain(three, "pictures") == ("service", "data", "pictures")


def test_each_opening_question_that_passes_leads_to_the_next_guide(three: Guides) -> None:
    talk = Talk(three, "pictures")
    assert talk.at == "service/see_bars"
    assert talk.say("Yes I see bars").at == "data/opens_page"
    assert talk.say("Yes it opens").at == "pictures/size"
    assert talk.walked.progress.queue == ()


def test_the_same_answer_goes_on_inside_when_the_customer_came_for_that_guide(
    three: Guides,
) -> None:
    talk = Talk(three, "data").say("Yes I see bars").say("Yes it opens")
    assert talk.at == "data/switch_data"


def test_three_faults_are_found_one_after_another(three: Guides) -> None:
    talk = Talk(three, "pictures").say("No bars")
    assert talk.at == "service/flight_mode"
    talk.say("It works now")
    asked = question(three, talk.walked.progress)
    assert (asked.response, asked.values) == (
        "utter_confirm_goal",
        {"title": "Picture messages do not go"},
    )
    assert talk.say("no", Move.NO).at == "data/opens_page"
    talk.say("No page opens").say("It works now").say("no", Move.NO)
    assert talk.at == "pictures/size"
    talk.say("No change").say("It works now")
    assert question(three, talk.walked.progress).response == "utter_confirm_works"
    ended = talk.say("yes", Move.YES).walked.ending
    assert ended is not None
    assert (ended.result, ended.cause, ended.restored_by) == (
        Result.RESTORED, Cause.DEVICE_SETTINGS, "pictures/apn",
    )  # fmt: skip


def test_it_stops_when_all_is_well(three: Guides) -> None:
    ended = Talk(three, "pictures").say("No bars").say("It works now").say("yes", Move.YES).walked
    assert ended.ending is not None
    assert ended.ending.restored_by == "service/flight_mode"


def test_an_end_of_a_guide_before_it_is_the_end(three: Guides) -> None:
    talk = Talk(three, "pictures").say("No bars").say("No change").say("No change")
    assert talk.walked.ending is not None
    assert (talk.walked.ending.cause, talk.walked.progress.end) == (Cause.NO_COVERAGE, "coverage")


def test_what_is_known_answers_the_questions(three: Guides) -> None:
    talk = Talk(three, "pictures", mobile_service="works", mobile_data="works")
    assert talk.at == "pictures/size"
    assert [(tried.step, tried.answer, tried.effect) for tried in talk.walked.tried] == [
        ("see_bars", "bars", "skipped"), ("opens_page", "opens", "skipped"),
    ]  # fmt: skip


def test_a_question_is_asked_again_where_the_guide_says_so(tmp_path: Path) -> None:
    text = SERVICE.replace("say: Do you see bars?", "say: Do you see bars?\n      again: true")
    three = write(tmp_path, service=text)
    assert Talk(three, "service", mobile_service="works").at == "service/see_bars"


def test_the_way_over_comes_back_behind_the_step(three: Guides) -> None:
    talk = Talk(three, "pictures", mobile_service="works", mobile_data="works")
    talk.say("No change").say("No page opens either")
    assert (talk.at, talk.walked.progress.queue) == ("data/switch_data", ("pictures/chat",))
    assert talk.say("It works now").say("no", Move.NO).at == "pictures/chat"


def test_back_out_of_the_way_over(three: Guides) -> None:
    talk = Talk(three, "pictures", mobile_service="works", mobile_data="works")
    talk.say("No change").say("No page opens either").say("go back", Move.BACK)
    assert (talk.at, talk.walked.progress.queue) == ("pictures/apn", ())


def test_a_guide_that_was_walked_is_not_walked_twice(three: Guides) -> None:
    talk = Talk(three, "pictures").say("Yes I see bars").say("No page opens").say("It works now")
    talk.say("no", Move.NO).say("No change").say("No page opens either")
    assert talk.at == "pictures/chat"


def test_a_check_belongs_to_the_guide_that_looks_at_it(three: Guides) -> None:
    view = View(True, {Check.ROAMING: "off"})
    talk = Talk(three, "pictures", view).say("Yes I see bars")
    assert (talk.at, talk.walked.progress.phase) == ("data/enable_roaming", Phase.CAUTION)
    talk.say("yes", Move.YES)
    assert talk.walked.progress.phase is Phase.PROPOSED
    assert talk.say("yes", Move.YES).walked.start == "enable_roaming"


def test_a_remote_action_is_only_offered_where_the_check_allows_it(three: Guides) -> None:
    at = Progress("data", "enable_roaming", Phase.PROPOSED)
    for view in (View(True, {Check.ROAMING: "on"}), View(True), View(False)):
        walked = enter(three, at, "enable_roaming", view)
        assert walked.progress.step == "switch_data"
        assert walked.tried[0].evidence["why"] == "not possible from the provider's side"


def test_said_in_passing_it_is_noted_and_not_asked_later(three: Guides) -> None:
    talk = Talk(three, "service").say("I switched flight mode off", flight_mode_off="done")
    assert (talk.at, talk.walked.says) == ("service/see_bars", ("utter_guide_noted",))
    assert talk.walked.found == {"flight_mode_off": "done"}
    assert talk.say("No bars").at == "service/restart"


def test_said_at_its_step_it_counts_as_tried(three: Guides) -> None:
    talk = Talk(three, "data", mobile_service="works", mobile_data="none")
    talk.say("data is on already", Move.TRIED, data_on="done")
    assert talk.at == "data/vpn"
    assert talk.walked.tried[0].evidence == {"already": True}


def test_said_at_another_step_it_does_not_count_as_this_one(three: Guides) -> None:
    talk = Talk(three, "data", mobile_service="works", mobile_data="none")
    talk.say("I restarted my phone, still nothing", Move.SAME, phone_restarted="done")
    assert talk.at == "data/switch_data"


def test_words_that_tell_what_is_asked_answer_it(three: Guides) -> None:
    talk = Talk(three, "data").say("the signal is fine", mobile_service="works")
    assert talk.at == "data/opens_page"


def test_the_words_are_for_the_device_that_they_have(three: Guides) -> None:
    at = Progress("data", "switch_data", Phase.ASKED, {"phone": "iphone"})
    asked = question(three, at)
    assert asked.about["picture"] == "iphone.svg"
    assert help_for(three, at).text == "Open Settings and Mobile Data."
    other = Progress("data", "switch_data", Phase.ASKED, {"phone": "android"})
    text = question(three, other).text or ""
    assert text.startswith("Pull down the bar")


def test_while_it_is_not_known_the_help_asks_which_device(three: Guides) -> None:
    at = Progress("data", "switch_data", Phase.ASKED)
    word = help_for(three, at)
    assert word.text == "Open the settings."
    assert [button.payload for button in word.buttons] == [
        '/tell_fact{"fact": "phone=iphone"}', '/tell_fact{"fact": "phone=android"}',
    ]  # fmt: skip
    walked = walk.answer(
        three, at, Heard("an iPhone", Move.FACT, finds={"phone": "iphone"}), SIGNED_IN
    )
    assert walked.says == ("utter_guide_noted", "help")


def test_what_matches_no_answer_twice_goes_to_a_person(three: Guides) -> None:
    once = Talk(three, "service").say("I see something else", Move.NEITHER)
    assert (once.walked.ending, once.walked.says[0]) == (None, "utter_guide_neither")
    twice = once.say("none of these", Move.NEITHER).walked
    assert twice.ending is not None
    assert (twice.ending.cause, twice.ending.way and twice.ending.way.to) == (
        Cause.NOT_AS_DESCRIBED, Destination.CRM,
    )  # fmt: skip
    assert twice.tried[0].evidence == {"why": "what the customer sees matches no answer"}


def test_two_mismatches_at_different_steps_are_none(three: Guides) -> None:
    talk = Talk(three, "data").say("none of these", Move.NEITHER).say("Yes I see bars")
    assert talk.say("none of these", Move.NEITHER).walked.ending is None


def test_a_moment_please_keeps_the_step(three: Guides) -> None:
    talk = Talk(three, "service").say("give me ten minutes", Move.WAIT)
    assert (talk.at, talk.walked.says, talk.walked.paused) == (
        "service/see_bars", ("utter_guide_wait",), False,
    )  # fmt: skip


def test_it_works_said_at_a_question_and_then_not_quite_asks_the_question_again(
    three: Guides,
) -> None:
    talk = Talk(three, "pictures").say("oh it works", Move.WORKS).say("no", Move.NO)
    assert (talk.at, talk.walked.progress.phase) == ("service/see_bars", Phase.ASKED)


def test_back_goes_through_the_guides(three: Guides) -> None:
    talk = Talk(three, "pictures").say("Yes I see bars")
    back = talk.say("go back", Move.BACK).walked.progress
    assert (back.guide, back.step, back.facts) == ("service", "see_bars", {})
    assert talk.say("Yes I see bars").at == "data/opens_page"
    assert talk.walked.progress.queue == ("pictures",)


def test_start_over_begins_the_whole_chain(three: Guides) -> None:
    talk = Talk(three, "pictures").say("Yes I see bars").say("start over", Move.OVER)
    assert (talk.at, talk.walked.progress.queue) == ("service/see_bars", ("data", "pictures"))


def test_progress_survives_the_record_book(three: Guides) -> None:
    at = Talk(three, "pictures").say("Yes I see bars").walked.progress
    kept = Progress.from_json(at.guide, at.step, at.phase, at.as_json(), at.facts)
    assert kept == at


@pytest.mark.parametrize(
    ("guide", "text", "old", "new", "says"),
    [
        ("pictures", PICTURES, "before: [data]", "before: [nowhere]", "there is no guide nowhere"),
        ("data", DATA, "before: [service]", "before: [data]", "leads over to itself"),
        ("data", DATA, "product: mobile", "product: tv", "is about another product"),
        ("data", DATA, "  passes: [opens]\n", "", "data stands before it and needs `passes:`"),
        ("data", DATA, "passes: [opens]", "passes: [opens_up]", "has no answer opens_up"),
        ("service", SERVICE, "passes: [bars]", "passes: [bars]\n  before: [pictures]", "behind it"),
        ("pictures", PICTURES, "problem/data", "problem/other", "there is no guide other"),
        ("data", DATA, "action: enable_roaming", "action: refresh_tv", "refresh_tv cannot be done to mobile"),
        ("data", DATA, "say: Switch the", "again: true\n      say: Switch the", "belongs to ask steps"),
        ("service", SERVICE, "process: bill_inquiry", "process: bill_inquiry, asks: sim_card", "is not asked"),
        ("data", DATA, "picture: iphone.svg", "picture: missing.svg", "the picture missing.svg does not exist"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_several_guides_is_found(
    guide: str, text: str, old: str, new: str, says: str, tmp_path: Path
) -> None:
    assert old in text
    three = write(tmp_path, **{guide: text.replace(old, new)})
    wrong = [line for each in three.values() for line in check(each, three, tmp_path)]
    assert any(says in line for line in wrong), wrong


def test_the_three_are_sound(three: Guides, tmp_path: Path) -> None:
    assert [line for each in three.values() for line in check(each, three, tmp_path)] == []
