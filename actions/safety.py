"""Danger, said while no guide is open."""

from rasa_sdk.interfaces import Tracker

from actions.base import CustomerAction, entity, turn_of
from mend import safety
from mend.reply import Reply
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
