"""A problem report of ours at the operator's own ticket system."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mend.problem import FINAL, TRANSITIONS, Status
from mend.systems import Systems
from mend.systems.base import TryLater
from mend.systems.ticket_mirror import changes, external_id, open_body
from tests.mend.systems.letters import AT, KEY, REQUEST, TICKET
from tests.mend.systems.world import Answer, Item, World

STATUS = st.sampled_from(list(Status))


def _bare(**fields: Any) -> Item:
    return {"id": "TT-1", "status": "acknowledged", "@type": "TroubleTicket", **fields}


def _moves(now: Status, then: Status) -> list[Status]:
    found = changes(_bare(status=now), {"id": "PR1", "status": then}, characteristics=False)
    return [Status(change["status"]) for change in found if "status" in change]


@given(now=STATUS, then=STATUS)
def test_a_status_only_moves_along_the_life_cycle(now: Status, then: Status) -> None:
    at = now
    for step in _moves(now, then):
        assert step in TRANSITIONS[at]
        at = step
    assert at in (now, then)
    if now in FINAL or then is Status.ACKNOWLEDGED:
        assert at is now


@pytest.mark.parametrize(
    ("now", "then", "moves"),
    [
        ("acknowledged", "resolved", ["inProgress", "resolved"]),
        ("acknowledged", "held", ["inProgress", "held"]),
        ("held", "resolved", ["inProgress", "resolved"]),
        ("pending", "held", ["inProgress", "held"]),
        ("resolved", "inProgress", ["inProgress"]),
        ("inProgress", "inProgress", []),
        ("closed", "inProgress", []),
        ("inProgress", "acknowledged", []),
    ],
)
def test_the_way_to_a_status(now: str, then: str, moves: list[str]) -> None:
    assert _moves(Status(now), Status(then)) == moves


def test_each_change_of_status_has_a_reason_and_the_last_one_ours() -> None:
    found = changes(_bare(), TICKET, characteristics=False)
    assert [each["statusChangeReason"] for each in found] == [
        "on the way to resolved",
        "restored: cabling",
    ]
    assert "note" in found[0]
    assert "resolutionDate" in found[1]


def test_a_status_of_their_own_is_left_alone() -> None:
    found = changes(_bare(status="parkedByNoc"), TICKET, characteristics=False)
    assert found
    assert not any("status" in each for each in found)


def test_what_others_wrote_and_linked_stays() -> None:
    theirs = _bare(
        status="In Progress",
        note=[{"id": "x1", "author": "desk", "text": "called", "x-colour": "red"}],
        relatedEntity=[
            {"id": "SP-1", "role": "serviceProblem", "@referredType": "ServiceProblem"},
            {"id": "B-1", "role": "bill", "@referredType": "CustomerBill"},
        ],
    )
    (change,) = changes(theirs, {**TICKET, "status": "inProgress"}, characteristics=False)
    assert change["note"][0] == theirs["note"][0]
    assert [note["id"] for note in change["note"]] == ["x1", "n1"]
    assert [entity["id"] for entity in change["relatedEntity"]] == ["SP-1", "B-1", "prod-1"]


def test_nothing_is_sent_when_nothing_is_lacking() -> None:
    theirs = {**TICKET, "id": "TT-1", "status": "Resolved", "resolutionDate": "2026-03-02T10:00Z"}
    assert changes(theirs, TICKET, characteristics=False) == []


def test_a_date_that_they_know_better_is_not_taken_away() -> None:
    theirs = {**TICKET, "id": "TT-1"}
    ours = {**TICKET, "expectedResolutionDate": None, "resolutionDate": None}
    assert changes(theirs, ours, characteristics=False) == []


def test_our_own_fields_go_only_where_they_are_kept() -> None:
    for kind, told in [("TroubleTicket", False), ("CustomerProblemReport", True)]:
        theirs = _bare(**{"@type": kind})
        found = changes(theirs, TICKET, characteristics=False)
        assert any("restorationResult" in each for each in found) is told
    assert "restorationResult" in changes(_bare(), TICKET, characteristics=True)[0]


def test_a_report_is_opened_without_what_their_server_sets() -> None:
    body = open_body(TICKET)
    server = {"id", "href", "status", "statusChange", "statusChangeDate", "statusChangeReason"}
    assert not (server | {"creationDate", "lastUpdate", "resolutionDate"}) & set(body)
    assert body["externalId"] == external_id(TICKET) == "PR1"
    assert external_id({**TICKET, "externalId": "CRM-7"}) == "CRM-7"


@pytest.fixture(params=["v4", "v5"])
def systems(request: pytest.FixtureRequest, at: Callable[..., Systems]) -> Systems:
    return at(version=request.param)


def _the_one(world: World) -> Item:
    (ticket,) = world.all("troubleTicket")
    return ticket


def test_a_report_is_opened_updated_and_read(systems: Systems, world: World) -> None:
    tickets = systems.trouble_ticket
    opened = {**TICKET, "note": [], "relatedEntity": [], "status": "acknowledged"}
    key = tickets.deliver("open", KEY, {"ticket": opened})
    world.requests.clear()
    assert tickets.deliver("update", KEY, {"ticket": TICKET}) == key
    sent = [body["status"] for method, _, body, _ in world.requests if method == "PATCH"]
    assert sent == ["inProgress", "resolved"]
    ticket = tickets.get(key)
    assert (ticket.id, ticket.status, ticket.external_id) == (key, "resolved", "PR1")
    assert ticket.reason == "restored: cabling"
    assert ticket.service_problems == ("SP-1",)
    assert ticket.notes == ()
    assert ticket.expected is not None


def test_what_the_ticket_system_says_is_read(systems: Systems, world: World) -> None:
    tickets = systems.trouble_ticket
    key = tickets.deliver("open", KEY, {"ticket": TICKET})
    note = {"id": "x1", "author": "desk", "text": "called", "date": AT, "@type": "Note"}
    _the_one(world)["note"] += [note]
    _the_one(world)["status"] = "In Progress"
    ticket = tickets.get(key)
    assert ticket.status == "inProgress"
    assert [(each.id, each.text) for each in ticket.notes] == [("x1", "called")]


def test_an_update_waits_for_its_ticket_to_be_opened(systems: Systems) -> None:
    with pytest.raises(TryLater) as caught:
        systems.trouble_ticket.deliver("update", KEY, {"ticket": TICKET})
    assert not caught.value.maybe_applied


def test_a_note_that_comes_in_between_is_not_lost(systems: Systems, world: World) -> None:
    tickets = systems.trouble_ticket
    tickets.deliver("open", KEY, {"ticket": {**TICKET, "note": []}})
    patches = []

    def wrong(world: World, handler: Any, method: str, path: str) -> bool:
        if method != "PATCH":
            return False
        patches.append(handler.asked)
        if len(patches) != 2:
            return False
        world.done(handler)
        ticket = _the_one(world)
        answer = Answer(200, dict(ticket))
        ticket["note"] = [{"id": "x1", "author": "desk", "text": "called"}]
        ticket["lastUpdate"] = "2026-03-02T11:00:00Z"
        # The answer goes last: the next request may come before this line has returned.
        world.put(handler, answer)
        return True

    world.wrong = wrong
    tickets.deliver("update", KEY, {"ticket": TICKET})
    assert [note["id"] for note in _the_one(world)["note"]] == ["x1", "n1"]
    assert len(patches) == 3


def test_foreign_characteristics_stay_beside_ours(at: Callable[..., Systems], world: World) -> None:
    tickets = at(version="v5").trouble_ticket
    bare = {**TICKET, "restorationResult": None, "handOff": None}
    tickets.deliver("open", KEY, {"ticket": bare})
    foreign = {"@type": "StringCharacteristic", "name": "queue", "value": "blue"}
    _the_one(world)["troubleTicketCharacteristic"] += [foreign]
    tickets.deliver("update", KEY, {"ticket": TICKET})
    told = {each["name"]: each["value"] for each in _the_one(world)["troubleTicketCharacteristic"]}
    assert told["queue"] == "blue"
    assert told["restorationResult"] == "restored"
    assert told["handOff"] == {"to": "smo", "serviceProblem": "SP-1"}
    assert "restorationResult" not in _the_one(world)


@pytest.mark.parametrize(
    ("status", "done", "moves"),
    [
        ("acknowledged", True, ["cancelled"]),
        ("pending", True, ["cancelled"]),
        ("held", True, ["inProgress", "cancelled"]),
        ("rejected", True, []),
        ("resolved", False, []),
        ("closed", False, []),
    ],
)
def test_a_double_is_cancelled_where_the_life_cycle_allows(
    systems: Systems, world: World, status: str, done: bool, moves: list[str]
) -> None:
    request = {**REQUEST, "process": "retention", "kind": "leave"}
    key = systems.trouble_ticket.deliver("create", KEY, request)
    _the_one(world)["status"] = status
    world.requests.clear()
    assert systems.trouble_ticket.undo("create", key, request) is done
    sent = [body["status"] for method, _, body, _ in world.requests if method == "PATCH"]
    assert sent == moves


def test_v4_and_v5_name_the_media_type_that_they_prefer(systems: Systems, world: World) -> None:
    tickets = systems.trouble_ticket
    tickets.deliver("open", KEY, {"ticket": TICKET})
    tickets.deliver("update", KEY, {"ticket": TICKET})
    path, kind = next(
        (path, headers["content-type"])
        for method, path, _, headers in world.requests
        if method == "PATCH"
    )
    assert kind == ("application/merge-patch+json" if "/v5/" in path else "application/json")
