"""TMF621: the operator's ticket system."""

from typing import Any

import pytest
from starlette.testclient import TestClient

TICKETS = "/tmf-api/troubleTicket/v4/troubleTicket"
TICKET: dict[str, Any] = {
    "description": "Please send a replacement router.",
    "severity": "Minor",
    "ticketType": "request",
    "externalId": "request-1",
    "relatedParty": [{"id": "cus-010", "@referredType": "Customer"}],
    "relatedEntity": [{"id": "R-1", "role": "parent", "@referredType": "TroubleTicket"}],
    "note": [{"text": "The old one shows no light."}],
}


def test_a_ticket_is_made_and_found_by_our_own_key(client: TestClient) -> None:
    answer = client.post(TICKETS, json={**TICKET, "status": "nonsense"})
    assert answer.status_code == 201
    made = answer.json()
    assert made["status"] == "acknowledged"
    assert [change["status"] for change in made["statusChange"]] == ["acknowledged"]
    assert client.get(TICKETS, params={"externalId": "request-1"}).json() == [made]
    assert client.get(TICKETS, params={"externalId": "request-2"}).json() == []
    assert client.get(answer.headers["location"]).json() == made


@pytest.mark.parametrize("missing", ["description", "severity", "ticketType"])
def test_what_is_mandatory_must_be_there(client: TestClient, missing: str) -> None:
    body = {name: value for name, value in TICKET.items() if name != missing}
    answer = client.post(TICKETS, json=body)
    assert answer.status_code == 400
    assert missing in answer.json()["message"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("note", [{"author": "no text"}]),
        ("note", {"text": "not a list"}),
        ("relatedEntity", [{"id": "R-1"}]),
        ("relatedParty", [{"id": "cus-010"}]),
        ("channel", {"name": "no id"}),
        ("externalId", 5),
    ],
)
def test_a_field_of_the_wrong_kind_is_refused(client: TestClient, name: str, value: Any) -> None:
    assert client.post(TICKETS, json={**TICKET, name: value}).status_code == 400


def test_a_trailing_slash_is_as_good(client: TestClient) -> None:
    assert client.post(f"{TICKETS}/", json=TICKET).status_code == 201
    assert client.post(f"{TICKETS}/", json={}).status_code == 400


def test_a_legal_change_is_kept_with_its_reason(client: TestClient) -> None:
    address = client.post(TICKETS, json=TICKET).headers["location"]
    patch = {"status": "inProgress", "statusChangeReason": "started"}
    changed = client.patch(address, json=patch).json()
    assert changed["status"] == "inProgress"
    assert changed["statusChange"][-1]["changeReason"] == "started"


def test_an_illegal_change_is_refused(client: TestClient) -> None:
    address = client.post(TICKETS, json=TICKET).headers["location"]
    assert client.patch(address, json={"status": "resolved"}).status_code == 409
    assert client.get(address).json()["status"] == "acknowledged"


@pytest.mark.parametrize(
    "body", [{"id": "x"}, {"statusChange": []}, {"severity": None}, {"status": "done"}]
)
def test_a_bad_patch_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    address = client.post(TICKETS, json=TICKET).headers["location"]
    assert client.patch(address, json=body).status_code == 400


def test_a_null_takes_a_field_away(client: TestClient) -> None:
    address = client.post(TICKETS, json=TICKET).headers["location"]
    assert "note" not in client.patch(address, json={"note": None}).json()


def test_unknown_tickets_are_404(client: TestClient) -> None:
    assert client.get(f"{TICKETS}/46846846846").status_code == 404
    assert client.patch(f"{TICKETS}/TT-0", json={}).status_code == 404


def test_fields_give_exactly_those(client: TestClient) -> None:
    address = client.post(TICKETS, json=TICKET).headers["location"]
    answer = client.get(address, params={"fields": "severity,status"})
    assert answer.json() == {"severity": "Minor", "status": "acknowledged"}
