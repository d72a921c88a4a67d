"""What other processes are asked, through the chat: bills, leaving, visits; and reports that other systems open."""

from collections.abc import Callable

import pytest
import requests

from mend.guides import Guide
from mend.guides.progress import Walked
from mend.problem import Destination, Result
from mend.store import clients
from mend.store.tables import appointment, crm_request, problem_report
from tests.journeys.conftest import Customer, House
from tests.journeys.plan import way
from tests.journeys.test_journeys import ends_as, follow

pytestmark = pytest.mark.journey
Who = Callable[[str | None], Customer]
TICKETS = "/tmf-api/troubleTicket/v4/troubleTicket"


def said(customer: Customer, words: str) -> bool:
    return any(words in entry["text"] for entry in customer.messages)


def visits(customer: Customer) -> list[object]:
    asked = {row.id for row in customer.all(crm_request)}
    return [row for row in customer.house.rows(appointment) if row.request in asked]


def test_a_disputed_bill_has_a_number_and_an_answer(customer: Who, house: House) -> None:
    alma = customer("cus-001")
    alma.says("there is a mistake on my bill")
    assert alma.requests == []
    alma.presses("A charge is wrong")
    (asked,) = alma.requests
    assert (asked.process, asked.kind) == ("bill_inquiry", "dispute")
    assert said(alma, asked.number)
    alma.until(lambda: alma.requests[0].external_id is not None)
    house.sandbox(f"trouble-tickets/{alma.requests[0].external_id}/move", status="inProgress")
    house.sandbox(
        f"trouble-tickets/{alma.requests[0].external_id}/move",
        status="resolved",
        reason="The charge was taken off.",
    )
    alma.until(lambda: said(alma, "The charge was taken off."))
    assert alma.requests[0].state == "done"


def test_leaving_is_noted_at_once_by_a_plain_yes(customer: Who) -> None:
    esme = customer("cus-005")
    esme.says("I want to cancel my contract")
    esme.says("yes")
    (asked,) = esme.requests
    assert (asked.process, asked.kind) == ("retention", "leave")
    assert said(esme, asked.number)


def test_a_request_of_nobody_waits_for_a_contact(customer: Who) -> None:
    nobody = customer(None)
    nobody.says("I want to complain about your rude staff")
    nobody.presses("Yes, note my complaint")
    assert [row.state for row in nobody.requests] == ["needs_contact"]
    nobody.says("anna@example.org")
    nobody.until(lambda: nobody.requests[0].external_id is not None)


def test_a_visit_is_picked_moved_and_cancelled(customer: Who) -> None:
    leo = customer("cus-012")
    leo.says("I need a technician to come to my house")
    leo.presses("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
    leo.until(lambda: said(leo, "Your visit is confirmed"))
    before = visits(leo)[0]
    leo.presses("Move it")
    leo.presses("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
    leo.until(lambda: said(leo, "Your visit is now on"))
    after = visits(leo)[0]
    assert (after.external_id, after.state) == (before.external_id, "confirmed")
    assert after.start != before.start
    leo.says("what about my appointment with the technician?")
    leo.presses("Cancel it")
    leo.until(lambda: said(leo, "has been cancelled"))
    assert leo.requests[0].state == "withdrawn"


def test_a_guide_that_needs_a_visit_offers_its_times(customer: Who, house: House) -> None:
    kaya = customer("cus-011")
    kaya.says("no internet")
    goal = ends_as(Result.UNSUCCESSFUL, Destination.CRM)

    def needs_visit(guide: Guide, walked: Walked) -> bool:
        return goal(guide, walked) and walked.progress.end == "home_wiring"

    follow(kaya, way("no_internet", needs_visit))
    assert [row.state for row in kaya.requests] == ["needs_slot"]
    shown = kaya.messages[-1]["buttons"]
    kaya.says(shown[2]["title"])
    kaya.until(lambda: said(kaya, "Your visit is confirmed"))
    (visit,) = visits(kaya)
    house.sandbox(f"appointments/{visit.external_id}/move", status="completed")
    kaya.until(lambda: said(kaya, "has been with you"))
    kaya.says("yes")
    assert (kaya.restoration.result, kaya.report.status) == ("restored", "resolved")


def test_a_time_that_somebody_else_took_is_told_and_another_one_offered(
    customer: Who, house: House
) -> None:
    greta = customer("cus-007")
    greta.says("please send an engineer")
    fault = {"mode": "refuse", "status": 409, "methods": ["POST"], "times": 1}
    house.sandbox("faults", api="appointment", **fault)
    greta.presses("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
    greta.until(lambda: said(greta, "taken by somebody else"))
    greta.presses("Look for another time")
    greta.presses("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
    greta.until(lambda: said(greta, "Your visit is confirmed"))


def test_a_report_that_another_system_opened_goes_on_in_the_chat(
    customer: Who, house: House
) -> None:
    with house.store.page() as page:
        token = clients.add(page, "crm", [clients.Scope.READ, clients.Scope.WRITE])
    url = house.settings.desk_url + TICKETS
    headers = {"Authorization": f"Bearer {token}"}
    body = {
        "description": "Customer called: broadband is dead",
        "severity": "Major",
        "ticketType": "incident",
        "externalId": "CRM-77",
        "relatedParty": [{"id": "cus-014", "role": "customer", "@referredType": "Customer"}],
        "relatedEntity": [
            {"id": "prod-014-broadband", "role": "affectedProduct", "@referredType": "Product"}
        ],
    }
    made = requests.post(url, json=body, headers=headers, timeout=10)
    assert made.status_code == 201, made.text
    number = made.json()["id"]
    noor = customer("cus-014")
    noor.says("what about my problem?")
    assert said(noor, number)
    noor.says("no internet")
    assert noor.report.id == number
    shown = requests.get(f"{url}/{number}", headers=headers, timeout=10).json()
    assert shown["status"] == "inProgress"
    closed = requests.patch(
        f"{url}/{number}", json={"status": "closed"}, headers=headers, timeout=10
    )
    assert closed.status_code in (403, 409)
    assert len(house.rows(problem_report, problem_report.c.customer == "cus-014")) == 1
