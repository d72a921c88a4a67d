"""The manners that all actions share: no crash into silence, none into a claim of success, no blocked server."""

import abc
import asyncio
import logging
from typing import Any

from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from mend.reply import Button, Reply, Word
from mend.store.runs import Turn
from mend.wiring import mend

log = logging.getLogger(__name__)


class CustomerAction(Action, abc.ABC):  # type: ignore[misc]
    """An action that runs in a thread and answers with an apology when it fails."""

    @abc.abstractmethod
    def act(self, tracker: Tracker) -> Reply:
        """Do the work: one call to mend. It may wait for the record book."""

    def words_after_a_crash(self, _tracker: Tracker) -> tuple[Word, ...]:
        """What is said when the work could not be done."""
        return (Word("utter_sorry"),)

    def after_a_crash(self, tracker: Tracker) -> list[EventType]:
        """Outside a form the rule must stop here; inside one the form asks its question again by itself."""
        return [] if tracker.active_loop else [FollowupAction("action_listen")]

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        """Called by rasa-sdk."""
        try:
            reply = await asyncio.to_thread(self.act, tracker)
            for word in reply.words:
                speak(dispatcher, word)
            return [SlotSet(name, value) for name, value in reply.slots.items()]
        except Exception:
            log.exception("%s failed", self.name())
            dispatcher.messages.clear()
            for word in self.words_after_a_crash(tracker):
                speak(dispatcher, word)
            return self.after_a_crash(tracker)


def turn_of(tracker: Tracker, action: str) -> Turn:
    """Whose message this is. The customer comes from the verified token in the metadata, never from a slot."""
    latest = tracker.latest_message
    metadata = latest.get("metadata") or {}
    return Turn(
        conversation=tracker.sender_id,
        message_id=str(latest.get("message_id") or ""),
        customer=metadata.get("customer"),
        action=action,
        nth=_calls_before(tracker, action),
        text=str(latest.get("text") or ""),
    )


def restoration_of(tracker: Tracker) -> int | None:
    """The restoration that the conversation is about."""
    key = tracker.get_slot("restoration")
    return int(key) if key else None


def entity(tracker: Tracker, name: str) -> str | None:
    """The last value of an entity in the latest message."""
    values = list(tracker.get_latest_entity_values(name))
    return str(values[-1]) if values else None


def facts_of(tracker: Tracker) -> dict[str, str]:
    """What the latest message tells has been done or is so, by the names of FACTS; the last word on each counts."""
    told = (str(value).partition("=") for value in tracker.get_latest_entity_values("fact"))
    return {name: value for name, _, value in told}


def speak(dispatcher: CollectingDispatcher, word: Word) -> None:
    """Hand one word over to Rasa, which fills in the values."""
    extra: dict[str, Any] = {"metadata": word.about} if word.about else {}
    dispatcher.utter_message(
        text=word.text,
        response=word.response,
        buttons=[_button(button) for button in word.buttons],
        **word.values,
        **extra,
    )


def _button(button: Button) -> dict[str, str]:
    named = button.title.startswith("utter_title_")
    title = mend().words[button.title][0]["text"] if named else button.title
    return {"title": title, "payload": button.payload}


def _calls_before(tracker: Tracker, action: str) -> int:
    """How often this action has run already for the latest message."""
    count = 0
    for event in reversed(tracker.events):
        if event["event"] == "user":
            break
        count += event["event"] == "action" and event["name"] == action
    return count
