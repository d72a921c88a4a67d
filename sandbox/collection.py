"""Listing TM Forum resources: filters, `fields`, `offset` and `limit` (TMF630).

A filter is an attribute path (`status`, `relatedParty.id`); several must all hold, and a comma
means "one of". In a list of characteristics a path may also name the characteristic
(`serviceCharacteristic.externalId`).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sandbox.exchange import Answer, Call, JsonObject, TmfError

PAGE_LIMIT = 1000
_CONTROLS = {"fields", "offset", "limit"}


def find(items: Iterable[JsonObject], call: Call) -> Answer:
    """The page of `items` that `call` asks for. Raises TmfError 400 for a bad offset or limit."""
    filters = [(name.split("."), wanted) for name, wanted in call.query if name not in _CONTROLS]
    found = [item for item in items if all(_holds(item, *each) for each in filters)]
    offset = _number(call, "offset", 0)
    limit = min(_number(call, "limit", PAGE_LIMIT), PAGE_LIMIT)
    page = [choose_fields(item, call) for item in found[offset : offset + limit]]
    counts = {"X-Total-Count": str(len(found)), "X-Result-Count": str(len(page))}
    return Answer(200, page, counts)


def choose_fields(item: JsonObject, call: Call) -> JsonObject:
    """`item` with only the first-level attributes in `fields`; all of it when that is not given."""
    names = [name for key, text in call.query if key == "fields" for name in text.split(",")]
    return {name: item[name] for name in names if name in item} if names else item


def _number(call: Call, name: str, default: int) -> int:
    text = dict(call.query).get(name, str(default))
    if not text.isdecimal() or len(text) > 9:
        raise TmfError(400, "28", "Invalid query parameter", f"{name} must be a whole number.")
    return int(text)


def _holds(item: JsonObject, path: Sequence[str], wanted: str) -> bool:
    accepted = {wanted, *wanted.split(",")}
    return any(_text(value) in accepted for value in _values(item, path))


def _values(item: Any, path: Sequence[str]) -> Iterator[Any]:
    if isinstance(item, list):
        for each in item:
            yield from _values(each, path)
    elif not path:
        yield item
    elif isinstance(item, dict):
        if path[0] in item:
            yield from _values(item[path[0]], path[1:])
        elif item.get("name") == path[0] and len(path) == 1:
            yield item.get("value")


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
