"""Who asks, and may they: bearer tokens of client systems, scopes, and how much each may ask."""

import hmac

from starlette.requests import Request

from mend.settings import Settings
from mend.store.clients import Client, Scope, holder
from web.book import Book
from web.buckets import Buckets
from web.tmf.errors import TmfError

SANDBOX = Client(None, "sandbox", frozenset({Scope.LISTEN}))


class Access:
    """Lets client systems in.

    While the sandbox is on, its event token is let in as well: it may post events, nothing else.
    """

    def __init__(self, book: Book, settings: Settings, requests: Buckets | None = None):
        self.book = book
        self.sandbox_token = settings.sandbox_event_token if settings.sandbox else ""
        self.requests = requests or Buckets(200, 50.0)  # by client
        self.strangers = Buckets(20, 1.0)  # wrong tokens, by address

    async def client(self, request: Request, *needed: Scope) -> Client:
        """The client system that asks, when it has every scope that is needed.

        Raises TmfError 40 and 41 (who are you), 50 (you may not), 53 (slower).
        """
        token = _bearer(request)
        client = await self._known(token)
        if client is None:
            self._slow(self.strangers, request.client.host if request.client else "")
            raise TmfError("41", "There is no client system with this token.")
        self._slow(self.requests, client.name)
        for scope in needed:
            may(client, scope)
        return client

    async def _known(self, token: str) -> Client | None:
        if self.sandbox_token and hmac.compare_digest(token.encode(), self.sandbox_token.encode()):
            return SANDBOX
        return await self.book.read(holder, token)

    @staticmethod
    def _slow(buckets: Buckets, key: str) -> None:
        seconds = buckets.wait(key)
        if seconds:
            raise TmfError("53", "Too many requests.", {"Retry-After": str(seconds)})


def may(client: Client, scope: Scope) -> None:
    """Raise TmfError 50 unless the client has the scope."""
    if scope not in client.scopes:
        raise TmfError("50", f"{client.name} needs the scope {scope} for this.")


def _bearer(request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise TmfError("40", "Authorization: Bearer <token> is missing.")
    return token.strip()
