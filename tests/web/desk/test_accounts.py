"""Passwords are kept as argon2id at its real cost."""

import time

import pytest
from argon2 import extract_parameters

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


def test_a_missing_hash_never_fits_and_costs_as_much() -> None:
    kept = accounts.hash_password("a password")
    accounts.password_matches(None, "warm up")
    started = time.process_time()
    assert not accounts.password_matches(kept, "wrong")
    known = time.process_time() - started
    started = time.process_time()
    assert not accounts.password_matches(None, "wrong")
    unknown = time.process_time() - started
    assert unknown > known / 5


def test_a_broken_hash_lets_nobody_in() -> None:
    assert not accounts.password_matches("not a hash", "not a hash")
