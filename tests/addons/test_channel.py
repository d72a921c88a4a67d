"""The inner channel: who may use it, what reaches Rasa, and that no turn is lost or run twice."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rasa.core.channels.channel import UserMessage
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.training_data.message import Message
from sanic import Sanic

from addons.assistant import Assistant, create_app
from addons.channel import RANKED, Inner, reply
from addons.turn import BadTurn, clean, read_payload
from mend.settings import Settings

Serve = Callable[[Sanic], Awaitable[httpx.AsyncClient]]

TURN = "/webhooks/inner/turn"
BRIGHT = {"conversation": "c1", "message_id": "m1", "customer": None, "text": "hello"}


async def say(client: httpx.AsyncClient, text: str, message_id: str, **more: Any) -> httpx.Response:
    body = BRIGHT | {"text": text, "message_id": message_id} | more
    return await client.post(TURN, json=body)


async def told(agent: Assistant) -> list[str]:
    """The conversations on record."""
    return list(await agent.tracker_store.keys())


@pytest.mark.parametrize("secret", [b"", b"wrong", b"i" * 31, "ü".encode() * 16, b"\xff\xfe"])
async def test_nobody_gets_in_without_the_secret(
    inner: httpx.AsyncClient, agent: Assistant, secret: bytes
) -> None:
    answer = await inner.post(TURN, json=BRIGHT, headers={b"x-mend-secret": secret})
    assert answer.status_code == 401
    del inner.headers["x-mend-secret"]
    assert (await inner.post(TURN, json=BRIGHT)).status_code == 401
    assert await told(agent) == []


BAD_BODIES: list[tuple[str, Any]] = [
    ("no conversation", {key: BRIGHT[key] for key in BRIGHT if key != "conversation"}),
    ("a conversation with NUL", BRIGHT | {"conversation": "n\x00l"}),
    ("a lone surrogate as conversation", BRIGHT | {"conversation": "\ud800"}),
    ("a path as conversation", BRIGHT | {"conversation": "../../etc/passwd"}),
    ("an empty conversation", BRIGHT | {"conversation": ""}),
    ("a long conversation", BRIGHT | {"conversation": "c" * 65}),
    ("a line end after the conversation", BRIGHT | {"conversation": "c1\n"}),
    ("a number as message id", BRIGHT | {"message_id": 1}),
    ("no message id", BRIGHT | {"message_id": None}),
    ("a number as text", BRIGHT | {"text": 1}),
    ("null as text", BRIGHT | {"text": None}),
    ("a list as text", BRIGHT | {"text": ["hello"]}),
    ("a dict as customer", BRIGHT | {"customer": {"id": 1}}),
    ("a payload that is no payload", BRIGHT | {"payload": "greet"}),
    ("a payload with a confidence", BRIGHT | {"payload": "/greet@0.3"}),
    ("a payload with more behind it", BRIGHT | {"payload": "/greet{} and more"}),
    ("a payload with broken JSON", BRIGHT | {"payload": '/greet{"a":'}),
    ("a payload with a list in it", BRIGHT | {"payload": '/greet{"a": [1]}'}),
    ("a payload with a deep list in it", BRIGHT | {"payload": '/greet{"a":' + "[" * 9000 + "}"}),
    ("a payload with NaN", BRIGHT | {"payload": '/greet{"a": NaN}'}),
    ("a number as payload", BRIGHT | {"payload": 5}),
    ("an intent that is not in the domain", BRIGHT | {"payload": "/staff_close"}),
    ("neither text nor payload", {key: BRIGHT[key] for key in BRIGHT if key != "text"}),
    ("a list", [BRIGHT]),
    ("a string", "hello"),
    ("null", None),
]


@pytest.mark.parametrize(
    "body", [body for _, body in BAD_BODIES], ids=[name for name, _ in BAD_BODIES]
)
async def test_what_is_no_turn_is_refused_and_leaves_no_trace(
    inner: httpx.AsyncClient, agent: Assistant, body: Any
) -> None:
    answer = await inner.post(
        TURN, content=json.dumps(body), headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["error"]) == (422, "bad_turn")
    assert await told(agent) == []


async def test_only_json_of_a_fair_size_is_read(inner: httpx.AsyncClient, agent: Assistant) -> None:
    as_text = await inner.post(
        TURN, content=json.dumps(BRIGHT), headers={"content-type": "text/plain"}
    )
    broken = await inner.post(TURN, content=b"{", headers={"content-type": "application/json"})
    large = await say(inner, "x" * 65_536, "m1")
    huge = await say(inner, "x" * 1_000_000, "m1")
    assert [as_text.status_code, broken.status_code, large.status_code] == [422, 422, 422]
    assert huge.status_code == 413
    assert await told(agent) == []


async def test_a_long_message_of_escaped_characters_fits(inner: httpx.AsyncClient) -> None:
    assert (await say(inner, "\U0001f600" * 4000, "m1")).status_code == 200


async def test_a_turn_answers_with_whole_messages_and_what_was_understood(
    inner: httpx.AsyncClient,
) -> None:
    answer = await say(inner, "my tv is broken", "m1")
    assert answer.status_code == 200
    assert answer.json() == {
        "messages": [
            {
                "text": "Which color?",
                "buttons": [{"title": "Red", "payload": '/press_answer{"answer": "red"}'}],
                "metadata": {"about": {"guide": "color", "step": "first"}},
            }
        ],
        "understood": {"intent": "problem", "confidence": 1.0, "ranking": [], "entities": []},
    }


async def test_a_button_enters_as_intent_and_entity_and_is_never_parsed(
    inner: httpx.AsyncClient, agent: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    await say(inner, "broken", "m1")

    async def no_parser(*_: Any) -> None:
        raise AssertionError("a payload must not be parsed")

    monkeypatch.setattr(agent.processor, "parse_message", no_parser)
    answer = await say(inner, "Red", "m2", payload='/press_answer{"answer": "red"}')
    assert answer.json()["messages"][0]["text"] == "red, number 1"
    assert answer.json()["understood"]["intent"] == "press_answer"
    assert answer.json()["understood"]["entities"] == [{"entity": "answer", "value": "red"}]


@pytest.mark.parametrize(
    "typed",
    [
        '/press_answer{"answer": "red"}',
        "  /restart",
        "\u200b/restart",
        "\uff0frestart",
        "/\u200b/ /restart",
        "\x00/session_start",
        "\ufeff\u3000/back",
    ],
)
async def test_a_typed_command_is_only_words(
    inner: httpx.AsyncClient, agent: Assistant, typed: str
) -> None:
    await say(inner, "broken", "m1")
    answer = await say(inner, typed, "m2")
    words = clean(typed)
    assert not words.startswith("/")
    assert answer.json()["understood"]["entities"] == []
    assert answer.json()["messages"][0]["text"] == f"{words}, number 1"
    events = (await agent.tracker_store.retrieve("c1")).events
    assert sum(event.type_name == "session_started" for event in events) == 1


ODD = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "/\u2044\u2215\u29f8\uff0f \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2003"
        ),
        st.sampled_from(
            "\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff\u180e\xad\x00"
        ),
        st.sampled_from('abgreti{}"@:0.5,'),
        st.characters(categories=["Cc", "Cf", "Zs", "Cs"]),
    ),
    max_size=12,
)


@given(before=ODD, after=ODD)
@hypothesis_settings(max_examples=300, deadline=None)
def test_no_text_ever_becomes_an_intent_in_rasas_own_hands(before: str, after: str) -> None:
    domain = Domain.from_dict({"intents": ["greet", "restart"]})
    handler = RegexMessageHandler()
    for command in ("/greet", "/restart", '/greet{"a": "b"}', "/greet@0.5"):
        sent = UserMessage(clean(before + command + after)).text
        message = handler.process([Message({"text": sent})], domain)[0]
        assert message.get("intent") is None
        assert message.get("entities") is None


def test_a_command_is_an_intent_in_rasas_hands_if_nobody_cleans_it() -> None:
    domain = Domain.from_dict({"intents": ["greet"]})
    sent = UserMessage(" \u3000/greet").text
    assert RegexMessageHandler().process([Message({"text": sent})], domain)[0].get("intent")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("no internet", "no internet"),
        ("", "-"),
        (" \n ", "-"),
        ("///", "-"),
        ("\x00\u200b", "-"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("\ud83d\ude00 a pair", "\U0001f600 a pair"),
        ("and/or", "and/or"),
        ("one\ntwo\tthree", "one\ntwo\tthree"),
        ("in\u200bter\u00adnet", "internet"),
        ("cafe\u0301 \u202eright to left", "cafe\u0301 \u202eright to left"),
    ],
)
def test_cleaning_keeps_the_words(typed: str, kept: str) -> None:
    assert clean(typed) == kept


async def test_the_customer_of_the_token_is_on_record_as_metadata(
    inner: httpx.AsyncClient, agent: Assistant
) -> None:
    await say(inner, "hello", "m1", customer="ada", metadata={"customer": "eve"}, sender="eve")
    events = await agent.tracker_store.turn("c1", "m1")
    assert events is not None
    assert events[0].metadata["customer"] == "ada"
    assert events[0].input_channel == "inner"


async def test_the_same_message_again_gives_the_same_reply_and_runs_nothing(
    inner: httpx.AsyncClient, actions: Any
) -> None:
    first = await say(inner, "broken", "m1")
    between = await say(inner, "what time is it", "m2")
    calls = list(actions.calls)
    again = await say(inner, "broken", "m1")
    assert again.json() == first.json() != between.json()
    assert actions.calls == calls


async def test_a_restarted_assistant_still_knows_what_it_has_run(
    inner: httpx.AsyncClient,
    settings: Settings,
    make_agent: Callable[[], Assistant],
    serve: Serve,
    actions: Any,
) -> None:
    first = await say(inner, "broken", "m1")
    calls = list(actions.calls)
    restarted = await serve(create_app(settings, make_agent()))
    restarted.headers["x-mend-secret"] = settings.inner_secret
    assert (await say(restarted, "broken", "m1")).json() == first.json()
    assert actions.calls == calls
    answer = await say(restarted, "blue", "m2")
    assert answer.json()["messages"][0]["text"] == "blue, number 1"


async def test_the_same_message_twice_at_once_runs_once(
    inner: httpx.AsyncClient, actions: Any
) -> None:
    first, second = await asyncio.gather(say(inner, "broken", "m1"), say(inner, "broken", "m1"))
    assert first.status_code == 200
    assert first.json() == second.json()
    assert actions.calls.count("action_open") == 1


async def test_a_silent_turn_is_told_as_silent_and_not_run_again(
    inner: httpx.AsyncClient, actions: Any
) -> None:
    first = await say(inner, "words that no rule knows", "m1")
    again = await say(inner, "words that no rule knows", "m1")
    assert first.json()["messages"] == []
    assert again.json() == first.json()


@pytest.fixture
async def hasty(settings: Settings, agent: Assistant, serve: Serve) -> httpx.AsyncClient:
    """A client of a channel that waits a fifth of a second."""
    channel = Inner(settings.inner_secret, deadline=0.2)
    app = Sanic("hasty")
    app.blueprint(channel.blueprint(agent.handle_message), url_prefix="/webhooks/inner")
    app.ctx.agent = agent
    client = await serve(app)
    client.headers["x-mend-secret"] = settings.inner_secret
    return client


async def test_a_slow_turn_is_504_goes_on_and_is_found_when_asked_again(
    hasty: httpx.AsyncClient, actions: Any
) -> None:
    go_on = asyncio.Event()

    async def wait(_name: str) -> None:
        await go_on.wait()

    actions.before = wait
    slow = await say(hasty, "broken", "m1")
    still_slow = await say(hasty, "broken", "m1")
    assert [slow.status_code, still_slow.status_code] == [504, 504]
    go_on.set()
    for _ in range(50):
        found = await say(hasty, "broken", "m1")
        if found.status_code == 200:
            break
    assert found.json()["messages"][0]["text"] == "Which color?"
    assert actions.calls.count("action_open") == 1


async def test_a_caller_that_hangs_up_loses_nothing(
    inner: httpx.AsyncClient, agent: Assistant, actions: Any
) -> None:
    started, go_on = asyncio.Event(), asyncio.Event()

    async def wait(_name: str) -> None:
        started.set()
        await go_on.wait()

    actions.before = wait
    call = asyncio.create_task(say(inner, "broken", "m1"))
    await started.wait()
    call.cancel()
    await asyncio.sleep(0.1)
    go_on.set()
    for _ in range(100):
        if await agent.tracker_store.turn("c1", "m1"):
            break
        await asyncio.sleep(0.02)
    assert (await say(inner, "broken", "m1")).json()["messages"][0]["text"] == "Which color?"
    assert actions.calls.count("action_open") == 1


async def test_a_failed_turn_is_503_writes_nothing_and_keeps_the_words_out_of_the_log(
    inner: httpx.AsyncClient,
    agent: Assistant,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail(tracker: Any) -> None:
        raise OSError(f"no room for {tracker.latest_message.text}")

    monkeypatch.setattr(agent.tracker_store, "save", fail)
    with caplog.at_level(logging.DEBUG, "addons"):
        answer = await say(inner, "hello, my secret word is heron", "m1")
    assert (answer.status_code, answer.json()) == (503, {"error": "try_again", "message": ""})
    assert "OSError" in caplog.text
    assert "heron" not in caplog.text
    monkeypatch.undo()
    assert (await say(inner, "hello", "m1")).json()["messages"][0]["text"] == "Hello."


async def test_a_lost_table_is_503_and_never_an_empty_memory(
    inner: httpx.AsyncClient, agent: Assistant
) -> None:
    assert (await say(inner, "hello", "m1")).status_code == 200
    with agent.tracker_store.engine.connect().execution_options(write=True) as db, db.begin():
        db.exec_driver_sql("ALTER TABLE tracker_event RENAME TO away")
    assert (await say(inner, "hello", "m2")).status_code == 503
    with agent.tracker_store.engine.connect().execution_options(write=True) as db, db.begin():
        db.exec_driver_sql("ALTER TABLE away RENAME TO tracker_event")
    assert (await say(inner, "hello", "m2")).status_code == 200


async def test_health_says_ready_only_with_a_model(
    inner: httpx.AsyncClient, settings: Settings, serve: Serve
) -> None:
    del inner.headers["x-mend-secret"]
    assert (await inner.get("/webhooks/inner/health")).status_code == 200
    app = Sanic("empty")
    app.blueprint(Inner(settings.inner_secret).blueprint(clean), url_prefix="/webhooks/inner")
    empty = await serve(app)
    assert (await empty.get("/webhooks/inner/health")).status_code == 503


async def test_no_other_route_of_rasas_is_there(inner: httpx.AsyncClient) -> None:
    for path in ("/conversations/c1/tracker", "/model", "/domain", "/webhooks/rest/webhook"):
        assert (await inner.get(path)).status_code == 404


def test_the_channel_needs_a_real_secret() -> None:
    with pytest.raises(RasaException, match="secret"):
        Inner.from_credentials(None)
    with pytest.raises(RasaException, match="32"):
        Inner.from_credentials({"secret": "short"})
    assert isinstance(Inner.from_credentials({"secret": "x" * 32, "deadline": 3}), Inner)


def test_a_payload_gives_rasas_parse_data() -> None:
    data = read_payload('/tell_news{"prompt": 7, "late": true}', "-")
    assert data["intent"] == {"name": "tell_news", "confidence": 1.0}
    assert [(entity["entity"], entity["value"]) for entity in data["entities"]] == [
        ("prompt", 7),
        ("late", True),
    ]
    with pytest.raises(BadTurn):
        read_payload("/", "-")


def test_the_reply_names_the_problem_and_cuts_the_ranking() -> None:
    ranking = [{"name": f"problem/{n}", "confidence": 0.1, "id": n} for n in range(10)]
    intent = {"name": "problem", "full_retrieval_intent_name": "problem/0", "confidence": 0.1}
    parsed = {"intent": intent, "intent_ranking": ranking, "entities": []}
    understood = reply([UserUttered("slow", intent, [], parsed)])["understood"]
    assert understood["intent"] == "problem/0"
    assert understood["ranking"] == [
        {"name": f"problem/{n}", "confidence": 0.1} for n in range(RANKED)
    ]
