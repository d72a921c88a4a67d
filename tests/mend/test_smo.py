"""Handing over to SM&O: what they are told, once, and only by one of us."""

from typing import Any

import pytest

from mend import handoff as handing
from mend import smo
from mend.guides.model import Way
from mend.guides.progress import Ending
from mend.others import HANDOFF_OVER, HandoffState
from mend.problem import Cause, Destination, Layer, Result
from mend.store import Store, restorations
from mend.store.tables import crm_request, handoff, problem_report, provider_task
from tests.mend.people import LINE, Customer, House, hand_off, walk_to_smo

LINE_FAULT = Ending(
    Result.UNSUCCESSFUL, Cause.LINE_FAULT, Way(Destination.SMO, suspect=Layer.ACCESS_LINE)
)


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


def ends(house: House, customer: Customer, ending: Ending = LINE_FAULT) -> None:
    with house.store.page() as page:
        row = restorations.restoration_by_id(page, customer.key)
        handing.settle(page, house.mend.settings, row, ending, "m9")


def the_body(house: House) -> dict[str, Any]:
    (letter,) = house.letters("service_problem")
    return dict(letter.body)


def test_smo_gets_everything_in_one_letter(house: House) -> None:
    customer = house.customer()
    customer.has("connection_drops", "it drops all day")
    customer.says("on every device")
    with house.store.page() as page:
        page.db.execute(
            provider_task.update().values(
                external_id="ST-1", state="completed", outcome="unstable", evidence={"retrains": 9}
            )
        )
    ends(house, customer)
    body = the_body(house)
    row = house.report
    assert body["report"] == row.id
    assert (body["customer"], body["product"], body["services"], body["place"]) == (
        "cus-1", "prod-1", ["svc-1"], {"id": "place-1"},
    )  # fmt: skip
    assert (body["symptom"], body["description"]) == ("connection_drops", "it drops all day")
    assert (body["category"], body["reason"], body["suspected_layer"]) == (
        "serviceProvider.declared", "line_fault", "access_line",
    )  # fmt: skip
    assert body["tests"] == [
        {
            "kind": "line_test",
            "id": "ST-1",
            "state": "completed",
            "outcome": "unstable",
            "evidence": {"retrains": 9},
        }
    ]
    tried = {each["step"]: (each["kind"], each["answer"]) for each in body["tried"]}
    assert tried["outage"] == ("check", "none")
    assert tried["what_drops"] == ("ask", "all")
    assert (body["previous"], body["history"]) == ([], [])
    (kept,) = house.rows(handoff)
    assert (kept.summary, kept.state, kept.known, kept.workaround) == (body, "asked", False, False)
    assert house.letters("service_problem")[0].about_id == kept.id


@pytest.mark.parametrize(
    ("severity", "priority"), [("Critical", 1), ("Major", 3), ("Minor", 6), ("Urgent", 5)]
)
def test_the_priority_follows_the_severity(house: House, severity: str, priority: int) -> None:
    customer = house.customer()
    customer.has("no_internet")
    with house.store.page() as page:
        page.db.execute(problem_report.update().values(severity=severity))
    ends(house, customer)
    assert the_body(house)["priority"] == priority


@pytest.mark.parametrize("missing", ["service and place", "customer"])
def test_without_anything_that_is_affected_it_is_a_call_back(house: House, missing: str) -> None:
    customer = house.customer("cus-1" if missing == "service and place" else None)
    house.provider.product = None
    customer.has("no_internet")
    ends(house, customer)
    assert (house.rows(handoff), house.letters("service_problem")) == ([], [])
    (asked,) = house.rows(crm_request)
    assert (asked.process, asked.kind) == ("interaction", "call_back")
    waits = asked.state == "needs_contact"
    assert waits == (missing == "customer")
    assert house.report.status == ("inProgress" if waits else "held")


@pytest.mark.parametrize("left", ["place", "service_ids"])
def test_a_place_or_a_service_is_enough(house: House, left: str) -> None:
    customer = house.customer()
    customer.has("no_internet")
    gone = {"place": {"service_ids": []}, "service_ids": {"place": None}}[left]
    with house.store.page() as page:
        page.db.execute(problem_report.update().values(**gone))
    ends(house, customer)
    assert len(house.rows(handoff)) == 1


@pytest.mark.parametrize("asks", ["mend", "ticket"])
def test_one_of_us_asks_smo_and_never_both(store: Store, asks: str) -> None:
    house = House(store, asks_smo=asks)
    walk_to_smo(house.customer())
    assert len(house.letters("service_problem")) == (1 if asks == "mend" else 0)
    (row,) = house.rows(handoff)
    assert row.state == ("asked" if asks == "mend" else "needed")
    assert (house.report.status, house.report.status_reason) == (
        "held",
        "awaiting SM&O restoration",
    )


@pytest.mark.parametrize("state", [state for state in HandoffState if state not in HANDOFF_OVER])
def test_a_handoff_that_is_not_over_is_not_made_again(house: House, state: HandoffState) -> None:
    customer = hand_off(house)
    with house.store.page() as page:
        page.db.execute(handoff.update().values(state=state))
    customer.says_it_works()
    customer.objects()
    assert len(house.rows(handoff)) == 1
    assert len(house.letters("service_problem")) == 1
    assert (house.report.status, house.report.status_reason) == (
        "held", "awaiting SM&O restoration SP-1",
    )  # fmt: skip


@pytest.mark.parametrize("state", sorted(HANDOFF_OVER))
def test_a_handoff_that_is_over_is_made_again_and_names_the_one_before(
    house: House, state: HandoffState
) -> None:
    customer = hand_off(house)
    with house.store.page() as page:
        page.db.execute(handoff.update().values(state=state))
    customer.says_it_works()
    customer.objects()
    assert house.rows(handoff)[-1].summary["previous"] == ["SP-1"]
    assert len(house.letters("service_problem")) == 2


def test_a_restored_report_tells_smo_and_ends_nothing_of_theirs(house: House) -> None:
    customer = hand_off(house)
    assert customer.says_it_works()
    customer.agrees()
    note = house.letters("service_problem")[-1]
    created = house.letters("service_problem")[0].key
    assert (note.operation, note.body["problem"], note.body["created_by"]) == (
        "note", "SP-1", created,
    )  # fmt: skip
    assert set(note.body["note"]) == {"id", "text", "date"}
    assert house.rows(handoff)[0].state == "acknowledged"


def test_a_note_before_their_reference_names_the_letter_that_asked(house: House) -> None:
    customer = house.customer()
    walk_to_smo(customer)
    with house.store.page() as page:
        assert smo.tell(page, house.report.id, "since Monday")
    created, note = house.letters("service_problem")
    assert (note.body["problem"], note.body["created_by"]) == (None, created.key)


@pytest.mark.parametrize("state", sorted({*HANDOFF_OVER, "needed", "parked"}))
def test_smo_is_told_nothing_about_what_it_does_not_have(house: House, state: str) -> None:
    hand_off(house)
    with house.store.page() as page:
        page.db.execute(handoff.update().values(state=state))
        assert not smo.tell(page, house.report.id, "x", withdraw=True)
    assert len(house.letters("service_problem")) == 1


def test_what_was_raised_for_others_too_is_not_withdrawn(house: House) -> None:
    house.provider.has_an_outage()
    house.customer().has("no_internet")
    with house.store.page() as page:
        assert smo.tell(page, house.report.id, "never mind", withdraw=True)
    (letter,) = house.letters("service_problem")
    assert letter.operation == "note"
    assert "reason" not in letter.body


@pytest.mark.parametrize("status", ["held", "inProgress", "odd"])
def test_a_known_outage_is_linked_as_it_stands(house: House, status: str) -> None:
    house.provider.has_an_outage(status=status)
    house.customer().has("no_internet")
    (row,) = house.rows(handoff)
    assert (row.known, row.service_problem) == (True, "SP-7")
    assert row.state == (status if status != "odd" else "inProgress")
    assert house.report.status_reason == "awaiting SM&O restoration SP-7"
    with house.store.glance() as page:
        assert not smo.expects(page, house.report.id)


def test_the_product_of_the_inventory_is_what_is_affected(house: House) -> None:
    walk_to_smo(house.customer())
    assert the_body(house)["services"] == list(LINE.service_ids)
