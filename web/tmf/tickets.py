"""The resource /troubleTicket: open, read, list and change problem reports as trouble tickets."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mend.answers.tickets import link_raised
from mend.problem import IllegalChange, Status
from mend.store import Page, agents, ticket_changes, tickets
from mend.store.clients import Client, Scope
from mend.store.ticket_changes import ExternalIdTaken
from mend.ticket import JsonObject, as_v4
from web.book import Book
from web.tmf import patches
from web.tmf.access import Access, may
from web.tmf.bodies import JSON, JSON_PATCH, MERGE_PATCH, media_type, read_json, read_object
from web.tmf.errors import TmfError, TmfResponse
from web.tmf.query import chosen_fields, read_query
from web.tmf.ticket_body import changing, digest, opening

PATCH_KINDS = (MERGE_PATCH, JSON, JSON_PATCH)
# Ending a ticket is Track & Manage's; everybody else only asks for it by a note.
ENDINGS = frozenset({Status.CLOSED, Status.CANCELLED, Status.REJECTED})


@dataclass(frozen=True)
class Patch:
    """A change: which first-level attributes it touches, and what it makes of a ticket."""

    touched: frozenset[str]
    apply: Callable[[JsonObject], JsonObject]


class Tickets:
    """The addresses of tickets over a record book; `base_url` is where other systems reach this face."""

    def __init__(self, book: Book, access: Access, base_url: str):
        self.book = book
        self.access = access
        self.base_url = base_url

    async def collection(self, request: Request) -> Response:
        """GET and POST /troubleTicket."""
        if request.method == "POST":
            return await self._open(request)
        await self.access.client(request, Scope.READ)
        query = read_query(request)
        total, found = await self.book.read(
            tickets.find, query.filters, query.offset, query.limit, self.base_url
        )
        whole = query.offset == 0 and len(found) == total
        counts = {"X-Total-Count": str(total), "X-Result-Count": str(len(found))}
        shown = [chosen_fields(ticket, query.fields) for ticket in found]
        return TmfResponse(shown, 200 if whole else 206, counts)

    async def one(self, request: Request) -> Response:
        """GET and PATCH /troubleTicket/{id}."""
        number = request.path_params["id"]
        if request.method == "PATCH":
            return await self._change(request, number)
        await self.access.client(request, Scope.READ)
        query = read_query(request)
        ticket = await self.book.read(_read, number, self.base_url)
        return TmfResponse(chosen_fields(ticket, query.fields), 200, {"ETag": etag(ticket)})

    async def _open(self, request: Request) -> Response:
        client = await self.access.client(request, Scope.WRITE)
        body = await read_object(request)
        ticket = await self.book.write(_open, client, body, self.base_url)
        return TmfResponse(ticket, 201, {"Location": ticket["href"], "ETag": etag(ticket)})

    async def _change(self, request: Request, number: str) -> Response:
        client = await self.access.client(request, Scope.WRITE)
        patch = _patch(media_type(request, PATCH_KINDS), await read_json(request))
        match = request.headers.get("if-match")
        ticket = await self.book.write(_change, client, number, patch, match, self.base_url)
        return TmfResponse(ticket, 200, {"ETag": etag(ticket)})


def etag(ticket: JsonObject) -> str:
    """What changes with everything that a ticket shows."""
    return f'"{sha256(json.dumps(ticket, sort_keys=True).encode()).hexdigest()[:32]}"'


def _patch(kind: str, content: Any) -> Patch:
    if kind == JSON_PATCH:
        touched = frozenset(patches.touched_by(content))
        return Patch(touched, lambda ticket: patches.apply(ticket, content))
    if not isinstance(content, dict):
        raise TmfError("22", "The body must be one JSON object.")
    return Patch(frozenset(content), lambda ticket: dict(patches.merge(ticket, content)))


def _read(page: Page, number: str, base_url: str) -> JsonObject:
    record = tickets.read(page, number) if _possible(number) else None
    if record is None:
        raise _no_ticket()
    return as_v4(record, base_url)


def _open(page: Page, client: Client, body: JsonObject, base_url: str) -> JsonObject:
    wish = opening(body, client.name)
    try:
        number, new = ticket_changes.open_ticket(page, client.name, wish, digest(body))
    except ExternalIdTaken as taken:
        raise _taken(taken) from None
    if new:
        agents.write_audit(page, _system(client), "opened_ticket", number)
    return _read(page, number, base_url)


def _change(
    page: Page, client: Client, number: str, patch: Patch, match: str | None, base_url: str
) -> JsonObject:
    if not _possible(number) or ticket_changes.lock(page, number) is None:
        raise _no_ticket()
    record = tickets.read(page, number)
    assert record is not None  # noqa: S101  locked above
    before = as_v4(record, base_url)
    if match is not None and match.strip() != "*" and etag(before) not in match:
        raise TmfError("65", "The ticket has changed since; read it again.")
    wish = changing(record, before, patch.apply(before), patch.touched, client.name)
    if wish.status in ENDINGS:
        may(client, Scope.CLOSE)
    try:
        ticket_changes.change_ticket(page, record.report, wish)
    except IllegalChange as error:
        raise TmfError("illegalStatusChange", f"{error}.") from None
    except ExternalIdTaken as taken:
        raise _taken(taken) from None
    agents.write_audit(page, _system(client), "changed_ticket", number)
    raised = [
        each["id"]
        for each in wish.kept.get("relatedEntity") or []
        if each.get("role") == "serviceProblem"
    ]
    link_raised(page, number, raised)
    return _read(page, number, base_url)


def _possible(number: str) -> bool:
    """Whether a ticket can have this id: not every text can be asked for in SQL."""
    return number.isascii() and number.isprintable() and len(number) <= 32


def _system(client: Client) -> str:
    """A client system's name in the audit, beside those of agents."""
    return f"system:{client.name}"


def _no_ticket() -> TmfError:
    return TmfError("60", "There is no trouble ticket with this id.")


def _taken(taken: ExternalIdTaken) -> TmfError:
    return TmfError("externalIdTaken", f"Ticket {taken.number} has this externalId and differs.")
