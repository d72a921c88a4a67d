"""Who keeps the report and who asks SM&O are settings; whatever they say, nothing is done twice."""

from collections.abc import Callable
from typing import Any

import requests
from starlette.testclient import TestClient

from mend.guides.hear import Move
from mend.problem import Destination, Result
from mend.store import clients
from mend.store.tables import handoff, letter, note
from tests.journeys.plan import way
from tests.mapping.test_rows import ends_as, same_on_both_sides, ticket_of
from tests.mapping.world import Customer, World
from web.tmf.app import create_app

Make = Callable[..., World]


def handed_off(world: World) -> Customer:
    jonas = world.customer("cus-010")
    jonas.has("connection_drops")
    jonas.follow(way("connection_drops", ends_as(Result.UNSUCCESSFUL, Destination.SMO)))
    return jonas


def own_problems(world: World) -> list[dict[str, Any]]:
    """The service problems that somebody raised for one customer."""
    found = world.received("serviceProblems")
    return [each for each in found if each["category"] == "serviceProvider.declared"]


def test_here_nothing_is_mirrored(make: Make) -> None:
    world = make()
    world.customer("cus-001").has("no_internet")
    world.settle()
    assert world.received("troubleTickets") == []


def test_a_note_of_track_and_manage_comes_back_once_and_is_not_lost_by_ours(world: World) -> None:
    alma = world.customer("cus-001")
    alma.has("no_internet")
    ticket = same_on_both_sides(alma)
    world.sandbox(f"trouble-tickets/{ticket['id']}/note", text="called twice", author="Tom")
    world.settle(lambda: any(row.text == "called twice" for row in world.rows(note)))
    alma.says("not now", Move.LATER)
    same_on_both_sides(alma)
    world.settle()
    assert [row.text for row in world.rows(note)].count("called twice") == 1
    theirs = [each["text"] for each in ticket_of(alma)["note"]]
    assert theirs.count("called twice") == 1


def test_track_and_manage_s_status_is_the_report_s(world: World) -> None:
    alma = world.customer("cus-001")
    alma.has("no_internet")
    ticket = same_on_both_sides(alma)
    world.sandbox(f"trouble-tickets/{ticket['id']}/move", status="cancelled", reason="a test")
    world.settle(lambda: alma.report.status == "cancelled")
    assert alma.report.status_reason == "a test"
    said = alma.says("on every device")
    assert [word.response for word in said.words] == ["utter_report_is_over"]
    assert alma.results == ["unsuccessful"]


def test_a_ticket_system_that_is_away_gets_everything_later_and_once(world: World) -> None:
    away = {"mode": "vanish", "methods": ["POST", "PATCH"], "applies": True, "times": 3}
    world.sandbox("faults", api="troubleTicket", **away)
    alma = world.customer("cus-001")
    alma.has("no_internet")
    alma.says("not now", Move.LATER)
    world.settle(lambda: len(world.received("troubleTickets")) > 0)
    assert same_on_both_sides(alma)["status"] == "pending"
    assert len(world.received("troubleTickets")) == 1


def test_the_ticket_system_asks_smo_and_mend_never_does(make: Make) -> None:
    world = make({"raises_problems": True}, track_and_manage="elsewhere", asks_smo="ticket")
    jonas = handed_off(world)
    assert world.rows(handoff)[0].state == "needed"
    same_on_both_sides(jonas)
    world.sandbox("clock", advance=10)
    world.settle(lambda: world.rows(handoff)[0].service_problem)
    (problem,) = own_problems(world)
    assert world.rows(handoff)[0].service_problem == problem["id"]
    created = letter.c.operation == "create"
    assert world.rows(letter, letter.c.system == "service_problem", created) == []
    for status in ("inProgress", "resolved"):
        world.sandbox(f"service-problems/{problem['id']}/move", status=status)
    world.settle(lambda: jonas.report.status == "pending")
    jonas.says("yes", Move.YES)
    assert same_on_both_sides(jonas)["status"] == "resolved"


def test_mend_asks_smo_and_the_ticket_system_does_not(make: Make) -> None:
    world = make(track_and_manage="elsewhere", asks_smo="mend")
    jonas = handed_off(world)
    same_on_both_sides(jonas)
    world.sandbox("clock", advance=10)
    world.settle(lambda: world.rows(handoff)[0].service_problem)
    assert len(own_problems(world)) == 1


def test_a_service_problem_that_a_client_system_links_is_followed(make: Make) -> None:
    world = make(asks_smo="ticket")
    jonas = handed_off(world)
    problem = requests.post(
        f"{world.settings.sandbox_url}/tmf-api/serviceProblemManagement/v4/serviceProblem",
        json={
            "category": "serviceProvider.declared",
            "priority": 3,
            "description": "raised by the ticket system",
            "reason": "unknown",
            "originatorParty": {"id": "tickets", "@referredType": "Organization"},
            "affectedService": [{"id": "svc-010-broadband"}],
        },
        timeout=10,
    ).json()["id"]
    with world.store.page() as page:
        token = clients.add(page, "tickets", [clients.Scope.READ, clients.Scope.WRITE])
    face = TestClient(create_app(world.store, world.settings))
    address = f"/tmf-api/troubleTicket/v4/troubleTicket/{jonas.report.id}"
    headers = {"Authorization": f"Bearer {token}"}
    entity = {"id": problem, "role": "serviceProblem", "@referredType": "ServiceProblem"}
    linked = face.patch(address, json={"relatedEntity": [entity]}, headers=headers)
    assert linked.status_code == 200, linked.text
    shown = [each for each in linked.json()["relatedEntity"] if each["id"] == problem]
    assert len(shown) == 1
    for status in ("inProgress", "resolved"):
        world.sandbox(f"service-problems/{problem}/move", status=status)
    world.settle(lambda: jonas.report.status == "pending")
    jonas.says("yes", Move.YES)
    assert jonas.report.status == "resolved"
