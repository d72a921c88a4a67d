"""What is sent fits TM Forum's own OpenAPI files, where the environment says that they are at hand."""

import functools
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from mend.problem import ORDERED, REQUEST_KINDS, CrmProcess, RemoteAction, RequestKind
from mend.systems import (
    Systems,
    activation,
    crm_ticket,
    party_interaction,
    product_order,
    service_problem_body,
)
from mend.systems.appointment import search_body
from mend.systems.base import Refused
from mend.systems.qualification import Wish, question_body
from mend.systems.trouble_ticket_v5 import OUR_FIELDS
from tests.mend.systems.letters import FIRST, JOBS, KEY, ORDER, REQUEST, SUMMARY, Job
from tests.mend.systems.world import World

V4_FILES = {
    "serviceProblem": "TMF656-ServiceProblem-v4.0.0.swagger.json",
    "serviceTest": "TMF653-ServiceTest-v4.2.0.swagger.json",
    "partyInteraction": "TMF683-PartyInteraction-v4.0.0.swagger.json",
    "troubleTicket": "TMF621-TroubleTicket-v4.0.0.swagger.json",
    "appointment": "TMF646-Appointment-v4.0.0.swagger.json",
    "searchTimeSlot": "TMF646-Appointment-v4.0.0.swagger.json",
    "productOrder": "TMF622-ProductOrder-v4.0.0.swagger.json",
    "cancelProductOrder": "TMF622-ProductOrder-v4.0.0.swagger.json",
    "productOfferingQualification": "TMF679-ProductOfferingQualification-v4.0.0.swagger.json",
}
V5_FILES = {
    "serviceProblem": "TMF656-Service_Problem_Management-v5.0.0.oas.yaml",
    "troubleTicket": "TMF621-Trouble_Ticket-v5.0.1.oas.yaml",
}


def _folder() -> Path:
    folder = os.environ.get("SPECS_DIR")
    if not folder:
        pytest.skip("SPECS_DIR names no folder with TM Forum's OpenAPI files")
    return Path(folder)


@functools.cache
def _v4(path: Path) -> dict[str, Any]:
    definitions: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["definitions"]
    return definitions


@functools.cache
def _v5(path: Path) -> dict[str, Any]:
    spec = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    schemas: dict[str, Any] = spec["components"]["schemas"]
    for schema in schemas.values():
        kinds = schema.get("discriminator", {}).get("mapping", {})
        if "oneOf" in schema:
            # jsonschema passes over a discriminator, and more than one would fit.
            schema["oneOf"] = [
                {"allOf": [{"$ref": target}, {"properties": {"@type": {"const": kind}}}]}
                for kind, target in kinds.items()
            ]
    return schemas


def _known(schemas: dict[str, Any], name: str) -> set[str]:
    """The fields of a schema and of all that it is made of."""
    schema = schemas[name]
    known = set(schema.get("properties", {}))
    for part in schema.get("allOf", []):
        known |= set(part.get("properties", {}))
        if "$ref" in part:
            known |= _known(schemas, part["$ref"].rpartition("/")[2])
    return known


def _fits(body: dict[str, Any], resource: str, *, changes: bool = False) -> None:
    name = resource[0].upper() + resource[1:] + ("_Update" if changes else "_Create")
    definitions = _v4(_folder() / V4_FILES[resource])
    jsonschema.validate(body, {"$ref": f"#/definitions/{name}", "definitions": definitions})
    own = set(OUR_FIELDS) if resource == "troubleTicket" else set()
    assert set(body) <= _known(definitions, name) | own


def _fits_v5(body: dict[str, Any], resource: str, *, changes: bool = False) -> None:
    schemas = _v5(_folder() / V5_FILES[resource])
    assert body["@type"] == resource[0].upper() + resource[1:]
    _each_fits_its_type(body, schemas, ("_MVO", "") if changes else ("_FVO", ""))


def _each_fits_its_type(value: Any, schemas: dict[str, Any], endings: tuple[str, ...]) -> None:
    """Whatever names its `@type`, down to the last reference, fits the schema of that name."""
    for each in value if isinstance(value, list) else [value]:
        if not isinstance(each, dict):
            continue
        if "@type" in each:
            names = [each["@type"] + ending for ending in endings]
            name = next((name for name in names if name in schemas), None)
            assert name is not None, each
            root = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
            jsonschema.Draft202012Validator(root).validate(each)
            assert set(each) <= _known(schemas, name), name
        for part in each.values():
            _each_fits_its_type(part, schemas, endings)


@pytest.mark.parametrize("job", JOBS, ids=str)
def test_all_that_a_letter_sends_fits_the_standard(
    job: Job, world: World, at: Callable[..., Systems]
) -> None:
    if job.system in ("activation", "subscriber"):
        pytest.skip("no file of TMF640; an event is what was put in the letter")
    system = at(version=job.version).deliverers()[job.system]
    if job.first:
        system.deliver(job.first[0], FIRST, job.first[1])
    system.deliver(job.operation, KEY, job.body)
    sent = [(method, path, body) for method, path, body, _ in world.requests if body is not None]
    assert sent
    for method, path, body in sent:
        resource = path.split("/")[4].split("?")[0]
        fits = _fits if job.version == "v4" else _fits_v5
        fits(body, resource, changes=method == "PATCH")


def test_a_service_problem_without_place_and_product_fits_tmf656() -> None:
    bare = {**SUMMARY, "place": None, "product": None, "tests": [], "tried": [], "customer": None}
    bare = {name: value for name, value in bare.items() if name not in ("previous", "history")}
    body = service_problem_body.create_body(KEY, bare)
    assert not {"affectedLocation", "relatedParty", "parentProblem"} & set(body)
    _fits(body, "serviceProblem")


@pytest.mark.parametrize("contact", [None, "+4915112345678"])
@pytest.mark.parametrize("customer", [None, "cus/1"])
@pytest.mark.parametrize("report", [None, "PR1"])
def test_a_call_back_fits_tmf683(
    contact: str | None, customer: str | None, report: str | None
) -> None:
    given = {**REQUEST, "contact": contact, "customer": customer, "report": report}
    body = party_interaction.create_body(KEY, given)
    assert (contact is not None) == ("+4915112345678" in json.dumps(body))
    _fits(body, "partyInteraction")


TICKETS = [
    (process, kind)
    for process, kinds in REQUEST_KINDS.items()
    for kind in kinds
    if kind in crm_ticket.TICKET_TYPES
]


@pytest.mark.parametrize(("process", "kind"), TICKETS)
def test_a_request_fits_tmf621(process: CrmProcess, kind: RequestKind) -> None:
    given = {**REQUEST, "process": process.value, "kind": kind.value, "contact": "a@b.example"}
    body = crm_ticket.create_body(KEY, given)
    assert body["troubleTicketRelationship"] == [{"id": "PR1", "relationshipType": "dependent"}]
    assert body["ticketType"] == crm_ticket.TICKET_TYPES[kind]
    _fits(body, "troubleTicket")


def test_every_kind_of_request_is_a_ticket_or_an_interaction() -> None:
    kinds = {kind for kinds in REQUEST_KINDS.values() for kind in kinds}
    assert kinds == {*crm_ticket.TICKET_TYPES, *party_interaction.REASONS}


def test_a_request_that_names_no_kind_is_the_first_of_its_process() -> None:
    given = {name: value for name, value in REQUEST.items() if name != "kind"}
    body = crm_ticket.create_body(KEY, {**given, "process": "bill_inquiry"})
    assert body["ticketType"] == "Bill Inquiry"


@pytest.mark.parametrize(
    ("process", "kind"),
    [("interaction", "call_back"), ("bill_inquiry", "leave"), ("magic", "spell")],
)
def test_what_is_no_ticket_is_refused(process: str, kind: str) -> None:
    with pytest.raises(Refused):
        crm_ticket.create_body(KEY, {**REQUEST, "process": process, "kind": kind})


def test_what_is_no_interaction_is_refused() -> None:
    with pytest.raises(Refused):
        party_interaction.create_body(KEY, {**REQUEST, "kind": "dispute"})


def test_a_service_problem_needs_something_that_is_affected() -> None:
    with pytest.raises(Refused):
        service_problem_body.create_body(KEY, {**SUMMARY, "services": [], "place": None})


def test_a_service_problem_carries_what_was_found_tried_and_done_before() -> None:
    body = service_problem_body.create_body(KEY, SUMMARY)
    notes = " ".join(note["text"] for note in body["note"])
    assert "access_line" in notes
    assert "line_test: completed, fault. {'sync': False}" in notes
    assert "no_internet/check_power (do): same, no_effect." in notes
    assert "the customer rejected it" in notes
    roles = {each["id"]: each["role"] for each in body["relatedEntity"]}
    assert roles == {"ST-1": "diagnosticResult", "prod-1": "affectedProduct"}
    assert body["troubleTicket"][0]["id"] == body["firstAlert"]["id"] == "PR1"
    assert body["parentProblem"] == [{"id": "SP-0"}]


@pytest.mark.parametrize("action", ["factory_reset", *sorted(ORDERED)])
def test_only_actions_of_the_network_are_asked_of_it(action: str) -> None:
    with pytest.raises(Refused):
        activation.request_body(KEY, {"action": action, "service": "svc-1"})


@pytest.mark.parametrize("action", sorted(set(RemoteAction) - ORDERED))
def test_every_action_of_the_network_is_a_characteristic(action: str) -> None:
    body = activation.request_body(KEY, {"action": action, "service": "svc-1"})
    values = [each["value"] for each in body["serviceCharacteristic"]]
    assert values == [action, KEY]


def test_an_order_among_what_was_done_is_no_test() -> None:
    order = {**SUMMARY["tests"][0], "kind": "enable_roaming", "id": "PO-1", "outcome": None}
    body = service_problem_body.create_body(KEY, {**SUMMARY, "tests": [order]})
    assert body["relatedEntity"][0] == {
        "id": "PO-1",
        "role": "resultingOrder",
        "@referredType": "ProductOrder",
    }


ITEMS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (
        {"action": "withdraw"},
        {"id": "1", "action": "delete", "product": {"id": "prod-1"}},
    ),
    (
        {"action": "upgrade", "characteristics": {}, "term": None},
        {
            "id": "1",
            "action": "modify",
            "product": {"id": "prod-1"},
            "productOffering": {"id": "po-250"},
        },
    ),
    (
        {"action": "upgrade", "offering": None, "term": None},
        {
            "id": "1",
            "action": "modify",
            "product": {
                "id": "prod-1",
                "productCharacteristic": [{"name": "downloadSpeed", "value": "250"}],
            },
        },
    ),
    (
        {"action": "renew", "offering": None, "characteristics": {}},
        {
            "id": "1",
            "action": "modify",
            "product": {"id": "prod-1"},
            "itemTerm": [{"name": "contract term", "duration": {"amount": 12, "units": "month"}}],
        },
    ),
    (
        {
            "action": "enable_roaming",
            "offering": None,
            "characteristics": {"roamingEnabled": True},
            "term": None,
        },
        {
            "id": "1",
            "action": "modify",
            "product": {
                "id": "prod-1",
                "productCharacteristic": [{"name": "roamingEnabled", "value": True}],
            },
        },
    ),
    (
        {"action": "reconnect", "offering": None, "characteristics": {}, "term": None},
        {"id": "1", "action": "modify", "product": {"id": "prod-1", "status": "active"}},
    ),
    (
        {"action": "add", "product": None, "characteristics": None, "term": None},
        {"id": "1", "action": "add", "productOffering": {"id": "po-250"}},
    ),
]


@pytest.mark.parametrize(("given", "item"), ITEMS, ids=lambda value: value["action"])
def test_each_order_is_the_action_that_tmf622_has_for_it(
    given: dict[str, Any], item: dict[str, Any]
) -> None:
    body = product_order.order_body(KEY, {**ORDER, **given})
    assert body["productOrderItem"] == [item]
    assert body["externalId"] == KEY
    assert body["note"][0]["text"] == ORDER["text"]
    _fits(body, "productOrder")


@pytest.mark.parametrize(
    "given",
    [
        {"action": "withdraw", "product": None},
        {"action": "upgrade", "offering": None, "characteristics": {}},
        {"action": "renew", "term": None},
        {"action": "add", "offering": None},
        {"action": "enable_roaming", "characteristics": {}},
        {"action": "enable_roaming", "product": None},
        {"action": "reconnect", "product": None},
        {"action": "explode"},
    ],
)
def test_an_order_of_nothing_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        product_order.order_body(KEY, {**ORDER, **given})


@pytest.mark.parametrize("place", [None, {"id": "area-1", "name": "Hillside"}])
def test_a_question_for_times_fits_tmf646(place: dict[str, Any] | None) -> None:
    earliest, latest = datetime(2026, 3, 4, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)
    _fits(search_body(place, "PR1", earliest, latest), "searchTimeSlot")


@pytest.mark.parametrize("place", [None, {"id": "area-1", "name": "Hillside"}])
def test_a_question_for_eligibility_fits_tmf679(place: dict[str, Any] | None) -> None:
    wishes = [Wish("add", offering="po-1"), Wish("delete", product="prod-1")]
    _fits(question_body("cus-1", place, wishes), "productOfferingQualification")
