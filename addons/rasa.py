"""`python -m addons.rasa …`: Rasa's own command, such as `shell`, `train` or `test`, in Mend's surroundings.

Plain `rasa train`, `rasa data validate` and `rasa test` work as well. What talks to neighbours needs the names that
endpoints.yml and credentials.yml ask for, and gets them here from the settings.
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


def main(arguments: Sequence[str]) -> int:
    """Run Rasa's command with these arguments; returns the exit code."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    if arguments and arguments[0] in WITH_NEIGHBOURS and arguments[1:2] != ["nlu"]:
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
    sys.exit(main(sys.argv[1:]))
