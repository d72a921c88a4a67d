"""A problem report as a TMF621 trouble ticket: every part of it, and against TM Forum's own file."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker

from mend.others import HandoffState
from mend.problem import CrmProcess, Result, Status
from mend.ticket import OWN_FIELDS, Record, as_v4, read_moment
from mend.ticket_filter import choices, fits

NOW = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
STAMP = "2026-03-02T09:00:00.123456Z"
URL = "https://mend.example"
REPORT: dict[str, Any] = {
    "id": "PR1",
    "conversation": "talk-1",
    "customer": "cus-1",
    "product_id": "prod-1",
    "product_name": "Fibre 500",
    "service_ids": ["svc-1", "svc-2"],
    "name": "No internet",
    "ticket_type": "incident",
    "description": "nothing works",
    "severity": "Major",
    "priority": "High",
    "status": Status.HELD,
    "status_reason": "awaiting SM&O",
    "opened_by": "mend",
    "external_id": "x-1",
    "extra": None,
    "created": NOW,
    "last_update": NOW,
    "resolved": None,
    "requested_resolution": NOW,
    "expected_resolution": NOW + timedelta(hours=1),
}


def row(**values: Any) -> Any:
    return SimpleNamespace(**values)


def report(**values: Any) -> Any:
    return row(**(REPORT | values))


def whole() -> Record:
    """A report with something in every list."""
    requests = [
        row(process=process, number=f"RQ{n}", external_id=f"X-{n}")
        for n, process in enumerate(CrmProcess)
    ]
    return Record(
        report(),
        statuses=[
            row(status=Status.ACKNOWLEDGED, reason="opened", at=NOW - timedelta(hours=1)),
            row(status=Status.HELD, reason="", at=NOW),
        ],
        notes=[row(id="n1", author="mend", at=NOW, text="[1.3.7.6 hand-off] x")],
        restorations=[
            row(id=7, number=1, result=Result.WORKAROUND),
            row(id=8, number=2, result=Result.UNSUCCESSFUL),
            row(id=9, number=3, result=None),
        ],
        attempts=[
            row(
                restoration=7,
                kind="do",
                guide="slow",
                step="move",
                effect="relief",
                started=NOW,
                ended=None,
            ),
            row(
                restoration=8,
                kind="check",
                guide="slow",
                step="outage",
                effect=None,
                started=NOW,
                ended=NOW + timedelta(seconds=1),
            ),
        ],
        tasks=[
            row(kind="line_test", external_id="ST-1"),
            row(kind="line_test", external_id=None),
            row(kind="refresh_line", external_id="AC-1"),
        ],
        handoffs=[
            row(service_problem="SP-1", suspected_layer="access_line", state="rejected"),
            row(service_problem=None, suspected_layer="core_network", state=HandoffState.ASKED),
        ],
        requests=requests,
        appointments=[row(external_id="AP-1"), row(external_id=None)],
        orders=[row(external_id="PO-1"), row(external_id="PO-1")],
    )


def test_every_part_of_a_report_is_on_its_ticket() -> None:
    ticket = as_v4(whole(), URL)
    assert ticket["href"] == f"{URL}/tmf-api/troubleTicket/v4/troubleTicket/PR1"
    assert (ticket["@type"], ticket["@baseType"]) == ("CustomerProblemReport", "TroubleTicket")
    assert ticket["@schemaLocation"].startswith(f"{URL}/tmf-api/schema/")
    assert (ticket["status"], ticket["statusChangeReason"]) == ("held", "awaiting SM&O")
    assert ticket["statusChange"] == [
        {"status": "acknowledged", "changeDate": "2026-03-02T08:00:00.123456Z",
         "changeReason": "opened"},
        {"status": "held", "changeDate": STAMP},
    ]  # fmt: skip
    assert ticket["statusChangeDate"] == ticket["creationDate"] == ticket["lastUpdate"] == STAMP
    assert ticket["expectedResolutionDate"] == "2026-03-02T10:00:00.123456Z"
    assert ticket["channel"] == {"id": "self-service", "name": "self service"}
    assert ticket["note"] == [
        {"id": "n1", "author": "mend", "date": STAMP, "text": "[1.3.7.6 hand-off] x"}
    ]
    assert ticket["relatedParty"] == [
        {"id": "cus-1", "role": "customer", "@referredType": "Customer"}
    ]


def test_everything_that_was_asked_of_others_is_related() -> None:
    ticket = as_v4(whole(), URL)
    found = [(each["id"], each["role"], each["@referredType"]) for each in ticket["relatedEntity"]]
    assert found == [
        ("prod-1", "affectedProduct", "Product"),
        ("svc-1", "affectedService", "Service"),
        ("svc-2", "affectedService", "Service"),
        ("ST-1", "diagnosticResult", "ServiceTest"),
        ("SP-1", "serviceProblem", "ServiceProblem"),
        ("PO-1", "resultingOrder", "ProductOrder"),
        ("AP-1", "appointment", "Appointment"),
        ("X-3", "interaction", "PartyInteraction"),
    ]
    assert ticket["relatedEntity"][0]["name"] == "Fibre 500"
    children = {each["id"] for each in ticket["troubleTicketRelationship"]}
    processes = list(CrmProcess)
    assert {processes[int(key.removeprefix("X-"))] for key in children} == {
        "order_handling",
        "bill_inquiry",
        "retention",
        "qos_sla",
    }


def test_what_tm_forum_has_no_field_for_is_said_beside_it() -> None:
    ticket = as_v4(whole(), URL)
    # The third restoration has not ended.
    assert ticket["restorationResult"] == "unsuccessful"
    assert ticket["restorationActivities"] == [
        {"restoration": 1, "kind": "do", "step": "slow/move", "effect": "relief", "date": STAMP},
        {"restoration": 2, "kind": "check", "step": "slow/outage",
         "date": "2026-03-02T09:00:01.123456Z"},
    ]  # fmt: skip
    assert ticket["handOff"] == {"suspectedLayer": "core_network", "state": "asked"}


def test_what_has_no_value_is_not_there() -> None:
    bare = report(
        conversation=None, customer=None, product_id=None, product_name=None, service_ids=[],
        name=None, priority=None, status="acknowledged", status_reason="", opened_by="crm",
        external_id=None, extra=None, requested_resolution=None, expected_resolution=None,
    )  # fmt: skip
    assert set(as_v4(Record(bare), URL)) == {
        "id", "href", "@type", "@baseType", "@schemaLocation", "description", "severity",
        "ticketType", "status", "statusChangeDate", "creationDate", "lastUpdate",
    }  # fmt: skip


@pytest.mark.parametrize("status", Status)
def test_a_resolution_date_is_shown_while_it_is_true(status: Status) -> None:
    ticket = as_v4(Record(report(status=status, resolved=NOW)), URL)
    assert ("resolutionDate" in ticket) == (status in (Status.RESOLVED, Status.CLOSED))


def test_what_a_client_wrote_is_shown_beside_what_the_report_knows() -> None:
    wrote = {
        "id": "never",
        "status": "closed",
        "restorationResult": "restored",
        "colour": "red",
        "flag": False,
        "channel": {"id": "8"},
        "@type": "Own",
        "relatedParty": [{"id": "cus-1", "role": "Customer", "@referredType": "Individual"}],
        "relatedEntity": [
            {"id": "prod-1", "role": "x", "@referredType": "Product"},
            {"id": "svc-2", "role": "affectedService", "@referredType": "CustomerFacingService"},
            {"id": "b", "role": "bill", "@referredType": "CustomerBill"},
        ],
    }
    ticket = as_v4(Record(report(extra={"attributes": wrote, "posted": "x"})), URL)
    assert (ticket["id"], ticket["status"]) == ("PR1", "held")
    assert not set(OWN_FIELDS) & set(ticket)
    assert (ticket["colour"], ticket["flag"], ticket["channel"]) == ("red", False, {"id": "8"})
    assert (ticket["@type"], ticket.get("@baseType")) == ("Own", None)
    assert ticket["relatedParty"] == wrote["relatedParty"]
    assert [each["id"] for each in ticket["relatedEntity"]] == ["svc-1", "prod-1", "svc-2", "b"]
    assert "posted" not in json.dumps(ticket)


def definition(name: str) -> Draft4Validator:
    """A validator for one of TMF621's definitions, or skip."""
    folder = os.environ.get("SPECS_DIR")
    if not folder:
        pytest.skip("SPECS_DIR names no folder with TM Forum's OpenAPI files")
    path = Path(folder) / "TMF621-TroubleTicket-v4.0.0.swagger.json"
    definitions = json.loads(path.read_text(encoding="utf-8"))["definitions"]
    schema = {"$ref": f"#/definitions/{name}", "definitions": definitions}
    return Draft4Validator(schema, format_checker=FormatChecker())


def test_a_ticket_is_a_trouble_ticket_of_tm_forum() -> None:
    validator = definition("TroubleTicket")
    ticket = as_v4(whole(), URL)
    validator.validate(ticket)
    known = set(validator.schema["definitions"]["TroubleTicket"]["properties"])
    assert set(ticket) - known == set(OWN_FIELDS)
    for name, one in (
        ("note", "Note"),
        ("statusChange", "StatusChange"),
        ("relatedEntity", "RelatedEntity"),
        ("relatedParty", "RelatedParty"),
        ("troubleTicketRelationship", "TroubleTicketRelationship"),
    ):
        allowed = set(validator.schema["definitions"][one]["properties"])
        for item in ticket[name]:
            assert not set(item) - allowed


def test_the_schema_that_is_served_fits_the_ticket() -> None:
    path = Path(__file__).parents[2] / "web/tmf/static/CustomerProblemReport.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft4Validator(schema, format_checker=FormatChecker()).validate(as_v4(whole(), URL))
    assert set(OWN_FIELDS) <= set(schema["properties"])
    activity = schema["properties"]["restorationActivities"]["items"]["properties"]
    for each in as_v4(whole(), URL)["restorationActivities"]:
        assert set(each) <= set(activity)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-03-02T09:00:00Z", 9),
        ("2026-03-02T10:00:00+01:00", 9),
        ("2026-03-02T10:00:00 01:00", 9),
        ("2026-03-02T09:00:00.5Z", 9),
        ("2026-03-02T09:00:00", None),
        ("2026-03-02", None),
        ("soon", None),
        ("", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
    ],
)
def test_a_moment_has_a_zone_or_is_none(text: str, hour: int | None) -> None:
    found = read_moment(text)
    assert (found.hour if found else None) == hour


def test_a_filter_looks_into_lists_and_at_plain_values_only() -> None:
    ticket = {"a": [{"b": 1}, {"b": [True, "x"]}, "y"], "c": None, "d": {"e": 1.5}}
    assert [value for value in ("1", "true", "x", "True", "y") if fits(ticket, "a.b", [value])] == [
        "1",
        "true",
        "x",
    ]
    assert fits(ticket, "a", ["y"])
    assert fits(ticket, "d.e", ["1.5"])
    assert not fits(ticket, "c", ["None"])
    assert not fits(ticket, "d", ["{'e': 1.5}"])
    assert not fits(ticket, "", [""])


def test_commas_part_what_is_wanted_and_the_whole_counts_too() -> None:
    assert choices("a, b") == ["a, b", "a", "b"]
    assert choices("a") == ["a"]
