"""The two ways to say what is to change: JSON merge patch (RFC 7386) and JSON patch (RFC 6902). Pure.

Of JSON patch: add, remove, replace and test. A ticket has nothing to copy or to move, and copies can be made to double.
"""

import copy
from typing import Any

from web.tmf.errors import TmfError

JsonObject = dict[str, Any]
OPERATIONS = ("add", "remove", "replace", "test")
OPERATIONS_LIMIT = 200


def merge(target: Any, patch: Any) -> Any:
    """RFC 7386: what `target` becomes."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged


def touched_by(operations: Any) -> set[str]:
    """The first-level attributes that a JSON patch may change. Raises TmfError 22 for what is not one."""
    if not isinstance(operations, list) or len(operations) > OPERATIONS_LIMIT:
        raise TmfError("22", f"A JSON patch is an array of at most {OPERATIONS_LIMIT} operations.")
    names: set[str] = set()
    for each in operations:
        if not isinstance(each, dict) or each.get("op") not in OPERATIONS:
            raise TmfError("22", f"An operation is an object with op: {', '.join(OPERATIONS)}.")
        if each["op"] != "test":
            names.add(_pointer(each.get("path"))[0])
    return names


def apply(target: JsonObject, operations: list[JsonObject]) -> JsonObject:
    """RFC 6902: what `target` becomes. Raises TmfError 22 (not possible) and testFailed."""
    document = copy.deepcopy(target)
    for each in operations:
        path = _pointer(each.get("path"))
        match each["op"]:
            case "test":
                if not _same(_find(document, path), _value(each)):
                    raise TmfError("testFailed", f"{each['path']} has another value.")
            case "add":
                _put(document, path, _value(each), insert=True)
            case "replace":
                _find(document, path)
                _put(document, path, _value(each), insert=False)
            case "remove":
                _take(document, path)
    return document


def _value(operation: JsonObject) -> Any:
    if "value" not in operation:
        raise TmfError("22", f"The operation {operation['op']} needs a value.")
    return copy.deepcopy(operation["value"])


def _pointer(text: Any) -> list[str]:
    """The names in a JSON pointer; the whole ticket cannot be pointed to."""
    if not isinstance(text, str) or not text.startswith("/"):
        raise TmfError("22", "A path is a JSON pointer such as /note/-.")
    return [name.replace("~1", "/").replace("~0", "~") for name in text[1:].split("/")]


def _same(one: Any, other: Any) -> bool:
    """Equal as JSON: true is not 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _find(document: Any, path: list[str]) -> Any:
    at = document
    for name in path:
        at = at[_index(name, len(at) - 1)] if isinstance(at, list) else _member(at, name)
    return at


def _member(at: Any, name: str) -> Any:
    if not isinstance(at, dict) or name not in at:
        raise TmfError("22", f"There is nothing at {name}.")
    return at[name]


def _index(name: str, most: int) -> int:
    plain = name.isdecimal() and name.isascii() and len(name) < 8 and name == str(int(name))
    if not plain or int(name) > most:
        raise TmfError("22", f"There is no item {name}.")
    return int(name)


def _put(document: JsonObject, path: list[str], value: Any, *, insert: bool) -> None:
    holder = _holder(document, path)
    name = path[-1]
    if isinstance(holder, dict):
        holder[name] = value
    elif not isinstance(holder, list):
        raise TmfError("22", f"There is nothing at {name}.")
    elif insert:
        at = len(holder) if name == "-" else _index(name, len(holder))
        holder.insert(at, value)
    else:
        holder[_index(name, len(holder) - 1)] = value


def _holder(document: JsonObject, path: list[str]) -> Any:
    # An array without items is not shown, so /note/- must work on a ticket that has no note yet.
    if len(path) == 2 and path[1] == "-" and path[0] not in document:
        document[path[0]] = []
    return _find(document, path[:-1])


def _take(document: JsonObject, path: list[str]) -> None:
    holder = _find(document, path[:-1])
    if isinstance(holder, list):
        del holder[_index(path[-1], len(holder) - 1)]
    else:
        _member(holder, path[-1])
        del holder[path[-1]]
