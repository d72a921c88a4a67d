"""Model files: `*.tar.gz`, and beside one that we trained its sha256, in the form that `sha256sum` writes."""

import hashlib
from pathlib import Path


class BadModel(Exception):
    """There is no model that may be used; the message says what to do."""


def newest(folder: Path) -> Path:
    """The model that is used: the newest, unharmed since its training. Raises BadModel.

    One without a manifest, as plain `rasa train` makes it, is taken as it is.
    """
    models = list(folder.glob("*.tar.gz"))
    if not models:
        raise BadModel(f"There is no model in {folder}/; `mend train` makes one.")
    model = max(models, key=lambda path: path.stat().st_mtime)
    if manifest_of(model).exists() and not is_whole(model):
        raise BadModel(
            f"{model} is not what was trained: its sha256 differs from {manifest_of(model).name}. "
            "`mend train --force` makes a new one."
        )
    return model


def manifest_of(model: Path) -> Path:
    """The file beside a model that holds its sha256."""
    return model.with_name(model.name + ".sha256")


def write_manifest(content: Path, model: Path) -> None:
    """Write down the sha256 of `content`, which is to become `model`."""
    manifest_of(model).write_text(f"{_sha256(content)}  {model.name}\n", encoding="utf-8")


def is_whole(model: Path) -> bool:
    """Whether the model and its manifest are there and fit."""
    if not model.exists() or not manifest_of(model).exists():
        return False
    return manifest_of(model).read_text(encoding="utf-8").split()[:1] == [_sha256(model)]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
