"""One call of a TM Forum API and its answer, apart from any web framework; errors in TMF630's
shape.

Error codes follow the list in TM Forum's reference implementations (21 missing body, 22 invalid
body, 23 missing field, 24 invalid field, 28 bad query parameter, 60 not found, 61 method not
allowed).
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JsonObject = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """What a handler gets: path parameters, query pairs in order, and the JSON body of a POST or
    PATCH. `added` is what a JSON patch adds at the end of arrays, as (array, value).
    """

    path: Mapping[str, str] = field(default_factory=dict)
    query: tuple[tuple[str, str], ...] = ()
    body: JsonObject = field(default_factory=dict)
    added: tuple[tuple[str, Any], ...] = ()

    def merge_into(self, record: JsonObject) -> JsonObject:
        """The call as a merge patch of `record`: what is added comes after what is there."""
        merged = dict(self.body)
        for name, value in self.added:
            there = merged.get(name, record.get(name)) or []
            if not isinstance(there, list):
                raise TmfError(400, "24", "Invalid body field", f"{name} is not an array.")
            merged[name] = [*there, value]
        return merged


@dataclass(frozen=True)
class Answer:
    """What a handler gives: a status, a JSON body (None for no content) and headers."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


class TmfError(Exception):
    """A refusal in TMF630's shape."""

    def __init__(self, status: int, code: str, reason: str, message: str = "") -> None:
        super().__init__(f"{status} {reason} {message}".rstrip())
        self.status = status
        self.code = code
        self.reason = reason
        self.message = message

    def answer(self) -> Answer:
        """The refusal as an answer."""
        return Answer(self.status, error_body(self.status, self.code, self.reason, self.message))


def error_body(status: int, code: str, reason: str, message: str = "") -> JsonObject:
    """TMF630's Error: code and reason are mandatory, status is a string."""
    body = {"@type": "Error", "code": code, "reason": reason, "status": str(status)}
    return {**body, "message": message} if message else body


def not_found(what: str, key: str) -> TmfError:
    """The 404 for `what` with id `key`."""
    return TmfError(404, "60", "Resource not found", f"There is no {what} with id {key!r}.")


def _no_constants(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is beyond what a number can hold")
    return number


def read_object(raw: bytes) -> JsonObject:
    """The JSON object in `raw`. Raises TmfError 400."""
    body = _read_json(raw)
    if not isinstance(body, dict):
        raise TmfError(400, "22", "Invalid body", "The body must be a JSON object.")
    return body


def read_additions(raw: bytes) -> tuple[tuple[str, Any], ...]:
    """The (array, value) pairs of a JSON patch (RFC 6902) that does nothing but `add /<array>/-`.

    Raises TmfError 400 for any other.
    """
    body = _read_json(raw)
    additions = []
    for step in body if isinstance(body, list) else [body]:
        path = step.get("path") if isinstance(step, dict) else None
        parts = path.split("/") if isinstance(path, str) else []
        adds = len(parts) == 3 and not parts[0] and parts[2] == "-" and step.get("op") == "add"
        if not adds or "value" not in step:
            raise TmfError(400, "22", "Invalid body", "Only add to /<array>/- is understood.")
        additions.append((parts[1], step["value"]))
    return tuple(additions)


def _read_json(raw: bytes) -> Any:
    if not raw.strip():
        raise TmfError(400, "21", "Missing body")
    try:
        return json.loads(raw, parse_constant=_no_constants, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise TmfError(400, "22", "Invalid body", "The body is not JSON.") from error
