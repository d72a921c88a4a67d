"""Slots in, one call to mend, words and slots out; and no crash into silence or into a claim of success."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

import actions.base
from actions.base import CustomerAction, turn_of
from actions.guides import AskGuideAnswer, CloseGuide, OpenGuide, ValidateGuideForm
from actions.talk import NotUnderstood, TellNews
from mend import restoration
from mend.guides import read_all
from mend.guides.hear import Heard, Move
from mend.reply import Button, Reply, Word

FORM = {"name": "guide_form"}


def tracker(
    slots: dict[str, Any] | None = None,
    *,
    text: str = "hello",
    entities: list[dict[str, str]] | None = None,
    loop: dict[str, str] | None = None,
    events: list[dict[str, Any]] | None = None,
    customer: str | None = "cus-1",
) -> Tracker:
    latest = {
        "text": text,
        "message_id": "m1",
        "metadata": {"customer": customer},
        "entities": entities or [],
        "intent_ranking": [{"name": "problem/no_internet"}, {"name": "greet"}],
    }
    return Tracker(
        "c1", slots or {}, latest, events or [], False, None, loop or {}, "action_listen"
    )


async def run(action: CustomerAction, on: Tracker) -> tuple[list[Any], list[dict[str, Any]]]:
    dispatcher = CollectingDispatcher()
    events = await action.run(dispatcher, on, {})
    return events, dispatcher.messages


@pytest.fixture(autouse=True)
def mend(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Actions ask for their parts; here they get none but the guides and the words."""

    titles = {"utter_title_yes": [{"text": "Yes", "buttons": []}]}
    parts = SimpleNamespace(guides=read_all(Path("data/guides")), words=titles)
    for module in ("actions.base", "actions.guides", "actions.talk"):
        monkeypatch.setattr(f"{module}.mend", lambda: parts)
    return parts


def breaks(*_: Any, **__: Any) -> Reply:
    raise RuntimeError("the database is away")


async def test_a_crash_outside_a_form_is_spoken_and_stops_the_rule(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(restoration, "open_guide", breaks)
    events, said = await run(OpenGuide(), tracker({"problem": "no_internet"}))
    assert [message["response"] for message in said] == ["utter_sorry"]
    assert events == [{"event": "followup", "timestamp": None, "name": "action_listen"}]


async def test_a_crash_of_the_validator_keeps_the_step_and_never_ends_the_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(restoration, "answer", breaks)
    slots = {"guide_answer": "@yes", "restoration": "7"}
    events, said = await run(ValidateGuideForm(), tracker(slots, loop=FORM))
    assert [message["response"] for message in said] == ["utter_sorry"]
    assert [(event["name"], event["value"]) for event in events] == [("guide_answer", None)]


async def test_a_crash_in_a_form_leaves_the_question_to_the_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(restoration, "ask", breaks)
    events, said = await run(AskGuideAnswer(), tracker({"restoration": "7"}, loop=FORM))
    assert events == []
    assert said[0]["response"] == "utter_sorry"


async def test_the_validator_returns_nothing_when_there_is_nothing_to_hear() -> None:
    assert await run(ValidateGuideForm(), tracker({"guide_answer": None}, loop=FORM)) == ([], [])


@pytest.mark.parametrize(
    ("said", "entities", "heard", "named"),
    [
        ("@same", [], Heard("hm", Move.SAME), None),
        ("a.b", [{"entity": "answer", "value": "a.b"}], Heard("hm", button=("a", "b")), None),
        (
            "slow_internet",
            [{"entity": "problem", "value": "slow_internet"}],
            Heard("hm"),
            "slow_internet",
        ),
        ("hm", [], Heard("hm"), None),
    ],
)
async def test_what_the_slot_holds_is_told_apart(
    said: str,
    entities: list[dict[str, str]],
    heard: Heard,
    named: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[Any] = []

    def answer(_mend: Any, _turn: Any, *rest: Any) -> Reply:
        calls.append(rest)
        return Reply(slots={"guide_answer": None})

    monkeypatch.setattr(restoration, "answer", answer)
    slots = {"guide_answer": said, "restoration": "7"}
    await run(ValidateGuideForm(), tracker(slots, text="hm", entities=entities, loop=FORM))
    assert calls == [(7, heard, named)]


async def test_the_customer_is_who_the_token_says_and_never_a_slot() -> None:
    turn = turn_of(tracker({"customer": "cus-9"}, customer=None), "action_open_guide")
    assert turn.customer is None


async def test_the_second_call_for_one_message_has_another_number() -> None:
    events = [
        {"event": "action", "name": "action_tell_news"},
        {"event": "user"},
        {"event": "action", "name": "action_tell_news"},
    ]
    assert turn_of(tracker(events=events), "action_tell_news").nth == 1


async def test_words_become_messages_with_titles_from_the_yaml_and_what_they_are_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    word = Word(text="Ok?", buttons=(Button("utter_title_yes", "/affirm"),), about={"step": "a"})
    monkeypatch.setattr(restoration, "ask", lambda *_: word)
    _, said = await run(AskGuideAnswer(), tracker({"restoration": "7"}, loop=FORM))
    assert said[0]["buttons"] == [{"title": "Yes", "payload": "/affirm"}]
    assert said[0]["metadata"] == {"step": "a"}


async def test_closing_forgets_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    reply = Reply((Word("utter_restored"),), {"open_question": "none"})
    monkeypatch.setattr(restoration, "close", lambda *_: reply)
    events, _ = await run(CloseGuide(), tracker({"restoration": "7"}))
    assert {event["name"]: event["value"] for event in events} == {
        "open_question": "none", "guide_answer": None, "misses": 0.0,
    }  # fmt: skip


async def test_news_without_a_prompt_is_an_apology_and_not_silence() -> None:
    _, said = await run(TellNews(), tracker())
    assert said[0]["response"] == "utter_sorry"


async def test_what_was_not_understood_names_the_likeliest_problem_then_offers_a_person() -> None:
    _, said = await run(NotUnderstood(), tracker({"misses": 0.0}))
    assert said[0]["response"] == "utter_did_you_mean"
    assert said[0]["buttons"][0]["payload"] == '/problem{"problem": "no_internet"}'
    events, said = await run(NotUnderstood(), tracker({"misses": 1.0}))
    assert said[0]["response"] == "utter_offer_person"
    assert {"open_question": "person"}.items() <= {e["name"]: e["value"] for e in events}.items()


def test_the_base_class_is_never_registered_by_itself() -> None:
    with pytest.raises(TypeError):
        actions.base.CustomerAction()  # type: ignore[abstract]
