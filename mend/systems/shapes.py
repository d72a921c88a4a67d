"""What is taken from a system's answer: only what has the wanted shape; the rest counts as not said."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from mend.systems.base import JsonObject


@dataclass(frozen=True)
class Money:
    """An amount and its currency (ISO 4217)."""

    amount: Decimal
    currency: str


def objects(value: Any) -> list[JsonObject]:
    """The objects in an answered list; anything else is passed over."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def fields(value: Any) -> JsonObject:
    """An answered object, empty when it is none."""
    return value if isinstance(value, dict) else {}


def words(value: Any) -> str:
    """A text without blanks around it, empty when it is none."""
    return value.strip() if isinstance(value, str) else ""


def ids(value: Any) -> list[str]:
    """The ids of the references in an answered list."""
    return [str(each["id"]) for each in objects(value) if isinstance(each.get("id"), str | int)]


def plain(value: Any) -> str:
    """A name as letters only, so that two spellings of one can be compared."""
    return re.sub(r"[^a-z]", "", str(value or "").lower())


def spelled(value: Any, known: Iterable[str]) -> str:
    """A state in the standard's spelling.

    Samples of the standards themselves write "In Progress" and "in_progress" for inProgress. A state
    that is none of the standard's is given as it came.
    """
    text = words(value)
    return next((str(each) for each in known if plain(each) == plain(text)), text)


def moment(value: Any) -> datetime | None:
    """A date-time with its zone (RFC 3339); without a zone nobody knows when it is."""
    try:
        read = datetime.fromisoformat(words(value))
    except ValueError:
        return None
    return read if read.tzinfo is not None else None


def day(value: Any) -> date | None:
    """The day of a date or date-time."""
    try:
        return date.fromisoformat(words(value)[:10])
    except ValueError:
        return None


def decimal(value: Any) -> Decimal | None:
    """A number, also one that is written as a text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        read = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return read if read.is_finite() else None


def money(value: Any) -> Money | None:
    """TM Forum's Money {unit, value}; none without a currency."""
    given = fields(value)
    amount, currency = decimal(given.get("value")), words(given.get("unit"))
    return Money(amount, currency) if amount is not None and currency else None


def characteristics(value: Any) -> dict[str, Any]:
    """Name and value of the characteristics in an answered list, the names as letters only."""
    return {plain(each.get("name")): each.get("value") for each in objects(value)}
