"""TMF683: the log of contacts."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

INTERACTIONS = "/tmf-api/partyInteraction/v4/partyInteraction"
Advance = Callable[[float], None]
INTERACTION: dict[str, Any] = {
    "interactionDate": {"startDateTime": "2026-03-01T10:00:00Z"},
    "reason": "No internet",
    "status": "completed",
    "direction": "inbound",
    "channel": [{"id": "self-service", "href": "urn:channel:self-service"}],
    "relatedParty": [{"id": "cus-001", "@referredType": "Customer"}],
    "interactionItem": [
        {"reason": "education", "item": {"id": "R-1", "role": "problemReport"}},
    ],
}


def test_a_contact_is_logged_and_found(client: TestClient) -> None:
    answer = client.post(INTERACTIONS, json=INTERACTION)
    assert answer.status_code == 201
    made = answer.json()
    assert client.get(answer.headers["location"]).json() == made
    assert client.get(INTERACTIONS, params={"interactionItem.item.id": "R-1"}).json() == [made]
    assert client.get(INTERACTIONS, params={"relatedParty.id": "cus-002"}).json() == []


@pytest.mark.parametrize("missing", ["interactionDate", "reason", "status", "direction", "channel"])
def test_what_is_mandatory_must_be_there(client: TestClient, missing: str) -> None:
    body = {name: value for name, value in INTERACTION.items() if name != missing}
    assert client.post(INTERACTIONS, json=body).status_code == 400


def test_a_channel_needs_id_and_href(client: TestClient) -> None:
    body = {**INTERACTION, "channel": [{"id": "self-service"}]}
    assert client.post(INTERACTIONS, json=body).status_code == 400


def test_an_unknown_contact_is_404(client: TestClient) -> None:
    assert client.get(f"{INTERACTIONS}/PI-0").status_code == 404
    assert client.patch(f"{INTERACTIONS}/PI-0", json={"status": "open"}).status_code == 404


def test_a_call_back_takes_place_and_is_told(client: TestClient, advance: Advance) -> None:
    hub = "/tmf-api/partyInteraction/v4/hub"
    client.post(hub, json={"callback": "http://127.0.0.1:1/"})
    made = client.post(INTERACTIONS, json={**INTERACTION, "status": "open"}).json()
    advance(61)
    assert client.get(made["href"]).json()["status"] == "inProgress"
    advance(240)
    done = client.get(made["href"]).json()
    assert (done["status"], done["note"][-1]["text"]) == ("completed", "The customer was called.")
    deliveries = client.get("/sandbox/state").json()["deliveries"]
    assert [each["event"]["eventType"] for each in deliveries] == [
        "PartyInteractionCreateEvent",
        "PartyInteractionStatusChangeEvent",
        "PartyInteractionStatusChangeEvent",
    ]


def test_a_contact_that_is_over_stays_as_it_is(client: TestClient, advance: Advance) -> None:
    address = client.post(INTERACTIONS, json=INTERACTION).headers["location"]
    advance(86400)
    assert client.get(address).json()["status"] == "completed"
    assert client.patch(address, json={"status": "open"}).status_code == 409


def test_a_call_back_can_be_taken_back(client: TestClient, advance: Advance) -> None:
    made = client.post(INTERACTIONS, json={**INTERACTION, "status": "open"}).json()
    body = {"status": "cancelled", "note": [{"text": "asked twice"}]}
    assert client.patch(made["href"], json=body).json()["status"] == "cancelled"
    advance(86400)
    kept = client.get(made["href"]).json()
    assert (kept["status"], kept["note"]) == ("cancelled", [{"text": "asked twice"}])


def test_somebody_of_the_operators_may_move_it(client: TestClient) -> None:
    key = client.post(INTERACTIONS, json={**INTERACTION, "status": "open"}).json()["id"]
    move = f"/sandbox/party-interactions/{key}/move"
    moved = client.post(move, json={"status": "completed", "reason": "No answer."}).json()
    assert (moved["status"], moved["note"][-1]["text"]) == ("completed", "No answer.")


@pytest.mark.parametrize("body", [{"id": "x"}, {"status": None}, {"status": 5}, {"channel": [{}]}])
def test_a_bad_patch_is_refused(client: TestClient, body: Any) -> None:
    address = client.post(INTERACTIONS, json=INTERACTION).headers["location"]
    assert client.patch(address, json=body).status_code == 400
