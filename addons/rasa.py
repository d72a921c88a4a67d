"""`rasa …`: Rasa's own command, such as `shell`, `train` or `test`, in Mend's surroundings.

Installed under Rasa's name (pyproject.toml). It reports nothing to anybody; Rasa's reporting also fails to start with
the current sentry-sdk. What talks to neighbours gets the names that endpoints.yml and credentials.yml ask for from the
settings.
"""

import os
import sys
from collections.abc import Sequence

from mend import settings as settings_module
from mend.settings import BadSettings, Settings

# The commands that read endpoints.yml or credentials.yml.
WITH_NEIGHBOURS = {"run", "shell", "interactive", "export"}


def surroundings(settings: Settings) -> dict[str, str]:
    """The names that endpoints.yml and credentials.yml ask for, with their values."""
    return {
        "MEND_TRACKER_URL": settings.tracker_url,
        "MEND_ACTIONS_PORT": str(settings.actions_port),
        "MEND_ACTION_SECRET": settings.action_secret,
        "MEND_INNER_SECRET": settings.inner_secret,
    }


def on_loopback(arguments: Sequence[str]) -> list[str]:
    """The arguments, with which a server listens on this machine only; Rasa's default is every address."""
    if arguments[:1] not in (["run"], ["shell"]) or {"-i", "--interface"} & set(arguments):
        return list(arguments)
    return [arguments[0], "--interface", "127.0.0.1", *arguments[1:]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run Rasa's command with these arguments, or those of the command line; returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    if arguments and arguments[0] in WITH_NEIGHBOURS and arguments[1:2] != ["nlu"]:
        arguments = on_loopback(arguments)
        try:
            os.environ.update(surroundings(settings_module.load()))
        except BadSettings as error:
            sys.stderr.write(f"{error}\n")
            return 1
    # Imported late: TensorFlow reads its log level when it loads.
    from rasa.__main__ import main as rasa_main

    from addons.action_client import keep_reply_schema

    keep_reply_schema()
    sys.argv = ["rasa", *arguments]
    rasa_main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
