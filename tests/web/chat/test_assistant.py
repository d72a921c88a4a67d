"""The inner channel as the chat face calls it: what it sends, repeats, believes and gives up."""

import asyncio
import json
import time
from typing import Any

import httpx
import pytest

from mend.settings import Settings
from mend.store.turns import Saying, Understood
from web.chat.assistant import (
    Ask,
    AssistantDown,
    AssistantRefuses,
    AssistantSlow,
    InnerChannel,
    Reply,
)

pytestmark = pytest.mark.asyncio

SETTINGS = Settings(secret="s" * 32, inner_secret="i" * 32, action_secret="a" * 32)
TYPED = Ask("conversation", "m1", "C1", "it is slow")
HELLO = {"messages": [{"text": "Hello", "buttons": [], "metadata": {}}], "understood": {}}


def channel(*answers: Any) -> tuple[InnerChannel, list[httpx.Request]]:
    """An inner channel whose other end gives these answers, one for each call."""
    seen: list[httpx.Request] = []
    left = list(answers)

    async def rasa(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return answer
        if isinstance(answer, float):
            await asyncio.sleep(answer)
            return httpx.Response(200, json=HELLO)
        return httpx.Response(200, content=json.dumps(answer))

    return InnerChannel(SETTINGS, httpx.MockTransport(rasa)), seen


async def test_a_turn_is_asked_with_the_secret_and_without_a_payload_when_typed() -> None:
    inner, seen = channel(HELLO)
    reply = await inner.turn(TYPED, 1)
    assert reply == Reply([Saying("Hello")], Understood())
    assert str(seen[0].url) == "http://127.0.0.1:5005/webhooks/inner/turn"
    assert seen[0].headers["x-mend-secret"] == "i" * 32
    assert json.loads(seen[0].content) == {
        "conversation": "conversation",
        "message_id": "m1",
        "customer": "C1",
        "text": "it is slow",
    }


async def test_a_button_is_asked_with_its_payload() -> None:
    inner, seen = channel(HELLO)
    await inner.turn(Ask("conversation", "b1", None, "Yes", "/affirm"), 1)
    sent = json.loads(seen[0].content)
    assert (sent["text"], sent["payload"], sent["customer"]) == ("Yes", "/affirm", None)


async def test_everything_in_an_answer_is_read() -> None:
    metadata = {"guide": "no_internet", "step": "look", "minutes": 1, "secret": "x"}
    message = {
        "text": "Any lights?\x00 \ud800",
        "buttons": [{"title": "Yes", "payload": "/affirm", "more": 1}],
        "metadata": metadata,
    }
    understood = {
        "intent": "problem",
        "confidence": 0.9,
        "ranking": [{"name": "problem"}],
        "entities": [],
    }
    inner, _ = channel({"messages": [message, {"text": ""}], "understood": understood})
    reply = await inner.turn(TYPED, 1)
    assert reply.understood == Understood("problem", 0.9, [{"name": "problem"}])
    assert len(reply.sayings) == 1
    said = reply.sayings[0]
    assert (said.text, said.buttons) == (
        "Any lights? \ufffd",
        ({"title": "Yes", "payload": "/affirm"},),
    )
    assert said.about == {
        "guide": "no_internet",
        "title": None,
        "step": "look",
        "kind": None,
        "minutes": 1,
        "number": None,
        "of": None,
        "picture": None,
        "alt": None,
    }


@pytest.mark.parametrize(
    "first",
    [httpx.RemoteProtocolError("closed"), httpx.ConnectError("no"), httpx.Response(503)],
)
async def test_a_lost_call_is_repeated_once_with_the_same_id(first: Any) -> None:
    inner, seen = channel(first, HELLO)
    assert (await inner.turn(TYPED, 2)).sayings == [Saying("Hello")]
    assert seen[0].content == seen[1].content


async def test_an_assistant_that_is_down_is_given_up_soon() -> None:
    inner, seen = channel(httpx.ConnectError("no"), httpx.ConnectError("no"))
    began = time.monotonic()
    with pytest.raises(AssistantDown):
        await inner.turn(TYPED, 10)
    assert time.monotonic() - began < 2
    assert len(seen) == 2


async def test_a_late_answer_is_slow_not_down() -> None:
    inner, _ = channel(5.0)
    with pytest.raises(AssistantSlow):
        await inner.turn(TYPED, 0.1)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, AssistantRefuses),
        (422, AssistantRefuses),
        (500, AssistantDown),
        (302, AssistantDown),
        (504, AssistantSlow),
    ],
)
async def test_other_statuses_have_their_meaning(status: int, error: type[Exception]) -> None:
    inner, seen = channel(httpx.Response(status))
    with pytest.raises(error):
        await inner.turn(TYPED, 1)
    assert len(seen) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"<html>",
        b"[]",
        b"null",
        b"{}",
        b'{"messages": null}',
        b'{"messages": [7]}',
        b'{"messages": [{"text": 7}]}',
        b'{"messages": [{"text": "a", "buttons": [{"title": "b"}]}]}',
        b'{"messages": [], "understood": {"confidence": NaN}}',
        b'{"messages": [{"text": "a", "metadata": 7}]}',
    ],
)
async def test_a_nonsense_answer_is_no_answer(content: bytes) -> None:
    inner, _ = channel(httpx.Response(200, content=content))
    with pytest.raises(AssistantDown):
        await inner.turn(TYPED, 1)


@pytest.mark.parametrize(
    ("answer", "well"),
    [(httpx.Response(200), True), (httpx.Response(503), False), (httpx.ConnectError("no"), False)],
)
async def test_health_is_asked_of_the_channel(answer: Any, well: bool) -> None:
    inner, seen = channel(answer)
    assert await inner.healthy() is well
    assert str(seen[0].url).endswith("/webhooks/inner/health")
