"""Passwords are kept as argon2id at its real cost."""

import pytest
from argon2 import PasswordHasher, extract_parameters

from web.desk import accounts


@pytest.fixture(autouse=True)
def cheap_passwords() -> None:
    """Here the real hasher is used."""


def test_passwords_are_kept_as_argon2id_with_a_salt_each() -> None:
    one, two = accounts.hash_password("a password"), accounts.hash_password("a password")
    assert one.startswith("$argon2id$")
    assert one != two
    assert "a password" not in one
    assert extract_parameters(one).memory_cost >= 19 * 1024  # KiB; OWASP asks for at least this
    assert accounts.password_matches(one, "a password")
    assert not accounts.password_matches(one, "a password ")


def test_a_missing_hash_never_fits_and_costs_as_much(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def watched(password_hash: str) -> PasswordHasher:
        compared.append(password_hash)
        return PasswordHasher.from_parameters(extract_parameters(password_hash))

    real = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher, "verify", lambda _, hash, text: real(watched(hash), hash, text)
    )
    kept = accounts.hash_password("a password")
    assert not accounts.password_matches(kept, "wrong")
    assert not accounts.password_matches(None, "wrong")
    known, unknown = compared
    assert extract_parameters(known) == extract_parameters(unknown)


def test_a_broken_hash_lets_nobody_in() -> None:
    assert not accounts.password_matches("not a hash", "not a hash")
