"""The client of the action server: whatever happens there, the customer hears something and the form stays."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import jsonschema
import pytest
from aiohttp import web
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.utils.endpoints import ClientResponseError

from addons.action_client import EVENTS_SENT, ActionServer, keep_reply_schema, sorry
from addons.assistant import Assistant

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
SORRY = [{"response": "utter_sorry"}]
STOP = [{"event": "followup", "name": "action_listen"}]
FINE = {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": [{"text": "done"}]}


def call(name: str = "action_x", message_id: str = "m1", **tracker: Any) -> dict[str, Any]:
    about = {
        "events": [],
        "slots": {},
        "active_loop": {},
        "latest_message": {"message_id": message_id},
    }
    return {"next_action": name, "sender_id": "c1", "tracker": about | tracker}


class Server:
    """A server that answers as told and remembers what it was asked."""

    def __init__(self) -> None:
        self.answer: Answer = fine
        self.requests: list[tuple[web.Request, Any]] = []
        self.url = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((request, await request.json()))
        return await self.answer(request)


async def fine(_request: web.Request) -> web.StreamResponse:
    return web.json_response(FINE)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    told = Server()
    app = web.Application()
    app.router.add_post("/webhook", told.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    told.url = f"http://127.0.0.1:{runner.addresses[0][1]}/webhook"
    yield told
    await runner.cleanup()


@pytest.fixture
async def client(server: Server) -> AsyncIterator[ActionServer]:
    endpoint = ActionServer(server.url, "a" * 32, timeout=0.4)
    yield endpoint
    await endpoint.close()


async def test_a_reply_comes_back_as_it_is_with_the_secret_sent_along(
    server: Server, client: ActionServer
) -> None:
    assert await client.request(json=call()) == FINE
    request, body = server.requests[0]
    assert request.headers["x-mend-secret"] == "a" * 32
    assert body["next_action"] == "action_x"


async def test_calls_share_one_connection(server: Server, client: ActionServer) -> None:
    for _ in range(3):
        await client.request(json=call())
    assert (
        len({request.transport.get_extra_info("peername") for request, _ in server.requests}) == 1
    )


async def test_only_the_last_events_travel(server: Server, client: ActionServer) -> None:
    events = [{"event": "action", "name": f"a{number}"} for number in range(100)]
    await client.request(json=call(events=events))
    assert server.requests[0][1]["tracker"]["events"] == events[-EVENTS_SENT:]


def text_answer(body: str, status: int = 200, kind: str = "application/json") -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(text=body, status=status, content_type=kind)

    return answer


async def half_an_answer(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"content-length": "1000"})
    await response.prepare(request)
    await response.write(b'{"events": [')
    assert request.transport is not None
    request.transport.abort()
    return response


async def redirect(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPTemporaryRedirect("/webhook")


BROKEN: dict[str, Answer] = {
    "500": text_answer("heron", 500),
    "404": text_answer('{"error": "no", "action_name": "action_x"}', 404),
    "502 with HTML": text_answer("<html>heron</html>", 502, "text/html"),
    "400 of a proxy": text_answer("<html>heron</html>", 400, "text/html"),
    "400 about another action": text_answer('{"action_name": "other"}', 400),
    "200 with HTML": text_answer("<html>heron</html>", kind="text/html"),
    "null": text_answer("null"),
    "a list": text_answer("[]"),
    "bad JSON": text_answer('{"events":'),
    "the wrong schema": text_answer('{"events": "heron", "responses": []}'),
    "an unknown event": text_answer('{"events": [{"event": "heron"}], "responses": []}'),
    "a response that is no object": text_answer('{"events": [], "responses": ["heron"]}'),
    "half an answer": half_an_answer,
    "a redirect": redirect,
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_answer_becomes_an_apology_and_a_log_line_without_its_words(
    server: Server, client: ActionServer, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer = BROKEN[name]
    with caplog.at_level(logging.DEBUG):
        assert await client.request(json=call()) == {"events": STOP, "responses": SORRY}
    assert "action action_x failed" in caplog.text
    assert "heron" not in caplog.text
    server.answer = fine
    assert await client.request(json=call()) == FINE


async def test_a_server_that_is_down_becomes_an_apology(client: ActionServer) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        down = ActionServer(f"http://127.0.0.1:{free.getsockname()[1]}/webhook", "a" * 32)
    assert await down.request(json=call()) == {"events": STOP, "responses": SORRY}
    await down.close()


async def test_an_action_that_hangs_is_given_up_and_the_turn_asks_no_more(
    server: Server, client: ActionServer
) -> None:
    async def hang(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(2)
        return web.json_response(FINE)

    server.answer = hang
    began = asyncio.get_running_loop().time()
    assert await client.request(json=call()) == {"events": STOP, "responses": SORRY}
    assert asyncio.get_running_loop().time() - began < 1.5
    server.answer = fine
    assert await client.request(json=call("validate_f")) == {"events": [], "responses": SORRY}
    assert len(server.requests) == 1
    assert await client.request(json=call(message_id="m2")) == FINE


async def test_a_connection_that_died_while_idle_costs_no_apology(
    server: Server, client: ActionServer
) -> None:
    async def drop_first(request: web.Request) -> web.StreamResponse:
        server.answer = fine
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    server.answer = drop_first
    assert await client.request(json=call()) == FINE
    assert len(server.requests) == 2


async def test_an_action_that_declines_to_run_is_told_to_rasa(
    server: Server, client: ActionServer
) -> None:
    server.answer = text_answer('{"error": "no", "action_name": "action_x"}', 400)
    with pytest.raises(ClientResponseError) as caught:
        await client.request(json=call())
    assert caught.value.status == 400
    assert json.loads(caught.value.text)["action_name"] == "action_x"


def test_outside_a_form_the_rule_stops() -> None:
    assert sorry(call("action_open_guide"))["events"] == STOP


def test_in_a_form_nothing_stops_it_from_asking_again() -> None:
    assert sorry(call(active_loop={"name": "f"})) == {"events": [], "responses": SORRY}


def test_an_unchecked_answer_is_taken_back() -> None:
    loop = {"name": "f"}
    slots = {"requested_slot": "guide_answer", "guide_answer": "fixed"}
    assert sorry(call("validate_f", slots=slots, active_loop=loop))["events"] == [
        {"event": "slot", "name": "guide_answer", "value": None}
    ]
    for slots in ({"requested_slot": "guide_answer", "guide_answer": None}, {}):
        assert sorry(call("validate_f", slots=slots, active_loop=loop))["events"] == []


def test_one_apology_a_turn_is_enough() -> None:
    apology = {"event": "bot", "text": "Sorry.", "metadata": {"utter_action": "utter_sorry"}}
    now = [{"event": "user", "text": "x"}, apology, {"event": "action", "name": "action_x"}]
    assert sorry(call(events=now))["responses"] == []
    assert sorry(call(events=[*now, {"event": "user", "text": "y"}]))["responses"] == SORRY


async def say(agent: Assistant, words: str) -> list[str]:
    out = CollectingOutputChannel()
    await agent.handle_message(UserMessage(words, out, "c1"))
    return [bubble["text"] for bubble in out.messages]


async def test_a_form_survives_a_server_that_goes_away_and_comes_back(
    agent: Assistant, actions: Any, client: ActionServer, server: Server
) -> None:
    async def by_the_tiny_bot(request: web.Request) -> web.StreamResponse:
        return web.json_response(await actions.request(json=await request.json()))

    server.answer = by_the_tiny_bot
    agent.processor.action_endpoint = client
    assert await say(agent, "broken") == ["Which color?"]
    server.answer = text_answer("", 500)
    assert await say(agent, "blue") == ["Sorry."]
    assert await say(agent, "hello") == ["Hello.", "Sorry."]
    assert await say(agent, "time") == ["Sorry."]
    server.answer = by_the_tiny_bot
    assert await say(agent, "red") == ["red, number 1"]
    server.answer = text_answer("", 500)
    assert await say(agent, "broken") == ["Sorry."]
    server.answer = by_the_tiny_bot
    tracker = await agent.tracker_store.retrieve("c1")
    assert tracker.active_loop is None
    await agent.tracker_store.save(tracker)
    assert await say(agent, "broken") == ["Which color?"]


def test_rasas_own_check_uses_the_kept_validator_and_stays_as_strict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        RemoteAction, "_validate_action_result", RemoteAction._validate_action_result
    )
    stock = RemoteAction("action_x", None)
    replies: list[Any] = [FINE, {}, {"events": [{"event": "heron"}]}, {"responses": [1]}, [], None]

    def verdicts() -> list[bool]:
        results = []
        for reply in replies:
            try:
                results.append(bool(stock._validate_action_result(reply)))
            except jsonschema.ValidationError:
                results.append(False)
        return results

    before = verdicts()
    keep_reply_schema()
    assert verdicts() == before == [True, True, False, False, False, False]
