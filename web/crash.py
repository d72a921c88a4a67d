"""The last resort of a face: what happens, and what is logged, when its code fails."""

import logging
import traceback

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Guard:
    """An unexpected error becomes the answer `sorry`, a plain 500, and a line in `log` without its text.

    Exception texts may quote the customer, so only the type and the places in the code are logged.
    """

    def __init__(self, app: ASGIApp, sorry: ASGIApp, log: logging.Logger):
        self.app = app
        self.sorry = sorry
        self.log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception as error:
            if scope["type"] != "http":
                raise
            self.log.error("%s at %s", type(error).__name__, places(error))
            if not started:
                await self.sorry(scope, receive, send)


def places(error: BaseException) -> str:
    """Where in the code an error came from, innermost last, without any values."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
