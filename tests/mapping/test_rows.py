"""Each row of the mapping from eTOM 1.3.7.6's clauses to TM Forum calls, on both sides: ours and the provider's."""

from typing import Any

import pytest

from mend import needs, ordering, restoration, standing
from mend.guides.hear import Move
from mend.guides.progress import Walked
from mend.others import OrderAction
from mend.problem import CrmProcess, Destination, RequestKind, Result, StepKind
from mend.store.tables import (
    attempt,
    crm_request,
    handoff,
    note,
    offer_decision,
    product_order,
    provider_task,
    status_change,
)
from tests.journeys.plan import way
from tests.mapping.world import Customer, World


def ends_as(
    result: Result, to: Destination | None = None, process: CrmProcess | None = None
) -> Any:
    def goal(_guide: Any, walked: Walked) -> bool:
        ending = walked.ending
        if ending is None or ending.result is not result:
            return False
        way = ending.way
        there = to is None or (way is not None and way.to is to)
        return there and (process is None or (way is not None and way.process is process))

    return goal


def restored_by(kind: StepKind) -> Any:
    def goal(guide: Any, walked: Walked) -> bool:
        ending = walked.ending
        if ending is None or ending.restored_by is None:
            return False
        return guide.steps[ending.restored_by.split("/")[1]].kind is kind

    return goal


ROUTER_REPLACED = ends_as(Result.UNSUCCESSFUL, Destination.CRM, CrmProcess.ORDER_HANDLING)


def ticket_of(customer: Customer) -> dict[str, Any]:
    """The report's ticket in the operator's own system."""
    report = customer.report
    found = [
        each
        for each in customer.world.received("troubleTickets")
        if each.get("externalId") == report.external_id
    ]
    assert len(found) == 1
    return found[0]


def notes_of(customer: Customer) -> list[str]:
    return [row.text for row in customer.world.rows(note, note.c.report == customer.report.id)]


def same_on_both_sides(customer: Customer) -> dict[str, Any]:
    """The ticket, once it stands where the report does."""
    customer.world.settle(lambda: ticket_of(customer)["status"] == customer.report.status)
    return ticket_of(customer)


def test_row_0_the_report_is_opened_on_behalf_of_1_3_7_5(world: World) -> None:
    alma = world.customer("cus-001")
    alma.has("no_internet", "the internet is down since this morning")
    ticket = same_on_both_sides(alma)
    assert alma.report.status == "inProgress"
    assert ticket["description"] == "the internet is down since this morning"
    assert (ticket["severity"], ticket["ticketType"]) == ("Major", "incident")
    assert ticket["channel"]["id"] == "self-service"
    assert {"cus-001"} == {party["id"] for party in ticket["relatedParty"]}
    roles = {each["role"]: each["id"] for each in ticket["relatedEntity"]}
    assert roles["affectedProduct"] == alma.report.product_id
    assert [each["status"] for each in ticket["statusChange"]] == ["acknowledged", "inProgress"]


def test_row_0a_the_cause_is_isolated_with_the_provider_s_own_tests(world: World) -> None:
    dario = world.customer("cus-004")
    dario.has("no_internet")
    world.settle()
    (test,) = world.received("serviceTests")
    checks = world.rows(attempt, attempt.c.kind == "check")
    assert {row.step: row.answer for row in checks} == {"suspended": "active", "outage": "none"}
    (task,) = world.rows(provider_task)
    assert task.external_id == test["id"]
    dario.says("not now", Move.LATER)
    world.settle()
    entities = {each["id"]: each["role"] for each in ticket_of(dario)["relatedEntity"]}
    assert entities[test["id"]] == "diagnosticResult"


def test_row_1_education_is_noted_and_logged_as_an_interaction(world: World) -> None:
    leo = world.customer("cus-012")
    leo.has("wifi_weak")
    leo.follow(way("wifi_weak", restored_by(StepKind.TEACH)))
    ticket = same_on_both_sides(leo)
    assert leo.results == ["restored"]
    assert any("[1.3.7.6 education]" in text for text in notes_of(leo))
    assert any("[1.3.7.6 education]" in each["text"] for each in ticket["note"])
    logged = world.received("partyInteractions")
    assert logged
    assert {each["status"] for each in logged} == {"completed"}
    assert {each["interactionItem"][0]["item"]["id"] for each in logged} == {leo.report.id}


def test_row_1a_waiting_for_the_customer_is_pending_until_they_reply(world: World) -> None:
    alma = world.customer("cus-001")
    alma.has("no_internet")
    alma.says("not now", Move.LATER)
    assert same_on_both_sides(alma)["status"] == "pending"
    alma.says("say it again", Move.AGAIN)
    assert same_on_both_sides(alma)["status"] == "inProgress"


def consents(customer: Customer, action: OrderAction, **more: Any) -> Any:
    """An explicit yes to an order about the report's product."""
    row = customer.restoration
    choice = ordering.Choice(
        offers=[{"id": more.get("offering"), "price": "35.00 EUR a month"}],
        action=action,
        product=customer.report.product_id,
        offering=more.pop("offering", None),
        text=f"{action}: 35.00 EUR a month for 12 months, from tomorrow.",
        act="Order, 35.00 EUR a month for 12 months",
        **more,
    )
    from mend.store import restorations

    with customer.world.store.page() as page:
        whole = restorations.restoration_by_id(page, row.id)
        ordering.decide(page, customer.turn("consent"), whole, choice, consented=True)
    customer.world.settle()
    (order,) = customer.world.received("productOrders")
    return order


def test_row_2_withdrawal_is_an_order_that_deletes_the_product(world: World) -> None:
    leo = world.customer("cus-012")
    leo.has("slow_internet")
    order = consents(leo, OrderAction.WITHDRAW)
    (item,) = order["productOrderItem"]
    assert (item["action"], item["product"]["id"]) == ("delete", leo.report.product_id)
    (decision,) = world.rows(offer_decision)
    assert decision.consented
    assert len(decision.text_hash) == 64
    assert decision.act.startswith("Order,")
    assert same_on_both_sides(leo)["status"] == "held"


def test_row_3_an_upgrade_modifies_the_product_to_another_offering(world: World) -> None:
    leo = world.customer("cus-012")
    leo.has("slow_internet")
    order = consents(leo, OrderAction.UPGRADE, offering="off-swift-80")
    (item,) = order["productOrderItem"]
    assert item["action"] == "modify"
    assert item["productOffering"]["id"] == "off-swift-80"
    assert world.rows(product_order)[0].external_id == order["id"]


def test_row_4_a_renewal_modifies_the_term(world: World) -> None:
    leo = world.customer("cus-012")
    leo.has("slow_internet")
    order = consents(leo, OrderAction.RENEW, months=24)
    (item,) = order["productOrderItem"]
    assert (item["action"], item["itemTerm"][0]["duration"]["amount"]) == ("modify", 24)


def test_row_5_restored_resolves_the_report_and_never_closes_it(world: World) -> None:
    alma = world.customer("cus-001")
    alma.has("no_internet")
    alma.follow(way("no_internet", restored_by(StepKind.DO)))
    ticket = same_on_both_sides(alma)
    assert (alma.report.status, alma.results) == ("resolved", ["restored"])
    assert ticket["statusChangeReason"].startswith("restored:")
    assert ticket["restorationResult"] == "restored"
    assert "resolutionDate" in ticket


def test_row_6_a_workaround_stays_in_progress_with_the_repair_owed(world: World) -> None:
    dario = world.customer("cus-004")
    dario.has("no_internet")
    dario.follow(way("no_internet", ends_as(Result.WORKAROUND, Destination.SMO)))
    ticket = same_on_both_sides(dario)
    assert (dario.report.status, dario.results) == ("inProgress", ["workaround"])
    assert ticket["restorationResult"] == "workaround"
    assert "expectedResolutionDate" in ticket
    assert any(each["text"].startswith("[1.3.7.6 workaround]") for each in ticket["note"])
    world.settle(lambda: world.rows(handoff)[0].service_problem)


def test_row_7_unsuccessful_is_noted_and_resolves_nothing(world: World) -> None:
    jonas = world.customer("cus-010")
    jonas.has("no_internet")
    jonas.follow(way("no_internet", ends_as(Result.UNSUCCESSFUL, Destination.NOBODY)))
    ticket = same_on_both_sides(jonas)
    assert (jonas.report.status, jonas.results) == ("inProgress", ["unsuccessful"])
    assert ticket["restorationResult"] == "unsuccessful"
    assert any(each["text"].startswith("[1.3.7.6 unsuccessful]") for each in ticket["note"])


def test_row_8_an_accepted_offer_is_resolved_after_the_order_and_the_customer_s_yes(
    world: World,
) -> None:
    leo = world.customer("cus-012")
    leo.has("slow_internet")
    order = consents(leo, OrderAction.UPGRADE, offering="off-swift-80")
    assert leo.report.status == "held"
    for state in ("inProgress", "completed"):
        world.sandbox(f"product-orders/{order['id']}/move", state=state)
    world.settle(lambda: leo.report.status == "pending")
    assert leo.restoration.answers.startswith("order/")
    leo.says("yes", Move.YES)
    ticket = same_on_both_sides(leo)
    assert ticket["status"] == "resolved"
    entities = {each["id"]: each["role"] for each in ticket["relatedEntity"]}
    assert entities[order["id"]] == "resultingOrder"


def test_row_8_a_failed_order_changes_nothing_and_is_told(world: World) -> None:
    leo = world.customer("cus-012")
    leo.has("slow_internet")
    order = consents(leo, OrderAction.UPGRADE, offering="off-swift-80")
    for state in ("inProgress", "failed"):
        world.sandbox(f"product-orders/{order['id']}/move", state=state)
    world.settle(lambda: world.rows(product_order)[0].state == "failed")
    assert same_on_both_sides(leo)["status"] == "inProgress"


def test_row_8_a_declined_offer_is_a_note_and_no_order(world: World) -> None:
    from mend.store import restorations

    leo = world.customer("cus-012")
    leo.has("slow_internet")
    choice = ordering.Choice(
        [], OrderAction.UPGRADE, None, "off-swift-80", "the text", "No, thanks"
    )
    with world.store.page() as page:
        row = restorations.restoration_by_id(page, leo.restoration.id)
        ordering.decide(page, leo.turn("consent"), row, choice, consented=False)
    world.settle()
    assert world.received("productOrders") == []
    assert not world.rows(offer_decision)[0].consented
    assert any("declined" in text for text in notes_of(leo))


def test_row_9_the_hand_off_reaches_smo_and_links_back(world: World) -> None:
    jonas = world.customer("cus-010")
    jonas.has("connection_drops")
    jonas.follow(way("connection_drops", ends_as(Result.UNSUCCESSFUL, Destination.SMO)))
    world.settle(lambda: world.rows(handoff)[0].service_problem)
    (passed,) = world.rows(handoff)
    problem = next(
        each for each in world.received("serviceProblems") if each["id"] == passed.service_problem
    )
    for name in ("category", "priority", "description", "reason", "originatorParty"):
        assert problem[name]
    assert problem["affectedService"]
    assert problem["troubleTicket"][0]["id"] == jonas.report.id
    ticket = same_on_both_sides(jonas)
    assert ticket["status"] == "held"
    entities = {each["id"]: each["role"] for each in ticket["relatedEntity"]}
    assert entities[passed.service_problem] == "serviceProblem"


@pytest.mark.parametrize(
    ("kind", "received", "field", "value"),
    [
        (RequestKind.DISPUTE, "troubleTickets", "ticketType", "Bill Dispute"),
        (RequestKind.EXTENSION, "troubleTickets", "ticketType", "Bill Inquiry"),
        (RequestKind.LEAVE, "troubleTickets", "ticketType", "Retention Request"),
        (RequestKind.CREDIT, "troubleTickets", "ticketType", "SLA Violation"),
        (RequestKind.COMPLAINT, "partyInteractions", "status", "open"),
        (RequestKind.CALL_BACK, "partyInteractions", "status", "open"),
    ],
)
def test_row_10_a_request_reaches_the_crm_process_that_owns_it(
    world: World, kind: RequestKind, received: str, field: str, value: str
) -> None:
    alma = world.customer("cus-001")
    needs.make(world.mend, alma.turn("action_make_request"), kind)
    world.settle(lambda: world.rows(crm_request)[0].external_id)
    (asked,) = world.rows(crm_request)
    assert asked.state == "accepted"
    assert asked.number.startswith("RQ")
    theirs = next(each for each in world.received(received) if each["id"] == asked.external_id)
    assert theirs[field] == value


def test_row_10_a_broken_router_is_replaced_by_order_handling_and_confirmed(world: World) -> None:
    jonas = world.customer("cus-010")
    jonas.has("no_internet")
    jonas.follow(way("no_internet", ROUTER_REPLACED))
    world.settle(lambda: world.rows(crm_request)[0].external_id)
    (asked,) = world.rows(crm_request)
    child = next(t for t in world.received("troubleTickets") if t["id"] == asked.external_id)
    assert child["ticketType"] == "Order Request"
    assert child["troubleTicketRelationship"][0]["id"] == jonas.report.id
    assert same_on_both_sides(jonas)["status"] == "held"
    for status in ("inProgress", "resolved"):
        world.sandbox(f"trouble-tickets/{asked.external_id}/move", status=status)
    world.settle(lambda: jonas.report.status == "pending")
    jonas.says("yes", Move.YES)
    assert same_on_both_sides(jonas)["status"] == "resolved"
    assert jonas.results == ["unsuccessful", "restored"]


def test_row_11_every_update_of_the_report_reaches_track_and_manage_in_order(world: World) -> None:
    dario = world.customer("cus-004")
    dario.has("no_internet")
    dario.says("not now", Move.LATER)
    dario.says("again please", Move.AGAIN)
    dario.follow(way("no_internet", ends_as(Result.UNSUCCESSFUL, Destination.SMO)))
    ticket = same_on_both_sides(dario)
    ours = [row.status for row in world.rows(status_change)]
    theirs = [each["status"] for each in ticket["statusChange"]]
    # The mirror may catch up with several of our changes at once, never out of order or past a legal one.
    remaining = iter(ours)
    assert all(status in remaining for status in theirs)
    assert {row.text for row in world.rows(note)} <= {each["text"] for each in ticket["note"]}


def test_nobody_s_report_names_no_party(world: World) -> None:
    nobody = world.customer(None)
    nobody.has("no_internet")
    world.settle()
    assert "relatedParty" not in ticket_of(nobody)
    said = standing.status(world.mend, nobody.turn("action_tell_status"), None)
    assert [word.response for word in said.words] == ["utter_status_inProgress"]


def test_row_0a_an_allowance_that_is_used_up_is_found_before_anything_is_asked(
    world: World,
) -> None:
    hugo = world.customer("cus-008")
    said = hugo.has("slow_internet")
    assert hugo.restoration.cause == "allowance_used_up"
    (check,) = world.rows(attempt, attempt.c.step == "allowance")
    assert check.evidence["used"] == check.evidence["total"]
    assert said.slots["open_question"] == "none"


def test_row_0a_a_suspension_names_the_bill_that_is_overdue(world: World) -> None:
    chiara = world.customer("cus-003")
    chiara.has("no_internet")
    world.settle(lambda: world.rows(crm_request)[0].external_id)
    (asked,) = world.rows(crm_request)
    assert (asked.process, "Overdue:" in asked.what) == ("bill_inquiry", True)


def test_row_1a_going_on_another_day_is_a_reply_too(world: World) -> None:
    alma = world.customer("cus-001")
    alma.has("no_internet")
    alma.says("not now", Move.LATER)
    restoration.resume(world.mend, alma.turn("action_resume_guide"), alma.restoration.id)
    assert same_on_both_sides(alma)["status"] == "inProgress"


def test_row_10_a_word_taken_back_leaves_the_report_with_whoever_has_it(world: World) -> None:
    jonas = world.customer("cus-010")
    jonas.has("no_internet")
    jonas.follow(way("no_internet", ROUTER_REPLACED))
    standing.works(world.mend, jonas.turn("action_claim_works"), None, None)
    jonas.says("no, it does not", Move.NO)
    assert same_on_both_sides(jonas)["status"] == "held"
    assert jonas.report.status_reason == "awaiting order_handling"
    assert jonas.results == ["unsuccessful", "unsuccessful"]
    assert world.rows(handoff) == []
    assert len(world.rows(crm_request)) == 1
