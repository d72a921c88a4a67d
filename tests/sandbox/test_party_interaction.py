"""TMF683: the log of contacts."""

from typing import Any

import pytest
from starlette.testclient import TestClient

INTERACTIONS = "/tmf-api/partyInteraction/v4/partyInteraction"
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
