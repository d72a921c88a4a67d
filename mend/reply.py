"""What a turn says: words picked from YAML, never phrased here, and the slots that go back to Rasa."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Button:
    """A choice. `title` is the customer's words, or the name of a response (`utter_title_…`) that holds them."""

    title: str
    payload: str  # Rasa's own form: /intent{"entity": "value"}


@dataclass(frozen=True)
class Word:
    """One bubble: a response of data/responses with its values, or the text of a guide."""

    response: str | None = None
    text: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    about: dict[str, Any] | None = None  # guide, step, kind, picture…: shown beside the bubble


@dataclass(frozen=True)
class Reply:
    """The words of one action and the slots it sets, as stored for a second run of the same message."""

    words: tuple[Word, ...] = ()
    slots: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """A form that `from_json` reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Reply":
        """The reply that `as_json` wrote."""
        words = tuple(
            Word(**{**word, "buttons": tuple(Button(**button) for button in word["buttons"])})
            for word in data["words"]
        )
        return cls(words, data["slots"])
