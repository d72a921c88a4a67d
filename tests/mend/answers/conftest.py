"""Mend on the record book of each test."""

import pytest

from mend.store import Store
from tests.mend.people import House


@pytest.fixture
def house(store: Store) -> House:
    """With nobody in it yet."""
    return House(store)
