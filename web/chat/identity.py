"""Who the customer is: an identity token signed by the operator's site, checked against its keys.

The issuer in the token picks the key set, the key picks the algorithm; nothing else in an unproved
token is believed. This side has no code that makes an identity token.
"""

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import Any

import httpx
import jwt

from mend.settings import Settings
from web.chat.errors import Refusal
from web.chat.strict import clean
from web.strict import BadJson, parse

log = logging.getLogger("mend.chat")

ALGORITHMS = ("ES256", "RS256", "EdDSA")
AUDIENCE = "mend"
LEEWAY_SECONDS = 30
NAME_CHARACTERS = 128
FETCH_SECONDS = 3.0
KEYS_BYTES = 64 * 1024
KEYS_LAST = 600.0
# A token with a key we do not have makes us look again, but not more often than this.
LOOK_AGAIN = 20.0


@dataclass(frozen=True)
class Identity:
    """A customer of the operator, and how the operator calls them."""

    customer: str
    name: str | None


@dataclass
class KeySet:
    """The public keys of one issuer, fetched when they are needed."""

    url: str
    keys: list[jwt.PyJWK]
    fetched: float
    lock: asyncio.Lock


class Identities:
    """Checks identity tokens. Trusts the operator's issuer and, while it is on, the sandbox's."""

    def __init__(self, settings: Settings, transport: httpx.AsyncBaseTransport | None = None):
        issuers = {}
        if settings.identity_issuer and settings.identity_jwks_url:
            issuers[settings.identity_issuer] = settings.identity_jwks_url
        if settings.sandbox:
            issuers[settings.sandbox_url] = f"{settings.sandbox_url}/demo/jwks.json"
        self._sets = {
            issuer: KeySet(url, [], -KEYS_LAST, asyncio.Lock()) for issuer, url in issuers.items()
        }
        self._http = httpx.AsyncClient(
            timeout=FETCH_SECONDS, follow_redirects=False, trust_env=False, transport=transport
        )

    async def check(self, token: str) -> Identity:
        """The customer of a token. Raises Refusal: bad_identity, or try_again without keys."""
        try:
            header = jwt.get_unverified_header(token)
            claims = jwt.decode(token, options={"verify_signature": False})
            issuer, kid = claims.get("iss"), header.get("kid")
            known = self._sets.get(issuer) if isinstance(issuer, str) else None
            if known is None or header.get("alg") not in ALGORITHMS:
                raise Refusal("bad_identity")
            key = await self._key(known, kid)
            claims = jwt.decode(
                token,
                key.key,
                algorithms=[key.algorithm_name],
                audience=AUDIENCE,
                issuer=issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "sub", "iss", "aud"]},
            )
        except (jwt.PyJWTError, ValueError, RecursionError):
            raise Refusal("bad_identity") from None
        return _identity(claims)

    async def close(self) -> None:
        """Give back connections."""
        await self._http.aclose()

    async def _key(self, known: KeySet, kid: object) -> jwt.PyJWK:
        async with known.lock:
            age = time.monotonic() - known.fetched
            found = _find(known.keys, kid)
            if age > KEYS_LAST or (found is None and age > LOOK_AGAIN):
                known.keys = await self._fetch(known.url)
                known.fetched = time.monotonic()
                found = _find(known.keys, kid)
        if found is None:
            raise Refusal("bad_identity")
        return found

    async def _fetch(self, url: str) -> list[jwt.PyJWK]:
        try:
            async with asyncio.timeout(FETCH_SECONDS), self._http.stream("GET", url) as response:
                body = bytearray()
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > KEYS_BYTES:
                        raise BadJson
            if response.status_code != 200:
                raise BadJson
            listed = parse(bytes(body))["keys"]
            return [key for entry in listed if (key := _read_key(entry)) is not None]
        except (httpx.HTTPError, TimeoutError, BadJson, KeyError, TypeError) as error:
            log.error("identity keys: %s", type(error).__name__)
            raise Refusal("try_again") from None


def _read_key(entry: Any) -> jwt.PyJWK | None:
    """A key that may sign identities; any other kind in the set is passed over."""
    try:
        key = jwt.PyJWK.from_dict(entry)
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError):
        return None
    return key if key.algorithm_name in ALGORITHMS else None


def _find(keys: list[jwt.PyJWK], kid: object) -> jwt.PyJWK | None:
    if kid is None:
        return keys[0] if len(keys) == 1 else None
    return next((key for key in keys if key.key_id == kid), None)


def _identity(claims: dict[str, Any]) -> Identity:
    customer, name = claims["sub"], claims.get("name")
    plain = isinstance(customer, str) and customer.isprintable() and customer == customer.strip()
    if not plain or not 1 <= len(customer) <= 128:
        raise Refusal("bad_identity")
    known_as = clean(name).strip()[:NAME_CHARACTERS] if isinstance(name, str) else ""
    return Identity(customer, known_as or None)
