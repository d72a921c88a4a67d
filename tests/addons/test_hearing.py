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
    word = question(GUIDE, Progress(GUIDE.name, FIRST.name, phase, trail=(FIRST.name,)))
    buttons = [{"title": button.title, "payload": button.payload} for button in word.buttons]
    said = BotUttered(word.text, {"buttons": buttons}, metadata=word.about)
    events = [ActiveLoop(loop), said, ActionExecuted("action_listen")]
    return DialogueStateTracker.from_events("c", events)


async def understood(
    text: str, tracker: DialogueStateTracker | None, confidence: float = 0.9
) -> dict[str, Any]:
    async def small_talk(*_: Any) -> dict[str, Any]:
        intent = {"name": "greet", "confidence": confidence}
        return {"text": text, "intent": intent, "entities": [], "intent_ranking": [1]}

    processor = SimpleNamespace(parse_message=small_talk, domain=DOMAIN)
    hearing.listen(processor, GUIDES)
    return await processor.parse_message(UserMessage(text), tracker)


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


def test_rasa_still_hands_the_tracker_to_the_parser() -> None:
    names = MessageProcessor.parse_message.__code__.co_varnames
    assert names[1:4] == ("message", "tracker", "only_output_properties")
