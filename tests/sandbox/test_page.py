"""docs/sandbox.md: every command in it works, and everything that there is is in it."""

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from sandbox.api_faults import APIS, MODES
from sandbox.app import create_app
from sandbox.line import Fault
from sandbox.pace import Pace
from sandbox.provider import WITH_EVENTS

PAGE = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^curl(?: --json '(.*)')? http://127\.0\.0\.1:8000(\S+)$", PAGE, re.M)


def everything(client: TestClient, problem: dict[str, Any]) -> dict[str, str]:
    """One of each record, by the name that the page has for its id."""
    party = [{"id": "cus-010", "@referredType": "Customer"}]
    free = client.post("/tmf-api/appointment/v4/searchTimeSlot", json={}).json()
    bodies: dict[str, tuple[str, Any]] = {
        "$PROBLEM": ("serviceProblemManagement/v4/serviceProblem", problem),
        "$TICKET": (
            "troubleTicket/v4/troubleTicket",
            {"description": "x", "severity": "Minor", "ticketType": "Order Request"},
        ),
        "$ORDER": (
            "productOrderingManagement/v4/productOrder",
            {
                "relatedParty": party,
                "productOrderItem": [
                    {"id": "1", "action": "add", "productOffering": {"id": "off-tv-start"}}
                ],
            },
        ),
        "$VISIT": (
            "appointment/v4/appointment",
            {"validFor": free["availableTimeSlot"][0]["validFor"]},
        ),
        "$CONTACT": (
            "partyInteraction/v4/partyInteraction",
            {
                "interactionDate": {"startDateTime": "2026-03-01T10:00:00Z"},
                "reason": "call-back",
                "status": "open",
                "direction": "inbound",
                "channel": [{"id": "chat", "href": "urn:chat"}],
            },
        ),
    }
    return {
        name: client.post(f"/tmf-api/{path}", json=body).json()["id"]
        for name, (path, body) in bodies.items()
    }


@pytest.mark.parametrize(("body", "path"), COMMANDS)
def test_every_command_works(
    client: TestClient, problem: dict[str, Any], body: str, path: str
) -> None:
    for name, key in everything(client, problem).items():
        path = path.replace(name, key)
    if '"pending"' in body or '"resolved"' in body:
        client.post(path, json={"status": "inProgress"})
    answer = client.post(path, json=json.loads(body)) if body else client.get(path)
    assert answer.status_code == 200, answer.text


def test_the_page_shows_every_control_and_every_mode(client: TestClient) -> None:
    app = create_app("http://127.0.0.1:8001", "http://127.0.0.1:8000")
    shown = {re.sub(r"\$\w+", "{id}", path) for _, path in COMMANDS}
    controls = {
        route.path
        for route in app.routes
        if isinstance(route, Route) and route.path.startswith("/sandbox/")
    }
    assert shown == controls
    modes = {json.loads(body).get("mode") for body, path in COMMANDS if path.endswith("/faults")}
    assert modes - {None} == set(MODES)
    del client


def test_the_page_names_everything_that_there_is(client: TestClient) -> None:
    people = [each["id"] for each in client.get("/sandbox/state").json()["customers"]]
    options = [f"--{each.name.replace('_', '-')}` {each.default:g}" for each in fields(Pace)]
    names = [*people, *Fault, *(f"/{api}/v4" for api in APIS), *options]
    assert [name for name in names if str(name) not in PAGE.replace("`\n", "` ")] == []
    assert set(WITH_EVENTS) < set(APIS)
