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
from mend.problem import Cause, CrmProcess, Destination, RemoteAction, StepKind

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


def test_no_example_of_one_guide_is_nearly_an_example_of_another() -> None:
    said = [(name, example) for name, guide in GUIDES.items() for example in guide.examples]
    near = [
        (one, other)
        for (name, one), (neighbour, other) in combinations(said, 2)
        if name != neighbour and share(one, other) > 0.5
    ]
    assert near == []


@each_guide
def test_a_guide_has_depth_and_every_step_says_how(guide: Guide) -> None:
    assert len(guide.steps) >= 6
    assert [step.name for step in guide.steps.values() if not step.help or not step.minutes] == []


def test_the_guides_teach_run_remote_actions_and_have_workarounds() -> None:
    kinds = {name: {step.kind for step in guide.steps.values()} for name, guide in GUIDES.items()}
    for kind, most in ((StepKind.TEACH, 0.7), (StepKind.RUN, 0.6), (StepKind.WORKAROUND, 0.8)):
        assert sum(kind in each for each in kinds.values()) >= most * len(GUIDES), kind


def test_every_remote_action_is_run_by_some_guide() -> None:
    run = {step.action for guide in GUIDES.values() for step in guide.steps.values()}
    assert run - {None} == set(RemoteAction)


@each_guide
def test_a_guide_warns_before_something_is_lost(guide: Guide) -> None:
    # Whatever resets something to how it came out of its box loses settings.
    asked = [step for step in guide.steps.values() if step.kind in (StepKind.DO, StepKind.RUN)]
    resets = [step for step in asked if re.search(r"\b(factory )?reset\b", step.say, re.I)]
    assert [step.name for step in resets if not step.caution] == []


@each_guide
def test_what_the_network_cannot_help_does_not_go_there(guide: Guide) -> None:
    theirs = {Cause.CUSTOMER_DEVICE, Cause.THIRD_PARTY, Cause.APP, Cause.SUSPENDED, Cause.SIM}
    ends = [end for end in guide.ends.values() if end.way.to is Destination.SMO]
    assert [end.name for end in ends if end.cause in theirs] == []


def test_replacements_and_visits_have_an_owner() -> None:
    processes = {end.way.process for guide in GUIDES.values() for end in guide.ends.values()}
    assert processes >= {
        CrmProcess.ORDER_HANDLING, CrmProcess.APPOINTMENT, CrmProcess.BILL_INQUIRY,
    }  # fmt: skip


@each_guide
def test_what_restored_it_has_a_cause(guide: Guide) -> None:
    curing = [
        step
        for step in guide.steps.values()
        if step.kind is not StepKind.ASK and any(answer.to == FIXED for answer in step.answers)
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
def test_an_answer_is_heard_in_other_ways(guide: Guide) -> None:
    answers = [(step, answer) for step in guide.steps.values() for answer in step.answers]
    assert [
        (step.name, answer.name) for step, answer in answers if not 1 <= len(answer.hears) <= 10
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
    wordings = [each for step in guide.steps.values() for each in (step, *step.variants.values())]
    for step in wordings:
        assert step.picture is None or (FOLDER / "pictures" / step.picture).is_file()
        assert (step.picture is None) == (step.alt is None)


def test_no_picture_is_unused() -> None:
    named = {
        told.picture
        for guide in GUIDES.values()
        for step in guide.steps.values()
        for told in (step, *step.variants.values())
    }
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
