"""Reports that are elsewhere or done: where they stand, and what the customer can say about them."""

from rasa_sdk.interfaces import Tracker

from actions.base import CustomerAction, entity, restoration_of, turn_of
from mend import standing
from mend.reply import Reply
from mend.wiring import mend


class TellStatus(CustomerAction):
    """Where do my problem reports stand?"""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_tell_status"

    def act(self, tracker: Tracker) -> Reply:
        """From the record book."""
        return standing.status(mend(), turn_of(tracker, self.name()), entity(tracker, "report"))


class ClaimWorks(CustomerAction):
    """The customer says that it works now, while no guide is open."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_claim_works"

    def act(self, tracker: Tracker) -> Reply:
        """Ask for a confirmation if something is open."""
        turn, key = turn_of(tracker, self.name()), restoration_of(tracker)
        return standing.works(mend(), turn, key, entity(tracker, "report"))


class StillBroken(CustomerAction):
    """The customer says that it is still broken, or broken again, while no guide is open."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_still_broken"

    def act(self, tracker: Tracker) -> Reply:
        """Go on, say who has it, or open what was thought to be solved."""
        turn, key = turn_of(tracker, self.name()), restoration_of(tracker)
        return standing.still_broken(mend(), turn, key, entity(tracker, "report"))


class Bridge(CustomerAction):
    """Is there something that helps meanwhile?"""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_bridge"

    def act(self, tracker: Tracker) -> Reply:
        """The guide's work-around."""
        return standing.bridge(mend(), turn_of(tracker, self.name()))


class AskInformation(CustomerAction):
    """The customer wants to add something to a report."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_ask_which_information"

    def act(self, tracker: Tracker) -> Reply:
        """To which report."""
        turn = turn_of(tracker, self.name())
        return standing.ask_information(mend(), turn, entity(tracker, "report"))


class ValidateInformationForm(CustomerAction):
    """What would you like to add?"""

    def name(self) -> str:
        """Rasa's name for it."""
        return "validate_information_form"

    def act(self, tracker: Tracker) -> Reply:
        """Nothing to hear when the form only opens or comes back from an interruption."""
        said = tracker.get_slot("information")
        if said is None:
            return Reply()
        turn = turn_of(tracker, self.name())
        return standing.take_information(mend(), turn, _report(tracker), str(said))


class CloseInformation(CustomerAction):
    """Say what has become of what was added."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_close_information"

    def act(self, tracker: Tracker) -> Reply:
        """From the record book."""
        turn, said = turn_of(tracker, self.name()), str(tracker.get_slot("information"))
        return standing.close_information(mend(), turn, _report(tracker), said)


class AskWithdraw(CustomerAction):
    """The customer says that the report was a mistake."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_ask_withdraw"

    def act(self, tracker: Tracker) -> Reply:
        """Be sure first."""
        turn = turn_of(tracker, self.name())
        return standing.ask_withdraw(mend(), turn, entity(tracker, "report"))


class Withdraw(CustomerAction):
    """Yes, the report was a mistake."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_withdraw"

    def act(self, tracker: Tracker) -> Reply:
        """Cancel it."""
        return standing.withdraw(mend(), turn_of(tracker, self.name()), _report(tracker))


def _report(tracker: Tracker) -> str:
    return str(tracker.get_slot("report") or "")
