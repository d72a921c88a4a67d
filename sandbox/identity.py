"""The operator's side of signing in: a key of the sandbox's own, and short-lived identity tokens
(ES256).

Lifetimes run on real time, because whoever verifies a token does not live in sandbox time.
"""

import hashlib
import json
import os
import time
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import ECAlgorithm

AUDIENCE = "mend"
LIFETIME = 300  # seconds


def read_key(path: Path | None) -> ec.EllipticCurvePrivateKey:
    """The key in `path`, made there (readable by its owner only) if it is not; a passing one
    without a path.

    Raises ValueError for a file that does not hold a P-256 key.
    """
    if path is None:
        return ec.generate_private_key(ec.SECP256R1())
    if not path.exists():
        made = ec.generate_private_key(ec.SECP256R1())
        pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
        return made
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError(f"{path} does not hold a P-256 key")
    return key


class Signer:
    """Signs identity tokens as the operator's site `issuer`."""

    def __init__(self, issuer: str, key: ec.EllipticCurvePrivateKey) -> None:
        self.issuer = issuer
        self._key = key
        public: dict[str, Any] = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
        bare = {name: public[name] for name in ("crv", "kty", "x", "y")}
        # The key's RFC 7638 thumbprint, so that another key never goes by the same name.
        digest = hashlib.sha256(json.dumps(bare, separators=(",", ":")).encode()).digest()
        self.kid = urlsafe_b64encode(digest).rstrip(b"=").decode()
        self._public = {**bare, "kid": self.kid, "use": "sig", "alg": "ES256"}

    def token(self, customer: str, name: str) -> str:
        """An identity token for a customer: sub, name, aud `mend`, good for LIFETIME seconds."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": customer,
            "name": name,
            "iat": now,
            "exp": now + LIFETIME,
        }
        return jwt.encode(claims, self._key, algorithm="ES256", headers={"kid": self.kid})

    def jwks(self) -> dict[str, list[dict[str, Any]]]:
        """The public key as a JSON Web Key Set."""
        return {"keys": [self._public]}
