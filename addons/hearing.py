"""While a guide's question is open, words that name one of its answers are that answer, like its button.

The classifier does not know which step is open: to it, "everything" is small talk, and small talk would interrupt the
guide. Rasa hands the tracker to `parse_message` but not to the pipeline's components, so this stands between the two.
The ranking stays as the classifier gave it, for the agents who review the conversation.
"""

from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker

from addons.facts import ROOT, read_ways
from mend.guides import Guide, Step
from mend.guides.hear import named_answer

# In a guide a question like "where are you?" gets short answers that look like small talk to the classifier. On the
# held-out phrases real small talk scores 0.9 and more, such answers 0.45 to 0.63.
SURE = 0.65

INTENT = "press_answer"
DANGER = "danger"
DANGERS = ROOT / "data/danger.yml"
ENTITY = "answer"


def listen(processor: MessageProcessor, guides: dict[str, Guide]) -> None:
    """Let this processor hear danger before all else, and then the answers of the open step."""
    dangers = read_ways(DANGERS, "danger")
    understand = processor.parse_message

    async def parse_message(
        message: UserMessage,
        tracker: DialogueStateTracker | None = None,
        only_output_properties: bool = True,
    ) -> dict[str, Any]:
        parsed: dict[str, Any] = await understand(message, tracker, only_output_properties)
        if (
            danger := next(iter(dangers.told(parsed["text"])), None)
            if message.parse_data is None
            else None
        ):
            parsed["intent"] = {"name": DANGER, "confidence": 1.0}
            span = {"start": 0, "end": len(parsed["text"]), "extractor": "hearing"}
            parsed["entities"] = [*parsed["entities"], {"entity": DANGER, "value": danger, **span}]
            return parsed
        step = open_step(tracker, guides) if tracker else None
        answer = named_answer(step, parsed["text"]) if step else None
        if step is not None and answer is not None:
            parsed["intent"] = {"name": INTENT, "confidence": 1.0}
            value = f"{step.name}.{answer.name}"
            span = {"start": 0, "end": len(parsed["text"]), "extractor": "hearing"}
            parsed["entities"] = [*parsed["entities"], {"entity": ENTITY, "value": value, **span}]
        elif step is not None and _interrupts_unsurely(parsed["intent"], processor.domain):
            parsed["intent"] = {"name": "nlu_fallback", "confidence": SURE}
        return parsed

    processor.parse_message = parse_message


def _interrupts_unsurely(intent: dict[str, Any], domain: Domain) -> bool:
    """An intent that would interrupt a guide (domain.yml says which), below the confidence that this takes."""
    mappings = domain.as_dict()["slots"]["guide_answer"]["mappings"]
    interrupting = {name for mapping in mappings for name in mapping.get("not_intent") or []}
    return intent["name"] in interrupting and float(intent["confidence"]) < SURE


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
