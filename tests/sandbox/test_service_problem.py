"""TMF656 and the people of SM&O."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

PROBLEMS = "/tmf-api/serviceProblemManagement/v4/serviceProblem"
Advance = Callable[[float], None]


def test_a_posted_problem_is_acknowledged(client: TestClient, problem: dict[str, Any]) -> None:
    answer = client.post(PROBLEMS, json={**problem, "status": "closed", "id": "mine"})
    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == made["href"]
    assert made["status"] == "acknowledged"
    assert made["id"] != "mine"
    assert made["affectedNumberOfServices"] == 1
    assert client.get(f"{PROBLEMS}/{made['id']}").json() == made


@pytest.mark.parametrize(
    "missing",
    ["category", "priority", "description", "reason", "originatorParty", "affectedService"],
)
def test_what_is_mandatory_must_be_there(
    client: TestClient, problem: dict[str, Any], missing: str
) -> None:
    del problem[missing]
    answer = client.post(PROBLEMS, json=problem)
    assert answer.status_code == 400
    assert answer.json()["code"] == "23"
    assert missing in answer.json()["message"]
    assert client.get(PROBLEMS, params={"externalIdentifier.id": "handoff-1"}).json() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("priority", "1"),
        ("priority", True),
        ("priority", 11),
        ("originatorParty", {"id": "mend"}),
        ("originatorParty", "mend"),
        ("affectedService", [{"name": "no id"}]),
        ("affectedService", {"id": "not a list"}),
        ("externalIdentifier", ["handoff-1"]),
        ("description", 7),
    ],
)
def test_a_field_of_the_wrong_kind_is_refused(
    client: TestClient, problem: dict[str, Any], name: str, value: Any
) -> None:
    answer = client.post(PROBLEMS, json={**problem, name: value})
    assert answer.status_code == 400
    assert name in answer.json()["message"]


def test_a_place_alone_will_do(client: TestClient, problem: dict[str, Any]) -> None:
    del problem["affectedService"]
    problem["affectedLocation"] = [{"id": "area-hillside", "role": "affectedArea"}]
    assert client.post(PROBLEMS, json=problem).status_code == 201


def test_it_is_found_by_service_status_and_our_own_key(
    client: TestClient, problem: dict[str, Any]
) -> None:
    key = client.post(PROBLEMS, json=problem).json()["id"]
    for query in (
        {"externalIdentifier.id": "handoff-1"},
        {"affectedService.id": "svc-004-broadband", "status": "acknowledged"},
        {"troubleTicket.id": "TT-1"},
    ):
        assert [found["id"] for found in client.get(PROBLEMS, params=query).json()] == [key]


def test_a_second_post_shows_as_a_double(client: TestClient, problem: dict[str, Any]) -> None:
    client.post(PROBLEMS, json=problem)
    client.post(PROBLEMS, json=problem)
    found = client.get(PROBLEMS, params={"externalIdentifier.id": "handoff-1"})
    assert found.headers["x-total-count"] == "2"


def test_engineers_start_and_finish_in_time(
    client: TestClient, problem: dict[str, Any], advance: Advance
) -> None:
    made = client.post(PROBLEMS, json=problem).json()
    address = f"{PROBLEMS}/{made['id']}"
    advance(55)
    assert client.get(address).json()["status"] == "acknowledged"
    advance(10)
    assert client.get(address).json()["status"] == "inProgress"
    advance(500)
    assert client.get(address).json()["status"] == "inProgress"
    advance(50)
    done = client.get(address).json()
    assert done["status"] == "resolved"
    assert done["resolutionDate"] == done["statusChangeDate"] > made["creationDate"]


def test_one_jump_goes_through_every_state(
    client: TestClient, problem: dict[str, Any], advance: Advance
) -> None:
    key = client.post(PROBLEMS, json=problem).json()["id"]
    advance(86400)
    assert client.get(f"{PROBLEMS}/{key}").json()["status"] == "resolved"


def test_a_resolved_problem_has_repaired_the_line(
    client: TestClient, problem: dict[str, Any], advance: Advance
) -> None:
    client.post(PROBLEMS, json=problem)
    advance(601)
    faults = {c["id"]: c["faults"] for c in client.get("/sandbox/state").json()["customers"]}
    assert faults["cus-004"] == []
    assert faults["cus-005"] == ["slow_line"]


def test_engineers_do_not_repair_what_is_the_customers_own(
    client: TestClient, problem: dict[str, Any], advance: Advance
) -> None:
    body = {"customer": "cus-010", "set": ["line_fault"]}
    client.post("/sandbox/faults", json=body)
    client.post(PROBLEMS, json={**problem, "affectedService": [{"id": "svc-010-home-phone"}]})
    advance(601)
    faults = {c["id"]: c["faults"] for c in client.get("/sandbox/state").json()["customers"]}
    assert faults["cus-010"] == ["router_faulty"]


def test_engineers_repair_what_the_problem_is_about(client: TestClient, advance: Advance) -> None:
    both = ["line_fault", "mobile_not_set_up", "mailbox_locked"]
    client.post("/sandbox/faults", json={"customer": "cus-013", "clear": "all", "set": both})
    left = []
    for service in ("svc-013-mobile", "svc-013-email", "svc-013-home-phone"):
        body = {
            "category": "serviceProvider.declared",
            "priority": 3,
            "description": "It does not work.",
            "reason": "unknown",
            "originatorParty": {"id": "mend", "@referredType": "Organization"},
            "affectedService": [{"id": service}],
        }
        client.post(PROBLEMS, json=body)
        advance(601)
        people = client.get("/sandbox/state").json()["customers"]
        left.append(next(each["faults"] for each in people if each["id"] == "cus-013"))
    assert left == [["line_fault", "mailbox_locked"], ["line_fault"], []]


def test_a_temporary_work_around_repairs_nothing(
    client: TestClient, problem: dict[str, Any]
) -> None:
    key = client.post(PROBLEMS, json=problem).json()["id"]
    move = f"/sandbox/service-problems/{key}/move"
    client.post(move, json={"status": "inProgress"})
    body = {"status": "resolved", "reason": "Temporary work-around.", "repairs": False}
    assert client.post(move, json=body).json()["statusChangeReason"] == "Temporary work-around."
    faults = {c["id"]: c["faults"] for c in client.get("/sandbox/state").json()["customers"]}
    assert faults["cus-004"] == ["line_fault"]


def test_who_moves_a_problem_takes_it_out_of_the_schedule(
    client: TestClient, problem: dict[str, Any], advance: Advance
) -> None:
    key = client.post(PROBLEMS, json=problem).json()["id"]
    move = f"/sandbox/service-problems/{key}/move"
    client.post(move, json={"status": "inProgress"})
    client.post(move, json={"status": "pending", "reason": "Which socket is the router on?"})
    advance(86400)
    found = client.get(f"{PROBLEMS}/{key}").json()
    assert (found["status"], found["statusChangeReason"]) == (
        "pending",
        "Which socket is the router on?",
    )


def test_a_problem_put_back_in_progress_is_worked_on_anew(
    client: TestClient, problem: dict[str, Any], advance: Advance
) -> None:
    key = client.post(PROBLEMS, json=problem).json()["id"]
    advance(590)
    for status in ("held", "inProgress"):
        client.post(f"/sandbox/service-problems/{key}/move", json={"status": status})
    advance(520)
    assert client.get(f"{PROBLEMS}/{key}").json()["status"] == "inProgress"
    advance(30)
    assert client.get(f"{PROBLEMS}/{key}").json()["status"] == "resolved"


@pytest.mark.parametrize(
    ("way", "refused"),
    [
        ([], "resolved"),
        (["rejected"], "inProgress"),
        (["inProgress", "resolved"], "cancelled"),
        (["inProgress", "cancelled"], "inProgress"),
        (["inProgress", "held"], "pending"),
    ],
)
def test_an_illegal_change_is_refused_and_changes_nothing(
    client: TestClient, problem: dict[str, Any], way: list[str], refused: str
) -> None:
    address = f"{PROBLEMS}/{client.post(PROBLEMS, json=problem).json()['id']}"
    for status in way:
        assert client.patch(address, json={"status": status}).status_code == 200
    before = client.get(address).json()
    answer = client.patch(address, json={"status": refused})
    assert answer.status_code == 409
    assert answer.json()["code"] == "illegalStatusChange"
    assert client.get(address).json() == before


def test_a_closed_problem_may_be_reopened(client: TestClient, problem: dict[str, Any]) -> None:
    address = f"{PROBLEMS}/{client.post(PROBLEMS, json=problem).json()['id']}"
    for status in ("inProgress", "resolved", "closed", "inProgress"):
        answer = client.patch(address, json={"status": status})
        assert answer.json()["status"] == status
    assert "resolutionDate" not in answer.json()


def test_a_patch_adds_a_note_and_a_null_takes_it_away(
    client: TestClient, problem: dict[str, Any]
) -> None:
    address = f"{PROBLEMS}/{client.post(PROBLEMS, json=problem).json()['id']}"
    merge = {"Content-Type": "application/merge-patch+json"}
    answer = client.patch(address, content='{"note": [{"text": "Socket 2"}]}', headers=merge)
    assert answer.json()["note"] == [{"text": "Socket 2"}]
    assert "note" not in client.patch(address, json={"note": None}).json()


@pytest.mark.parametrize(
    "body",
    [
        {"id": "other"},
        {"originatingSystem": "x"},
        {"description": None},
        {"status": "solved"},
        {"status": None},
        {"priority": 0},
    ],
)
def test_a_bad_patch_is_refused(
    client: TestClient, problem: dict[str, Any], body: dict[str, Any]
) -> None:
    address = f"{PROBLEMS}/{client.post(PROBLEMS, json=problem).json()['id']}"
    assert client.patch(address, json=body).status_code == 400


def test_unknown_problems_are_404(client: TestClient) -> None:
    assert client.get(f"{PROBLEMS}/SP-0").status_code == 404
    assert client.patch(f"{PROBLEMS}/SP-0", json={"status": "held"}).status_code == 404
    move = client.post("/sandbox/service-problems/SP-0/move", json={"status": "held"})
    assert move.status_code == 404


def test_a_known_outage_is_found_by_the_service_it_affects(client: TestClient) -> None:
    query = {"affectedService.id": "svc-002-broadband", "status": "inProgress"}
    [outage] = client.get(PROBLEMS, params=query).json()
    assert outage["name"] == "Outage in Harbour Quarter"
    other = {"affectedService.id": "svc-001-broadband", "status": "inProgress"}
    assert client.get(PROBLEMS, params=other).json() == []
