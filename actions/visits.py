"""Visits: pick a time, move it, cancel it."""

from rasa_sdk.interfaces import Tracker

from actions.base import CustomerAction, turn_of
from mend import visits
from mend.reply import Reply
from mend.wiring import mend


class AskSlot(CustomerAction):
    """Which time?"""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_ask_slot_choice"

    def act(self, tracker: Tracker) -> Reply:
        """The same question, however often the form comes back to it."""
        word = visits.pick_again(mend(), _visit(tracker))
        return Reply((word,)) if word else Reply()


class ValidateSlotForm(CustomerAction):
    """The customer's words while a time is to be picked."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "validate_slot_form"

    def act(self, tracker: Tracker) -> Reply:
        """Nothing to hear when the form only opens or comes back from an interruption."""
        said = tracker.get_slot("slot_choice")
        if said is None:
            return Reply()
        return visits.choose(mend(), turn_of(tracker, self.name()), _visit(tracker), str(said))


class CloseSlot(CustomerAction):
    """Say what has been asked for."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_close_slot"

    def act(self, tracker: Tracker) -> Reply:
        """From the record book."""
        return visits.close(mend(), turn_of(tracker, self.name()), _visit(tracker))


class NewVisit(CustomerAction):
    """Another time for a visit whose time was gone, or a new visit."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_new_visit"

    def act(self, tracker: Tracker) -> Reply:
        """The one that is to come, or times to pick from."""
        return visits.talk(mend(), turn_of(tracker, self.name()))


class MoveVisit(CustomerAction):
    """The visit is to be at another time."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_move_visit"

    def act(self, tracker: Tracker) -> Reply:
        """Other times to pick from."""
        return visits.move(mend(), turn_of(tracker, self.name()))


class CancelVisit(CustomerAction):
    """The visit is not needed any more."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_cancel_visit"

    def act(self, tracker: Tracker) -> Reply:
        """Ask for it to be cancelled."""
        return visits.cancel(mend(), turn_of(tracker, self.name()))


def _visit(tracker: Tracker) -> int:
    return int(tracker.get_slot("visit") or 0)
