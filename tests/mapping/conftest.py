"""A world for each test: its own sandbox, record book and post room."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.mapping.world import World, free_port, sandbox_on, served


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """A world with these settings; `town` are the sandbox's own options."""
    with ExitStack() as stack:

        def world(town: dict[str, Any] | None = None, **settings: str) -> World:
            port = free_port()
            stack.enter_context(served(sandbox_on(port, **(town or {})), port))
            return World(tmp_path, port, **settings)

        yield world


@pytest.fixture
def world(make: Callable[..., World]) -> World:
    """Track & Manage is elsewhere: the report's ticket is on the other side, for both to be looked at."""
    return make(track_and_manage="elsewhere")
