"""What the classifier cannot know: danger comes first, and words that name an answer of the open step are that answer.

The classifier only guesses; the ways of `data/danger.yml` do not. It does not know either which step is open: to it,
"everything" is small talk, and small talk would interrupt the guide. Rasa hands the tracker to `parse_message` but not
to the pipeline's components, so this stands between the two.
The ranking stays as the classifier gave it, for the agents who review the conversation.
"""

from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker

from addons.danger import read_dangers
from addons.facts import ENTITY as FACT
from addons.language import ROOT
from mend.guides import Guide, Step
from mend.guides.hear import named_answer

# In a guide a question like "where are you?" gets short answers that look like small talk to the classifier. On the
# held-out phrases real small talk scores 0.9 and more, such answers 0.45 to 0.63.
SURE = 0.65

INTENT = "press_answer"
ENTITY = "answer"
DANGER = "danger"
DANGERS = ROOT / "data/danger.yml"
# These say that a part works, which is not that all is well.
PARTLY = frozenset({"wired=works", "mobile_data=works", "mobile_service=works"})


def listen(processor: MessageProcessor, guides: dict[str, Guide]) -> None:
    """Let this processor hear danger before all else, and then the answers of the open step."""
    dangers = read_dangers(DANGERS)
    understand = processor.parse_message

    async def parse_message(
        message: UserMessage,
        tracker: DialogueStateTracker | None = None,
        only_output_properties: bool = True,
    ) -> dict[str, Any]:
        parsed: dict[str, Any] = await understand(message, tracker, only_output_properties)
        typed = message.parse_data is None  # a button says what it says
        danger = dangers.kind(parsed["text"]) if typed else None
        if danger is not None:
            return _heard_as(parsed, DANGER, DANGER, danger)
        unsure = float(parsed["intent"].get("confidence") or 0) < SURE
        if parsed["intent"]["name"] == DANGER and not unsure:
            return parsed
        step = open_step(tracker, guides) if tracker else None
        answer = named_answer(step, parsed["text"]) if step else None
        if step is not None and answer is not None:
            return _heard_as(parsed, INTENT, ENTITY, f"{step.name}.{answer.name}")
        if parsed["intent"]["name"] == "works_now" and PARTLY & _facts(parsed):
            parsed["intent"] = {"name": "tell_fact", "confidence": 1.0}
        elif unsure and _must_be_sure(parsed["intent"]["name"], step, processor.domain):
            parsed["intent"] = {"name": "nlu_fallback", "confidence": SURE}
        return parsed

    processor.parse_message = parse_message


def _heard_as(parsed: dict[str, Any], intent: str, entity: str, value: str) -> dict[str, Any]:
    span = {"start": 0, "end": len(parsed["text"]), "extractor": "hearing"}
    parsed["intent"] = {"name": intent, "confidence": 1.0}
    parsed["entities"] = [*parsed["entities"], {"entity": entity, "value": value, **span}]
    return parsed


def _facts(parsed: dict[str, Any]) -> set[str]:
    return {str(each["value"]) for each in parsed["entities"] if each["entity"] == FACT}


def _must_be_sure(intent: str, step: Step | None, domain: Domain) -> bool:
    """Danger everywhere, and in a guide what would interrupt it (domain.yml says which): a guess is not enough."""
    if intent == DANGER or step is None:
        return intent == DANGER
    mappings = domain.as_dict()["slots"]["guide_answer"]["mappings"]
    return intent in {name for mapping in mappings for name in mapping.get("not_intent") or []}


def open_step(tracker: DialogueStateTracker, guides: dict[str, Guide]) -> Step | None:
    """The step whose own answers were offered last, or None: a caution or a confirmation has no such answers."""
    if tracker.active_loop_name != "guide_form":
        return None
    said = tracker.get_last_event_for(BotUttered)
    if said is None:
        return None
    buttons = said.data.get("buttons") or []
    if not any(str(button.get("payload")).startswith(f"/{INTENT}") for button in buttons):
        return None
    guide = guides.get(str(said.metadata.get("guide")))
    return guide.steps.get(str(said.metadata.get("step"))) if guide else None
