"""Danger through the actions: the instruction is said whatever breaks, and nothing is asked over it."""

from types import SimpleNamespace
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import CustomerAction
from actions.guides import ValidateGuideForm
from actions.safety import Alarm
from mend import safety
from mend.reply import Reply, Word

SAID = Reply((Word("utter_danger_fire"),), {"open_question": "none"})


def tracker(loop: str | None = None, **slots: Any) -> Tracker:
    told = [{"entity": "danger", "value": "shock"}, {"entity": "danger", "value": "fire"}]
    latest = {
        "text": "it burns", "message_id": "m1", "metadata": {"customer": "cus-1"}, "entities": told,
    }  # fmt: skip
    active = {"name": loop} if loop else {}
    return Tracker("c1", slots, latest, [], False, None, active, "action_listen")


async def run(action: CustomerAction, on: Tracker) -> tuple[list[Any], list[str]]:
    dispatcher = CollectingDispatcher()
    events = await action.run(dispatcher, on, {})
    return events, [message["response"] for message in dispatcher.messages]


@pytest.fixture(autouse=True)
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str | None, bool]]:
    """How the deed was called."""
    made: list[tuple[str | None, bool]] = []

    def alarm(_mend: Any, _turn: Any, kind: str | None, *, in_guide: bool) -> Reply:
        made.append((kind, in_guide))
        return SAID

    monkeypatch.setattr(safety, "alarm", alarm)
    for module in ("actions.base", "actions.guides", "actions.safety"):
        monkeypatch.setattr(f"{module}.mend", lambda: SimpleNamespace(words={}))
    return made


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The record book is away."""

    def breaks(*_: Any, **__: Any) -> Reply:
        raise RuntimeError("the database is away")

    monkeypatch.setattr(safety, "alarm", breaks)


async def test_the_last_kind_that_was_heard_is_meant(calls: list[Any]) -> None:
    events, said = await run(Alarm(), tracker())
    assert (calls, said) == ([("fire", False)], ["utter_danger_fire"])
    assert [(event["name"], event["value"]) for event in events] == [("open_question", "none")]


@pytest.mark.parametrize("form", ["contact_form", "slot_form", "information_form"])
async def test_a_form_is_left(form: str) -> None:
    events, _ = await run(Alarm(), tracker(form))
    loop, requested, *_ = events
    assert (loop["event"], loop["name"]) == ("active_loop", None)
    assert (requested["name"], requested["value"]) == ("requested_slot", None)


async def test_in_a_guide_the_guide_is_told(calls: list[Any]) -> None:
    on = tracker("guide_form", guide_answer="@danger", restoration="7")
    _, said = await run(ValidateGuideForm(), on)
    assert (calls, said) == ([("fire", True)], ["utter_danger_fire"])


@pytest.mark.usefixtures("broken")
async def test_the_instruction_is_said_even_when_nothing_can_be_recorded() -> None:
    _, said = await run(Alarm(), tracker())
    assert said == ["utter_danger_fire", "utter_sorry"]
    on = tracker("guide_form", guide_answer="@danger", restoration="7")
    events, said = await run(ValidateGuideForm(), on)
    assert said == ["utter_danger_fire", "utter_sorry"]
    assert [(event["name"], event["value"]) for event in events] == [("guide_answer", None)]
