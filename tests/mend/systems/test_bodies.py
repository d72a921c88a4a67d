"""What is sent fits TM Forum's own OpenAPI files, where the environment says that they are at hand."""

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mend.problem import CrmProcess
from mend.systems import activation, party_interaction, service_problem, service_test
from mend.systems import trouble_ticket as tickets
from mend.systems.base import Refused

KEY = "0123456789abcdef0123456789abcdef"


def _fits(body: dict[str, Any], file: str, definition: str) -> None:
    folder = os.environ.get("SPECS_DIR")
    if not folder:
        pytest.skip("SPECS_DIR names no folder with TM Forum's OpenAPI files")
    spec = json.loads((Path(folder) / file).read_text(encoding="utf-8"))
    schema = {"$ref": f"#/definitions/{definition}", "definitions": spec["definitions"]}
    jsonschema.validate(body, schema)
    known = set(spec["definitions"][definition]["properties"])
    assert set(body) <= known


def test_a_service_problem_fits_tmf656(summary: dict[str, Any]) -> None:
    body = service_problem.create_body(KEY, summary)
    _fits(body, "TMF656-ServiceProblem-v4.0.0.swagger.json", "ServiceProblem_Create")


def test_a_service_problem_without_place_and_product_fits_tmf656(summary: dict[str, Any]) -> None:
    bare = {**summary, "place": None, "product": None, "tests": [], "tried": [], "customer": None}
    body = service_problem.create_body(KEY, bare)
    assert "affectedLocation" not in body
    assert "relatedParty" not in body
    _fits(body, "TMF656-ServiceProblem-v4.0.0.swagger.json", "ServiceProblem_Create")


def test_a_line_test_fits_tmf653() -> None:
    body = service_test.start_body(KEY, {"service": "svc-1"})
    _fits(body, "TMF653-ServiceTest-v4.2.0.swagger.json", "ServiceTest_Create")


@pytest.mark.parametrize("contact", [None, "+4915112345678"])
@pytest.mark.parametrize("customer", [None, "cus/1"])
@pytest.mark.parametrize("report", [None, "PR1"])
def test_a_call_back_fits_tmf683(
    request_body: dict[str, Any], contact: str | None, customer: str | None, report: str | None
) -> None:
    given = {**request_body, "contact": contact, "customer": customer, "report": report}
    body = party_interaction.create_body(KEY, given)
    assert (contact is not None) == ("+4915112345678" in json.dumps(body))
    _fits(body, "TMF683-PartyInteraction-v4.0.0.swagger.json", "PartyInteraction_Create")


@pytest.mark.parametrize("process", list(tickets.TICKET_TYPES))
def test_a_request_fits_tmf621(request_body: dict[str, Any], process: CrmProcess) -> None:
    body = tickets.create_body(
        KEY, {**request_body, "process": process.value, "contact": "a@b.org"}
    )
    assert body["troubleTicketRelationship"] == [{"id": "PR1", "relationshipType": "dependent"}]
    _fits(body, "TMF621-TroubleTicket-v4.0.0.swagger.json", "TroubleTicket_Create")


def test_every_crm_process_but_interaction_has_a_ticket_type() -> None:
    assert {*tickets.TICKET_TYPES, CrmProcess.INTERACTION} == set(CrmProcess)


def test_a_service_problem_needs_something_that_is_affected(summary: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        service_problem.create_body(KEY, {**summary, "services": [], "place": None})


def test_a_service_problem_carries_what_was_found_and_tried(summary: dict[str, Any]) -> None:
    body = service_problem.create_body(KEY, summary)
    notes = " ".join(note["text"] for note in body["note"])
    assert "access_line" in notes
    assert "line_test: completed, fault. {'sync': False}" in notes
    assert "no_internet/check_power (do): same, no_effect." in notes
    roles = {each["id"]: each["role"] for each in body["relatedEntity"]}
    assert roles == {"ST-1": "diagnosticResult", "prod-1": "affectedProduct"}
    assert body["troubleTicket"][0]["id"] == body["firstAlert"]["id"] == "PR1"


def test_only_actions_of_the_closed_list_are_asked_for() -> None:
    with pytest.raises(Refused):
        activation.request_body(KEY, {"action": "factory_reset", "service": "svc-1"})


def test_interaction_is_no_ticket(request_body: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        tickets.create_body(KEY, request_body)
