"""POST /chat/session: who is there, which conversation goes on, and what is said first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse

from mend.settings import Settings
from mend.store import Page, inbox, prompts
from web.book import Book
from web.chat.errors import Refusal
from web.chat.identity import Identities, Identity
from web.chat.limits import Limits
from web.chat.messages import TEXT_CHARACTERS
from web.chat.sessions import Session, Sessions
from web.chat.strict import read_json
from web.chat.turns import Turns

POLL_SECONDS = 3


class Resumable(Protocol):
    """Says what could be gone on with. Called in the transaction that opens the session."""

    def __call__(
        self, page: Page, conversation: str, customer: str | None, /
    ) -> dict[str, Any] | None:
        """The data of a `resume` prompt: what was left unfinished here or by this customer."""


class SignedIn(Protocol):
    """Told, in the same transaction, that nobody's conversation became a customer's."""

    def __call__(self, page: Page, conversation: str, customer: str, /) -> None:
        """What was found so far moves to the customer."""


@dataclass(frozen=True)
class Welcome:
    """Opens and continues sessions."""

    book: Book
    settings: Settings
    sessions: Sessions
    identities: Identities
    limits: Limits
    runner: Turns
    resumable: Resumable
    signed_in: SignedIn

    async def post(self, request: Request) -> JSONResponse:
        """A session token for a new conversation, or for the one of an earlier token."""
        self.limits.sessions.take(request.client.host if request.client else "")
        content = await read_json(request)
        proof, token = content.get("identity"), content.get("session")
        if proof is not None and not isinstance(proof, str):
            raise Refusal("bad_identity")
        identity = None if proof is None else await self.identities.check(proof)
        earlier = None
        if isinstance(token, str):
            earlier = self.sessions.read(token, self.book.now())
        session = await self.book.write(self._open, earlier, identity)
        self.runner.wake(session.conversation)
        return JSONResponse(
            {
                "token": self.sessions.write(session),
                "conversation": session.conversation,
                "signed_in": session.customer is not None,
                "name": session.name,
                "expires": session.expires.isoformat(),
                "limit": TEXT_CHARACTERS,
                "poll": POLL_SECONDS,
            }
        )

    def _open(self, page: Page, earlier: Session | None, identity: Identity | None) -> Session:
        expires = page.now.replace(microsecond=0) + self.sessions.length
        session = self._continued(page, earlier, identity, expires)
        if session is None:
            customer, name = (identity.customer, identity.name) if identity else (None, None)
            conversation = inbox.open_conversation(page, customer)
            session = Session(conversation, customer, name, expires)
        if session.customer is not None:
            prompts.follow(page, session.conversation, session.customer)
        self._greet(page, session)
        return session

    def _continued(
        self, page: Page, earlier: Session | None, identity: Identity | None, expires: datetime
    ) -> Session | None:
        """The earlier session taken up again, or None when it is not theirs to take up."""
        if earlier is None:
            return None
        try:
            owner = inbox.customer_of(page, earlier.conversation)
            if owner is None and identity is not None:
                return self._signed_in(page, earlier.conversation, identity, expires)
        except (inbox.NoConversation, inbox.OtherCustomer):
            return None
        if identity is None:
            # Without a new proof a sign-in does not last longer than it was given for.
            until = expires if owner is None else earlier.expires
            ours = owner == earlier.customer
            return Session(earlier.conversation, owner, earlier.name, until) if ours else None
        if owner != identity.customer:
            return None
        return Session(earlier.conversation, identity.customer, identity.name, expires)

    def _signed_in(
        self, page: Page, conversation: str, identity: Identity, expires: datetime
    ) -> Session:
        """Nobody becomes somebody in the conversation they are in."""
        if inbox.sign_in(page, conversation, identity.customer):
            self.signed_in(page, conversation, identity.customer)
        return Session(conversation, identity.customer, identity.name, expires)

    def _greet(self, page: Page, session: Session) -> None:
        """What Mend says first: the way back into a guide, or the opening line once."""
        conversation = session.conversation
        spoke = inbox.last_word(page, conversation)
        away = timedelta(seconds=self.settings.away_after)
        if spoke is not None and page.now - spoke < away:
            return
        if not prompts.asked_since(page, conversation, "resume", spoke):
            left = self.resumable(page, conversation, session.customer)
            if left is not None:
                prompts.add_prompt(page, conversation, "resume", left)
                return
        if spoke is None and not prompts.asked_since(page, conversation, "opening", None):
            prompts.add_prompt(page, conversation, "opening", {})
