"""What SM&O says besides the status: when it will be over, that it only works around, a question."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

BASE = "/tmf-api/serviceProblemManagement/v4"
Advance = Callable[[float], None]


@pytest.fixture
def key(client: TestClient, problem: dict[str, Any], advance: Advance) -> str:
    """A problem in progress, with somebody who hears of it from then on."""
    made: str = client.post(f"{BASE}/serviceProblem", json=problem).json()["id"]
    advance(61)
    client.post(f"{BASE}/hub", json={"callback": "http://127.0.0.1:1/"})
    return made


def move(client: TestClient, key: str, **body: Any) -> dict[str, Any]:
    answer = client.post(f"/sandbox/service-problems/{key}/move", json=body)
    assert answer.status_code == 200, answer.text
    moved: dict[str, Any] = answer.json()
    return moved


def told(client: TestClient) -> list[str]:
    deliveries = client.get("/sandbox/state").json()["deliveries"]
    return [each["event"]["eventType"].removeprefix("ServiceProblem") for each in deliveries]


def characteristics(problem: dict[str, Any]) -> dict[str, str]:
    return {each["name"]: each["value"] for each in problem.get("characteristic") or []}


def test_an_expected_date_is_shown_and_told(client: TestClient, key: str) -> None:
    when = "2030-01-02T10:00:00.000Z"
    moved = move(client, key, expected=when)
    assert moved["status"] == "inProgress"
    assert characteristics(moved) == {"expectedResolutionDate": when}
    assert told(client) == ["AttributeValueChangeEvent"]


def test_an_expected_date_may_be_seconds_from_now(client: TestClient, key: str) -> None:
    move(client, key, expected=10)
    later = move(client, key, expected=7200, status="held")
    expected = characteristics(later)["expectedResolutionDate"]
    assert expected > client.get("/sandbox/state").json()["now"]
    assert len(later["characteristic"]) == 1
    assert later["status"] == "held"


@pytest.mark.parametrize("expected", ["tomorrow", -1, True, None, [1]])
def test_an_expected_date_must_be_a_moment(client: TestClient, key: str, expected: Any) -> None:
    answer = client.post(
        f"/sandbox/service-problems/{key}/move", json={"expected": expected, "status": "held"}
    )
    assert answer.status_code == 400
    assert client.get(f"{BASE}/serviceProblem/{key}").json()["status"] == "inProgress"


def test_a_work_around_is_called_so_and_repairs_nothing(client: TestClient, key: str) -> None:
    moved = move(client, key, status="resolved", workaround=True, reason="A 4G stick was sent.")
    assert (
        moved["statusChangeReason"] == "Resolved by a temporary work-around. A 4G stick was sent."
    )
    assert characteristics(moved) == {"resolutionType": "workaround"}
    people = client.get("/sandbox/state").json()["customers"]
    assert next(each for each in people if each["id"] == "cus-004")["faults"] == ["line_fault"]


def test_what_is_taken_up_again_is_no_work_around_any_more(client: TestClient, key: str) -> None:
    move(client, key, status="resolved", workaround=True)
    moved = move(client, key, status="inProgress")
    assert characteristics(moved) == {}


def test_a_question_goes_out_with_its_event(client: TestClient, key: str) -> None:
    moved = move(client, key, status="pending", question="Which socket is the router on?")
    assert moved["statusChangeReason"] == "Which socket is the router on?"
    assert moved["note"][-1]["text"] == "Which socket is the router on?"
    assert moved["note"][-1]["author"] == "Brightwater service operations"
    assert told(client) == ["StateChangeEvent", "InformationRequiredEvent"]


def test_an_answer_puts_it_back_in_progress_by_itself(
    client: TestClient, key: str, advance: Advance
) -> None:
    asked = move(client, key, status="pending", question="Which socket?")
    advance(86400)
    notes = [*asked["note"], {"author": "mend", "text": "The one in the hall."}]
    answer = client.patch(f"{BASE}/serviceProblem/{key}", json={"note": notes})
    assert answer.json()["status"] == "inProgress"
    advance(541)
    assert client.get(f"{BASE}/serviceProblem/{key}").json()["status"] == "resolved"


def test_the_same_notes_again_are_no_answer(client: TestClient, key: str) -> None:
    asked = move(client, key, status="pending", question="Which socket?")
    answer = client.patch(f"{BASE}/serviceProblem/{key}", json={"note": asked["note"]})
    assert answer.json()["status"] == "pending"


def test_a_note_on_a_problem_in_progress_moves_nothing(client: TestClient, key: str) -> None:
    answer = client.patch(f"{BASE}/serviceProblem/{key}", json={"note": [{"text": "Still down"}]})
    assert answer.json()["status"] == "inProgress"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"status": "inProgress", "question": "Which?"},
        {"status": "held", "workaround": True},
        {"status": "resolved", "workaround": "yes"},
    ],
)
def test_a_move_that_makes_no_sense_is_refused(client: TestClient, key: str, body: Any) -> None:
    assert client.post(f"/sandbox/service-problems/{key}/move", json=body).status_code == 400


def test_a_known_outage_says_when_it_will_be_over(client: TestClient) -> None:
    query = {"category": "system.originated"}
    [outage] = client.get(f"{BASE}/serviceProblem", params=query).json()
    expected = characteristics(outage)["expectedResolutionDate"]
    hours = int(expected[11:13]) - int(outage["creationDate"][11:13])
    assert hours % 24 == 4


def test_smo_may_refuse_what_it_is_asked(
    client: TestClient, problem: dict[str, Any], advance: Advance
) -> None:
    body = {"api": "serviceProblemManagement", "mode": "work_fails"}
    client.post("/sandbox/faults", json=body)
    key = client.post(f"{BASE}/serviceProblem", json=problem).json()["id"]
    advance(61)
    assert client.get(f"{BASE}/serviceProblem/{key}").json()["status"] == "rejected"
