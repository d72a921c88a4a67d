"""Whether a ticket fits a filter of TMF630: `attribute=value`, `relatedParty.id=a,b`. Pure."""

from collections.abc import Iterator
from typing import Any

JsonObject = dict[str, Any]


def choices(text: str) -> list[str]:
    """What a filter's value allows: itself, and what its commas part."""
    return list(dict.fromkeys([text, *(each.strip() for each in text.split(","))]))


def fits(ticket: JsonObject, path: str, wanted: list[str]) -> bool:
    """Whether one of the values at a dotted path is one of those wanted; what is not there fits nothing."""
    return any(_text(value) in wanted for value in _values(ticket, path.split(".")))


def _values(part: Any, names: list[str]) -> Iterator[Any]:
    """Every value at a path; a list is all of its items."""
    if isinstance(part, list):
        for item in part:
            yield from _values(item, names)
    elif not names:
        yield part
    elif isinstance(part, dict) and names[0] in part:
        yield from _values(part[names[0]], names[1:])


def _text(value: Any) -> str | None:
    """A value as a query spells it; None for what no query can spell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else None
