"""What the operator's ticket system does by itself, and with whom it shares it."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from sandbox.app import create_app

BASE = "/tmf-api/troubleTicket/v4"
TICKETS = f"{BASE}/troubleTicket"
PROBLEMS = "/tmf-api/serviceProblemManagement/v4/serviceProblem"
Advance = Callable[[float], None]


def ask(client: TestClient, kind: str, customer: str = "cus-010", **more: Any) -> str:
    """The id of a new ticket of that type."""
    body = {
        "description": "A request.",
        "severity": "Minor",
        "ticketType": kind,
        "relatedParty": [{"id": customer, "@referredType": "Customer"}],
        **more,
    }
    key: str = client.post(TICKETS, json=body).json()["id"]
    return key


def read(client: TestClient, key: str) -> dict[str, Any]:
    ticket: dict[str, Any] = client.get(f"{TICKETS}/{key}").json()
    return ticket


def customer(client: TestClient, key: str) -> dict[str, Any]:
    people = client.get("/sandbox/state").json()["customers"]
    found: dict[str, Any] = next(each for each in people if each["id"] == key)
    return found


def told(client: TestClient) -> list[str]:
    deliveries = client.get("/sandbox/state").json()["deliveries"]
    return [each["event"]["eventType"].removeprefix("TroubleTicket") for each in deliveries]


def subscribe(client: TestClient) -> None:
    client.post(f"{BASE}/hub", json={"callback": "http://127.0.0.1:1/"})


@pytest.mark.parametrize(
    ("kind", "reason", "words"),
    [
        ("Order Request", "replacement sent", "router"),
        ("Bill Dispute", "charge checked", "charge"),
        ("Bill Inquiry", "question answered", "explained"),
        ("Retention Request", "wish to leave noted", "contract ends on 20"),
        ("SLA Violation", "credit granted", "5.00 EUR"),
        ("SIM Card Request", "SIM card sent", "new SIM card"),
        ("Relocation Request", "move noted", "new address"),
        ("Number Transfer Request", "number transferred", "number has come"),
        ("something else", "dealt with", "dealt with"),
    ],
)
def test_a_request_is_worked_on_and_answered(
    client: TestClient, advance: Advance, kind: str, reason: str, words: str
) -> None:
    key = ask(client, kind)
    advance(55)
    assert read(client, key)["status"] == "acknowledged"
    advance(10)
    assert read(client, key)["status"] == "inProgress"
    advance(240)
    ticket = read(client, key)
    assert (ticket["status"], ticket["statusChangeReason"]) == ("resolved", reason)
    assert words in ticket["note"][-1]["text"]
    assert ticket["resolutionDate"] == ticket["statusChangeDate"]


def test_a_new_router_has_come_when_the_request_is_resolved(
    client: TestClient, advance: Advance
) -> None:
    ask(client, "Order Request")
    assert customer(client, "cus-010")["faults"] == ["router_faulty"]
    advance(301)
    assert customer(client, "cus-010")["faults"] == []
    assert customer(client, "cus-010")["router"] == "Brightwater Hub 6"


def test_more_time_to_pay_ends_the_suspension(client: TestClient, advance: Advance) -> None:
    ask(client, "Bill Inquiry", "cus-003", description="Extension of the due date, please.")
    advance(301)
    assert customer(client, "cus-003")["faults"] == []
    bills = "/tmf-api/customerBillManagement/v4/customerBill"
    [bill] = client.get(bills, params={"relatedParty.id": "cus-003", "state": "sent"}).json()
    assert bill["paymentDueDate"] > client.get("/sandbox/state").json()["now"]


def test_an_incident_moves_only_when_somebody_moves_it(
    client: TestClient, advance: Advance
) -> None:
    key = ask(client, "incident")
    advance(86400)
    assert read(client, key)["status"] == "acknowledged"


def test_every_step_has_its_event(client: TestClient, advance: Advance) -> None:
    subscribe(client)
    ask(client, "Order Request")
    advance(301)
    assert told(client) == [
        "CreateEvent",
        "StatusChangeEvent",
        "StatusChangeEvent",
        "ResolvedEvent",
    ]


def test_a_change_without_a_status_has_an_event_of_its_own(client: TestClient) -> None:
    key = ask(client, "incident")
    subscribe(client)
    client.patch(f"{TICKETS}/{key}", json={"note": [{"text": "1.3.7.6 workaround"}]})
    client.patch(f"{TICKETS}/{key}", json={"status": "inProgress", "statusChangeReason": "begun"})
    client.patch(f"{TICKETS}/{key}", json={"status": "pending"})
    assert told(client) == [
        "AttributeValueChangeEvent",
        "StatusChangeEvent",
        "StatusChangeEvent",
        "InformationRequiredEvent",
    ]


def test_the_same_status_again_is_no_event(client: TestClient) -> None:
    key = ask(client, "incident")
    subscribe(client)
    assert client.patch(f"{TICKETS}/{key}", json={"status": "acknowledged"}).status_code == 200
    assert told(client) == []


def test_who_moves_a_ticket_takes_it_out_of_the_schedule(
    client: TestClient, advance: Advance
) -> None:
    key = ask(client, "Order Request")
    move = f"/sandbox/trouble-tickets/{key}/move"
    client.post(move, json={"status": "inProgress"})
    body = {"status": "pending", "reason": "which colour?", "note": "Which colour?"}
    moved = client.post(move, json=body).json()
    assert (moved["statusChangeReason"], moved["note"][-1]["text"]) == (
        "which colour?",
        "Which colour?",
    )
    advance(86400)
    assert read(client, key)["status"] == "pending"
    client.patch(f"{TICKETS}/{key}", json={"note": [{"author": "mend", "text": "White."}]})
    assert read(client, key)["status"] == "inProgress"
    advance(241)
    assert read(client, key)["status"] == "resolved"


def test_a_rejected_solution_is_worked_on_anew(client: TestClient, advance: Advance) -> None:
    key = ask(client, "Order Request")
    advance(301)
    again = client.patch(f"{TICKETS}/{key}", json={"status": "inProgress"}).json()
    assert "resolutionDate" not in again
    advance(241)
    assert read(client, key)["status"] == "resolved"


def test_a_request_may_be_rejected(client: TestClient, advance: Advance) -> None:
    client.post("/sandbox/faults", json={"api": "troubleTicket", "mode": "work_fails"})
    key = ask(client, "SLA Violation")
    advance(61)
    assert read(client, key)["status"] == "rejected"


def test_an_illegal_move_is_refused(client: TestClient) -> None:
    move = f"/sandbox/trouble-tickets/{ask(client, 'incident')}/move"
    assert client.post(move, json={"status": "closed"}).status_code == 409
    assert client.post(move, json={"status": "solved"}).status_code == 400
    assert client.post(move, json={}).status_code == 400
    unknown = client.post("/sandbox/trouble-tickets/TT-0/move", json={"status": "held"})
    assert unknown.status_code == 404


def test_somebody_elses_note_stands_beside_ours(client: TestClient) -> None:
    key = ask(client, "incident", note=[{"text": "ours"}])
    body = {"text": "Seen.", "author": "back office"}
    ticket = client.post(f"/sandbox/trouble-tickets/{key}/note", json=body).json()
    assert [each["text"] for each in ticket["note"]] == ["ours", "Seen."]
    assert ticket["note"][-1]["author"] == "back office"
    answer = client.post("/sandbox/trouble-tickets/TT-0/note", json={"text": "x"})
    assert answer.status_code == 404


@pytest.mark.parametrize("kind", ["application/json", "application/merge-patch+json;charset=utf-8"])
def test_a_merge_patch_replaces_an_array(client: TestClient, kind: str) -> None:
    key = ask(client, "incident", note=[{"text": "one"}])
    answer = client.patch(
        f"{TICKETS}/{key}", content='{"note": [{"text": "two"}]}', headers={"Content-Type": kind}
    )
    assert [each["text"] for each in answer.json()["note"]] == ["two"]


def test_a_json_patch_adds_to_an_array(client: TestClient) -> None:
    key = ask(client, "incident", note=[{"text": "one"}])
    answer = client.patch(
        f"{TICKETS}/{key}",
        content='[{"op": "add", "path": "/note/-", "value": {"text": "two"}}]',
        headers={"Content-Type": "application/json-patch+json"},
    )
    assert [each["text"] for each in answer.json()["note"]] == ["one", "two"]


@pytest.mark.parametrize(
    ("kind", "content", "status"),
    [
        ("application/json-patch+json", '[{"op": "remove", "path": "/note/0"}]', 400),
        ("application/json-patch+json", '[{"op": "add", "path": "/note", "value": {}}]', 400),
        ("application/json-patch+json", '[{"op": "add", "path": "/severity/-", "value": 1}]', 400),
        ("application/json-patch+json", '[{"op": "add", "path": "/note/-", "value": {}}]', 400),
        ("application/json-patch+json", '{"note": []}', 400),
        ("text/plain", '{"note": []}', 415),
        ("application/xml", "<note/>", 415),
    ],
)
def test_another_patch_is_refused(client: TestClient, kind: str, content: str, status: int) -> None:
    key = ask(client, "incident")
    answer = client.patch(f"{TICKETS}/{key}", content=content, headers={"Content-Type": kind})
    assert answer.status_code == status


def hold(client: TestClient, key: str) -> None:
    for status in ("inProgress", "held"):
        client.patch(f"{TICKETS}/{key}", json={"status": status, "statusChangeReason": status})


def raised(client: TestClient, key: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(PROBLEMS, params={"troubleTicket.id": key}).json()
    return found


PRODUCT = {"id": "prod-004-broadband", "role": "affectedProduct", "@referredType": "Product"}


def test_a_ticket_system_may_raise_the_service_problem(
    client: TestClient, advance: Advance
) -> None:
    client.post("/sandbox/switches", json={"raisesServiceProblems": True})
    key = ask(client, "incident", "cus-004", severity="Major", relatedEntity=[PRODUCT])
    hold(client, key)
    subscribe(client)
    advance(6)
    [problem] = raised(client, key)
    assert problem["priority"] == 3
    assert [each["id"] for each in problem["affectedService"]] == ["svc-004-broadband"]
    link = read(client, key)["relatedEntity"][-1]
    assert (link["id"], link["role"], link["@referredType"]) == (
        problem["id"],
        "serviceProblem",
        "ServiceProblem",
    )
    assert told(client) == ["AttributeValueChangeEvent"]
    advance(600)
    assert client.get(f"{PROBLEMS}/{problem['id']}").json()["status"] == "resolved"


def test_it_raises_none_for_a_ticket_that_has_one(client: TestClient, advance: Advance) -> None:
    client.post("/sandbox/switches", json={"raisesServiceProblems": True})
    mine = {"id": "SP-1", "role": "serviceProblem", "@referredType": "ServiceProblem"}
    key = ask(client, "incident", "cus-004", relatedEntity=[PRODUCT, mine])
    hold(client, key)
    advance(6)
    assert raised(client, key) == []


def test_it_says_when_it_does_not_know_what_is_affected(
    client: TestClient, advance: Advance
) -> None:
    client.post("/sandbox/switches", json={"raisesServiceProblems": True})
    key = ask(client, "incident", "somebody")
    hold(client, key)
    advance(6)
    assert raised(client, key) == []
    assert "nothing was raised" in read(client, key)["note"][-1]["text"]


def test_it_raises_none_unless_switched_on(client: TestClient, advance: Advance) -> None:
    key = ask(client, "incident", "cus-004", relatedEntity=[PRODUCT])
    hold(client, key)
    advance(6)
    assert raised(client, key) == []


def test_it_may_be_switched_on_from_the_start() -> None:
    app = create_app("http://127.0.0.1:8001", "http://127.0.0.1:8000", raises_problems=True)
    assert TestClient(app).get("/sandbox/state").json()["raisesServiceProblems"] is True
