"""GET: one ticket, lists newest first, pages, chosen fields, filters; the same on both databases."""

import contextlib
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from mend.store import Store, crm_requests, handoffs, reports
from mend.store import tables as t
from tests.mend.conftest import engine  # noqa: F401
from tests.web.tmf.conftest import LEAST, TICKETS, Clock, System, own_report
from tests.web.tmf.test_opening import WHOLE


@pytest.fixture
def store(engine: Engine, clock: Clock) -> Store:  # noqa: F811
    return Store(engine, clock)


def test_lists_are_newest_first_and_whole(crm: System, clock: Clock) -> None:
    made = []
    for _ in range(5):
        made.append(crm.open()["id"])
        clock.move(seconds=1)
    answer = crm.get(TICKETS)
    assert [ticket["id"] for ticket in answer.json()] == made[::-1]
    assert answer.status_code == 200
    assert (answer.headers["x-total-count"], answer.headers["x-result-count"]) == ("5", "5")


def test_pages_hold_every_ticket_once_and_say_that_there_is_more(crm: System) -> None:
    made = {crm.open()["id"] for _ in range(5)}  # all of one moment
    pages = [crm.get(f"{TICKETS}?offset={offset}&limit=2") for offset in (0, 2, 4)]
    assert [page.status_code for page in pages] == [206, 206, 206]
    assert [page.headers["x-result-count"] for page in pages] == ["2", "2", "1"]
    assert {page.headers["x-total-count"] for page in pages} == {"5"}
    shown = [ticket["id"] for page in pages for ticket in page.json()]
    assert len(shown) == 5
    assert set(shown) == made


def test_nothing_that_fits_is_an_empty_list(crm: System) -> None:
    answer = crm.get(f"{TICKETS}?severity=High")
    assert (answer.status_code, answer.json(), answer.headers["x-total-count"]) == (200, [], "0")


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("fields=description", {"description"}),
        ("fields=severity,status", {"severity", "status"}),
        ("fields=severity&fields=status", {"severity", "status"}),
        ("fields=id,nothing", {"id"}),
    ],
)
def test_only_the_named_attributes_are_shown(crm: System, query: str, keys: set[str]) -> None:
    made = crm.open()
    assert set(crm.get(f"{TICKETS}/{made['id']}?{query}").json()) == keys
    assert [set(ticket) for ticket in crm.found(f"?{query}")] == [keys]


FITTING = [
    "id={id}",
    "severity=High",
    "severity=Low,High",
    "severity=High&ticketType=incident",
    "status=acknowledged",
    "priority=High",
    "externalId=T-1",
    "name=No%20internet",
    "description=no%20internet",
    "creationDate=2026-03-02T09:00:00Z",
    "creationDate=2026-03-02T10:00:00%2B01:00",
    "creationDate=2026-03-02T10:00:00+01:00",
    "lastUpdate=2026-03-02T09:00:00Z",
    "requestedResolutionDate=2026-03-03T09:00:00.000Z",
    "expectedResolutionDate=2026-03-04T09:00:00Z",
    "relatedParty.id=cus-7",
    "relatedParty.name=Jo",
    "relatedParty.role=customer&creationDate=2026-03-02T10:00:00%2B01:00",
    "relatedEntity.id=prod-7",
    "relatedEntity.id=bill-7",
    "relatedEntity.@referredType=CustomerBill",
    "channel.id=8774",
    "channel.name=call%20centre",
    "note.text=rang%20twice",
    "note.author=Jo",
    "statusChange.status=acknowledged",
    "troubleTicketRelationship.id=T-0",
    "attachment.size.amount=1.5",
    "region.code=7",
    "region.open=true",
    "@type=CustomerProblemReport&severity=High",
    "relatedParty.id=cus-7&relatedEntity.id=bill-7&priority=High",
]
NOT_FITTING = [
    "id=PR00000000",
    "severity=High&ticketType=request",
    "severity=high",
    "status=nanana",
    "name=",
    "externalId=",
    "creationDate=yesterday",
    "creationDate=2026-03-02T09:00:00",
    "creationDate=0001-01-01T00:00:00%2B14:00",
    "resolutionDate=2026-03-02T09:00:00Z",
    "relatedParty.id=cus-8",
    "relatedParty.id=T-0",
    "relatedEntity.id=cus-7",
    "channel.id=self-service",
    "channel.id=T-1",
    "note.text=rang",
    "region=7",
    "region.code=8",
    "region.open=1",
    "nothing=7",
    "nothing.at.all=7",
    "extra=null",
    "posted=null",
    "attributes.region.code=7",
    "severity.id=High",
    "sort=severity",
    f"nothing={quote(chr(0x1F600))}",
    "restorationResult=restored",
    "handOff.state=asked",
    "relatedParty.id=%25",
]


@pytest.mark.parametrize("query", FITTING)
def test_a_filter_finds_the_ticket_that_fits_and_no_other(crm: System, query: str) -> None:
    made = crm.open(**WHOLE)
    other = {"severity": "x", "description": "x", "ticketType": "x"}
    for extra in ({}, {"region": {"code": 8, "open": False}, "priority": "7"}):
        crm.open(**other, **extra)
    found = crm.ids(f"?{query.format(id=made['id'])}")
    if query.startswith(("status=", "statusChange", "creationDate", "lastUpdate")):
        assert made["id"] in found
    else:
        assert found == [made["id"]]


@pytest.mark.parametrize("query", NOT_FITTING)
def test_a_filter_that_nothing_fits_finds_nothing(crm: System, query: str) -> None:
    crm.open(**WHOLE)
    assert crm.ids(f"?{query}") == []


def test_a_value_with_a_comma_finds_itself(crm: System) -> None:
    made = crm.open(description="no internet, red light")
    assert crm.ids("?description=no%20internet,%20red%20light") == [made["id"]]


def test_filters_in_sql_and_beside_it_agree_on_pages(crm: System, clock: Clock) -> None:
    made = []
    for number in range(7):
        made.append(crm.open(region={"code": number % 2}, severity=f"S{number % 2}")["id"])
        clock.move(seconds=1)
    for query in ("severity=S0", "region.code=0"):
        answer = crm.get(f"{TICKETS}?{query}&offset=1&limit=2")
        assert [ticket["id"] for ticket in answer.json()] == [made[4], made[2]]
        assert answer.headers["x-total-count"] == "4"
        assert answer.status_code == 206


def test_what_mend_itself_opened_is_found_by_what_it_knows(crm: System, store: Store) -> None:
    crm.open()
    with store.page() as page:
        number = own_report(page)
        run = page.db.execute(
            t.restoration.insert().values(
                report=number, number=1, conversation="talk-1", opened=page.now, ended=page.now,
                result="workaround", guide="no_internet", phase="ended", progress={},
            )
        ).inserted_primary_key[0]  # fmt: skip
        handoffs.add(
            page, restoration=run, report=number, known="SP-1", category="c",
            suspected_layer="access_line", summary={},
        )  # fmt: skip
        page.db.execute(
            t.provider_task.insert().values(
                restoration=run, kind="line_test", service_id="svc-1", external_id="ST-1",
                state="completed", asked=page.now,
            )
        )  # fmt: skip
        key = crm_requests.add(
            page, conversation="talk-1", customer="cus-1", process="bill_inquiry", kind="dispute",
            what="too much", state="accepted", report=number, restoration=run,
        )  # fmt: skip
        crm_requests.change(page, key, external_id="TT-9")
    queries = (
        "relatedParty.id=cus-1", "relatedEntity.id=prod-1", "relatedEntity.id=svc-1",
        "relatedEntity.id=SP-1", "relatedEntity.id=ST-1", "channel.id=self-service",
        "channel.name=self%20service", "restorationResult=workaround", "handOff.state=asked",
        "handOff.serviceProblem=SP-1", "troubleTicketRelationship.id=TT-9",
        "relatedEntity.role=affectedService", "handOff.suspectedLayer=access_line",
    )  # fmt: skip
    assert {query: crm.ids(f"?{query}") for query in queries} == {
        query: [number] for query in queries
    }


@pytest.mark.parametrize(
    "query",
    [
        "offset=-1", "limit=x", "limit=1.5", "limit=9999999999", "limit=%D9%A1", "offset=",
        "severity=%00", "%00=x", "&".join(f"x{n}=1" for n in range(21)),
        "id=" + ",".join(map(str, range(200))),
    ],
)  # fmt: skip
def test_a_query_that_cannot_be_read_is_refused(crm: System, query: str) -> None:
    answer = crm.get(f"{TICKETS}?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "28")


def test_a_page_has_at_most_a_thousand_tickets_and_may_have_none(crm: System) -> None:
    crm.open()
    assert crm.get(f"{TICKETS}?limit=100000").status_code == 200
    none = crm.get(f"{TICKETS}?limit=0")
    assert (none.status_code, none.json(), none.headers["x-total-count"]) == (206, [], "1")
    assert crm.get(f"{TICKETS}?offset=999999999").status_code == 206


@pytest.mark.parametrize("number", ["46846846846", "PR1%00", "%F0%9F%98%80", "x" * 300, "PR%25"])
def test_a_ticket_that_is_not_there_is_a_404(crm: System, number: str) -> None:
    answer = crm.get(f"{TICKETS}/{number}")
    assert (answer.status_code, answer.json()["code"]) == (404, "60")
    assert crm.patch(number, {}).status_code == 404


def test_a_list_asks_the_database_as_often_for_many_as_for_two(
    crm: System, store: Store, count_queries: Callable[[Store], Any]
) -> None:
    asked = []
    for _ in range(2):
        for _ in range(2 if not asked else 30):
            crm.open(note=[{"text": "x"}])
        with count_queries(store) as statements:
            crm.found()
        asked.append(len(statements))
    assert asked[0] == asked[1] < 20


@pytest.fixture
def count_queries() -> Callable[[Store], Any]:
    @contextlib.contextmanager
    def counted(store: Store) -> Any:
        statements: list[str] = []

        def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            statements.append(statement)

        event.listen(store.engine, "before_cursor_execute", note)
        yield statements
        event.remove(store.engine, "before_cursor_execute", note)

    return counted


def test_least_is_enough(crm: System) -> None:
    ticket = crm.read(crm.open()["id"])
    assert {name: ticket[name] for name in LEAST} == LEAST
    assert reports.AUTHOR not in ticket.values()
