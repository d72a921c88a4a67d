"""`python -m addons.assistant`: Rasa with our parts in it, on loopback, with one channel and no HTTP API.

Rasa's own launcher would wrap the tracker store so that a lost database goes unnoticed, wait 300 s for an action,
fall back to a store in memory over a misspelt name, and listen on every address.
"""

import asyncio
import os
import sys
from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.run import configure_app
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from sanic import Sanic
from sqlalchemy.exc import SQLAlchemyError

from addons.action_client import ActionServer, keep_reply_schema
from addons.channel import BODY_LIMIT, Inner
from addons.hearing import listen
from addons.logs import quiet_logs
from addons.model_file import BadModel, newest
from addons.tracker_store import Book
from addons.turn import NAME
from mend import settings as settings_module
from mend.guides import BadGuide, read_all
from mend.settings import BadSettings, Settings
from mend.wiring import GUIDES

HOST = "127.0.0.1"
WARM_UP = "hello"  # any words: the first message loads what is loaded late


class CannotStart(Exception):
    """Why the assistant cannot start, in one sentence that says what to do."""


class Assistant(Agent):  # type: ignore[misc]
    """Rasa's agent without the wrapper that answers from an empty memory when the database is away."""

    @staticmethod
    def _create_tracker_store(store: TrackerStore, domain: Domain | None) -> TrackerStore:
        store.domain = domain
        return store


def action_server(settings: Settings) -> ActionServer:
    """The way to the process that runs the actions."""
    url = f"http://{HOST}:{settings.actions_port}/webhook"
    return ActionServer(url, settings.action_secret, settings.action_timeout)


def load_agent(settings: Settings, actions: ActionServer) -> Assistant:
    """The agent with its model loaded and one message parsed, which asks `actions`. Raises CannotStart."""
    try:
        model = newest(Path(settings.model_dir))
        book = Book(host=settings.tracker_url)
        guides = read_all(GUIDES)
    except (BadModel, BadGuide) as error:
        raise CannotStart(str(error)) from error
    except (SQLAlchemyError, ValueError) as error:
        raise CannotStart(
            f"The tracker's database (MEND_TRACKER_URL) cannot be opened: {type(error).__name__}."
        ) from error
    agent = Assistant(tracker_store=book, action_endpoint=actions)
    try:
        agent.load_model(model)
        listen(agent.processor, guides)
        asyncio.run(agent.processor.parse_message(UserMessage(WARM_UP)))
    except Exception as error:
        raise CannotStart(
            f"{model} cannot be used ({type(error).__name__}: {error}); `mend train --force` makes a new one."
        ) from error
    return agent


def create_app(settings: Settings, agent: Assistant) -> Sanic:
    """The server: the inner channel and nothing else."""
    channel = Inner(settings.inner_secret, settings.turn_timeout)
    app = configure_app([channel], enable_api=False, route="/webhooks/")
    app.config.REQUEST_MAX_SIZE = 2 * BODY_LIMIT
    app.ctx.agent = agent

    async def release(_app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        await agent.action_endpoint.close()
        agent.tracker_store.close()

    app.register_listener(release, "after_server_stop")
    return app


def check_live_parts(app: Sanic) -> None:
    """Raise CannotStart unless what runs is what was meant: our parts, our routes, nothing else."""
    agent = app.ctx.agent
    if type(agent.tracker_store) is not Book:
        raise CannotStart("The tracker store is not Book, so a lost database would go unnoticed.")
    if type(agent.action_endpoint) is not ActionServer:
        raise CannotStart("The action endpoint is not ActionServer, so failures would be silent.")
    ours = {"", f"webhooks/{NAME}/turn", f"webhooks/{NAME}/health"}
    strange = {route.path for route in app.router.routes} - ours
    if strange:
        raise CannotStart(f"Rasa serves routes that nobody may call: {', '.join(sorted(strange))}.")


def main() -> int:
    """Start and serve until told to stop; returns the exit code."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    quiet_logs()
    keep_reply_schema()
    try:
        settings = settings_module.load()
        app = create_app(settings, load_agent(settings, action_server(settings)))
        check_live_parts(app)
    except (BadSettings, CannotStart) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    app.run(HOST, settings.assistant_port, workers=1, access_log=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
