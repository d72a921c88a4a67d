"""The rest of the talk: news, where things stand, a person, and what was not understood."""

from rasa_sdk.interfaces import Tracker

from actions.base import CustomerAction, entity, turn_of
from mend import needs, news, person
from mend.reply import Reply, Word
from mend.wiring import mend

PROBLEM = "problem/"


class TellNews(CustomerAction):
    """Say what nobody asked for: a server-made message names the prompt."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_tell_news"

    def act(self, tracker: Tracker) -> Reply:
        """While another question is open it is asked again afterwards."""
        key = entity(tracker, "prompt")
        if key is None:
            return Reply((Word("utter_sorry"),))
        busy = bool((tracker.active_loop or {}).get("name"))
        return news.tell(mend(), turn_of(tracker, self.name()), int(key), busy)


class CallPerson(CustomerAction):
    """The customer wants a person."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_call_person"

    def act(self, tracker: Tracker) -> Reply:
        """A call-back request, or first a way to reach them."""
        reply = person.call(mend(), turn_of(tracker, self.name()))
        return Reply(reply.words, {**reply.slots, "misses": 0.0})


class ValidateContactForm(CustomerAction):
    """How can we reach you?"""

    def name(self) -> str:
        """Rasa's name for it."""
        return "validate_contact_form"

    def act(self, tracker: Tracker) -> Reply:
        """Nothing to hear when the form only opens or comes back from an interruption."""
        said = tracker.get_slot("contact")
        if said is None:
            return Reply()
        return person.take_contact(mend(), turn_of(tracker, self.name()), str(said))


class CloseContact(CustomerAction):
    """Say what has been noted about reaching the customer."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_close_contact"

    def act(self, tracker: Tracker) -> Reply:
        """From the record book."""
        return person.close_contact(mend(), turn_of(tracker, self.name()))


class OtherNeed(CustomerAction):
    """Something that a help desk does, and no guide is about."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_other_need"

    def act(self, tracker: Tracker) -> Reply:
        """Whose it is, and what can be asked of them."""
        return needs.offer(mend(), turn_of(tracker, self.name()), entity(tracker, "need"))


class MakeRequest(CustomerAction):
    """The customer said yes to a request."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_make_request"

    def act(self, tracker: Tracker) -> Reply:
        """A button names the kind; a plain yes means what was offered first."""
        kind = entity(tracker, "request_kind") or tracker.get_slot("need")
        return needs.make(mend(), turn_of(tracker, self.name()), kind)


class WhichProblem(CustomerAction):
    """The customer has chosen a product."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_which_problem"

    def act(self, tracker: Tracker) -> Reply:
        """Its problems, to choose from."""
        return news.which_problem(mend(), entity(tracker, "product"))


class NotUnderstood(CustomerAction):
    """Outside a guide, nothing was recognised."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_not_understood"

    def act(self, tracker: Tracker) -> Reply:
        """Name the likeliest problems; the second time offer a person."""
        ranking = tracker.latest_message.get("intent_ranking") or []
        likely = [str(guess["name"]) for guess in ranking]
        guesses = [name.removeprefix(PROBLEM) for name in likely if name.startswith(PROBLEM)]
        return news.not_understood(mend(), guesses[:2], _misses(tracker))


class Decline(CustomerAction):
    """Something that no telecom help desk does, or that Mend's guides do not do."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_decline"

    def act(self, tracker: Tracker) -> Reply:
        """Say what Mend can do; the second time offer a person."""
        misses = _misses(tracker)
        if misses >= 2:
            slots = {"misses": float(misses), "open_question": "person"}
            return Reply((Word("utter_offer_person"),), slots)
        return Reply((Word("utter_out_of_scope"),), {"misses": float(misses)})


def _misses(tracker: Tracker) -> int:
    return int(tracker.get_slot("misses") or 0) + 1
