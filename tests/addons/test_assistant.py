"""The assistant's launcher: it starts with our parts and a sound model, or says in one sentence why not."""

import logging
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import structlog
from rasa.core.agent import Agent
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic, response

from addons import assistant
from addons.action_client import ActionServer
from addons.assistant import (
    Assistant,
    CannotStart,
    action_server,
    check_live_parts,
    create_app,
    load_agent,
)
from addons.logs import quiet_logs
from addons.model_file import BadModel, newest, write_manifest
from addons.tracker_store import Book
from mend.settings import Settings


def model(folder: Path, name: str, content: str, age: float = 0) -> Path:
    path = folder / name
    path.write_text(content)
    then = path.stat().st_mtime - age
    os.utime(path, (then, then))
    return path


def test_the_newest_model_is_used(tmp_path: Path) -> None:
    model(tmp_path, "z.tar.gz", "older", age=60)
    last = model(tmp_path, "a.tar.gz", "newer")
    assert newest(tmp_path) == last


@pytest.mark.parametrize("folder", ["", "not/there"])
def test_without_a_model_the_sentence_says_what_to_do(tmp_path: Path, folder: str) -> None:
    with pytest.raises(BadModel, match=r"There is no model in .*; `mend train` makes one\."):
        newest(tmp_path / folder)


def test_a_model_that_was_changed_after_training_is_refused(tmp_path: Path) -> None:
    trained = model(tmp_path, "m.tar.gz", "as trained")
    write_manifest(trained, trained)
    assert newest(tmp_path) == trained
    trained.write_text("as swapped")
    with pytest.raises(BadModel, match="sha256"):
        newest(tmp_path)


def test_the_live_assistant_has_our_parts_and_answers(settings: Settings) -> None:
    agent = load_agent(settings, action_server(settings))
    assert type(agent.tracker_store) is Book
    assert type(agent.action_endpoint) is ActionServer
    assert agent.action_endpoint.url == "http://127.0.0.1:5055/webhook"
    check_live_parts(create_app(settings, agent))
    agent.tracker_store.close()


def test_what_cannot_be_loaded_stops_the_start(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    odd = Settings(**{**vars(settings), "model_dir": str(folder)})
    with pytest.raises(CannotStart, match="There is no model"):
        load_agent(odd, action_server(odd))
    model(folder, "m.tar.gz", "not an archive")
    with pytest.raises(CannotStart, match="cannot be used"):
        load_agent(odd, action_server(odd))
    away = Settings(**{**vars(settings), "tracker_url": "postgresql://nobody@127.0.0.1:1/none"})
    with pytest.raises(CannotStart, match="MEND_TRACKER_URL"):
        load_agent(away, action_server(away))


def test_other_parts_than_ours_stop_the_start(settings: Settings, agent: Assistant) -> None:
    agent.action_endpoint = ActionServer("http://127.0.0.1:1/webhook", "a" * 32)
    app = create_app(settings, agent)
    check_live_parts(app)

    app.ctx.agent = Agent(tracker_store=agent.tracker_store, action_endpoint=agent.action_endpoint)
    with pytest.raises(CannotStart, match="Book"):
        check_live_parts(app)
    app.ctx.agent = Assistant(tracker_store=InMemoryTrackerStore(Domain.empty()))
    with pytest.raises(CannotStart, match="Book"):
        check_live_parts(app)

    app.ctx.agent = Assistant(
        tracker_store=agent.tracker_store, action_endpoint=EndpointConfig("http://127.0.0.1:1")
    )
    with pytest.raises(CannotStart, match="ActionServer"):
        check_live_parts(app)


def test_a_route_that_nobody_meant_stops_the_start(settings: Settings, agent: Assistant) -> None:
    agent.action_endpoint = ActionServer("http://127.0.0.1:1/webhook", "a" * 32)
    app = create_app(settings, agent)
    app.add_route(lambda _: response.text(""), "/conversations/<c>/tracker", name="tracker")
    with pytest.raises(CannotStart, match="conversations"):
        check_live_parts(app)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> list[Any]:
    """The arguments with which `main` would have served; settings come from the environment."""
    ran: list[Any] = []
    monkeypatch.setattr(Sanic, "run", lambda app, *where, **how: ran.append((app, where, how)))
    monkeypatch.setattr(assistant, "keep_reply_schema", lambda: None)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RASA_TELEMETRY_ENABLED", "true")
    monkeypatch.delenv("TEST_POSTGRES", raising=False)
    for name in ("secret", "inner_secret", "action_secret", "tracker_url", "model_dir"):
        monkeypatch.setenv(f"MEND_{name.upper()}", str(getattr(settings, name)))
    return ran


def test_it_listens_on_loopback_only_and_reports_to_nobody(started: list[Any]) -> None:
    assert assistant.main() == 0
    ((app, where, how),) = started
    assert where == ("127.0.0.1", 5005)
    assert how == {"workers": 1, "access_log": False}
    assert os.environ["RASA_TELEMETRY_ENABLED"] == "false"
    app.ctx.agent.tracker_store.close()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("MEND_INNER_SECRET", "short", "MEND_INNER_SECRET must be"),
        ("MEND_MODEL_DIR", "nowhere", "There is no model in nowhere/"),
        ("MEND_TRACKER_URL", "mysql://x/y", "MEND_TRACKER_URL"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(
    started: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
    sentence: str,
) -> None:
    monkeypatch.setenv(name, value)
    assert assistant.main() == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert "Traceback" not in said
    assert started == []


def test_a_copied_model_folder_works_without_a_manifest(settings: Settings, tmp_path: Path) -> None:
    shutil.copytree(settings.model_dir, tmp_path / "copied")
    assert newest(tmp_path / "copied").name == "tiny.tar.gz"


def test_rasas_structured_lines_lose_their_values(caplog: pytest.LogCaptureFixture) -> None:
    quiet_logs()
    log = structlog.get_logger("of.rasa")
    with caplog.at_level(logging.DEBUG):
        log.debug("processor.message.parse", parse_data_text="heron")
        log.warning("message.parsing.failed", user_text="heron", event_info="It went wrong.")
    assert "heron" not in caplog.text
    assert "message.parsing.failed It went wrong." in caplog.text
    assert "processor.message.parse" not in caplog.text
