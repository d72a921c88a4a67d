"""The words of data/responses, for those who speak without Rasa (an apology when it is away)."""

from pathlib import Path
from typing import Any, TypedDict

from mend.yaml_text import BadYaml, load


class BadWords(Exception):
    """A response file cannot be used; the message names the file and what is wrong."""


class Utterance(TypedDict):
    """One way to say a response."""

    text: str
    buttons: list[dict[str, str]]  # title and payload, as Rasa writes them


def read_words(folder: Path) -> dict[str, list[Utterance]]:
    """All responses under `folder` (`*.yml`, YAML 1.2): name → its variations. Raises BadWords."""
    words: dict[str, list[Utterance]] = {}
    for path in sorted(folder.glob("*.yml")):
        for name, variations in _responses(path).items():
            where = f"{path.name}: {name}"
            if name in words:
                raise BadWords(f"{where} is written in another file, too")
            if not isinstance(variations, list) or not variations:
                raise BadWords(f"{where} needs a list of variations")
            words[name] = [_utterance(where, variation) for variation in variations]
    return words


def _responses(path: Path) -> dict[str, Any]:
    try:
        content = load(path.read_text(encoding="utf-8"))
    except (BadYaml, UnicodeDecodeError) as error:
        raise BadWords(f"{path.name} is not readable YAML: {error}") from None
    responses = content.get("responses") if isinstance(content, dict) else None
    if not isinstance(responses, dict):
        raise BadWords(f"{path.name} has no `responses:`")
    return responses


def _utterance(where: str, variation: Any) -> Utterance:
    text = variation.get("text") if isinstance(variation, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise BadWords(f"{where} has a variation without a text")
    buttons = variation.get("buttons") or []
    if not isinstance(buttons, list):
        raise BadWords(f"{where}: `buttons` must be a list")
    for button in buttons:
        given = button if isinstance(button, dict) else {}
        if not all(isinstance(given.get(key), str) for key in ("title", "payload")):
            raise BadWords(f"{where} has a button without a title or a payload")
    kept = [{"title": button["title"], "payload": button["payload"]} for button in buttons]
    return {"text": text.strip(), "buttons": kept}
