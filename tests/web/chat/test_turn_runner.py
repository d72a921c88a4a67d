"""Turns: answered or apologised for, whoever fails, dies or goes away meanwhile."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from mend.store import inbox, prompts, turns
from mend.store.turns import Saying
from web.book import Book
from web.chat.assistant import Ask, AssistantDown, AssistantRefuses, AssistantSlow, Reply
from web.chat.turns import Turns

pytestmark = pytest.mark.asyncio

SORRY = "Sorry, that did not work."
STILL_WORKING = "That takes longer than usual."


async def until(what: Callable[[], Awaitable[bool]], seconds: float = 5.0) -> None:
    """Wait until `await what()` is true."""
    async with asyncio.timeout(seconds):
        while not await what():
            await asyncio.sleep(0.02)


def short(face: Any, turn: float) -> None:
    """Shorten the turns of this face."""
    face.settings |= {"read_timeout": 0.05, "action_timeout": 0.1, "turn_timeout": turn}


def answered(face: Any, conversation: str) -> Callable[[], Awaitable[bool]]:
    """Whether nothing waits in the conversation."""

    def nothing_waits() -> bool:
        with face.store.glance() as page:
            return not turns.waiting(page, conversation)

    return lambda: asyncio.to_thread(nothing_waits)


def leave_behind(face: Any, conversation: str, client_id: str, *, holder: str | None) -> None:
    """A message that a process accepted, and began when it is a holder, before it died."""
    with face.store.page() as page:
        entry, _ = inbox.accept(page, conversation, client_id, "slow", None)
        if holder:
            turns.take_turn(page, conversation, holder, 5)
            turns.mark_running(page, conversation, entry.seq)


@pytest.mark.parametrize("trouble", [AssistantDown("500"), AssistantRefuses("422")])
async def test_an_assistant_that_is_down_leads_to_one_apology_with_a_way_to_a_person(
    face: Any, customer: Any, trouble: Exception
) -> None:
    face.assistant.trouble = trouble
    first = await customer.say("slow", "m1")
    face.assistant.trouble = None
    again = await customer.say("slow", "m1")
    said = first.json()["messages"]
    assert first.status_code == 200
    assert [m["text"] for m in said] == [SORRY]
    assert [b["title"] for b in said[0]["buttons"]] == ["Talk to a person"]
    assert again.json() == first.json()
    assert len(face.assistant.asks) == 1
    await customer.press(said[0]["seq"], 0)
    assert face.assistant.asks[-1].payload == "/ask_person"


async def test_silence_leads_to_one_apology(face: Any, customer: Any) -> None:
    face.assistant.answer = lambda _ask: []
    for _ in range(2):
        response = await customer.say("slow", "m1")
        assert [m["text"] for m in response.json()["messages"]] == [SORRY]
    assert (await customer.texts()).count(f"mend: {SORRY}") == 1


async def test_an_unexpected_error_in_a_turn_is_apologised_for_and_not_logged_with_words(
    face: Any, customer: Any, caplog: pytest.LogCaptureFixture
) -> None:
    face.assistant.trouble = RuntimeError("the customer said swordfish")
    with caplog.at_level(logging.DEBUG):
        response = await customer.say("swordfish", "m1")
    assert [m["text"] for m in response.json()["messages"]] == [SORRY]
    assert "swordfish" not in caplog.text
    assert "RuntimeError" in caplog.text


async def test_an_answer_that_cannot_be_stored_is_not_told_and_is_stored_later(
    face: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    face.options |= {"sweep_every": 0.05, "lease": 0.2}

    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("UPDATE", {}, Exception("locked"))

    async with face.open() as http:
        customer = await face.arrive(http)
        with monkeypatch.context() as patch:
            patch.setattr(turns, "finish_turn", away)
            response = await customer.say("slow", "m1")
        assert (response.status_code, response.json()["error"]) == (503, "try_again")
        await until(answered(face, customer.conversation))
        assert (await customer.texts())[-2:] == ["customer: slow", "mend: You said: slow"]


async def test_a_late_answer_is_asked_for_again_and_not_lost(face: Any) -> None:
    short(face, 0.5)
    late = 0

    async with face.open() as http:
        customer = await face.arrive(http)
        plain = face.assistant.turn

        async def once_late(ask: Ask, seconds: float) -> Reply:
            nonlocal late
            late += 1
            if late == 1:
                await asyncio.sleep(seconds)
                raise AssistantSlow
            reply: Reply = await plain(ask, seconds)
            return reply

        face.assistant.turn = once_late
        await customer.say("slow", "m1")
        await until(answered(face, customer.conversation))
        texts = await customer.texts()
    assert texts[-3:] == ["customer: slow", f"mend: {STILL_WORKING}", "mend: You said: slow"]


async def test_an_answer_that_never_comes_is_202_first_and_an_apology_then(face: Any) -> None:
    short(face, 0.5)
    async with face.open() as http:
        customer = await face.arrive(http)
        face.assistant.delay = 30.0
        response = await customer.say("slow", "m1")
        assert (response.status_code, response.json()["working"]) == (202, True)
        assert (await customer.look())["working"] is True
        await until(answered(face, customer.conversation))
        again = await customer.say("slow", "m1")
        assert again.status_code == 200
        assert [m["text"] for m in again.json()["messages"]] == [STILL_WORKING, SORRY]
        assert (await customer.look())["working"] is False
    assert len(face.assistant.typed()) == 2


async def test_sending_again_while_the_turn_runs_waits_for_the_same_answer(
    face: Any, customer: Any
) -> None:
    face.assistant.delay = 0.3
    first = asyncio.create_task(customer.say("slow", "m1"))
    await asyncio.sleep(0.1)
    again = await customer.say("slow", "m1")
    assert again.json() == (await first).json()
    assert len(face.assistant.asks) == 1


async def test_a_customer_who_vanishes_in_mid_turn_finds_the_answer_later(
    face: Any, customer: Any
) -> None:
    face.assistant.delay = 0.3
    request = asyncio.create_task(customer.say("slow", "m1"))
    await until(lambda: asyncio.sleep(0, bool(face.assistant.asks)))
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    await until(answered(face, customer.conversation))
    assert (await customer.texts())[-2:] == ["customer: slow", "mend: You said: slow"]
    assert len(face.assistant.asks) == 1


async def test_a_crash_between_the_answer_and_storing_it_loses_nothing(
    face: Any, customer: Any
) -> None:
    # The dead process had asked the assistant, which keeps what it said under the message's id.
    await face.assistant.turn(Ask(customer.conversation, "m1", None, "slow"), 1)
    leave_behind(face, customer.conversation, "m1", holder="dead")
    face.assistant.answer = lambda _ask: [Saying("said a second time")]
    face.clock.move(6)
    response = await customer.say("slow", "m1")
    assert response.status_code == 200
    assert [m["text"] for m in response.json()["messages"]] == ["You said: slow"]


async def test_a_turn_held_by_another_process_is_waited_for(face: Any, customer: Any) -> None:
    leave_behind(face, customer.conversation, "m1", holder="other")
    request = asyncio.create_task(customer.say("and the picture is gone", "m2"))
    await asyncio.sleep(0.4)
    assert face.assistant.asks == []
    with face.store.page() as page:
        said = [Saying("From the other.")]
        learned = turns.Understood()
        turns.finish_turn(page, customer.conversation, "other", 2, said, learned)
        turns.release_turn(page, customer.conversation, "other")
    assert (await request).status_code == 200
    assert [ask.message_id for ask in face.assistant.asks] == ["m2"]


async def test_two_processes_answer_one_conversation_in_order(face: Any) -> None:
    face.assistant.delay = 0.02
    async with face.open() as first, face.open() as second:
        customer = await face.arrive(first)
        doors = [first, second]

        async def send(number: int) -> httpx.Response:
            body = {"id": f"m{number}", "text": f"text {number}"}
            return await doors[number % 2].post(
                "/chat/messages", json=body, headers=customer.headers
            )

        answers = await asyncio.gather(*(send(number) for number in range(10)))
    assert {answer.status_code for answer in answers} == {200}
    assert face.assistant.most_at_once == 1
    order = sorted(answers, key=lambda answer: answer.json()["accepted"]["seq"])
    asked = [ask.message_id for ask in face.assistant.typed()]
    assert asked == [answer.json()["accepted"]["id"] for answer in order]


async def test_a_long_turn_keeps_its_lease(face: Any) -> None:
    face.options["lease"] = 0.3
    face.assistant.delay = 0.0
    async with face.open() as first, face.open() as second:
        customer = await face.arrive(first)
        face.assistant.delay = 1.0
        body = {"id": "m1", "text": "slow"}
        ask = first.post("/chat/messages", json=body, headers=customer.headers)
        other = second.post("/chat/messages", json=body, headers=customer.headers)
        answers = await asyncio.gather(ask, other)
    assert {answer.status_code for answer in answers} == {200}
    assert len(face.assistant.typed()) == 1


@pytest.mark.parametrize("holder", [None, "dead"])
async def test_the_sweeper_answers_what_a_dead_process_left(face: Any, holder: str | None) -> None:
    face.options["sweep_every"] = 0.05
    with face.store.page() as page:
        conversation = inbox.open_conversation(page, None)
    leave_behind(face, conversation, "m1", holder=holder)
    face.clock.move(6)
    async with face.open():
        await until(answered(face, conversation))
    with face.store.glance() as page:
        said = [entry.text for entry in inbox.messages_after(page, conversation, 1)]
    assert said == ["You said: slow"]


async def test_the_sweeper_leaves_a_turn_that_is_held_alone(face: Any) -> None:
    face.options["sweep_every"] = 0.05
    with face.store.page() as page:
        conversation = inbox.open_conversation(page, None)
    leave_behind(face, conversation, "m1", holder="alive")
    async with face.open():
        await asyncio.sleep(0.4)
    assert face.assistant.asks == []


async def test_a_process_that_stops_lets_its_turns_end(face: Any) -> None:
    async with face.open() as http:
        customer = await face.arrive(http)
        face.assistant.delay = 0.3
        request = asyncio.create_task(customer.say("slow", "m1"))
        await until(lambda: asyncio.sleep(0, bool(face.assistant.typed())))
        request.cancel()
    assert await answered(face, customer.conversation)()


async def test_a_prompt_is_said_as_a_turn_of_the_server(face: Any, http: httpx.AsyncClient) -> None:
    customer = await face.arrive(http)
    ask = face.assistant.asks[0]
    assert ask.message_id == "prompt-1"
    assert ask.payload == '/tell_news{"prompt": "1"}'
    assert ask.customer is None
    assert [m["from"] for m in (await customer.look())["messages"]] == ["mend"]
    assert len(face.assistant.asks) == 1


async def test_prompts_are_said_in_order_before_a_look(face: Any, customer: Any) -> None:
    with face.store.page() as page:
        for kind in ("task_done", "reference", "task_done"):
            prompts.add_prompt(page, customer.conversation, kind, {})
    looked = await customer.look(1)
    assert [ask.message_id for ask in face.assistant.asks] == ["prompt-2", "prompt-3", "prompt-4"]
    said = [m["text"] for m in looked["messages"]]
    assert said == ["You said: task_done", "You said: reference", "You said: task_done"]
    assert (looked["working"], looked["expecting"]) == (False, False)
    assert [m["text"] for m in (await customer.look(1))["messages"]] == said


async def test_a_prompt_waits_while_a_customers_turn_is_under_way(face: Any, customer: Any) -> None:
    face.assistant.delay = 0.3
    request = asyncio.create_task(customer.say("slow", "m1"))
    await until(lambda: asyncio.sleep(0, bool(face.assistant.asks)))
    with face.store.page() as page:
        prompts.add_prompt(page, customer.conversation, "task_done", {})
    looked = await customer.look(1)
    assert looked["working"] is True
    assert [m["text"] for m in looked["messages"]] == ["slow"]
    await request
    await customer.look()
    assert [ask.message_id for ask in face.assistant.asks] == ["m1", "prompt-2"]
    assert face.assistant.most_at_once == 1


async def test_a_prompt_that_cannot_be_said_waits_without_an_apology(
    face: Any, customer: Any
) -> None:
    with face.store.page() as page:
        prompts.add_prompt(page, customer.conversation, "task_done", {})
    face.assistant.trouble = AssistantDown("503")
    for _ in range(3):
        looked = await customer.look(1)
        assert looked["messages"] == []
        assert looked["expecting"] is True
    assert len(face.assistant.asks) == 1
    with face.store.glance() as page:
        assert len(prompts.waiting_prompts(page, customer.conversation)) == 1


@pytest.mark.parametrize("nothing", ["silence", "refused"])
async def test_a_prompt_with_nothing_left_to_say_is_dropped(
    face: Any, customer: Any, nothing: str
) -> None:
    with face.store.page() as page:
        prompts.add_prompt(page, customer.conversation, "task_done", {})
    face.assistant.answer = lambda _ask: []
    face.assistant.trouble = AssistantRefuses("422") if nothing == "refused" else None
    looked = await customer.look(1)
    assert (looked["messages"], looked["expecting"]) == ([], False)
    with face.store.glance() as page:
        assert prompts.waiting_prompts(page, customer.conversation) == []


async def test_the_opening_line_is_not_said_after_the_customer_spoke(face: Any) -> None:
    face.assistant.trouble = AssistantDown("503")
    async with face.open() as http:
        customer = await face.arrive(http)
    face.assistant.trouble = None
    face.assistant.forget()
    async with face.open() as http:
        customer.http = http
        await customer.say("slow")
        texts = await customer.texts()
    assert texts == ["customer: slow", "mend: You said: slow"]


async def test_a_database_that_is_away_is_503_and_the_message_can_be_sent_again(
    face: Any, customer: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: Any) -> Any:
        raise OperationalError("INSERT", {"text": "swordfish"}, Exception("gone"))

    with monkeypatch.context() as patch:
        patch.setattr(inbox, "accept", away)
        response = await customer.say("swordfish", "m1")
    assert (response.status_code, response.json()["error"]) == (503, "try_again")
    assert response.headers["retry-after"] == "2"
    assert "swordfish" not in caplog.text
    assert (await customer.say("swordfish", "m1")).status_code == 200


async def test_a_message_that_comes_while_a_runner_finds_nothing_is_not_left(
    face: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Book(face.store)
    words = Saying("Sorry."), Saying("Wait.")
    runner = Turns(book, face.assistant, *words, seconds=5)
    with face.store.page() as page:
        conversation = inbox.open_conversation(page, None)
    plain = book.write

    async def write_and_then_a_message_comes(*args: Any, **kwargs: Any) -> Any:
        result = await plain(*args, **kwargs)
        if result is None and not face.assistant.asks:
            leave_behind(face, conversation, "m1", holder=None)
            runner.wake(conversation)
        return result

    monkeypatch.setattr(book, "write", write_and_then_a_message_comes)
    runner.wake(conversation)
    await runner.close(5)
    assert [ask.message_id for ask in face.assistant.asks] == ["m1"]
    assert await answered(face, conversation)()
