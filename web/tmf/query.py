"""What a query string asks for: `fields`, `offset`, `limit`, and filters by attribute (TMF630)."""

from dataclasses import dataclass

from starlette.requests import Request

from mend.store.ticket_filters import Filter
from mend.ticket import JsonObject
from mend.ticket_filter import choices
from web.tmf.bodies import keepable
from web.tmf.errors import TmfError

LIMIT = 1000  # what one answer holds, asked for or not
FILTERS_LIMIT = 20
CHOICES_LIMIT = 100  # values of one filter


@dataclass(frozen=True)
class Query:
    """A query string, read. `fields` is None when all are wanted."""

    fields: frozenset[str] | None
    offset: int
    limit: int
    filters: list[Filter]


def read_query(request: Request) -> Query:
    """The query of a request. Raises TmfError 28."""
    fields: set[str] = set()
    numbers = {"offset": 0, "limit": LIMIT}
    filters: list[Filter] = []
    for name, value in request.query_params.multi_items():
        if not keepable(name + value):
            raise TmfError("28", "A parameter holds a NUL character.")
        if name == "fields":
            fields |= {each.strip() for each in value.split(",") if each.strip()}
        elif name in numbers:
            numbers[name] = _number(name, value)
        else:
            filters.append(Filter(name, choices(value)))
    if len(filters) > FILTERS_LIMIT or any(len(each.wanted) > CHOICES_LIMIT for each in filters):
        raise TmfError("28", f"At most {FILTERS_LIMIT} filters with {CHOICES_LIMIT} values each.")
    return Query(
        frozenset(fields) or None, numbers["offset"], min(numbers["limit"], LIMIT), filters
    )


def chosen_fields(ticket: JsonObject, fields: frozenset[str] | None) -> JsonObject:
    """Only the first-level attributes that were named, and not even the id beside them."""
    if fields is None:
        return ticket
    return {name: value for name, value in ticket.items() if name in fields}


def _number(name: str, value: str) -> int:
    if not (value.isdecimal() and value.isascii() and len(value) <= 9):
        raise TmfError("28", f"{name} must be a whole number from 0 to 999999999.")
    return int(value)
