"""`python -m addons.train`: train the model if anything it is made of has changed.

A model's name holds a fingerprint of what it was made of, so a model of that name is that model. Beside it lies
its sha256, which the assistant checks before it loads it.
"""

import argparse
import contextlib
import hashlib
import io
import logging
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from addons.logs import quiet_logs
from addons.model_file import is_whole, manifest_of, write_manifest
from mend import settings as settings_module
from mend.settings import BadSettings, Settings

# Of the project's folder: whatever can change a model.
MADE_OF = ("config.yml", "domain.yml", "requirements.lock", "data/**/*", "addons/*.py")
KEPT = 3  # models, the newest first, so that a bad one can be taken back


class TrainingFailed(Exception):
    """Rasa could not train; the message says why."""


def fingerprint(root: Path) -> str:
    """A short hash over the names and contents of all that a model is made of."""
    whole = hashlib.sha256()
    paths = {path for pattern in MADE_OF for path in root.glob(pattern) if path.is_file()}
    for path in sorted(paths):
        whole.update(f"{path.relative_to(root).as_posix()}\0{path.stat().st_size}\0".encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()[:16]


def train_if_needed(root: Path, folder: Path, *, force: bool = False) -> Path:
    """The model of the project in `root`, trained now or earlier. Raises TrainingFailed."""
    model = folder / f"mend-{fingerprint(root)}.tar.gz"
    if is_whole(model) and not force:
        model.touch()  # the newest is the one that is used
        say(f"The model {model.name} is up to date.")
        return model
    say("Training the model; this takes about a minute.")
    folder.mkdir(parents=True, exist_ok=True)
    # In a folder of its own first: half a model must never be the newest.
    with tempfile.TemporaryDirectory(prefix=".training-", dir=folder) as workshop:
        made = _train(root, Path(workshop), force=force)
        write_manifest(made, model)
        made.replace(model)
    for old in outdated(folder.glob("mend-*.tar.gz")):
        old.unlink()
        manifest_of(old).unlink(missing_ok=True)
    say(f"The model {model.name} is ready.")
    return model


def outdated(models: Iterable[Path]) -> list[Path]:
    """All but the newest few."""
    return sorted(models, key=lambda model: model.stat().st_mtime, reverse=True)[KEPT:]


def _train(root: Path, folder: Path, *, force: bool) -> Path:
    import rasa
    from rasa.shared.exceptions import RasaException

    _show_progress()
    printed = io.StringIO()  # Rasa prints why it gives up, and then exits
    try:
        with contextlib.redirect_stdout(printed):
            result = rasa.train(
                domain=str(root / "domain.yml"),
                config=str(root / "config.yml"),
                training_files=str(root / "data"),
                output=str(folder),
                force_training=force,
                fixed_model_name="model",
            )
    except RasaException as error:
        raise TrainingFailed(f"{type(error).__name__}: {error}") from error
    except SystemExit as error:
        raise TrainingFailed(printed.getvalue().strip()) from error
    if result.code != 0 or result.model is None:
        raise TrainingFailed(printed.getvalue().strip() or "Rasa has trained nothing.")
    return Path(result.model)


def _show_progress() -> None:
    """One line for each part of the pipeline when Rasa is done with it."""
    lines = logging.StreamHandler(sys.stdout)
    lines.setFormatter(logging.Formatter("  %(message)s"))
    lines.addFilter(lambda record: not record.getMessage().startswith("Starting"))
    parts = logging.getLogger("rasa.engine.training.hooks")
    parts.setLevel(logging.INFO)
    parts.addHandler(lines)
    parts.propagate = False


def say(line: str) -> None:
    """One line for whoever waits."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def models_folder() -> Path:
    """Where models lie. Training needs no secrets, so it also works before there is an `.env`."""
    try:
        return Path(settings_module.load().model_dir)
    except BadSettings:
        return Path(Settings.model_dir)


def main(arguments: Sequence[str]) -> int:
    """Train if needed; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m addons.train", description=__doc__)
    parser.add_argument("--force", action="store_true", help="train even if nothing has changed")
    force = parser.parse_args(arguments).force
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TQDM_DISABLE", "1")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    quiet_logs()
    try:
        train_if_needed(Path.cwd(), models_folder(), force=force)
    except TrainingFailed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
