"""The action server: closed to all but the assistant, and silent about what it holds."""

import json
import logging
import subprocess
import sys
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher
from sanic import Sanic

from addons import action_server
from addons.action_server import BODY_LIMIT, create_app

SECRET = "a" * 32


class Repeat(Action):  # type: ignore[misc]
    """rasa-sdk registers every subclass that it finds in memory."""

    def name(self) -> str:
        return "action_repeat"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Any, domain: Any) -> list[Any]:
        dispatcher.utter_message(text=f"you said {tracker.latest_message['text']}")
        return []


class Crash(Action):  # type: ignore[misc]
    def name(self) -> str:
        return "action_crash"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Any, domain: Any) -> list[Any]:
        raise RuntimeError(f"cannot bear {tracker.latest_message['text']}")


def call(name: str) -> dict[str, Any]:
    tracker = {
        "sender_id": "c1",
        "slots": {},
        "latest_message": {"text": "heron"},
        "events": [],
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": None,
    }
    return {"next_action": name, "tracker": tracker, "version": "3.6.21"}


@pytest.fixture
async def client(serve: Callable[[Sanic], Awaitable[httpx.AsyncClient]]) -> httpx.AsyncClient:
    known = await serve(create_app(SECRET))
    known.headers["x-mend-secret"] = SECRET
    return known


async def test_an_action_runs_for_who_knows_the_secret(client: httpx.AsyncClient) -> None:
    answer = await client.post("/webhook", json=call("action_repeat"))
    assert answer.status_code == 200
    assert answer.json()["responses"][0]["text"] == "you said heron"


@pytest.mark.parametrize("secret", [b"", b"wrong", "ü".encode() * 16, b"\xff"])
async def test_nobody_else_runs_or_lists_anything(client: httpx.AsyncClient, secret: bytes) -> None:
    headers = {b"x-mend-secret": secret}
    for answer in (
        await client.post("/webhook", json=call("action_repeat"), headers=headers),
        await client.get("/actions", headers=headers),
        await client.get("/anything", headers=headers),
    ):
        assert answer.status_code == 401
        assert "action_" not in answer.text


async def test_health_is_open_and_the_list_of_actions_is_closed(client: httpx.AsyncClient) -> None:
    assert (await client.get("/actions")).status_code == 404
    del client.headers["x-mend-secret"]
    assert (await client.get("/health")).status_code == 200


async def test_compressed_and_giant_bodies_are_refused(client: httpx.AsyncClient) -> None:
    bomb = zlib.compress(b" " * 10_000_000)
    packed = await client.post("/webhook", content=bomb, headers={"content-encoding": "deflate"})
    assert packed.status_code == 415
    giant = await client.post("/webhook", content=b" " * (BODY_LIMIT + 1))
    assert giant.status_code == 413


async def test_an_error_echoes_nothing_and_logs_no_words(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    without_tracker = {"next_action": "action_repeat", "heron": 1}
    with caplog.at_level(logging.DEBUG, "addons"):
        answers = [
            await client.post("/webhook", content=b'{"heron": '),
            await client.post("/webhook", content=b"null"),
            await client.post("/webhook", json=without_tracker),
            await client.post("/webhook", json=call("action_crash")),
            await client.post("/webhook", json=call("action_nobody_wrote")),
        ]
    assert [answer.status_code for answer in answers] == [400, 400, 500, 500, 404]
    for answer in answers:
        assert "heron" not in answer.text
        assert "Error" not in json.dumps(list(answer.json().values()))
    assert "RuntimeError" in caplog.text
    assert "heron" not in caplog.text


async def test_our_own_actions_are_registered(client: httpx.AsyncClient) -> None:
    answer = await client.post("/webhook", json=call("validate_guide_form"))
    assert answer.status_code == 200


def test_it_listens_on_loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[Any, ...]] = []
    monkeypatch.setattr(Sanic, "run", lambda _app, *where, **how: ran.append((*where, how)))
    monkeypatch.setattr(action_server, "mend", lambda: None)
    monkeypatch.setattr(action_server, "quiet_logs", lambda: None)
    for name in ("SECRET", "INNER_SECRET", "ACTION_SECRET"):
        monkeypatch.setenv(f"MEND_{name}", name * 10)
    monkeypatch.delenv("TEST_POSTGRES", raising=False)
    assert action_server.main() == 0
    assert ran == [("127.0.0.1", 5055, {"workers": 1, "access_log": False})]


def test_without_secrets_it_says_so_and_does_not_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(action_server, "quiet_logs", lambda: None)
    for name in ("SECRET", "INNER_SECRET", "ACTION_SECRET", "TEST_POSTGRES"):
        monkeypatch.delenv(f"MEND_{name}", raising=False)
    assert action_server.main() == 1
    assert "MEND_SECRET must be" in capsys.readouterr().err


def test_the_action_server_does_not_carry_all_of_rasa() -> None:
    """Rasa brings TensorFlow: ten seconds of start and half a gigabyte for nothing."""
    look = "import sys, addons.action_server; print('rasa' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
