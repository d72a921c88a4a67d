"""Which rows an event means: by their id, or by the key of the letter that asked for it."""

from typing import Any

import pytest

from mend.problem import CrmProcess, RequestKind, RequestState
from mend.store import Store, appointments, arrivals, crm_requests, letters, product_orders
from mend.store import tables as t
from tests.mend.conftest import Clock
from tests.mend.store.problems import add_handoff, open_problem

RESOURCES = {
    "serviceProblem": "handoff",
    "productOrder": "product_order",
    "appointment": "appointment",
    "partyInteraction": "crm_request",
    "troubleTicket": "crm_request",
}


@pytest.fixture
def asked(store: Store) -> dict[str, str]:
    """One of each thing that was asked of others, under their id `X-1`; the keys of the letters by kind."""
    with store.page() as page:
        report, run, talk = open_problem(page)
        request = crm_requests.add(
            page, conversation=talk, customer="cus-1", process=CrmProcess.INTERACTION,
            kind=RequestKind.CALL_BACK, what="x", state=RequestState.ACCEPTED, report=report,
            restoration=run,
        )  # fmt: skip
        decision = product_orders.add_decision(
            page, report=report, conversation=talk, customer="cus-1", offers=[], consented=True,
            text="x", text_hash="x", act="x", message_id="1",
        )  # fmt: skip
        order = product_orders.add_order(
            page, decision=decision, report=report, restoration=run, action="upgrade",
            product_id=None, offering=None,
        )  # fmt: skip
        ids = {
            "handoff": add_handoff(page, report, run),
            "crm_request": request,
            "appointment": appointments.add(page, request, []),
            "product_order": order,
        }
        for name in ids:
            column = "service_problem" if name == "handoff" else "external_id"
            table = t.metadata.tables[name]
            page.db.execute(table.update().values({column: "X-1", "look_at": None}))
        return {
            name: letters.post(page, "x", "create", name, key, report, {})
            for name, key in ids.items()
        }


def _looked_at(store: Store) -> dict[str, Any]:
    names = {*RESOURCES.values(), "problem_report"}
    with store.glance() as page:
        return {
            name: page.db.execute(t.metadata.tables[name].select()).one().look_at for name in names
        }


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("by", ["their id", "our key", "nothing"])
def test_an_event_means_what_it_names_and_nothing_else(
    store: Store, clock: Clock, asked: dict[str, str], resource: str, by: str
) -> None:
    kind = RESOURCES[resource]
    theirs = "X-1" if by == "their id" else "unknown"
    ours = [asked[kind]] if by == "our key" else ["unknown"]
    with store.page() as page:
        count = arrivals.arrived(page, resource, theirs, ours)
    meant = {kind} if by != "nothing" else set()
    assert count == len(meant)
    looks = _looked_at(store)
    assert {name for name in looks if looks[name] is not None} == meant
    assert {looks[name] for name in meant} <= {clock.now}


@pytest.mark.parametrize("by", ["ticket", "external id", "letter"])
def test_a_ticket_means_the_report_that_it_mirrors(store: Store, clock: Clock, by: str) -> None:
    with store.page() as page:
        number, _, _ = open_problem(page)
        page.db.execute(t.problem_report.update().values(ticket="TT-1"))
        key = letters.post(page, "trouble_ticket", "create", "ticket", 0, number, {})
        external = page.db.execute(t.problem_report.select()).one().external_id
        ours = {"ticket": [], "external id": [external], "letter": [key]}[by]
        theirs = "TT-1" if by == "ticket" else "TT-2"
        before = page.db.execute(t.problem_report.select()).one().last_update
    clock.move(60)
    with store.page() as page:
        assert arrivals.arrived(page, "troubleTicket", theirs, ours) == 1
        assert page.changes == []
        row = page.db.execute(t.problem_report.select()).one()
    assert (row.look_at, row.last_update) == (clock.now, before)


def test_the_ticket_of_a_client_is_not_ours_by_its_external_id(store: Store) -> None:
    with store.page() as page:
        open_problem(page)
        page.db.execute(t.problem_report.update().values(opened_by="crm", external_id="1"))
        assert arrivals.arrived(page, "troubleTicket", "TT-2", ["1"]) == 0


def test_what_is_overdue_is_not_pushed_back_and_what_is_due_later_is_brought_forward(
    store: Store, clock: Clock, asked: dict[str, str]
) -> None:
    due = clock.now
    for later, expected in ((0, due), (3600, None)):
        with store.page() as page:
            clock.move(60)
            at = due if not later else clock.now.replace(hour=23)
            page.db.execute(t.handoff.update().values(look_at=at))
        with store.page() as page:
            arrivals.arrived(page, "serviceProblem", "X-1", [])
        assert _looked_at(store)["handoff"] == (expected or clock.now)


def test_a_resource_that_nobody_asks_for_means_nothing(store: Store) -> None:
    with store.page() as page:
        assert arrivals.arrived(page, "alarm", "X-1", ["X-1"]) == 0
