"""Listeners: events of the provider's systems come in here.

Nothing that an event says is believed but that something has happened to the thing it names: the post room reads that
from its own system. So an event about what nobody knows, and one that comes again, is well received and does nothing.
"""

import logging
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mend.store import arrivals
from mend.store.clients import Scope
from mend.ticket import JsonObject
from web.book import Book
from web.tmf.access import Access
from web.tmf.bodies import read_object
from web.tmf.errors import TmfError, TmfResponse, invalid

log = logging.getLogger("mend.tmf")

APIS = (
    "serviceProblemManagement",
    "troubleTicket",
    "productOrderingManagement",
    "appointment",
    "partyInteraction",
)
ID_LIMIT = 128
IDS_LIMIT = 20
RESOURCES_LIMIT = 5


class Listeners:
    """The addresses that events are posted to; which one it was says nothing, the event does."""

    def __init__(self, book: Book, access: Access):
        self.book = book
        self.access = access

    async def post(self, request: Request) -> Response:
        """POST of one event."""
        client = await self.access.client(request, Scope.LISTEN)
        body = await read_object(request)
        for resource, theirs, ours in named_by(body):
            count = await self.book.write(arrivals.arrived, resource, theirs, ours)
            log.info(
                "event %.64r of %s: %s %.64r is %s of ours",
                body["eventType"], client.name, resource, theirs, count,
            )  # fmt: skip
        return TmfResponse({"eventId": body.get("eventId")}, 201)


def named_by(event: JsonObject) -> list[tuple[str, str, list[str]]]:
    """What an event is about: the resource's name, its id, and the external ids it shows.

    Raises TmfError 23, 24 for what is not an event.
    """
    if not isinstance(event.get("eventType"), str) or not event["eventType"]:
        raise TmfError("23", "Mandatory: eventType.")
    if not isinstance(event.get("eventId"), str | None):
        raise invalid("eventId", "must be a string")
    about = event.get("event")
    if not isinstance(about, dict) or not 0 < len(about) <= RESOURCES_LIMIT:
        raise TmfError("23", "Mandatory: event, an object with the resource.")
    return [(name, _id(name, thing), _external_ids(thing)) for name, thing in about.items()]


def _id(name: str, thing: Any) -> str:
    theirs = thing.get("id") if isinstance(thing, dict) else None
    if not isinstance(theirs, str) or not 0 < len(theirs) <= ID_LIMIT:
        raise invalid(f"event.{name}.id", f"must be a string of 1 to {ID_LIMIT} characters")
    return theirs


def _external_ids(thing: JsonObject) -> list[str]:
    listed = thing.get("externalIdentifier")
    identifiers = listed if isinstance(listed, list) else []
    found = [each.get("id") for each in identifiers if isinstance(each, dict)]
    found.append(thing.get("externalId"))
    return [each for each in found if isinstance(each, str) and 0 < len(each) <= ID_LIMIT][
        :IDS_LIMIT
    ]
