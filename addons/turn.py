"""One turn as it is asked for: who says what, in words or by a button, and nothing that could command Rasa."""

import json
import re
from dataclasses import dataclass
from typing import Any

NAME = "inner"  # of the channel, and of what a button's or prompt's entities come from

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PAYLOAD = re.compile(r"/([A-Za-z_][A-Za-z0-9_]*)(\{.*\})?", re.DOTALL)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff]"
)
# `\s` is what Rasa's own strip() takes away before it looks for the slash.
_BEFORE_WORDS = re.compile(r"[\s/\u2044\u2215\u29f8\uff0f]+")


class BadTurn(Exception):
    """The request is not a turn; the message says what is wrong and holds no customer text."""


@dataclass(frozen=True)
class Turn:
    """One message of a customer, or a prompt of the server, as web/chat sends it."""

    conversation: str
    message_id: str
    customer: str | None  # from the verified token; None = nobody
    text: str  # cleaned
    parse_data: dict[str, Any] | None  # of a button or prompt; None = words, to be understood

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same turn."""
        return self.conversation, self.message_id


def turn_of(data: dict[str, Any]) -> Turn:
    """The turn in a request's content. Raises BadTurn."""
    text = data.get("text", "")
    customer = data.get("customer")
    payload = data.get("payload")
    if not isinstance(text, str):
        raise BadTurn("text must be a string")
    if customer is not None and not isinstance(customer, str):
        raise BadTurn("customer must be a string or null")
    if payload is None and "text" not in data:
        raise BadTurn("text or payload is needed")
    words = clean(text)
    return Turn(
        conversation=_identifier(data, "conversation"),
        message_id=_identifier(data, "message_id"),
        customer=customer,
        text=words,
        parse_data=None if payload is None else read_payload(payload, words),
    )


def clean(text: str) -> str:
    """The text without anything that would make it a command of Rasa's or break a component; never empty."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    visible = _INVISIBLE.sub("", whole)
    opening = _BEFORE_WORDS.match(visible)
    return visible[opening.end() if opening else 0 :].strip() or "-"


def read_payload(payload: object, text: str) -> dict[str, Any]:
    """Rasa's parse data for `/intent{"entity": "value"}`. Raises BadTurn."""
    match = _PAYLOAD.fullmatch(payload) if isinstance(payload, str) else None
    if match is None:
        raise BadTurn('payload must look like /intent{"entity": "value"}')
    name, values = (
        match.group(1),
        load_object(match.group(2) or "{}", "the payload's part in braces"),
    )
    if not all(isinstance(value, str | int | float) for value in values.values()):
        raise BadTurn("the payload's values must be strings, numbers or booleans")
    intent = {"name": name, "confidence": 1.0}
    return {
        "text": text,
        "intent": intent,
        "intent_ranking": [intent],
        "entities": [
            {"entity": entity, "value": value, "start": 0, "end": len(text), "extractor": NAME}
            for entity, value in values.items()
        ],
    }


def _identifier(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise BadTurn(f"{name} must be 1 to 64 letters, digits, - or _")
    return value


def load_object(text: bytes | str, what: str) -> dict[str, Any]:
    """A JSON object out of a text; `what` names the text in messages. Raises BadTurn."""
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BadTurn(f"{what} is not JSON") from None
    if not isinstance(data, dict):
        raise BadTurn(f"{what} is not a JSON object")
    return data


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
