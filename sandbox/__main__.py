"""Starts the sandbox: `python -m sandbox --port 8000 --chat-url http://127.0.0.1:8001`.

The variable SANDBOX_EVENT_TOKEN, where it is set, is the bearer token of every event it delivers.
"""

import argparse
import os
from dataclasses import fields
from pathlib import Path

import uvicorn

from sandbox.app import create_app
from sandbox.pace import Pace


def read_arguments(words: list[str] | None = None) -> argparse.Namespace:
    """The command line; `words` instead of sys.argv for tests."""
    parser = argparse.ArgumentParser(
        prog="python -m sandbox", description="A stand-in communications provider and demo page."
    )
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--chat-url", required=True, help="origin of the chat face")
    parser.add_argument("--own-url", help="origin of the sandbox; default http://127.0.0.1:PORT")
    parser.add_argument("--desk-url", help="origin of the agents' desk, linked from the demo page")
    parser.add_argument("--key-file", type=Path, help="keeps the signing key over restarts")
    parser.add_argument(
        "--raises-service-problems",
        action="store_true",
        help="the ticket system raises a service problem for an incident that becomes held",
    )
    for duration in fields(Pace):
        option = f"--{duration.name.replace('_', '-')}"
        parser.add_argument(
            option,
            type=float,
            default=duration.default,
            help="sandbox seconds, default %(default)s",
        )
    return parser.parse_args(words)


def main() -> None:
    """Run until stopped."""
    given = read_arguments()
    app = create_app(
        given.chat_url.rstrip("/"),
        (given.own_url or f"http://127.0.0.1:{given.port}").rstrip("/"),
        desk_url=given.desk_url and given.desk_url.rstrip("/"),
        key_file=given.key_file,
        event_token=os.environ.get("SANDBOX_EVENT_TOKEN") or None,
        raises_problems=given.raises_service_problems,
        pace=Pace(**{each.name: getattr(given, each.name) for each in fields(Pace)}),
    )
    uvicorn.run(
        app, host=given.host, port=given.port, ws="none", log_level="warning", server_header=False
    )


if __name__ == "__main__":
    main()
