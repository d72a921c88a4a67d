"""What can stand in the way of `mend up` is said in one sentence."""

import shutil
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from mend import settings as settings_module
from mend import supervisor
from mend.settings import BadSettings

SECRETS = {f"MEND_{name}": "s" * 40 for name in ("SECRET", "INNER_SECRET", "ACTION_SECRET")}
NO_FILE = Path("no such file")


def test_secrets_are_written_once_and_only_for_the_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MEND_SECRET", raising=False)
    path = tmp_path / ".env"
    supervisor.write_secrets(path)
    written = path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    supervisor.write_secrets(path)
    assert path.read_text() == written
    assert len(set(settings_module.read_env_file(path).values())) == 3
    settings_module.load({}, path)


def test_a_port_in_use_is_named_with_the_setting_that_moves_it() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = settings_module.load({**SECRETS, "MEND_CHAT_PORT": str(port)}, NO_FILE)
        with pytest.raises(supervisor.CannotStart, match=f"Port {port} .*MEND_CHAT_PORT"):
            supervisor.check_ports(settings)


def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10 * 2**20))
    with pytest.raises(supervisor.CannotStart, match="Only 10 MB of disk are free"):
        supervisor.check_disk(Path())


def test_without_the_sandbox_neither_it_nor_its_port_is_there() -> None:
    urls = {
        f"MEND_{name.upper()}": "https://api.example.com"
        for name in settings_module.Settings.system_names()
    }
    settings = settings_module.load({**SECRETS, **urls, "MEND_SANDBOX": "off"}, NO_FILE)
    assert "sandbox" not in supervisor.processes(settings)
    assert "sandbox" not in supervisor.ports(settings)
    assert settings.allowed_origins() == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"MEND_SECRET": "short"}, "MEND_SECRET must be"),
        ({"MEND_CHAT_PORT": "many"}, "MEND_CHAT_PORT is 'many'"),
        ({"MEND_SANDBOX": "maybe"}, "on or off"),
        ({"MEND_SANDBOX": "off"}, "is needed while MEND_SANDBOX is off"),
        ({"MEND_TURN_TIMEOUT": "30"}, "must nest"),
        ({"MEND_CHATPORT": "1"}, "Unknown setting MEND_CHATPORT"),
    ],
)
def test_a_bad_setting_is_named(given: dict[str, str], said: str) -> None:
    with pytest.raises(BadSettings, match=said):
        settings_module.load({**SECRETS, **given}, NO_FILE)
