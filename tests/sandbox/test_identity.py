"""Identity tokens and the key behind them."""

import stat
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from starlette.testclient import TestClient

from sandbox.identity import Signer, read_key

ISSUER = "http://127.0.0.1:8000"


def verify(token: str, jwks: dict[str, Any]) -> dict[str, Any]:
    """The claims of a token, verified as the chat face does it: key by kid, issuer, audience."""
    [key] = [
        each
        for each in jwt.PyJWKSet.from_dict(jwks).keys
        if each.key_id == jwt.get_unverified_header(token)["kid"]
    ]
    claims: dict[str, Any] = jwt.decode(
        token,
        key.key,
        algorithms=["ES256"],
        audience="mend",
        issuer=ISSUER,
        options={"require": ["exp", "iat", "sub"]},
    )
    return claims


def test_a_chosen_customer_gets_a_token_that_verifies(client: TestClient) -> None:
    client.get("/", params={"as": "cus-005"})
    answer = client.get("/demo/identity")
    assert answer.headers["cache-control"] == "no-store"
    claims = verify(answer.json()["token"], client.get("/demo/jwks.json").json())
    assert (claims["sub"], claims["name"]) == ("cus-005", "Esme Tanaka")
    assert claims["exp"] - claims["iat"] == 300
    assert abs(claims["iat"] - time.time()) < 5


def test_the_public_key_set_holds_nothing_private(client: TestClient) -> None:
    [key] = client.get("/demo/jwks.json").json()["keys"]
    assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}


def test_tokens_live_in_real_time(client: TestClient) -> None:
    client.get("/", params={"as": "cus-005"})
    client.post("/sandbox/clock", json={"advance": 86400})
    claims = verify(
        client.get("/demo/identity").json()["token"], client.get("/demo/jwks.json").json()
    )
    assert abs(claims["iat"] - time.time()) < 5


def test_nobody_gets_no_token(client: TestClient) -> None:
    assert client.get("/demo/identity").status_code == 204
    client.get("/", params={"as": "cus-005"})
    assert client.get("/demo/identity").status_code == 200
    client.get("/", params={"as": "nobody"})
    answer = client.get("/demo/identity")
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize("cookie", ["cus-999", "nobody", "'; drop"])
def test_a_made_up_cookie_is_nobody(client: TestClient, cookie: str) -> None:
    client.cookies.set("brightwater_as", cookie)
    assert client.get("/demo/identity").status_code == 204


def test_other_sites_cannot_read_the_token(client: TestClient) -> None:
    client.get("/", params={"as": "cus-005"})
    answer = client.get("/demo/identity", headers={"Origin": "http://elsewhere.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_two_sandboxes_have_different_keys() -> None:
    one, other = (Signer(ISSUER, read_key(None)) for _ in range(2))
    assert one.kid != other.kid
    with pytest.raises(ValueError, match="not enough values"):
        verify(one.token("cus-001", "Alma Reyes"), other.jwks())


def test_a_kept_key_survives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "var" / "sandbox-key.pem"
    token = Signer(ISSUER, read_key(path)).token("cus-001", "Alma Reyes")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert verify(token, Signer(ISSUER, read_key(path)).jwks())["sub"] == "cus-001"


@pytest.mark.parametrize("key", [ed25519.Ed25519PrivateKey.generate, ec.generate_private_key])
def test_another_kind_of_key_is_refused(tmp_path: Path, key: Any) -> None:
    path = tmp_path / "key.pem"
    made = key(ec.SECP384R1()) if key is ec.generate_private_key else key()
    path.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(ValueError, match="P-256"):
        read_key(path)


def test_a_file_without_a_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text("not a key")
    with pytest.raises(ValueError, match=r"PEM"):
        read_key(path)
