"""The hub of TMF630: client systems say which of our events they want, and where."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from mend.store import Page, agents, subscriptions
from mend.store.clients import Client, Scope
from mend.store.subscriptions import Row, Subscribed
from mend.ticket import BASE, JsonObject
from web.book import Book
from web.tmf.access import Access
from web.tmf.bodies import read_object
from web.tmf.errors import TmfError, TmfResponse, invalid

LIMIT = 512  # characters of a callback, and of a query
DEFAULT_PORTS = {"http": 80, "https": 443}


class Hub:
    """The addresses of subscriptions. Events go only to hosts that the operator has named."""

    def __init__(self, book: Book, access: Access, hosts: frozenset[str], base_url: str):
        self.book = book
        self.access = access
        self.hosts = hosts
        self.base_url = base_url

    async def collection(self, request: Request) -> Response:
        """GET (our addition: one's own) and POST /hub."""
        client = await self.access.client(request, Scope.EVENTS)
        if request.method == "POST":
            callback, query = wish(await read_object(request), self.hosts)
            made = await self.book.write(_subscribe, client, callback, query)
            return TmfResponse(made, 201, {"Location": f"{self.base_url}{BASE}/hub/{made['id']}"})
        rows = await self.book.read(subscriptions.of_client, _id(client))
        return TmfResponse([_shown(row) for row in rows])

    async def one(self, request: Request) -> Response:
        """DELETE /hub/{id}: one's own."""
        client = await self.access.client(request, Scope.EVENTS)
        await self.book.write(_unsubscribe, client, request.path_params["id"])
        return Response(status_code=204)


def wish(body: JsonObject, hosts: frozenset[str]) -> tuple[str, str]:
    """The callback and the query that a body asks for. Raises TmfError 23, 24."""
    callback, query = body.get("callback"), body.get("query")
    if callback is None or callback == "":
        raise TmfError("23", "Mandatory: callback.")
    for name, text in (("callback", callback), ("query", "" if query is None else query)):
        if not isinstance(text, str) or len(text) > LIMIT or not text.isprintable():
            raise invalid(name, f"must be a string of at most {LIMIT} printable characters")
    _check_callback(callback, hosts)
    return callback, query or ""


def _check_callback(callback: str, hosts: frozenset[str]) -> None:
    try:
        address = urlsplit(callback)
        host, port = address.hostname or "", address.port
    except ValueError:
        raise invalid("callback", "is not an address") from None
    if address.scheme not in DEFAULT_PORTS or not host or port == 0:
        raise invalid("callback", "must be an http or https address")
    # A backslash or a space is read in different ways by different programs.
    strange = not callback.isascii() or any(each in callback for each in "\\ #")
    if strange or "@" in address.netloc:
        raise invalid("callback", "must have no credentials, fragment, space or backslash")
    plain = f"[{host}]" if ":" in host else host
    named = {plain, f"{plain}:{port or DEFAULT_PORTS[address.scheme]}"}
    if not named & hosts:
        raise invalid("callback", f"{plain} is not among the hosts that events may be sent to")


def _subscribe(page: Page, client: Client, callback: str, query: str) -> JsonObject:
    try:
        key = subscriptions.add(page, _id(client), callback, query)
    except Subscribed as there:
        raise TmfError("alreadySubscribed", f"This is subscription {there.id}.") from None
    agents.write_audit(page, f"system:{client.name}", "subscribed", key)
    return {"id": key, "callback": callback, "query": query}


def _unsubscribe(page: Page, client: Client, key: str) -> None:
    plain = key.isascii() and key.isprintable()
    if not plain or not subscriptions.remove(page, _id(client), key):
        raise TmfError("60", "You have no subscription with this id.")
    agents.write_audit(page, f"system:{client.name}", "unsubscribed", key)


def _id(client: Client) -> int:
    """The client's id; only the sandbox has none, and it may not subscribe."""
    if client.id is None:
        raise TmfError("50", f"{client.name} cannot subscribe.")
    return client.id


def _shown(row: Row) -> JsonObject:
    return {"id": row.id, "callback": row.callback, "query": row.query}
