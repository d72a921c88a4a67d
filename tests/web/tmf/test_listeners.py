"""Listeners: an event sets what it names to be looked at, and is believed in nothing else."""

from typing import Any

import pytest

from mend.store import Store, handoffs, reports
from mend.store import tables as t
from tests.web.tmf.conftest import Clock, System, own_report
from web.tmf.app import listener_paths

LISTENER = "/tmf-api/listener"


def event(resource: str = "serviceProblem", theirs: Any = "SP-1", **more: Any) -> dict[str, Any]:
    return {
        "eventId": "e-1",
        "eventTime": "2026-03-02T09:00:00Z",
        "eventType": "ServiceProblemStateChangeEvent",
        "event": {resource: {"id": theirs, "status": "resolved", **more}},
    }


@pytest.fixture
def key(store: Store, clock: Clock) -> int:
    """A hand-off that SM&O has as SP-1, made an hour ago and not to be looked at."""
    with store.page() as page:
        number = own_report(page)
        run = page.db.execute(
            t.restoration.insert().values(
                report=number, number=1, conversation="talk-1", opened=page.now,
                guide="no_internet", phase="asked", progress={},
            )
        ).inserted_primary_key[0]  # fmt: skip
        made = handoffs.add(
            page, restoration=run, report=number, known="SP-1", category="c",
            suspected_layer="access_line", summary={},
        )  # fmt: skip
    clock.move(hours=1)
    return made


def _handoff(store: Store, key: int) -> Any:
    with store.glance() as page:
        return page.db.execute(t.handoff.select().where(t.handoff.c.id == key)).one()


@pytest.mark.parametrize("path", listener_paths())
def test_every_listener_takes_an_event(crm: System, store: Store, key: int, path: str) -> None:
    answer = crm.post(path.replace("{event}", "serviceProblemStateChangeEvent"), event())
    assert (answer.status_code, answer.json()) == (201, {"eventId": "e-1"})
    assert _handoff(store, key).look_at == store.clock()


def test_what_an_event_says_is_not_believed(crm: System, store: Store, key: int) -> None:
    before = _handoff(store, key)
    said = event(reason="x", resolutionDate="2026-03-02T09:00:00Z", statusChangeReason="done")
    crm.post(LISTENER, said)
    after = _handoff(store, key)
    changed = {name for name in after._mapping if after[name] != before[name]}
    assert changed == {"look_at"}
    with store.glance() as page:
        assert reports.report(page, after.report).status == "inProgress"


def test_an_event_that_comes_again_changes_nothing_more(
    crm: System, store: Store, clock: Clock, key: int
) -> None:
    for _ in range(3):
        assert crm.post(LISTENER, event()).status_code == 201
        clock.move(seconds=1)
    assert _handoff(store, key).look_at == clock.now.replace(second=0)


@pytest.mark.parametrize(
    "said",
    [
        event(theirs="SP-unknown"),
        event("somethingElse"),
        event("productOrder"),
        {"eventType": "X", "event": {"troubleTicket": {"id": "x", "externalId": 7}}},
        event(externalIdentifier="x"),
        event(theirs="'; drop table handoff; --"),
    ],
)
def test_an_event_about_what_nobody_knows_is_well_received(
    crm: System, store: Store, key: int, said: dict[str, Any]
) -> None:
    assert crm.post(LISTENER, said).status_code == 201
    if said["event"].get("serviceProblem", {}).get("id") != "SP-1":
        assert _handoff(store, key).look_at is None


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"eventType": "X"},
        {"eventType": "X", "event": {}},
        {"eventType": "X", "event": []},
        {"eventType": "X", "event": {"serviceProblem": "SP-1"}},
        {"eventType": "X", "event": {"serviceProblem": {}}},
        {"eventType": "X", "event": {f"r{n}": {"id": "1"} for n in range(6)}},
        {"eventType": "", "event": {"serviceProblem": {"id": "SP-1"}}},
        {"eventType": 7, "event": {"serviceProblem": {"id": "SP-1"}}},
        event() | {"eventId": 7},
        event(theirs=7),
        event(theirs=""),
        event(theirs="x" * 129),
    ],
)
def test_what_is_not_an_event_is_refused(
    crm: System, store: Store, key: int, said: dict[str, Any]
) -> None:
    answer = crm.post(LISTENER, said)
    assert answer.status_code == 400
    assert _handoff(store, key).look_at is None
