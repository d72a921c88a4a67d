"""PATCH: merge patch, JSON patch, what may not be changed, notes that stay, ends that need their scope."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from mend.problem import FINAL, TRANSITIONS, Status
from mend.store import ChangeKind, Page, Store, reports
from mend.store import tables as t
from tests.web.tmf.conftest import JSON_PATCH, TICKETS, Clock, System, own_report
from tests.web.tmf.test_opening import WHOLE

EVERY = {
    "description": "still no internet",
    "severity": "Low",
    "ticketType": "request",
    "name": "Slow",
    "priority": "Low",
    "externalId": "T-9",
    "statusChangeReason": "looked at",
    "requestedResolutionDate": "2026-04-03T09:00:00Z",
    "expectedResolutionDate": "2026-04-04T09:00:00Z",
    "channel": {"id": "1", "name": "shop"},
    "relatedEntity": [{"id": "b", "role": "bill", "@referredType": "CustomerBill"}],
    "relatedParty": [{"id": "cus-7", "role": "customer", "@referredType": "Customer"}],
    "attachment": [{"id": "a2"}],
    "troubleTicketRelationship": [{"id": "T-8", "relationshipType": "dependent"}],
    "colour": ["red", {"deep": None}],
}
FIXED = {
    "id": "x",
    "href": "x",
    "creationDate": "2026-03-02T09:00:00Z",
    "lastUpdate": "2026-03-02T09:00:00Z",
    "statusChange": [],
    "statusChangeDate": None,
    "@type": "x",
    "@baseType": "x",
    "@schemaLocation": "https://x.example",
    "restorationResult": "restored",
    "restorationActivities": [],
    "handOff": None,
}


@pytest.mark.parametrize("kind", ["application/json", "application/merge-patch+json"])
@pytest.mark.parametrize("name", EVERY)
def test_each_attribute_of_the_client_can_be_changed(crm: System, name: str, kind: str) -> None:
    made = crm.open()
    answer = crm.patch(made["id"], {name: EVERY[name]}, kind)
    assert answer.status_code == 200, answer.text
    shown = ["red", {}] if name == "colour" else EVERY[name]
    assert answer.json()[name] == crm.read(made["id"])[name] == shown


@pytest.mark.parametrize("kind", ["merge", "json"])
@pytest.mark.parametrize("name", FIXED)
def test_what_is_the_servers_cannot_be_changed(crm: System, name: str, kind: str) -> None:
    made = crm.open()
    if kind == "merge":
        answer = crm.patch(made["id"], {name: FIXED[name], "severity": "Low"})
    else:
        change = [{"op": "add", "path": f"/{name}", "value": FIXED[name]}]
        answer = crm.patch(made["id"], change, JSON_PATCH)
    assert (answer.status_code, answer.json()["code"]) == (400, "24")
    assert name in answer.json()["message"]
    assert crm.read(made["id"]) == made


def test_null_takes_away_what_may_be_absent(crm: System) -> None:
    made = crm.open(**WHOLE)
    gone = ("name", "priority", "externalId", "requestedResolutionDate", "channel", "attachment",
            "relatedEntity", "troubleTicketRelationship", "region")  # fmt: skip
    after = crm.patch(made["id"], dict.fromkeys(gone)).json()
    # The product and the customer are the report's own.
    assert set(gone) & set(after) == {"relatedEntity"}
    assert after["relatedEntity"] == [
        {"id": "prod-7", "name": "Fibre", "role": "affectedProduct", "@referredType": "Product"}
    ]


@pytest.mark.parametrize("name", ["description", "severity", "ticketType", "status"])
def test_null_does_not_take_away_what_must_be_there(crm: System, name: str) -> None:
    made = crm.open()
    assert crm.patch(made["id"], {name: None}).status_code == 400
    assert crm.patch(made["id"], {name: ""}).status_code == 400


def test_objects_are_merged_and_arrays_replaced(crm: System) -> None:
    made = crm.open(**WHOLE)
    after = crm.patch(made["id"], {"channel": {"name": "x"}, "region": {"open": None}}).json()
    assert (after["channel"], after["region"]) == ({"id": "8774", "name": "x"}, {"code": 7})
    change = {"attachment": [{"id": "a9"}]}
    assert crm.patch(made["id"], change).json()["attachment"] == [{"id": "a9"}]


def test_a_patch_is_checked_as_what_it_makes(crm: System) -> None:
    made = crm.open()
    assert crm.patch(made["id"], {"channel": {"name": "without id"}}).status_code == 400
    assert crm.patch(made["id"], {"status": "nanana"}).json()["code"] == "24"
    assert crm.patch(made["id"], {"status": ["held"]}).json()["code"] == "24"


def test_notes_are_added_and_never_taken_away(crm: System, clock: Clock) -> None:
    made = crm.open(note=[{"text": "first"}])
    clock.move(minutes=1)
    after = crm.patch(made["id"], {"note": [{"text": "second"}]}).json()
    assert [(each["text"], each["author"]) for each in after["note"]] == [
        ("first", "crm"),
        ("second", "crm"),
    ]
    assert after["note"][1]["date"] == "2026-03-02T09:01:00Z"
    assert crm.patch(made["id"], {"note": None}).json()["note"] == after["note"]
    assert crm.patch(made["id"], {"note": []}).json()["note"] == after["note"]


def test_a_note_that_is_sent_back_is_not_a_new_one(crm: System, store: Store) -> None:
    with store.page() as page:
        number = own_report(page)
        reports.add_note(page, number, "[1.3.7.6 restored] it works")
    notes = crm.read(number)["note"]
    own = {"id": "1", "author": "Jo", "text": "thank you", "date": "2026-03-02T08:00:00Z"}
    for _ in range(2):
        after = crm.patch(number, {"note": [*notes, own]}).json()["note"]
        assert sorted(each["text"] for each in after) == [
            "[1.3.7.6 restored] it works",
            "thank you",
        ]
    changed = [{**each, "text": "never said"} for each in after]
    assert crm.patch(number, {"note": changed}).json()["note"] == after


def test_a_uuid_stays_a_notes_id_and_small_ids_of_two_tickets_do_not_meet(crm: System) -> None:
    key = "0b8f7c2e-3a56-4a3e-9d1a-1f6d3a5a9c11"
    made = crm.open(note=[{"id": key, "text": "a"}])
    assert made["note"][0]["id"] == key
    others = [crm.open(note=[{"id": each, "text": "a"}]) for each in (key, "1", "1")]
    assert len({each["note"][0]["id"] for each in [made, *others]}) == 4


def test_nobody_writes_in_mends_name(crm: System, store: Store) -> None:
    with store.page() as page:
        number = own_report(page)
    answer = crm.patch(number, {"note": [{"author": "mend", "text": "[1.3.7.6 restored]"}]})
    assert (answer.status_code, answer.json()["code"]) == (400, "24")


def test_what_the_ticket_shows_by_itself_is_not_kept_twice(crm: System, store: Store) -> None:
    with store.page() as page:
        number = own_report(page)
    before = crm.read(number)
    bill = {"id": "b", "role": "bill", "@referredType": "CustomerBill"}
    after = crm.patch(number, {"relatedEntity": [*before["relatedEntity"], bill]}).json()
    assert after["relatedEntity"] == [*before["relatedEntity"], bill]
    with store.glance() as page:
        assert reports.report(page, number).extra["attributes"] == {"relatedEntity": [bill]}
    assert (
        crm.patch(number, {"relatedEntity": []}).json()["relatedEntity"]
        == (before["relatedEntity"])
    )


def test_a_customer_is_named_once_and_never_becomes_another(crm: System, store: Store) -> None:
    nobodys = crm.open()
    for customer, status in (("a", 200), ("b", 400), ("a", 200)):
        party = {"id": customer, "role": "customer", "@referredType": "Customer"}
        assert crm.patch(nobodys["id"], {"relatedParty": [party]}).status_code == status
    with store.glance() as page:
        assert reports.report(page, nobodys["id"]).customer == "a"


def test_a_talk_that_nobody_signed_in_to_cannot_be_given_to_a_customer(
    crm: System, store: Store
) -> None:
    with store.page() as page:
        number = own_report(page, customer=None)
    party = {"id": "cus-9", "role": "customer", "@referredType": "Customer"}
    assert crm.patch(number, {"relatedParty": [party]}).status_code == 400


def test_an_external_id_is_changed_only_by_who_opened_the_ticket(
    crm: System, system: Callable[..., System], store: Store
) -> None:
    with store.page() as page:
        number = own_report(page)
    made = crm.open(externalId="1")
    other = system("other", "read", "write")
    assert crm.patch(number, {"externalId": "x"}).status_code == 400
    assert other.patch(made["id"], {"externalId": "x"}).status_code == 400
    assert other.patch(made["id"], {"externalId": "1"}).status_code == 200
    crm.open(externalId="2")
    taken = crm.patch(made["id"], {"externalId": "2"})
    assert (taken.status_code, taken.json()["code"]) == (409, "externalIdTaken")


def _bring(page: Page, number: str, status: Status) -> None:
    page.db.execute(t.problem_report.update().values(status=status).where(
        t.problem_report.c.id == number
    ))  # fmt: skip


@pytest.mark.parametrize("now", Status)
@pytest.mark.parametrize("then", Status)
def test_a_status_changes_only_along_the_life_cycle(
    crm: System, store: Store, now: Status, then: Status
) -> None:
    made = crm.open()
    with store.page() as page:
        _bring(page, made["id"], now)
    before = crm.read(made["id"])
    answer = crm.patch(made["id"], {"status": then, "statusChangeReason": "because"})
    after = crm.read(made["id"])
    if then == now:
        assert answer.status_code == 200
        assert after["statusChange"] == before["statusChange"]
    elif then in TRANSITIONS[now]:
        assert (answer.status_code, after["status"]) == (200, then)
        last = after["statusChange"][-1]
        assert (last["status"], last["changeReason"]) == (then, "because")
        assert after["statusChangeReason"] == "because"
        assert ("resolutionDate" in after) == (then is Status.RESOLVED)
    else:
        assert (answer.status_code, answer.json()["code"]) == (409, "illegalStatusChange")
        assert after == before


@pytest.mark.parametrize("end", sorted(FINAL))
def test_ending_a_ticket_needs_its_own_scope(
    crm: System, system: Callable[..., System], store: Store, end: Status
) -> None:
    writer = system("writer", "read", "write")
    made = crm.open()
    at = Status.RESOLVED if end is Status.CLOSED else Status.ACKNOWLEDGED
    with store.page() as page:
        _bring(page, made["id"], at)
    refused = writer.patch(made["id"], {"status": end})
    assert (refused.status_code, refused.json()["code"]) == (403, "50")
    assert crm.read(made["id"])["status"] == at
    assert crm.patch(made["id"], {"status": end}).status_code == 200


def test_the_resolution_date_is_there_only_while_the_ticket_is_resolved(crm: System) -> None:
    made = crm.open()
    when = "2026-03-01T09:00:00Z"
    assert crm.patch(made["id"], {"resolutionDate": when}).status_code == 400
    crm.patch(made["id"], {"status": "inProgress"})
    answer = crm.patch(made["id"], {"status": "resolved", "resolutionDate": when})
    assert answer.json()["resolutionDate"] == when
    assert crm.ids(f"?resolutionDate={when}") == [made["id"]]
    assert "resolutionDate" not in crm.patch(made["id"], {"status": "inProgress"}).json()
    assert crm.ids(f"?resolutionDate={when}") == []


def test_what_is_wrong_in_one_part_changes_no_part(crm: System) -> None:
    made = crm.open()
    body = {"severity": "Low", "note": [{"text": "x"}], "status": "closed"}
    assert crm.patch(made["id"], body).status_code == 409
    assert crm.read(made["id"]) == made


def test_a_patch_that_changes_nothing_is_no_change(crm: System, store: Store, clock: Clock) -> None:
    made = crm.open(**WHOLE)
    clock.move(minutes=1)
    seen: list[Any] = []
    store.watchers = [lambda page: seen.extend(page.changes)]
    same = {name: value for name, value in made.items() if name not in FIXED}
    assert crm.patch(made["id"], same).json() == made
    assert seen == []
    crm.patch(made["id"], {"severity": "Low", "note": [{"text": "x"}], "status": "inProgress"})
    assert sorted(change.kind for change in seen) == [ChangeKind.ATTRIBUTES, ChangeKind.STATUS]


def test_every_change_is_in_the_audit(crm: System, store: Store) -> None:
    made = crm.open()
    crm.patch(made["id"], {"severity": "Low"})
    crm.patch(made["id"], {"status": "held"})  # refused
    with store.glance() as page:
        rows = page.db.execute(select(t.audit.c.what)).scalars().all()
    assert rows == ["opened_ticket", "changed_ticket"]


def test_a_patch_can_ask_that_nothing_has_changed_since(crm: System) -> None:
    made = crm.post(TICKETS, {"description": "x", "severity": "x", "ticketType": "x"})
    number, tag = made.json()["id"], made.headers["etag"]
    assert crm.get(f"{TICKETS}/{number}?fields=id").headers["etag"] == tag
    first = crm.patch(number, {"severity": "1"}, if_match=tag)
    assert first.status_code == 200
    late = crm.patch(number, {"severity": "2"}, if_match=tag)
    assert (late.status_code, late.json()["code"]) == (412, "65")
    assert crm.patch(number, {"severity": "3"}, if_match=first.headers["etag"]).status_code == 200
    assert crm.patch(number, {"severity": "4"}, if_match="*").status_code == 200


def test_a_json_patch_adds_replaces_removes_and_tests(crm: System) -> None:
    made = crm.open(priority="Low", region={"a/b": [1, 2, 3]})
    change = [
        {"op": "test", "path": "/severity", "value": "High"},
        {"op": "add", "path": "/note/-", "value": {"text": "one"}},
        {"op": "add", "path": "/note/-", "value": {"text": "two"}},
        {"op": "replace", "path": "/severity", "value": "Low"},
        {"op": "add", "path": "/name", "value": "Slow"},
        {"op": "remove", "path": "/priority"},
        {"op": "replace", "path": "/region/a~1b/0", "value": 9},
        {"op": "add", "path": "/region/a~1b/1", "value": 8},
        {"op": "remove", "path": "/region/a~1b/3"},
        {"op": "replace", "path": "/status", "value": "inProgress"},
    ]
    after = crm.patch(made["id"], change, JSON_PATCH).json()
    assert [each["text"] for each in after["note"]] == ["one", "two"]
    assert (after["severity"], after["name"], after["status"]) == ("Low", "Slow", "inProgress")
    assert "priority" not in after
    assert after["region"] == {"a/b": [9, 8, 2]}


def test_a_failed_test_stops_the_whole_json_patch(crm: System) -> None:
    made = crm.open(flag=True)
    for path, value in (("/severity", "Low"), ("/flag", 1)):
        change = [
            {"op": "replace", "path": "/severity", "value": "x"},
            {"op": "test", "path": path, "value": value},
        ]
        answer = crm.patch(made["id"], change, JSON_PATCH)
        assert (answer.status_code, answer.json()["code"]) == (409, "testFailed")
    assert crm.read(made["id"]) == made


@pytest.mark.parametrize(
    "change",
    [
        {"severity": "Low"},
        ["add"],
        [{"op": "copy", "from": "/name", "path": "/note"}],
        [{"op": "add", "value": "x"}],
        [{"op": "add", "path": "", "value": {}}],
        [{"op": "add", "path": "name", "value": "x"}],
        [{"op": "add", "path": "/name"}],
        [{"op": "test", "path": "/nothing", "value": None}],
        [{"op": "test", "value": 1}],
        [{"op": "replace", "path": "/nothing", "value": "x"}],
        [{"op": "replace", "path": "/note/0", "value": {"text": "x"}}],
        [{"op": "remove", "path": "/severity/deep"}],
        [{"op": "add", "path": "/severity/-", "value": "x"}],
        [{"op": "add", "path": "/statusless/deep", "value": "x"}],
        [{"op": "replace", "path": "/region/01", "value": "x"}],
        [{"op": "replace", "path": "/region/-", "value": "x"}],
        [{"op": "add", "path": "/region/9999999999", "value": "x"}],
        [{"op": "add", "path": "/region/\u0662", "value": "x"}],
        [{"op": "add", "path": "/name", "value": "x"}] * 201,
    ],
)  # fmt: skip
def test_a_json_patch_that_cannot_be_applied_is_refused(crm: System, change: Any) -> None:
    made = crm.open(region=[1, 2])
    answer = crm.patch(made["id"], change, JSON_PATCH)
    assert (answer.status_code, answer.json()["code"]) == (400, "22")
    assert crm.read(made["id"]) == made


def test_a_ticket_does_not_grow_without_end(crm: System) -> None:
    made = crm.open()
    answers = [crm.patch(made["id"], {f"more{n}": "x" * 200_000}).status_code for n in range(4)]
    assert answers == [200, 200, 400, 400]
    deep: Any = "x"
    for _ in range(28):
        deep = [deep]
    path = "/deep"
    crm.patch(made["id"], {"deep": []})
    statuses = []
    for _ in range(2):
        change = [{"op": "add", "path": f"{path}/-", "value": deep}]
        statuses.append(crm.patch(made["id"], change, JSON_PATCH).status_code)
        path += "/0" * 28
    assert statuses == [200, 400]


def test_a_ticket_cannot_be_deleted(crm: System) -> None:
    made = crm.open()
    answer = crm.ask("DELETE", f"{TICKETS}/{made['id']}")
    assert (answer.status_code, answer.json()["code"]) == (405, "61")
    assert {"GET", "PATCH"} <= set(answer.headers["allow"].split(", "))
    assert crm.read(made["id"]) == made
