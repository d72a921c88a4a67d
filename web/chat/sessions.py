"""Session tokens: which conversation, whose, until when; signed, never stored, never in an address.

A token opens its conversation only while its customer is the conversation's: signing in gives a
new token, and the one from before stops working.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer
from starlette.requests import Request

from web.chat.errors import Refusal

TOKEN_CHARACTERS = 2048


@dataclass(frozen=True)
class Session:
    """What a token says. `customer` None is nobody; `name` is how the operator calls them."""

    conversation: str
    customer: str | None
    name: str | None
    expires: datetime


class Sessions:
    """Makes and reads session tokens."""

    def __init__(self, secret: str, hours: float):
        self.length = timedelta(hours=hours)
        self._signer = URLSafeSerializer(
            secret,
            salt="mend.chat.session",
            signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
        )

    def write(self, session: Session) -> str:
        """The token for a session."""
        content = [
            session.conversation,
            session.customer,
            session.name,
            int(session.expires.timestamp()),
        ]
        token = self._signer.dumps(content)
        return token if isinstance(token, str) else token.decode("ascii")

    def read(self, token: str, now: datetime) -> Session | None:
        """The session of a token, or None when it is forged or expired."""
        if not token.isascii() or len(token) > TOKEN_CHARACTERS:
            return None
        try:
            conversation, customer, name, expires = self._signer.loads(token)
        except BadData:
            return None
        session = Session(conversation, customer, name, datetime.fromtimestamp(expires, UTC))
        # base64 has more than one spelling of the same bytes; only the one we wrote counts.
        if not hmac.compare_digest(self.write(session), token) or session.expires <= now:
            return None
        return session

    def of_request(self, request: Request, now: datetime) -> Session:
        """The session of the Authorization header. Raises Refusal no_session."""
        given = request.headers.getlist("authorization")
        scheme, _, token = given[0].partition(" ") if len(given) == 1 else ("", "", "")
        session = self.read(token.strip(), now) if scheme.lower() == "bearer" else None
        if session is None:
            raise Refusal("no_session")
        return session
