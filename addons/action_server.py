"""`python -m addons.action_server`: rasa-sdk's server for our actions, on loopback, behind a secret.

Stock rasa-sdk listens on every address, runs any action for anybody, lists them, and answers an error with the
whole request.
"""

import hmac
import logging
import os
import sys
import traceback

from rasa_sdk.endpoint import create_app as create_sdk_app
from sanic import Sanic, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from addons.logs import quiet_logs
from mend import settings as settings_module
from mend.guides import BadGuide
from mend.settings import SECRET_HEADER, BadSettings
from mend.wiring import mend

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
BODY_LIMIT = 2 * 1024 * 1024  # bytes; a call with 40 events takes about 60 KB
KEEP_ALIVE = 75  # seconds; longer than the assistant keeps an idle connection


def create_app(secret: str) -> Sanic:
    """The server: `POST /webhook` for those who know the secret, and `GET /health`."""
    app = create_sdk_app("actions", cors_origins=[])
    app.config.REQUEST_MAX_SIZE = BODY_LIMIT
    app.config.KEEP_ALIVE_TIMEOUT = KEEP_ALIVE
    expected = secret.encode()

    async def guard(request: Request) -> HTTPResponse | None:
        if request.path == "/health":
            return None
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, expected):
            return _error(401, "the secret is missing or wrong")
        if request.path != "/webhook":
            return _error(404, "there is nothing here")
        if "content-encoding" in request.headers:
            # A few bytes of deflate can grow to gigabytes; Rasa sends none unless told to.
            return _error(415, "the body must not be compressed")
        return None

    app.register_middleware(guard, "request")
    # Later than rasa-sdk's own, so it wins.
    app.error_handler.add(Exception, answer_error)
    return app


async def answer_error(_request: Request, error: Exception) -> HTTPResponse:
    """An error without anything of the request, which holds a whole conversation."""
    if isinstance(error, SanicException):
        return _error(error.status_code, "the request cannot be served")
    trace = "".join(traceback.format_tb(error.__traceback__))
    log.error("an action call failed with %s\n%s", type(error).__name__, trace)
    return _error(500, "the action failed")


def _error(status: int, message: str) -> HTTPResponse:
    return response.json({"error": message}, status=status)


def main() -> int:
    """Start and serve until told to stop; returns the exit code."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    quiet_logs()
    try:
        settings = settings_module.load()
        mend()  # a guide that cannot be read stops the start, not every turn
    except (BadSettings, BadGuide) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    app = create_app(settings.action_secret)
    app.run(HOST, settings.actions_port, workers=1, access_log=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
