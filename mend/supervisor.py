"""`mend up`: prepare, start every process, wait until each one really answers, and stop them all together.

honcho runs the processes: when one ends, the others are ended too. In production systemd or a container runtime
does this instead (docs/operate.md).
"""

import errno
import os
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import requests
from honcho.manager import Manager
from honcho.printer import Printer

from mend import migration
from mend import settings as settings_module
from mend.settings import SECRET_HEADER, Settings
from mend.store import Store, heartbeats, make_engine

ENV_FILE = Path(".env")
ENOUGH_DISK = 500 * 1024 * 1024  # bytes: a model, the databases and their journals
READY_WITHIN = 180.0  # seconds; the assistant alone takes 20-25 on two cores


class CannotStart(Exception):
    """Why it cannot start, in one sentence that says what to do."""


def up() -> int:
    """Everything, until Ctrl-C; returns the exit code."""
    began = time.monotonic()
    try:
        write_secrets(ENV_FILE)
        settings = settings_module.load()
        check_disk(Path.cwd())
        check_ports(settings)
        _say("Looking at the model")
        training = subprocess.run(_mend("train"), check=False, env=environment())  # noqa: S603
        if training.returncode:
            raise CannotStart("The model could not be trained; the lines above say why.")
        _say("Preparing the database")
        migration.upgrade(settings.database_url)
        password = _first_agent(settings)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise CannotStart("The disk is full. Free some space and start again.") from error
        raise
    manager = Manager(Printer(sys.stdout))
    for name, arguments in processes(settings).items():
        manager.add_process(name, "exec " + shlex.join(_mend(*arguments)), env=environment())
    waiter = threading.Thread(
        target=_announce, args=(settings, began, password, manager), daemon=True
    )
    waiter.start()
    _say("Starting " + ", ".join(processes(settings)))
    manager.loop()
    return int(manager.returncode or 0)


def processes(settings: Settings) -> dict[str, list[str]]:
    """What runs, by name: the arguments of `mend`."""
    running = {
        "assistant": ["assistant"],
        "actions": ["actions"],
        "chat": ["front", "--face", "chat"],
        "desk": ["front", "--face", "desk"],
        "postroom": ["postroom"],
    }
    return running | ({"sandbox": ["sandbox"]} if settings.sandbox else {})


def ports(settings: Settings) -> dict[str, tuple[str, int, str]]:
    """Where each process listens: host, port and the setting that changes it."""
    local = "127.0.0.1"
    listening = {
        "assistant": (local, settings.assistant_port, "MEND_ASSISTANT_PORT"),
        "actions": (local, settings.actions_port, "MEND_ACTIONS_PORT"),
        "chat": (settings.chat_host, settings.chat_port, "MEND_CHAT_PORT"),
        "desk": (settings.desk_host, settings.desk_port, "MEND_DESK_PORT"),
    }
    sandbox = {"sandbox": (local, settings.sandbox_port, "MEND_SANDBOX_PORT")}
    return listening | (sandbox if settings.sandbox else {})


def probes(settings: Settings) -> dict[str, Callable[[], bool]]:
    """For each process a call that is true once it really answers."""
    inner = f"http://127.0.0.1:{settings.assistant_port}/webhooks/inner/health"
    answering = {
        "assistant": _answers(inner, {SECRET_HEADER: settings.inner_secret}),
        "actions": _answers(f"http://127.0.0.1:{settings.actions_port}/health"),
        "chat": _answers(f"{settings.chat_url}/health"),
        "desk": _answers(f"{settings.desk_url}/health"),
        "postroom": _beats(settings),
    }
    if settings.sandbox:
        answering["sandbox"] = _answers(f"{settings.sandbox_url}/health")
    return answering


def write_secrets(path: Path) -> None:
    """On the first run: fresh secrets in a file that only its owner can read."""
    if path.exists() or os.environ.get("MEND_SECRET"):
        return
    lines = [
        f"MEND_{name}={secrets.token_urlsafe(32)}"
        for name in ("SECRET", "INNER_SECRET", "ACTION_SECRET")
    ]
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("# Written by `mend up` on the first run. Keep it to yourself.\n")
        file.write("\n".join(lines) + "\n")


def check_disk(folder: Path) -> None:
    """Raise CannotStart when there is too little room to work in."""
    free = shutil.disk_usage(folder).free
    if free < ENOUGH_DISK:
        raise CannotStart(
            f"Only {free // 2**20} MB of disk are free; Mend needs {ENOUGH_DISK // 2**20} MB."
        )


def check_ports(settings: Settings) -> None:
    """Raise CannotStart when something else listens where a process of ours must."""
    for name, (host, port, setting) in ports(settings).items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CannotStart(
                    f"Port {port} is in use, and {name} needs it. "
                    f"Stop what uses it, or set {setting} to another port."
                ) from error


def _mend(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "mend", *arguments]


def environment() -> dict[str, str]:
    """Quiet: the old libraries under Rasa warn on every import."""
    quiet = {
        "PYTHONWARNINGS": "ignore",
        "TQDM_DISABLE": "1",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
    return {**os.environ, **quiet, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONUNBUFFERED": "1"}


def _first_agent(settings: Settings) -> tuple[str, str] | None:
    from web.desk.accounts import first_agent

    return first_agent(Store(make_engine(settings.database_url)))


def _answers(url: str, headers: dict[str, str] | None = None) -> Callable[[], bool]:
    def ask() -> bool:
        try:
            return requests.get(url, headers=headers, timeout=2).status_code == 200
        except requests.RequestException:
            return False

    return ask


def _beats(settings: Settings) -> Callable[[], bool]:
    store = Store(make_engine(settings.database_url))
    began = store.clock()

    def ask() -> bool:
        with store.glance() as page:
            last = heartbeats.last(page, "postroom")
        return last is not None and last >= began

    return ask


def _announce(
    settings: Settings, began: float, password: tuple[str, str] | None, manager: Manager
) -> None:
    waiting = probes(settings)
    deadline = time.monotonic() + READY_WITHIN
    while waiting and time.monotonic() < deadline:
        for name, answers in list(waiting.items()):
            if answers():
                del waiting[name]
                _say(f"{name} answers")
        time.sleep(0.3)
    if waiting:
        _say(f"{', '.join(waiting)} did not answer within {READY_WITHIN:.0f} s; stopping.")
        manager.terminate()
        return
    if password:
        _say(f"Desk: {settings.desk_url}/desk/  name: {password[0]}  password: {password[1]}")
        _say("This password is shown only now.")
    address = settings.sandbox_url if settings.sandbox else settings.chat_url
    _say(f"Ready after {time.monotonic() - began:.0f} s. Open {address}/")


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()
