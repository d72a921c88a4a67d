"""Identity tokens: only those that the operator's own keys signed for us."""

import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from mend.settings import Settings
from web.chat.errors import Refusal
from web.chat.identity import Identities, Identity

pytestmark = pytest.mark.asyncio

ISSUER = "https://www.example.com"
KEYS: dict[str, Any] = {
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "RS256": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
}
SHARED = "a secret that the operator shares"
STRANGER = ec.generate_private_key(ec.SECP256R1())


def _jwks() -> dict[str, Any]:
    public = {name: key.public_key() for name, key in KEYS.items()}
    return {
        "keys": [
            {**ECAlgorithm.to_jwk(public["ES256"], as_dict=True), "kid": "ES256"},
            {**RSAAlgorithm.to_jwk(public["RS256"], as_dict=True), "kid": "RS256"},
            {**OKPAlgorithm.to_jwk(public["EdDSA"], as_dict=True), "kid": "EdDSA"},
            {"kty": "oct", "kid": "shared", "k": urlsafe_b64encode(SHARED.encode()).decode()},
            {"kty": "unheard-of", "kid": "odd"},
        ]
    }


class Operator:
    """The operator's site: its key set, and how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: Callable[[], httpx.Response] = lambda: httpx.Response(200, json=_jwks())

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """The key set."""
        self.asked.append(str(request.url))
        return self.answer()


@pytest.fixture
def operator() -> Operator:
    return Operator()


def identities(operator: Operator, **settings: Any) -> Identities:
    given = {
        "secret": "s" * 32,
        "inner_secret": "i" * 32,
        "action_secret": "a" * 32,
        "identity_issuer": ISSUER,
        "identity_jwks_url": f"{ISSUER}/jwks.json",
        **settings,
    }
    return Identities(Settings(**given), httpx.MockTransport(operator))


def signed(algorithm: str = "ES256", key: Any = None, kid: str | None = None, **claims: Any) -> str:
    content = {
        "sub": "C1",
        "aud": "mend",
        "iss": ISSUER,
        "exp": int(time.time()) + 60,
        "name": "Ada",
        **claims,
    }
    kept = {name: value for name, value in content.items() if value is not None}
    headers = {"kid": kid or algorithm}
    return jwt.encode(kept, key or KEYS[algorithm], algorithm=algorithm, headers=headers)


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "EdDSA"])
async def test_a_token_of_the_operator_names_the_customer(
    operator: Operator, algorithm: str
) -> None:
    assert await identities(operator).check(signed(algorithm)) == Identity("C1", "Ada")
    assert operator.asked == [f"{ISSUER}/jwks.json"]


async def test_keys_are_fetched_once_and_not_for_every_unknown_key(operator: Operator) -> None:
    checked = identities(operator)
    for _ in range(3):
        await checked.check(signed())
        with pytest.raises(Refusal, match="bad_identity"):
            await checked.check(signed(kid="gone"))
    assert len(operator.asked) == 1


async def test_a_new_key_of_the_operator_is_found(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = identities(operator)
    await checked.check(signed())
    new = ec.generate_private_key(ec.SECP256R1())
    entry = {**ECAlgorithm.to_jwk(new.public_key(), as_dict=True), "kid": "new"}
    operator.answer = lambda: httpx.Response(200, json={"keys": [entry]})
    monkeypatch.setattr("web.chat.identity.LOOK_AGAIN", 0.0)
    assert (await checked.check(signed(key=new, kid="new"))).customer == "C1"


def _hs256_with_the_public_key() -> str:
    # The classic confusion: the public key, known to all, used as a shared secret.
    import hashlib
    import hmac
    import json

    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = KEYS["RS256"].public_key()
    secret = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def part(content: dict[str, Any]) -> bytes:
        return urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=")

    claims = {"sub": "C1", "aud": "mend", "iss": ISSUER, "exp": int(time.time()) + 60}
    body = part({"alg": "HS256", "typ": "JWT", "kid": "RS256"}) + b"." + part(claims)
    mac = urlsafe_b64encode(hmac.new(secret, body, hashlib.sha256).digest()).rstrip(b"=")
    return (body + b"." + mac).decode()


def _unsigned() -> str:
    claims = {"sub": "C1", "aud": "mend", "iss": ISSUER, "exp": int(time.time()) + 60}
    return jwt.encode(claims, None, algorithm="none", headers={"kid": "ES256"})


BAD: dict[str, Callable[[], str]] = {
    "nothing": lambda: "",
    "no token": lambda: "a.b.c",
    "not ascii": lambda: "\u00e9\ud800",
    "unsigned": _unsigned,
    "public key as a secret": _hs256_with_the_public_key,
    "shared key": lambda: signed("HS256", SHARED, kid="shared"),
    "stranger's key": lambda: signed(key=STRANGER),
    "another key's id": lambda: signed(kid="RS256"),
    "unknown key": lambda: signed(kid="gone"),
    "expired": lambda: signed(exp=int(time.time()) - 60),
    "without expiry": lambda: signed(exp=None),
    "not yet": lambda: signed(nbf=int(time.time()) + 600),
    "for another": lambda: signed(aud="shop"),
    "for nobody": lambda: signed(aud=None),
    "another issuer": lambda: signed(iss="https://evil.example"),
    "without issuer": lambda: signed(iss=None),
    "without customer": lambda: signed(sub=None),
    "empty customer": lambda: signed(sub=""),
    "blank customer": lambda: signed(sub=" C1"),
    "long customer": lambda: signed(sub="C" * 129),
    "control characters": lambda: signed(sub="C1\x00"),
    "number": lambda: _with_number(),
    "tampered": lambda: _tampered(),
}


def _with_number() -> str:
    return jwt.encode(
        {"sub": 7, "aud": "mend", "iss": ISSUER, "exp": int(time.time()) + 60},
        KEYS["ES256"],
        algorithm="ES256",
        headers={"kid": "ES256"},
    )


def _tampered() -> str:
    head, _, signature = signed().split(".")
    return ".".join([head, signed(sub="C2").split(".")[1], signature])


@pytest.mark.parametrize("which", BAD)
async def test_any_other_token_is_refused(operator: Operator, which: str) -> None:
    with pytest.raises(Refusal) as caught:
        await identities(operator).check(BAD[which]())
    assert caught.value.code == "bad_identity"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(302, headers={"location": "https://evil.example"}),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={}),
        httpx.Response(200, content=b" " * 70_000),
    ],
)
async def test_without_the_keys_nobody_is_believed_and_nobody_is_called_a_liar(
    operator: Operator, answer: httpx.Response
) -> None:
    operator.answer = lambda: answer
    with pytest.raises(Refusal) as caught:
        await identities(operator).check(signed())
    assert caught.value.code == "try_again"


async def test_the_sandbox_is_believed_only_while_it_is_on(operator: Operator) -> None:
    sandbox = "http://127.0.0.1:8000"
    checked = identities(operator, identity_issuer="", identity_jwks_url="")
    assert (await checked.check(signed(iss=sandbox))).customer == "C1"
    assert operator.asked == [f"{sandbox}/demo/jwks.json"]
    systems = {name: "https://tmf.example" for name in Settings.system_names()}
    with pytest.raises(Refusal, match="bad_identity"):
        await identities(operator, sandbox=False, **systems).check(signed(iss=sandbox))


async def test_a_name_is_optional_and_short(operator: Operator) -> None:
    checked = identities(operator)
    assert (await checked.check(signed(name=None))).name is None
    assert (await checked.check(signed(name=7))).name is None
    assert (await checked.check(signed(name="x" * 500))).name == "x" * 128
