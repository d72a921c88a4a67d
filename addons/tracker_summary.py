"""The summary of a long tracker: a fresh one in the same state, with few events.

Right as long as no rule looks back further than one turn; ours do not.
"""

from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    ACTION_SESSION_START_NAME,
    REQUESTED_SLOT,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker


def sum_up(tracker: DialogueStateTracker, domain: Domain) -> DialogueStateTracker | None:
    """A fresh tracker in the same state with few events, or None in a state that few events do not tell.

    It holds the slots, the last message (by whose time a session expires) and the open form.
    """
    loop = tracker.active_loop
    asked = tracker.latest_message
    if (
        tracker.latest_action_name != ACTION_LISTEN_NAME
        or tracker.is_paused()
        or asked is None
        or asked.text is None
        or (loop is not None and (loop.rejected or loop.is_interrupted))
    ):
        return None
    events: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    events += [
        SlotSet(slot.name, slot.value)
        for slot in tracker.slots.values()
        if slot.value != slot.initial_value and slot.name != REQUESTED_SLOT
    ]
    events += [ActionExecuted(ACTION_LISTEN_NAME), asked]
    if loop is not None:
        events += [
            ActionExecuted(loop.name),
            ActiveLoop(loop.name),
            SlotSet(REQUESTED_SLOT, tracker.get_slot(REQUESTED_SLOT)),
        ]
    events.append(ActionExecuted(ACTION_LISTEN_NAME))
    fresh = DialogueStateTracker.from_events(tracker.sender_id, events, domain.slots)
    fresh.model_id, fresh.assistant_id = tracker.model_id, tracker.assistant_id
    return fresh
