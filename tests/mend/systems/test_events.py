"""Events: those that Mend subscribes to, and those that it sends."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import responses

from mend.settings import BadSettings, Settings
from mend.systems import Systems, build
from mend.systems.base import Refused, TryLater
from tests.mend.systems.conftest import build_at
from tests.mend.systems.letters import EVENT, KEY
from tests.mend.systems.world import World

CALLBACK = "https://crm.example/events?face=mend"
SECRETS = {name: name * 32 for name in ("secret", "inner_secret", "action_secret")}


def test_mend_subscribes_and_unsubscribes_at_each_hub(
    at: Callable[..., Systems], world: World
) -> None:
    hubs = at(version="v5").hubs()
    assert {name: hub.base for name, hub in hubs.items()} == {
        "service_problem": "/tmf-api/serviceProblemManagement/v5",
        "trouble_ticket": "/tmf-api/troubleTicket/v5",
        "product_order": "/tmf-api/productOrderingManagement/v4",
        "appointment": "/tmf-api/appointment/v4",
    }
    for hub in hubs.values():
        key = hub.subscribe("https://mend.example/tmf/events", "eventType=A")
        assert key
        hub.unsubscribe(key)
        hub.unsubscribe(key)  # it is gone already
    assert world.all("hub") == []
    assert world.requests[0][2] == {
        "callback": "https://mend.example/tmf/events",
        "query": "eventType=A",
    }


def test_without_a_query_none_is_sent(at: Callable[..., Systems], world: World) -> None:
    at().hubs()["appointment"].subscribe("https://mend.example/tmf/events")
    assert world.requests[0][2] == {"callback": "https://mend.example/tmf/events"}


def _send(systems: Systems, callback: str = CALLBACK) -> str:
    return systems.subscriber.deliver("event", KEY, {"callback": callback, "event": EVENT})


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "body": ""},
        {"status": 201, "json": {}},
        {"status": 202, "body": "<html>", "content_type": "text/html"},
        {"status": 204},
        {"status": 299},
    ],
)
@responses.activate
def test_any_2xx_takes_an_event(systems: Systems, answer: dict[str, Any]) -> None:
    responses.add("POST", CALLBACK, **answer)
    assert _send(systems) == "ev-1"
    request = responses.calls[0].request
    assert json.loads(request.body or "") == EVENT
    assert "Authorization" not in request.headers


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 407, 409, 410, 413, 422])
@responses.activate
def test_a_subscriber_that_refuses_is_not_asked_again(systems: Systems, status: int) -> None:
    responses.add("POST", CALLBACK, status=status)
    with pytest.raises(Refused):
        _send(systems)


@pytest.mark.parametrize("status", [301, 302, 307, 408, 425, 429, 500, 502, 503])
@responses.activate
def test_a_subscriber_that_fails_is_asked_again(systems: Systems, status: int) -> None:
    responses.add("POST", CALLBACK, status=status, headers={"Location": "https://other.example/"})
    with pytest.raises(TryLater):
        _send(systems)
    assert len(responses.calls) == 1


@pytest.mark.parametrize(
    "callback",
    ["", "crm.example", "file:///etc/passwd", "ftp://crm.example/", "https://", "http://[::1"],
)
@responses.activate
def test_a_callback_that_is_no_address_is_refused(systems: Systems, callback: str) -> None:
    with pytest.raises(Refused):
        _send(systems, callback)
    assert len(responses.calls) == 0


@pytest.mark.parametrize("name", ["trouble_ticket_version", "service_problem_version"])
def test_the_settings_choose_the_version(name: str) -> None:
    systems = build(Settings(**SECRETS, **{name: "v5"}))  # type: ignore[arg-type]
    bases = {
        "trouble_ticket_version": systems.trouble_ticket.tickets.base,
        "service_problem_version": systems.service_problem.problems.base,
    }
    assert [each for each, base in bases.items() if base.endswith("/v5")] == [name]
    with pytest.raises(BadSettings):
        Settings(**SECRETS, **{name: "v6"})  # type: ignore[arg-type]


def test_every_system_has_an_address_and_is_built() -> None:
    names = {name.removesuffix("_url") for name in Settings.system_names()}
    built = build(Settings(**SECRETS))  # type: ignore[arg-type]
    assert names == set(vars(built)) - {"subscriber"}
    assert len(names) == 12
    assert set(vars(build_at("http://x.example"))) == set(vars(built))
