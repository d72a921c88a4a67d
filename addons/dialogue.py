"""The trained model, its rules and the real actions in one process: what an assistant would say, without a server.

For conversation tests and simulations. Turns go through the same code as the inner channel's, and actions through
the same as the action server's; only HTTP is left out.
"""

import asyncio
from typing import Any

from rasa.utils.endpoints import ClientResponseError
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from addons.action_client import ActionServer, keep_reply_schema
from addons.assistant import Assistant, load_agent
from addons.channel import reply, run_turn
from addons.turn import turn_of
from mend.settings import Settings


class ActionsHere(ActionServer):
    """The actions of the package `actions`, run in this process."""

    def __init__(self, settings: Settings) -> None:
        """They ask `mend.wiring.mend` for their parts, as they do in their own process."""
        super().__init__("http://here", settings.action_secret, settings.action_timeout)
        self._executor = ActionExecutor()
        self._executor.register_package("actions")

    async def _post(self, call: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = await self._executor.run(call)
        except ActionExecutionRejection as error:
            raise ClientResponseError(400, "action rejected", str(error).encode()) from error
        return dict(answer or {})


class Dialogue:
    """An assistant to talk to. Raises what the inner channel's turn raises, and CannotStart."""

    def __init__(self, settings: Settings) -> None:
        """Loads the newest model of `settings.model_dir`; takes some seconds."""
        keep_reply_schema()
        self._loop = asyncio.new_event_loop()
        self.agent: Assistant = load_agent(settings, ActionsHere(settings))

    def turn(self, **asked: Any) -> dict[str, Any]:
        """One turn, with the fields of the inner channel's request and of its answer."""
        return self._loop.run_until_complete(self._turn(asked))

    async def _turn(self, asked: dict[str, Any]) -> dict[str, Any]:
        turn = turn_of(asked)
        return reply(await run_turn(self.agent, turn, self.agent.handle_message))

    def close(self) -> None:
        """Give back connections."""
        self._loop.run_until_complete(self.agent.action_endpoint.close())
        self.agent.tracker_store.close()
        self._loop.close()
