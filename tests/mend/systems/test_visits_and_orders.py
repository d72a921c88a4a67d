"""Visits (TMF646) and orders (TMF622) after they were asked for."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import responses

from mend.systems import Systems
from mend.systems.appointment import Slot
from mend.systems.base import Refused, TryLater
from tests.mend.systems.letters import FIRST, KEY, LATER, ORDER, SLOT, VISIT
from tests.mend.systems.world import Answer, Item, World

SEARCH = "/tmf-api/appointment/v4/searchTimeSlot"
EARLIEST, LATEST = datetime(2026, 3, 4, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)


def _slot(start: Any, end: Any) -> Item:
    return {"validFor": {"startDateTime": start, "endDateTime": end}}


@pytest.mark.parametrize("status", [200, 201])
@responses.activate
def test_free_slots_are_given_in_order_and_once(systems: Systems, url: str, status: int) -> None:
    given = [
        _slot("2026-03-05T08:00:00Z", "2026-03-05T10:00:00Z"),
        _slot("2026-03-04T09:00:00+01:00", "2026-03-04T11:00:00+01:00"),
        _slot("2026-03-04T08:00:00Z", "2026-03-04T10:00:00Z"),
        _slot("2026-03-04T10:00:00Z", "2026-03-04T08:00:00Z"),  # ends before it starts
        _slot("2026-03-04T08:00:00", "2026-03-04T10:00:00"),  # nobody knows when that is
        _slot("2026-03-03T08:00:00Z", "2026-03-03T10:00:00Z"),  # too early
        _slot("2026-03-08T23:00:00Z", "2026-03-09T01:00:00Z"),  # too late
        _slot(None, 7),
        {"validFor": "noon"},
        "noise",
    ]
    responses.add("POST", url + SEARCH, status=status, json={"availableTimeSlot": given})
    slots = systems.appointment.free_slots(None, "PR1", EARLIEST, LATEST)
    assert slots == [
        Slot(datetime(2026, 3, 4, 8, tzinfo=UTC), datetime(2026, 3, 4, 10, tzinfo=UTC)),
        Slot(datetime(2026, 3, 5, 8, tzinfo=UTC), datetime(2026, 3, 5, 10, tzinfo=UTC)),
    ]


@responses.activate
def test_without_free_slots_there_are_none(systems: Systems, url: str) -> None:
    responses.add("POST", url + SEARCH, status=201, json={"searchResult": "fail"})
    assert systems.appointment.free_slots(None, "PR1", EARLIEST, LATEST) == []


@responses.activate
def test_a_question_for_slots_that_fails_has_no_effect(systems: Systems, url: str) -> None:
    responses.add("POST", url + SEARCH, status=503)
    with pytest.raises(TryLater) as caught:
        systems.appointment.free_slots(None, "PR1", EARLIEST, LATEST)
    assert not caught.value.maybe_applied


@pytest.fixture
def provider(at: Callable[..., Systems]) -> Systems:
    systems = at()
    systems.appointment.deliver("book", FIRST, VISIT)
    systems.product_order.deliver("place", FIRST, ORDER)
    return systems


def _visit(world: World) -> Item:
    (visit,) = world.all("appointment")
    return visit


def _order(world: World) -> Item:
    (order,) = world.all("productOrder")
    return order


def test_a_visit_is_read(provider: Systems, world: World) -> None:
    visit = provider.appointment.get(_visit(world)["id"])
    assert visit.state == "confirmed"
    assert visit.start == datetime.fromisoformat(SLOT["start"])
    assert visit.end == datetime.fromisoformat(SLOT["end"])


def test_a_visit_is_moved_to_another_slot(provider: Systems, world: World) -> None:
    body = {"appointment": _visit(world)["id"], "booked_by": FIRST, "slot": LATER}
    provider.appointment.deliver("move", KEY, body)
    assert provider.appointment.get(body["appointment"]).start == datetime.fromisoformat(
        LATER["start"]
    )


def test_a_visit_is_cancelled_with_a_note_of_the_reason(provider: Systems, world: World) -> None:
    body = {"appointment": None, "booked_by": FIRST, "reason": "It works again"}
    provider.appointment.deliver("cancel", KEY, body)
    assert _visit(world)["status"] == "cancelled"
    assert _visit(world)["note"][-1]["text"] == "It works again"
    assert _visit(world)["validFor"]["startDateTime"] == SLOT["start"]


@pytest.mark.parametrize("state", ["completed", "failed"])
@pytest.mark.parametrize("operation", ["move", "cancel"])
def test_a_visit_that_is_over_cannot_be_changed(
    provider: Systems, world: World, state: str, operation: str
) -> None:
    _visit(world)["status"] = state
    body = {"appointment": None, "booked_by": FIRST, "reason": "x", "slot": LATER}
    with pytest.raises(Refused) as caught:
        provider.appointment.deliver(operation, KEY, body)
    assert state in caught.value.reason
    assert provider.appointment.undo("book", _visit(world)["id"], VISIT) is False


def test_a_cancelled_visit_cannot_be_moved(provider: Systems, world: World) -> None:
    _visit(world)["status"] = "cancelled"
    body = {"appointment": None, "booked_by": FIRST, "slot": LATER}
    with pytest.raises(Refused):
        provider.appointment.deliver("move", KEY, body)


def test_an_order_is_read_with_their_last_words(provider: Systems, world: World) -> None:
    key = _order(world)["id"]
    order = provider.product_order.get(key)
    assert (order.state, order.reason) == ("acknowledged", "")
    _order(world)["state"] = "Failed"
    _order(world)["note"] += [{"author": "fulfilment", "text": "No port is free"}]
    order = provider.product_order.get(key)
    assert (order.state, order.reason) == ("failed", "No port is free")


@pytest.mark.parametrize("state", ["completed", "rejected", "failed", "partial"])
def test_an_order_that_is_over_cannot_be_cancelled(
    provider: Systems, world: World, state: str
) -> None:
    _order(world)["state"] = state
    key = _order(world)["id"]
    body = {"order": key, "placed_by": FIRST, "reason": "Changed their mind"}
    with pytest.raises(Refused):
        provider.product_order.deliver("cancel", KEY, body)
    assert provider.product_order.undo("place", key, ORDER) is False
    assert not world.all("cancelProductOrder")


@pytest.mark.parametrize("state", ["assessingCancellation", "pendingCancellation", "cancelled"])
def test_an_order_is_not_asked_to_be_cancelled_twice(
    provider: Systems, world: World, state: str
) -> None:
    _order(world)["state"] = state
    body = {"order": None, "placed_by": FIRST, "reason": "Changed their mind"}
    assert provider.product_order.deliver("cancel", KEY, body) == _order(world)["id"]
    assert not world.all("cancelProductOrder")


@pytest.mark.parametrize("state", ["terminatedWithError", "Terminated with error"])
def test_a_cancellation_that_comes_too_late_is_refused(
    provider: Systems, world: World, state: str
) -> None:
    def wrong(world: World, handler: Any, method: str, path: str) -> bool:
        if "cancelProductOrder" in path:
            world.put(handler, Answer(201, {"id": "CO-1", "state": state}))
        return "cancelProductOrder" in path

    world.wrong = wrong
    body = {"order": None, "placed_by": FIRST, "reason": "Changed their mind"}
    with pytest.raises(Refused):
        provider.product_order.deliver("cancel", KEY, body)
    assert provider.product_order.undo("place", _order(world)["id"], ORDER) is False
