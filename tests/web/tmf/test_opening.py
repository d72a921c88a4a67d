"""POST /troubleTicket: what is kept, what is passed over, what is refused, and that twice is once."""

from typing import Any

import pytest
from sqlalchemy import select

from mend.store import Store, reports
from mend.store import tables as t
from tests.mend.test_ticket import definition
from tests.web.tmf.conftest import LEAST, TICKETS, System

WHOLE: dict[str, Any] = {
    **LEAST,
    "name": "No internet",
    "priority": "High",
    "externalId": "T-1",
    "requestedResolutionDate": "2026-03-03T09:00:00Z",
    "expectedResolutionDate": "2026-03-04T11:00:00+02:00",
    "channel": {"id": "8774", "name": "call centre"},
    "note": [{"id": "1", "author": "Jo", "date": "2026-03-02T08:00:00Z", "text": "rang twice"}],
    "relatedParty": [
        {"id": "cus-7", "role": "customer", "name": "Jo", "@referredType": "Individual"}
    ],
    "relatedEntity": [
        {"id": "prod-7", "role": "product", "name": "Fibre", "@referredType": "Product"},
        {"id": "bill-7", "role": "bill", "@referredType": "CustomerBill"},
    ],
    "attachment": [
        {"id": "a1", "url": "https://x.example/1", "size": {"amount": 1.5, "units": "MB"}}
    ],
    "troubleTicketRelationship": [{"id": "T-0", "relationshipType": "dependent"}],
    "region": {"code": 7, "open": True},
}


def test_all_that_was_written_can_be_read_again(crm: System) -> None:
    made = crm.open(**WHOLE)
    read = crm.read(made["id"])
    assert read == made
    same = set(WHOLE) - {"note", "expectedResolutionDate"}
    assert {name: read[name] for name in same} == {name: WHOLE[name] for name in same}
    assert read["expectedResolutionDate"] == "2026-03-04T09:00:00Z"
    note = read["note"][0]
    assert (note["author"], note["date"], note["text"]) == (
        "Jo",
        "2026-03-02T08:00:00Z",
        "rang twice",
    )


def test_the_answer_says_where_the_ticket_is(crm: System) -> None:
    answer = crm.post(TICKETS, LEAST)
    ticket = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == ticket["href"]
    assert ticket["href"].endswith(f"{TICKETS}/{ticket['id']}")
    assert answer.headers["content-type"] == "application/json;charset=utf-8"


def test_the_server_sets_what_is_the_servers(crm: System) -> None:
    made = crm.open(
        id="mine",
        href="http://elsewhere",
        status="nanana",
        statusChange=7,
        statusChangeDate="x",
        creationDate="1999-01-01T00:00:00Z",
        lastUpdate=None,
        resolutionDate="1999-01-01T00:00:00Z",
        restorationResult="restored",
        handOff={"state": "resolved"},
    )
    assert made["id"].startswith("PR")
    assert made["status"] == "acknowledged"
    assert [each["status"] for each in made["statusChange"]] == ["acknowledged"]
    assert made["creationDate"] == made["lastUpdate"] == "2026-03-02T09:00:00Z"
    assert not {"resolutionDate", "restorationResult", "handOff"} & set(made)


def test_the_customer_finds_the_report_in_the_chat(crm: System, store: Store) -> None:
    made = crm.open(**WHOLE)
    with store.glance() as page:
        found = reports.unfinished(page, "talk-9", "cus-7")
    assert [row.id for row in found] == [made["id"]]
    assert (found[0].product_id, found[0].product_name) == ("prod-7", "Fibre")
    assert (found[0].opened_by, found[0].conversation) == ("crm", None)


@pytest.mark.parametrize(
    ("parties", "customer"),
    [
        ([{"id": "a", "role": "Customer", "@referredType": "Individual"}], "a"),
        ([{"id": "a", "@referredType": "Customer"}], "a"),
        ([{"id": f"{n}", "@referredType": "Customer"} for n in range(2)], None),
        ([{"id": "a", "role": "agent", "@referredType": "Individual"}], None),
        ([], None),
    ],
)
def test_the_customer_is_who_has_the_role_or_is_the_only_one(
    crm: System, store: Store, parties: list[dict[str, str]], customer: str | None
) -> None:
    made = crm.open(relatedParty=parties)
    with store.glance() as page:
        assert reports.report(page, made["id"]).customer == customer
    assert made.get("relatedParty", []) == parties


def test_the_same_request_again_is_answered_with_the_same_ticket(crm: System, store: Store) -> None:
    first = crm.post(TICKETS, WHOLE)
    again = crm.post(TICKETS, dict(reversed(list(WHOLE.items()))))
    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])
    assert again.headers["location"] == first.headers["location"]
    with store.glance() as page:
        assert len(page.db.execute(select(t.problem_report)).all()) == 1
        assert len(page.db.execute(select(t.audit)).all()) == 1


def test_the_same_request_is_known_after_the_ticket_has_changed(crm: System) -> None:
    made = crm.open(externalId="T-2")
    crm.patch(made["id"], {"priority": "Low", "description": "else"})
    again = crm.open(externalId="T-2")
    assert (again["id"], again["priority"]) == (made["id"], "Low")


def test_another_body_under_the_same_external_id_is_refused(crm: System) -> None:
    made = crm.open(externalId="T-3")
    answer = crm.post(TICKETS, LEAST | {"externalId": "T-3", "severity": "Low"})
    assert (answer.status_code, answer.json()["code"]) == (409, "externalIdTaken")
    assert made["id"] in answer.json()["message"]


def test_each_system_has_external_ids_of_its_own(crm: System, system: Any) -> None:
    other = system("billing", "read", "write")
    assert crm.open(externalId="1")["id"] != other.open(externalId="1")["id"]


def test_without_external_id_every_request_is_a_ticket(crm: System) -> None:
    assert crm.open()["id"] != crm.open()["id"]


@pytest.mark.parametrize("name", ["description", "severity", "ticketType"])
@pytest.mark.parametrize("value", [None, "", "absent"])
def test_what_is_mandatory_must_be_there(crm: System, name: str, value: str | None) -> None:
    body = {**LEAST, name: value}
    if value == "absent":
        del body[name]
    answer = crm.post(TICKETS, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "23")
    assert name in answer.json()["message"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"description": 7},
        {"description": "x" * 4001},
        {"severity": ["High"]},
        {"name": "x" * 257},
        {"externalId": "x" * 129},
        {"priority": {"is": "high"}},
        {"requestedResolutionDate": "tomorrow"},
        {"requestedResolutionDate": "2026-03-03T09:00:00"},
        {"expectedResolutionDate": "0001-01-01T00:00:00+14:00"},
        {"note": {"text": "not an array"}},
        {"note": [{"author": "Jo"}]},
        {"note": [{"text": ""}]},
        {"note": [{"text": "x" * 4001}]},
        {"note": [{"text": "x", "author": "Mend"}]},
        {"note": [{"text": "x", "author": "x" * 65}]},
        {"note": [{"text": "x", "date": "never"}]},
        {"note": ["x"]},
        {"note": [{"text": "x"}] * 501},
        {"channel": {"name": "without id"}},
        {"channel": "web"},
        {"relatedEntity": [{"id": "1", "role": "bill"}]},
        {"relatedEntity": [{"id": "", "role": "bill", "@referredType": "Bill"}]},
        {"relatedEntity": [{"id": "x" * 129, "role": "p", "@referredType": "Product"}]},
        {"relatedParty": [{"id": 7, "@referredType": "Customer"}]},
        {"relatedParty": [{"id": "7"}]},
        {"attachment": [{"size": 7}]},
        {"attachment": [{"size": {"amount": "7"}}]},
        {"attachment": [{"validFor": {"startDateTime": "x"}}]},
        {"troubleTicketRelationship": [7]},
        {"@type": 7},
    ],
    ids=lambda wrong: f"{next(iter(wrong))}-{str(next(iter(wrong.values())))[:30]}",
)
def test_what_cannot_be_used_is_refused_by_name(crm: System, wrong: dict[str, Any]) -> None:
    answer = crm.post(TICKETS, LEAST | wrong)
    assert (answer.status_code, answer.json()["code"]) == (400, "24")
    assert answer.json()["message"].startswith(next(iter(wrong)))
    assert crm.ids() == []


def test_an_attribute_without_value_is_an_attribute_that_is_not_there(crm: System) -> None:
    made = crm.open(name=None, note=None, channel=None, relatedParty=[None], extra=None)
    assert not {"name", "note", "channel", "relatedParty", "extra"} & set(made)


def test_a_subclass_of_a_client_stays_its_own(crm: System) -> None:
    own = {"@type": "LineTicket", "@schemaLocation": "https://x.example/LineTicket.json"}
    made = crm.open(**own)
    assert {name: made.get(name) for name in ("@type", "@schemaLocation", "@baseType")} == {
        **own,
        "@baseType": None,
    }


def test_every_ticket_that_is_opened_is_in_the_audit(crm: System, store: Store) -> None:
    made = crm.open()
    with store.glance() as page:
        rows = page.db.execute(select(t.audit.c.agent, t.audit.c.what, t.audit.c.about)).all()
    assert [tuple(row) for row in rows] == [("system:crm", "opened_ticket", made["id"])]


def test_a_ticket_and_an_error_are_what_tm_forum_says_they_are(crm: System) -> None:
    definition("TroubleTicket").validate(crm.open(**WHOLE))
    definition("Error").validate(crm.post(TICKETS, {}).json())
