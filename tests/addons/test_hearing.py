"""Words that name an answer of the open step are that answer, whatever the classifier takes them for."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered
from rasa.shared.core.trackers import DialogueStateTracker

from addons import hearing
from mend.guides import read_all
from mend.guides.progress import Phase, Progress
from mend.guides.question import question

DOMAIN = Domain.load("domain.yml")
GUIDES = read_all(Path("data/guides"))
GUIDE = GUIDES["no_internet"]
FIRST = GUIDE.steps[GUIDE.first]


def asked(phase: Phase, *, loop: str | None = "guide_form") -> DialogueStateTracker:
    """A conversation in which this question was asked last."""
    word = question(GUIDES, Progress(GUIDE.name, FIRST.name, phase, trail=(FIRST.name,)))
    buttons = [{"title": button.title, "payload": button.payload} for button in word.buttons]
    said = BotUttered(word.text, {"buttons": buttons}, metadata=word.about)
    events = [ActiveLoop(loop), said, ActionExecuted("action_listen")]
    return DialogueStateTracker.from_events("c", events)


async def understood(
    text: str,
    tracker: DialogueStateTracker | None,
    confidence: float = 0.9,
    *,
    intent: str = "greet",
    entities: tuple[tuple[str, str], ...] = (),
    pressed: bool = False,
) -> dict[str, Any]:
    async def small_talk(*_: Any) -> dict[str, Any]:
        found = [{"entity": name, "value": value} for name, value in entities]
        taken_for = {"name": intent, "confidence": confidence}
        return {"text": text, "intent": taken_for, "entities": found, "intent_ranking": [1]}

    processor = SimpleNamespace(parse_message=small_talk, domain=DOMAIN)
    hearing.listen(processor, GUIDES)
    message = UserMessage(text, parse_data={"text": text} if pressed else None)
    return await processor.parse_message(message, tracker)


def danger_of(parsed: dict[str, Any]) -> list[str]:
    return [each["value"] for each in parsed["entities"] if each["entity"] == "danger"]


async def test_an_answer_in_words_is_that_answer_and_keeps_the_ranking() -> None:
    answer = FIRST.answers[0]
    parsed = await understood(f"well, {answer.title.lower()} I think", asked(Phase.ASKED))
    assert parsed["intent"]["name"] == "press_answer"
    assert parsed["entities"][0]["value"] == f"{FIRST.name}.{answer.name}"
    assert parsed["intent_ranking"] == [1]


@pytest.mark.parametrize(
    "tracker",
    [None, asked(Phase.CONFIRM), asked(Phase.ASKED, loop=None)],
    ids=["no conversation", "another question", "no guide open"],
)
async def test_nothing_is_heard_when_the_step_does_not_ask(
    tracker: DialogueStateTracker | None,
) -> None:
    parsed = await understood(FIRST.answers[0].title, tracker)
    assert parsed["intent"]["name"] == "greet"


async def test_other_words_stay_what_the_classifier_took_them_for() -> None:
    parsed = await understood("good morning to you", asked(Phase.ASKED))
    assert parsed["intent"]["name"] == "greet"


async def test_what_is_hardly_small_talk_does_not_interrupt_a_guide() -> None:
    parsed = await understood("all day long", asked(Phase.ASKED), 0.5)
    assert parsed["intent"]["name"] == "nlu_fallback"
    parsed = await understood("all day long", asked(Phase.ASKED, loop=None), 0.5)
    assert parsed["intent"]["name"] == "greet"


@pytest.mark.parametrize("tracker", [None, asked(Phase.ASKED)], ids=["no guide", "in a guide"])
async def test_danger_comes_before_all_else(tracker: DialogueStateTracker | None) -> None:
    answer = FIRST.answers[0].title
    parsed = await understood(f"{answer}, and the router is smoking, what now?", tracker)
    assert (parsed["intent"]["name"], danger_of(parsed)) == ("danger", ["fire"])
    assert parsed["intent_ranking"] == [1]


async def test_danger_that_the_classifier_is_sure_of_is_danger() -> None:
    told = {"intent": "danger", "entities": (("danger", "shock"),)}
    parsed = await understood(FIRST.answers[0].title, asked(Phase.ASKED), 0.9, **told)
    assert (parsed["intent"]["name"], danger_of(parsed)) == ("danger", ["shock"])


@pytest.mark.parametrize("tracker", [None, asked(Phase.ASKED)], ids=["no guide", "in a guide"])
async def test_danger_is_not_guessed(tracker: DialogueStateTracker | None) -> None:
    parsed = await understood("this is hot stuff", tracker, 0.5, intent="danger")
    assert parsed["intent"]["name"] == "nlu_fallback"


async def test_a_button_is_no_danger_whatever_it_says() -> None:
    parsed = await understood("There is smoke", None, pressed=True)
    assert parsed["intent"]["name"] == "greet"


async def test_what_says_that_a_part_works_does_not_say_that_all_is_well() -> None:
    told = (("fact", "wired=works"),)
    parsed = await understood("ok by cable", None, intent="works_now", entities=told)
    assert parsed["intent"]["name"] == "tell_fact"
    told = (("fact", "router_lights=normal"),)
    parsed = await understood("lights are green", None, intent="works_now", entities=told)
    assert parsed["intent"]["name"] == "works_now"


def test_rasa_still_hands_the_tracker_to_the_parser() -> None:
    names = MessageProcessor.parse_message.__code__.co_varnames
    assert names[1:4] == ("message", "tracker", "only_output_properties")
