"""`mend`: the one command. May reach every room, lazily; starts Rasa's processes without importing them."""

import os
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from mend import cli_clients, cli_letters
from mend import settings as settings_module
from mend.settings import BadSettings, Settings

app = typer.Typer(
    help="Mend, a self-help assistant for customers of communications providers.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


app.add_typer(cli_clients.app, name="client")
app.add_typer(cli_letters.app, name="letters")


class Face(StrEnum):
    """What a front process shows."""

    CHAT = "chat"
    DESK = "desk"  # and, on the same listener, the provider's systems


def stop(sentence: str) -> NoReturn:
    """One clear sentence instead of a traceback."""
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


def load_settings() -> Settings:
    """The settings, or one sentence that says what to change."""
    try:
        return settings_module.load()
    except BadSettings as error:
        stop(str(error))


@app.command()
def up() -> None:
    """Train if needed, migrate, start every process, and print the address."""
    from mend import supervisor

    try:
        raise typer.Exit(supervisor.up())
    except (BadSettings, supervisor.CannotStart) as error:
        stop(str(error))


@app.command()
def train(
    force: Annotated[bool, typer.Option(help="Train even if nothing changed.")] = False,
) -> None:
    """Train the model if the data or the configuration changed."""
    command = [sys.executable, "-m", "addons.train"] + (["--force"] if force else [])
    raise typer.Exit(subprocess.run(command, check=False).returncode)  # noqa: S603


@app.command()
def check() -> None:
    """Check every guide: targets, circles, texts, pictures, examples."""
    from mend import guides
    from mend.wiring import GUIDES, PICTURES

    wrong: list[str] = []
    known: dict[str, guides.Guide] = {}
    for path in sorted(GUIDES.glob("*.yml")):
        try:
            known[path.stem] = guides.read(path)
        except guides.BadGuide as error:
            wrong.append(str(error))
    for guide in known.values():
        wrong += guides.check(guide, known, PICTURES)
    if wrong:
        stop("\n".join(wrong))
    typer.echo(f"{len(known)} guides are sound.")


@app.command()
def migrate() -> None:
    """Bring the database to the newest version of its tables."""
    from mend import migration

    migration.upgrade(load_settings().database_url)


@app.command()
def front(face: Annotated[Face, typer.Option(help="chat for customers, desk for agents.")]) -> None:
    """Serve the chat, or the desk and the provider's systems (TMF621 and listeners)."""
    settings = load_settings()
    if face is Face.CHAT:
        from mend import restoration
        from mend.wiring import put_together
        from web.chat.app import create_app as chat

        parts = put_together(settings)
        served = chat(
            parts.store,
            settings,
            resumable=restoration.resumable,
            signed_in=restoration.signed_in,
        )
        _serve(served, settings.chat_host, settings.chat_port)
    else:
        from mend.wiring import open_store
        from web.desk.app import create_app as desk
        from web.tmf.app import beside
        from web.tmf.app import create_app as tmf

        store = open_store(settings)
        both = beside(desk(store, settings), tmf(store, settings))
        _serve(both, settings.desk_host, settings.desk_port)


@app.command()
def assistant() -> None:
    """Rasa: understand and decide."""
    _become("addons.assistant")


@app.command()
def actions() -> None:
    """The action server."""
    _become("addons.action_server")


@app.command()
def postroom() -> None:
    """Deliver letters to the provider's systems and follow work that lasts."""
    import logging
    import signal
    import threading

    from mend.outbox import Postroom
    from mend.systems import build
    from mend.wiring import open_store

    settings = load_settings()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    signal.signal(signal.SIGINT, lambda *_: over.set())
    Postroom(open_store(settings), build(settings), settings).run(over)


@app.command()
def sandbox() -> None:
    """The stand-in provider and the demo page."""
    settings = load_settings()
    if not settings.sandbox:
        stop("MEND_SANDBOX is off: there is no sandbox in this deployment.")
    os.environ["SANDBOX_EVENT_TOKEN"] = settings.sandbox_event_token
    _become(
        "sandbox",
        "--port", str(settings.sandbox_port),
        "--chat-url", settings.chat_url,
        "--desk-url", settings.desk_url,
        "--key-file", "var/sandbox-key.pem",
    )  # fmt: skip


@app.command()
def evaluate(
    file: Annotated[Path, typer.Argument(help="A CSV with the columns text, gold, alt.")],
) -> None:
    """Score the trained model on real customer messages: strict, lenient, macro-F1."""
    command = [sys.executable, "-m", "addons.evaluate", str(file)]
    raise typer.Exit(subprocess.run(command, check=False).returncode)  # noqa: S603


@app.command()
def agent(
    name: str,
    role: Annotated[str, typer.Option(help="viewer, agent or supervisor.")] = "agent",
) -> None:
    """Add an agent to the desk; the password is asked for, never given on the command line."""
    from mend.store import Store, agents, make_engine
    from web.desk import accounts

    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    store = Store(make_engine(load_settings().database_url))
    try:
        with store.page() as page:
            agents.add_agent(page, name, accounts.hash_password(password), agents.Role(role))
    except ValueError as error:
        stop(str(error))
    typer.echo(f"{name} can sign in to the desk.")


def _serve(application: Any, host: str, port: int) -> None:
    import uvicorn

    uvicorn.run(
        application, host=host, port=port, ws="none", log_level="warning", server_header=False
    )


def _become(module: str, *arguments: str) -> NoReturn:
    """Replace this process, so that signals reach the real one."""
    os.execv(sys.executable, [sys.executable, "-m", module, *arguments])  # noqa: S606
