"""Starts the sandbox: `python -m sandbox --port 8000 --chat-url http://127.0.0.1:8001`."""

import argparse
from pathlib import Path

import uvicorn

from sandbox.app import create_app


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
    seconds = "sandbox seconds, default %(default)s"
    parser.add_argument("--problem-starts", type=float, default=60.0, help=seconds)
    parser.add_argument("--problem-resolves", type=float, default=600.0, help=seconds)
    parser.add_argument("--test-takes", type=float, default=20.0, help=seconds)
    parser.add_argument("--action-takes", type=float, default=30.0, help=seconds)
    return parser.parse_args(words)


def main() -> None:
    """Run until stopped."""
    given = read_arguments()
    app = create_app(
        given.chat_url.rstrip("/"),
        (given.own_url or f"http://127.0.0.1:{given.port}").rstrip("/"),
        desk_url=given.desk_url and given.desk_url.rstrip("/"),
        key_file=given.key_file,
        problem_starts=given.problem_starts,
        problem_resolves=given.problem_resolves,
        test_takes=given.test_takes,
        action_takes=given.action_takes,
    )
    uvicorn.run(
        app, host=given.host, port=given.port, ws="none", log_level="warning", server_header=False
    )


if __name__ == "__main__":
    main()
