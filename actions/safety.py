"""Danger, said while no guide is open."""

from typing import Any

from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.base import CustomerAction, entity, turn_of
from mend import safety
from mend.reply import Reply, Word
from mend.wiring import mend


class Alarm(CustomerAction):
    """Somebody is in danger."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_alarm"

    def act(self, tracker: Tracker) -> Reply:
        """The instruction first."""
        turn = turn_of(tracker, self.name())
        return safety.alarm(mend(), turn, entity(tracker, "danger"), in_guide=False)

    def words_after_a_crash(self, tracker: Tracker) -> tuple[Word, ...]:
        """The instruction is said all the same."""
        sorry = super().words_after_a_crash(tracker)
        return (safety.instruction(entity(tracker, "danger")), *sorry)

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Called by rasa-sdk. Whatever was being asked is not asked again: a time for a visit can wait."""
        events = await super().run(dispatcher, tracker, domain)
        if not (tracker.active_loop or {}).get("name"):
            return events
        return [ActiveLoop(None), SlotSet("requested_slot", None), *events]
