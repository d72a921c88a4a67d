"""Guides: open one, hear an answer, ask the question that is open, close it, go on with it."""

from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.interfaces import Tracker

from actions.base import CustomerAction, entity, facts_of, restoration_of, turn_of
from mend import restoration, safety
from mend.guides.hear import Heard, Move
from mend.reply import Reply, Word
from mend.wiring import mend

DANGER = "@danger"  # domain.yml; it leaves the guide and is no move in it


class OpenGuide(CustomerAction):
    """The customer names a problem."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_open_guide"

    def act(self, tracker: Tracker) -> Reply:
        """Look at the provider's side and ask the first step."""
        name = entity(tracker, "problem") or str(tracker.get_slot("problem"))
        return restoration.open_guide(
            mend(), turn_of(tracker, self.name()), name, facts_of(tracker)
        )


class ValidateGuideForm(CustomerAction):
    """The customer's words while a guide's question is open."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "validate_guide_form"

    def act(self, tracker: Tracker) -> Reply:
        """Nothing to hear when the form only opens or comes back from an interruption: then nothing is returned."""
        said = tracker.get_slot("guide_answer")
        key = restoration_of(tracker)
        if said is None or key is None:
            return Reply()
        if said == DANGER:
            turn = turn_of(tracker, self.name())
            return safety.alarm(mend(), turn, entity(tracker, "danger"), in_guide=True)
        heard, named = _heard(tracker, str(said))
        return restoration.answer(mend(), turn_of(tracker, self.name()), key, heard, named)

    def words_after_a_crash(self, tracker: Tracker) -> tuple[Word, ...]:
        """In danger the instruction is said all the same."""
        sorry = super().words_after_a_crash(tracker)
        if tracker.get_slot("guide_answer") != DANGER:
            return sorry
        return (safety.instruction(entity(tracker, "danger")), *sorry)

    def after_a_crash(self, tracker: Tracker) -> list[EventType]:
        """Keep the step: an unchecked answer must never close a guide."""
        filled = tracker.get_slot("guide_answer") is not None
        return [SlotSet("guide_answer", None)] if filled else []


class AskGuideAnswer(CustomerAction):
    """Ask the question that is open; the record book knows which."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_ask_guide_answer"

    def act(self, tracker: Tracker) -> Reply:
        """The same question, however often the form comes back to it."""
        key = restoration_of(tracker)
        word = restoration.ask(mend(), key) if key is not None else None
        return Reply((word,)) if word else Reply()


class CloseGuide(CustomerAction):
    """Say how the guide ended, as the record book has it."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_close_guide"

    def act(self, tracker: Tracker) -> Reply:
        """Refuses to speak of an end that is not in the record book."""
        turn = turn_of(tracker, self.name())
        reply = restoration.close(mend(), turn, restoration_of(tracker))
        return Reply(reply.words, {**reply.slots, "guide_answer": None, "misses": 0.0})


class ResumeGuide(CustomerAction):
    """Go on where we were."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_resume_guide"

    def act(self, tracker: Tracker) -> Reply:
        """The restoration that was offered, or the last one that is open."""
        turn = turn_of(tracker, self.name())
        return restoration.resume(mend(), turn, restoration_of(tracker))


def _heard(tracker: Tracker, said: str) -> tuple[Heard, str | None]:
    """What the slot holds, by domain.yml: a button's answer, a move, the name of a problem, or the words."""
    text = str(tracker.latest_message.get("text") or "")
    pressed: Any = entity(tracker, "answer")
    if pressed is not None and said == pressed:
        step, _, name = str(pressed).partition(".")
        return Heard(text, button=(step, name), finds=facts_of(tracker)), None
    if said.startswith("@"):
        return Heard(text, move=Move(said), finds=facts_of(tracker)), None
    problem = entity(tracker, "problem")
    return Heard(text, finds=facts_of(tracker)), problem if said == problem else None
