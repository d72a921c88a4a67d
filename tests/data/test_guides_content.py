"""What the shipped guides hold: phrases in many voices, safe drawings, every kind of help.

That a guide is sound and that its paths end is shown in tests/mend/guides.
"""

import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from mend.guides import Guide, read_all
from mend.guides.hear import Heard, answer_of, named_answer, words_of
from mend.guides.model import FIXED, WORKED_AROUND
from mend.problem import Cause, CrmProcess, Destination, StepKind

FOLDER = Path("data/guides")
GUIDES = read_all(FOLDER)
PICTURES = sorted((FOLDER / "pictures").glob("*.svg"))
FEWEST_EXAMPLES = 25
LARGEST_PICTURE = 6 * 1024  # bytes
SVG = "{http://www.w3.org/2000/svg}"
FIRST_FIVE = {"no_internet", "slow_internet", "connection_drops", "wifi_weak", "tv_no_signal"}

each_guide = pytest.mark.parametrize("guide", GUIDES.values(), ids=GUIDES)
each_picture = pytest.mark.parametrize("path", PICTURES, ids=[path.name for path in PICTURES])


def share(one: str, other: str) -> float:
    """How much two phrases have in common: Jaccard, shared words among all words of both."""
    first, second = set(words_of(one)), set(words_of(other))
    return len(first & second) / len(first | second)


def test_the_first_five_guides_are_there() -> None:
    assert set(GUIDES) >= FIRST_FIVE


@each_guide
def test_there_are_enough_examples(guide: Guide) -> None:
    assert len(guide.examples) >= FEWEST_EXAMPLES


@each_guide
def test_no_two_examples_share_more_than_half_of_their_words(guide: Guide) -> None:
    # “More than half” is Jaccard above 0.5.
    near = [pair for pair in combinations(guide.examples, 2) if share(*pair) > 0.5]
    assert near == []


def test_no_example_of_one_guide_is_nearly_an_example_of_another() -> None:
    said = [(name, example) for name, guide in GUIDES.items() for example in guide.examples]
    near = [
        (one, other)
        for (name, one), (neighbour, other) in combinations(said, 2)
        if name != neighbour and share(one, other) > 0.5
    ]
    assert near == []


@each_guide
def test_a_guide_has_six_to_twelve_steps_and_every_step_says_how(guide: Guide) -> None:
    assert 6 <= len(guide.steps) <= 12
    assert [step.name for step in guide.steps.values() if not step.help or not step.minutes] == []


@each_guide
def test_a_guide_teaches_runs_a_remote_action_and_has_a_workaround(guide: Guide) -> None:
    kinds = [step.kind for step in guide.steps.values()]
    assert StepKind.TEACH in kinds
    assert kinds.count(StepKind.RUN) == 1
    assert StepKind.WORKAROUND in kinds


@each_guide
def test_a_guide_warns_before_something_is_lost(guide: Guide) -> None:
    assert any(step.caution for step in guide.steps.values())
    # Whatever resets something to how it came out of its box loses settings.
    resets = [step for step in guide.steps.values() if re.search(r"\breset\b", step.say, re.I)]
    assert [step.name for step in resets if not step.caution] == []


@each_guide
def test_a_guide_can_end_at_smo_for_more_than_a_known_outage(guide: Guide) -> None:
    ends = [end for end in guide.ends.values() if end.way.to is Destination.SMO]
    assert any(end.cause is not Cause.KNOWN_OUTAGE and end.way.suspect for end in ends)


@each_guide
def test_a_guide_has_honest_ends_for_equipment_bills_and_what_is_not_ours(guide: Guide) -> None:
    processes = {end.way.process for end in guide.ends.values()}
    assert CrmProcess.BILL_INQUIRY in processes
    assert any(end.way.to is Destination.NOBODY for end in guide.ends.values())


def test_replacements_and_visits_have_an_owner() -> None:
    processes = {end.way.process for guide in GUIDES.values() for end in guide.ends.values()}
    assert processes >= {CrmProcess.ORDER_HANDLING, CrmProcess.APPOINTMENT}


@each_guide
def test_what_restored_it_has_a_cause(guide: Guide) -> None:
    curing = [
        step
        for step in guide.steps.values()
        if any(answer.to in (FIXED, WORKED_AROUND) for answer in step.answers)
    ]
    assert curing
    assert [step.name for step in curing if step.cause is None] == []


@each_guide
def test_every_way_to_say_an_answer_means_that_answer(guide: Guide) -> None:
    wrong = [
        (step.name, answer.name, phrase)
        for step in guide.steps.values()
        for answer in step.answers
        for phrase in (answer.title, *answer.hears)
        if answer_of(step, Heard(phrase)) is not answer
    ]
    assert wrong == []


@each_guide
def test_an_answer_is_heard_in_three_to_eight_other_ways(guide: Guide) -> None:
    answers = [(step, answer) for step in guide.steps.values() for answer in step.answers]
    assert [
        (step.name, answer.name) for step, answer in answers if not 3 <= len(answer.hears) <= 8
    ] == []


@each_guide
@pytest.mark.parametrize(
    "text",
    [
        "no, it's still not working",
        "nope, it isn't working",
        "not fixed",
        "it does not work",
        "that didn't help at all",
        "nothing works now after that",
        "still no internet, not even now",
    ],
)
def test_a_denial_is_never_heard_as_fixed(guide: Guide, text: str) -> None:
    heard = {
        step.name: answer.to
        for step in guide.steps.values()
        if (answer := named_answer(step, text))
    }
    assert [name for name, to in heard.items() if to in (FIXED, WORKED_AROUND)] == []


@each_guide
def test_every_picture_a_guide_names_exists_and_is_described(guide: Guide) -> None:
    shown = [step for step in guide.steps.values() if step.picture]
    assert len(shown) >= 4
    for step in shown:
        assert (FOLDER / "pictures" / str(step.picture)).is_file(), step.picture
        assert step.alt


def test_no_picture_is_unused() -> None:
    named = {step.picture for guide in GUIDES.values() for step in guide.steps.values()}
    assert {path.name for path in PICTURES} == named - {None}


@each_picture
def test_a_picture_runs_nothing_and_fetches_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert re.findall(r"https?:|//|data:|javascript:|@import|url\(|<!|<\?", text, re.I) == []
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    drawing = {"svg", "title", "style", "rect", "circle", "path", "text"}
    assert {item.tag for item in root.iter()} <= {f"{SVG}{tag}" for tag in drawing}
    names = {name for item in root.iter() for name in item.attrib}
    assert [name for name in names if "href" in name or name.startswith("on")] == []


@each_picture
def test_a_picture_is_small_sized_and_titled(path: Path) -> None:
    assert path.stat().st_size < LARGEST_PICTURE
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    assert root.findtext(f"{SVG}title")
    assert root.attrib["viewBox"] == f"0 0 {root.attrib['width']} {root.attrib['height']}"
