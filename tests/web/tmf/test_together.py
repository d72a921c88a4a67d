"""Requests at once on both databases, one listener with the desk, and the command that lets systems in."""

import asyncio
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient
from typer.testing import CliRunner

from mend import cli_clients
from mend.settings import Settings
from mend.store import Store, agents, clients, tickets
from mend.store.clients import Scope
from tests.mend.conftest import engine  # noqa: F401
from tests.web.tmf.conftest import LEAST, MERGE, TICKETS, Clock, System
from web.desk.app import create_app as desk
from web.tmf.app import beside, create_app


@pytest.fixture
def store(engine: Engine, clock: Clock) -> Store:  # noqa: F811
    return Store(engine, clock)


async def _send(store: Store, settings: Settings, requests: list[dict[str, Any]]) -> list[Any]:
    """Send requests at once, as the clients a and b in turn."""
    with store.page() as page:
        tokens = [clients.add(page, name, [Scope.READ, Scope.WRITE]) for name in ("a", "b")]
    transport = httpx.ASGITransport(create_app(store, settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as http:
        return await asyncio.gather(
            *(
                http.request(
                    **request, headers={"Authorization": f"Bearer {tokens[n % 2]}",
                                        "Content-Type": MERGE if "content" in request
                                        else "application/json"},
                )
                for n, request in enumerate(requests)
            )
        )  # fmt: skip


@pytest.mark.asyncio
async def test_patches_at_once_lose_nothing(store: Store, settings: Settings, crm: System) -> None:
    number = crm.open()["id"]
    patches = [
        {
            "method": "PATCH",
            "url": f"{TICKETS}/{number}",
            "content": f'{{"field{n}": {n}, "note": [{{"text": "note {n}"}}]}}'.encode(),
        }
        for n in range(12)
    ]
    answers = await _send(store, settings, patches)
    assert {answer.status_code for answer in answers} == {200}
    ticket = crm.read(number)
    assert {f"field{n}": n for n in range(12)}.items() <= ticket.items()
    assert {note["author"] for note in ticket["note"]} == {"a", "b"}
    assert len(ticket["note"]) == 12


@pytest.mark.asyncio
async def test_of_two_patches_that_ask_for_the_same_state_one_is_told(
    store: Store, settings: Settings, crm: System
) -> None:
    number = crm.open()["id"]
    tag = crm.get(f"{TICKETS}/{number}").headers["etag"]
    with store.page() as page:
        token = clients.add(page, "c", [Scope.READ, Scope.WRITE])
    transport = httpx.ASGITransport(create_app(store, settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as http:
        answers = await asyncio.gather(
            *(
                http.patch(
                    f"{TICKETS}/{number}",
                    json={"severity": f"S{n}"},
                    headers={"Authorization": f"Bearer {token}", "If-Match": tag},
                )
                for n in range(4)
            )
        )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]


@pytest.mark.asyncio
async def test_the_same_post_at_once_is_one_ticket(
    store: Store, settings: Settings, crm: System
) -> None:
    post = {"method": "POST", "url": TICKETS, "json": LEAST | {"externalId": "T-1"}}
    answers = await _send(store, settings, [post] * 8)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 2  # one of each client
    assert len(crm.ids()) == 2


def test_the_lines_in_the_documentation_work(address: str, crm: System) -> None:
    text = (Path(__file__).parents[3] / "docs" / "tmf621.md").read_text(encoding="utf-8")
    [lines] = re.findall(r"```sh\n(.*?)```", text, re.S)
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    done = subprocess.run(
        ["bash", "-ec", lines],
        env={"PATH": os.environ["PATH"], "MEND": address, "TOKEN": crm.token},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    [ticket] = crm.found("?externalId=CRM-4711")
    assert (ticket["status"], ticket["priority"]) == ("inProgress", "Low")
    assert [note["text"] for note in ticket["note"]] == [
        "The customer has rung twice",
        "A colleague rings back",
        "Rang back",
    ]


def test_the_desk_and_the_systems_share_a_listener(store: Store, settings: Settings) -> None:
    with TestClient(
        beside(desk(store, settings), create_app(store, settings)), follow_redirects=False
    ) as both:
        assert both.get("/health").json() == {"status": "ok"}
        assert both.get("/desk/").status_code == 303
        assert both.get(TICKETS).json()["code"] == "40"
        assert both.get("/tmf-api").json()["code"] == "60"
        assert both.get("/tmf-apis").headers["content-type"].startswith("text/html")


def test_the_desk_shows_a_report_that_a_system_opened(
    store: Store, settings: Settings, crm: System
) -> None:
    number = crm.open(relatedParty=[{"id": "cus-7", "@referredType": "Customer"}])["id"]
    with store.page() as page:
        agents.add_agent(page, "vera", "x", agents.Role.VIEWER)
        cookie = agents.sign_in(page, "vera")
    with TestClient(desk(store, settings)) as browser:
        browser.cookies.set("mend_desk", str(cookie), path="/desk")
        assert number in browser.get("/desk/").text
        page_of_it = browser.get(f"/desk/reports/{number}")
        assert (page_of_it.status_code, number in page_of_it.text) == (200, True)


@pytest.fixture
def at_the_keyboard(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setattr("mend.cli.load_settings", lambda: settings)
    monkeypatch.setattr("mend.store.make_engine", lambda _url: store.engine)
    return CliRunner()


def test_the_command_lets_a_system_in_lists_it_and_ends_it(
    at_the_keyboard: CliRunner, store: Store
) -> None:
    run = at_the_keyboard.invoke
    added = run(cli_clients.app, ["add", "crm", "--scope", "read", "--scope", "write"])
    assert added.exit_code == 0, added.output
    token = added.output.split()[-1]
    with store.glance() as page:
        holder = clients.holder(page, token)
    assert holder is not None
    assert holder.scopes == {Scope.READ, Scope.WRITE}
    listed = run(cli_clients.app, ["list"]).output
    assert "crm  read write  since " in listed
    assert token not in listed
    assert run(cli_clients.app, ["revoke", "crm"]).exit_code == 0
    assert "revoked" in run(cli_clients.app, ["list"]).output
    with store.glance() as page:
        assert clients.holder(page, token) is None


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "crm"],
        ["add", "crm", "--scope", "everything"],
        ["add", "mend", "--scope", "read"],
        ["revoke", "nobody"],
    ],
)
def test_the_command_says_what_is_wrong(
    at_the_keyboard: CliRunner, store: Store, arguments: list[str]
) -> None:
    result = at_the_keyboard.invoke(cli_clients.app, arguments)
    assert result.exit_code != 0
    assert "Traceback" not in result.output
    with store.glance() as page:
        assert clients.all_clients(page) == []
        assert tickets.read(page, "crm") is None
