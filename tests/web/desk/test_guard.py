"""Roles: a page may ask for more than reading."""

import asyncio

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from mend.settings import Settings
from mend.store import Store, agents
from mend.store.agents import Role
from web.desk.guard import SESSION_COOKIE, Guard, NotSignedIn


def _request(cookie: str) -> Request:
    header = (b"cookie", f"{SESSION_COOKIE}={cookie}".encode())
    return Request({"type": "http", "method": "GET", "path": "/desk/", "headers": [header]})


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("vera", {Role.VIEWER}),
        ("amir", {Role.VIEWER, Role.AGENT}),
        ("sofia", {Role.VIEWER, Role.AGENT, Role.SUPERVISOR}),
    ],
)
def test_an_agent_passes_where_the_role_covers_what_is_needed(
    store: Store, settings: Settings, name: str, allowed: set[Role]
) -> None:
    guard = Guard(store, settings.secret)
    with store.page() as page:
        cookie = agents.sign_in(page, name)
    assert cookie
    for needed in Role:
        if needed in allowed:
            assert asyncio.run(guard.agent(_request(cookie), needed)).name == name
        else:
            with pytest.raises(HTTPException) as refused:
                asyncio.run(guard.agent(_request(cookie), needed))
            assert refused.value.status_code == 403


def test_nobody_passes_without_a_session(store: Store, settings: Settings) -> None:
    guard = Guard(store, settings.secret)
    for cookie in ("", "never-given"):
        with pytest.raises(NotSignedIn):
            asyncio.run(guard.agent(_request(cookie)))
