"""Checks of what a client sent: mandatory fields, kinds, keys of references."""

from collections.abc import Iterable, Mapping

from sandbox.exchange import JsonObject, TmfError

KIND_NAMES: dict[type, str] = {
    str: "a string",
    int: "an integer",
    bool: "a boolean",
    dict: "an object",
    list: "an array",
    float: "a number",
}


def invalid(name: str, why: str) -> TmfError:
    """The 400 for a field whose value cannot be used."""
    return TmfError(400, "24", "Invalid body field", f"{name}: {why}.")


def check_mandatory(body: JsonObject, names: Iterable[str]) -> None:
    """Raise TmfError 400 unless every field is there and not empty."""
    missing = [name for name in names if body.get(name) in (None, "", [], {})]
    if missing:
        raise TmfError(400, "23", "Missing body field", f"Mandatory: {', '.join(missing)}.")


def check_kinds(body: JsonObject, kinds: Mapping[str, type]) -> None:
    """Raise TmfError 400 for a field of another kind; fields that are absent pass."""
    for name, kind in kinds.items():
        value = body.get(name)
        # JSON true is a Python int, and not what an integer field means.
        fits = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
        if value is not None and not fits:
            raise invalid(name, f"must be {KIND_NAMES[kind]}")


def refuse_fixed(body: JsonObject, fixed: Iterable[str], mandatory: Iterable[str]) -> None:
    """Raise TmfError 400 for a patch that touches what is fixed or empties what is mandatory."""
    bad = [name for name in fixed if name in body]
    bad += [name for name in mandatory if name in body and body[name] is None]
    if bad:
        raise TmfError(400, "24", "Invalid body field", f"Cannot be changed so: {', '.join(bad)}.")


def check_reference(name: str, value: object, keys: Iterable[str]) -> None:
    """Raise TmfError 400 unless each of `keys` is a non-empty string in the object `value`."""
    if not isinstance(value, dict):
        raise invalid(name, "must be an object")
    for key in keys:
        if not isinstance(value.get(key), str) or not value[key]:
            raise invalid(f"{name}.{key}", "must be a string that is not empty")


def check_references(body: JsonObject, lists: Mapping[str, Iterable[str]]) -> None:
    """`check_reference` for every item of the array fields named in `lists`; absent ones pass."""
    for name, keys in lists.items():
        items = body.get(name)
        if items is None:
            continue
        if not isinstance(items, list):
            raise invalid(name, "must be an array")
        keys = tuple(keys)
        for item in items:
            check_reference(name, item, keys)
