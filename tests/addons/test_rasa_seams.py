"""Where our parts meet Rasa's: each test fails when Rasa changes under one of them.

The seams that other tests of this folder use with a real Rasa (a store named in endpoints.yml, parse data that
skips the parser, the form after an apology) are not repeated here.
"""

import inspect
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import rasa
import rasa.__main__
import rasa.engine.training.hooks
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.core.run import configure_app
from rasa.core.tracker_store import (
    FailSafeTrackerStore,
    InMemoryTrackerStore,
    TrackerStore,
    check_if_tracker_store_async,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.io import read_yaml
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.endpoint import create_app as create_sdk_app

from addons import rasa as launcher
from addons.channel import Inner, Kept
from addons.tracker_store import Book
from mend.settings import Settings

ROOT = Path(__file__).parents[2]
SECRETS = {"secret": "s" * 32, "inner_secret": "i" * 32, "action_secret": "a" * 32}


def parameters(function: Any) -> list[str]:
    return list(inspect.signature(function).parameters)


def test_the_versions_are_the_ones_that_the_seams_were_read_in() -> None:
    assert rasa.__version__ == "3.6.21"


def test_the_agent_wraps_its_tracker_store_in_the_one_method_that_we_override() -> None:
    assert isinstance(Agent.__dict__["_create_tracker_store"], staticmethod)
    assert parameters(Agent._create_tracker_store) == ["store", "domain"]
    inside = InMemoryTrackerStore(Domain.empty())
    wrapped = Agent(tracker_store=inside).tracker_store
    assert type(wrapped) is FailSafeTrackerStore
    assert wrapped._tracker_store is inside


def test_the_check_of_action_replies_is_the_method_that_we_replace() -> None:
    assert parameters(RemoteAction._validate_action_result) in (
        ["self", "result"],
        ["_self", "result"],
    )
    assert "events" in RemoteAction.action_response_format_spec()["properties"]


async def test_an_action_asks_its_endpoint_for_nothing_but_a_request_with_json(
    tiny_processor: Any,
) -> None:
    asked: list[dict[str, Any]] = []

    class Endpoint(EndpointConfig):  # type: ignore[misc]
        async def request(self, *arguments: Any, **options: Any) -> dict[str, Any]:
            assert arguments == ()
            asked.append(options["json"])
            return {"events": [], "responses": [{"text": "done"}]}

    action = RemoteAction("action_x", Endpoint("http://127.0.0.1:1", enable_selective_domain=True))
    tracker = DialogueStateTracker.from_events("c1", [], [])
    events = await action.run(Kept(), tiny_processor.nlg, tracker, Domain.empty())
    assert isinstance(events[0], BotUttered)
    assert sorted(asked[0]) == ["next_action", "sender_id", "tracker", "version"]
    assert {"events", "slots", "active_loop", "latest_message"} <= set(asked[0]["tracker"])


def test_the_channels_methods_are_rasas() -> None:
    for ours, theirs in ((Inner, InputChannel), (Kept, OutputChannel)):
        for name in ("name", "from_credentials", "blueprint", "send_response"):
            if name in vars(ours):
                assert parameters(getattr(ours, name)) == parameters(getattr(theirs, name))
    assert {"parse_data", "message_id", "metadata", "input_channel"} <= set(parameters(UserMessage))


def test_the_store_has_every_method_that_rasa_awaits() -> None:
    for name in ("retrieve", "retrieve_full_tracker", "save", "keys"):
        assert parameters(getattr(Book, name)) == parameters(getattr(TrackerStore, name))
        assert name in vars(Book)
    assert check_if_tracker_store_async(Book)
    assert {"domain", "event_broker", "host"} <= set(parameters(Book))
    assert inspect.iscoroutinefunction(TrackerStore._stream_new_events)


def test_a_server_without_the_api_is_one_argument_away() -> None:
    assert {"input_channels", "enable_api", "route"} <= set(parameters(configure_app))


def test_rasa_sdk_gives_its_server_before_it_runs_it() -> None:
    assert parameters(create_sdk_app)[:2] == ["action_package_name", "cors_origins"]


def test_training_is_called_by_names_that_rasa_knows() -> None:
    used = {"domain", "config", "training_files", "output", "force_training", "fixed_model_name"}
    assert used <= set(parameters(rasa.train))
    hooks = inspect.getsource(rasa.engine.training.hooks)
    assert 'f"Starting to train component' in hooks
    assert rasa.engine.training.hooks.logger.name == "rasa.engine.training.hooks"


def test_the_two_files_name_live_classes_and_only_names_that_the_launcher_sets() -> None:
    texts = {name: (ROOT / name).read_text() for name in ("endpoints.yml", "credentials.yml")}
    names = {name for text in texts.values() for name in re.findall(r"\$\{(\w+)\}", text)}
    settings = Settings(**SECRETS)
    assert names == set(launcher.surroundings(settings))
    assert {name.removeprefix("MEND_").lower() for name in names} <= set(vars(settings))
    filled = {
        name: read_yaml(
            re.sub(r"\$\{(\w+)\}", lambda found: launcher.surroundings(settings)[found[1]], text)
        )
        for name, text in texts.items()
    }
    endpoints = filled["endpoints.yml"]
    assert endpoints["tracker_store"] == {
        "type": f"{Book.__module__}.{Book.__name__}",
        "url": "sqlite:///var/tracker.db",
    }
    assert endpoints["action_endpoint"]["url"] == "http://127.0.0.1:5055/webhook"
    assert endpoints["action_endpoint"]["headers"] == {"x-mend-secret": "a" * 32}
    channels = {f"{Inner.__module__}.{Inner.__name__}": {"secret": "i" * 32}}
    assert filled["credentials.yml"] == channels


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """What Rasa's own command was started with; no settings are set."""
    ran: list[list[str]] = []
    monkeypatch.setattr(rasa.__main__, "main", lambda: ran.append(list(sys.argv)))
    monkeypatch.setattr(sys, "argv", ["x"])
    monkeypatch.setattr("addons.action_client.keep_reply_schema", lambda: None)
    monkeypatch.chdir(tmp_path)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MEND_")}
    monkeypatch.setattr(os, "environ", kept)
    return ran


@pytest.mark.parametrize("arguments", [["train"], ["data", "validate"], ["test"], ["shell", "nlu"]])
def test_commands_without_neighbours_need_nothing_set(
    commands: list[list[str]], arguments: list[str]
) -> None:
    assert launcher.main(arguments) == 0
    assert commands == [["rasa", *arguments]]
    assert os.environ["RASA_TELEMETRY_ENABLED"] == "false"


def test_the_shell_gets_its_names_from_the_env_file_or_says_what_is_missing(
    commands: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert launcher.main(["shell"]) == 1
    assert "MEND_SECRET must be" in capsys.readouterr().err
    assert commands == []
    lines = [f"MEND_{name.upper()}={value}" for name, value in SECRETS.items()]
    Path(".env").write_text("\n".join([*lines, "MEND_ACTIONS_PORT=25055"]))
    assert launcher.main(["shell", "--debug"]) == 0
    assert commands == [["rasa", "shell", "--interface", "127.0.0.1", "--debug"]]
    assert os.environ["MEND_ACTION_SECRET"] == "a" * 32
    assert os.environ["MEND_ACTIONS_PORT"] == "25055"


def test_only_who_asks_for_it_listens_on_another_address() -> None:
    asked = ["run", "-i", "0.0.0.0"]
    assert launcher.on_loopback(asked) == asked
    assert launcher.on_loopback(["run"]) == ["run", "--interface", "127.0.0.1"]
    assert launcher.on_loopback(["export"]) == ["export"]


STORY = """
version: "3.1"
stories:
- story: a greeting
  steps: [{user: hello, intent: greet}, {action: utter_greet}]
"""
PLAIN_COMMANDS = """
import sys
from rasa.__main__ import main
for arguments in (["train", "--fixed-model-name", "plain"], ["data", "validate"], ["test", "core"]):
    sys.argv = ["rasa", *arguments]
    main()
"""


def test_plain_rasa_train_validate_and_test_work_with_nothing_set(
    tiny_bot: Path, tmp_path: Path
) -> None:
    bot = tmp_path / "bot"
    shutil.copytree(tiny_bot, bot)
    for name in ("endpoints.yml", "credentials.yml"):
        shutil.copy(ROOT / name, bot)
    (bot / "tests").mkdir()
    (bot / "tests" / "test_stories.yml").write_text(STORY)
    (bot / "run.py").write_text(PLAIN_COMMANDS)
    bare = {name: value for name, value in os.environ.items() if not name.startswith("MEND_")}
    bare |= {"PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false"}
    ran = subprocess.run(
        [sys.executable, "run.py"], cwd=bot, env=bare, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (bot / "models" / "plain.tar.gz").exists()
    assert (bot / "results" / "story_report.json").exists()
