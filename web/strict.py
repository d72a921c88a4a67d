"""Strict JSON, for every face: what it refuses, a parser further in could read in two ways."""

import json
from typing import Any, NoReturn


class BadJson(Exception):
    """The text is not strict JSON."""


def parse(body: bytes) -> Any:
    """Strict JSON: UTF-8, each name once, finite numbers, no absurd depth. Raises BadJson."""
    try:
        return json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_refuse,
            parse_float=_finite,
        )
    except (ValueError, RecursionError):
        raise BadJson from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadJson
    return found


def _refuse(_constant: str) -> NoReturn:
    raise BadJson


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise BadJson
    return number
