"""What TM Forum's conformance kit for TMF621 looks at: as tests of our own, and the kit itself where it is at hand.

The kit may not be passed on. `TMF621_KIT` names the folder it was unpacked to; `newman` runs it.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from mend.store import Store
from tests.web.tmf.conftest import BASE, TICKETS, System, own_report

ECHOED = ("id", "href", "description", "severity", "ticketType")
N1 = {"description": "box dead", "severity": "High", "ticketType": "device"}
N2 = {
    "description": "no connection",
    "severity": "Low",
    "ticketType": "connectivity",
    "status": "nanana",
    "externalId": "kit-2",
    "note": [
        {"date": "2018-05-01T00:00", "author": "Mr Bean", "text": "first"},
        {"date": "2018-05-01T00:01:00.000Z", "text": "second"},
    ],
}


@pytest.fixture
def two(crm: System, store: Store) -> tuple[dict[str, Any], dict[str, Any]]:
    """The kit's two tickets, beside one of Mend's own."""
    with store.page() as page:
        own_report(page)
    return crm.open(**N1), crm.open(**N2)


def test_n1_n2_a_new_ticket_is_answered_with_what_was_posted(two: Any) -> None:
    for posted, ticket in zip((N1, N2), two, strict=True):
        assert all(isinstance(ticket[name], str) and ticket[name] for name in ECHOED)
        for name in ("description", "severity", "ticketType"):
            assert ticket[name] == posted[name]
    assert [note["text"] for note in two[1]["note"]] == ["first", "second"]
    assert two[1]["status"] == "acknowledged"


def test_n3_the_list_holds_both_and_every_ticket_is_whole(crm: System, two: Any) -> None:
    listed = crm.found()
    assert {ticket["id"] for ticket in two} <= {ticket["id"] for ticket in listed}
    for ticket in listed:
        assert all(isinstance(ticket[name], str) for name in ECHOED)


def test_n3_filters_leave_the_other_one_out(crm: System, two: Any) -> None:
    assert crm.ids("?severity=High") == [two[0]["id"]]
    assert crm.ids("?ticketType=connectivity") == [two[1]["id"]]


def test_n4_n5_fields_are_exactly_those_that_were_named(crm: System, two: Any) -> None:
    path = f"{TICKETS}/{two[0]['id']}"
    assert crm.get(f"{path}?fields=description").json() == {"description": N1["description"]}
    assert crm.get(f"{path}?fields=severity,status").json() == {
        "severity": "High",
        "status": "acknowledged",
    }


def test_e1_an_unknown_id_is_not_found(crm: System) -> None:
    assert crm.get(f"{TICKETS}/46846846846").status_code == 404


def test_e2_without_ticket_type_it_is_a_bad_request(crm: System) -> None:
    assert crm.post(TICKETS, {"description": "x", "severity": "High"}).status_code == 400


def test_e3_a_note_without_text_is_a_bad_request_also_after_a_slash(crm: System) -> None:
    for note in ({"author": "x"}, [{"author": "x"}]):
        assert crm.post(f"{TICKETS}/", N1 | {"note": note}).status_code == 400


def _collection() -> Path:
    folder = os.environ.get("TMF621_KIT")
    if not folder:
        pytest.skip("TMF621_KIT names no folder with TM Forum's conformance kit")
    if not shutil.which("newman"):
        pytest.skip("newman is not installed (npm install -g newman)")
    found = sorted(Path(folder).rglob("*postman_collection*"))
    if not found:
        pytest.fail(f"there is no Postman collection in {folder}")
    return found[0]


def _aim(item: dict[str, Any], base: str, token: str) -> None:
    """Send every request of a collection to `base`, with the token."""
    for inner in item.get("item", []):
        _aim(inner, base, token)
    request = item.get("request")
    if request:
        url = request["url"]
        raw = url if isinstance(url, str) else url["raw"]
        *_, last = re.finditer(r"/troubleTicket(?![A-Za-z])", raw, re.I)
        request["url"] = base + raw[last.start() :]
        request["header"] = [
            *(request.get("header") or []),
            {"key": "Authorization", "value": f"Bearer {token}"},
        ]


def test_the_kit_itself(address: str, crm: System, tmp_path: Path) -> None:
    collection = json.loads(_collection().read_text(encoding="utf-8"))
    _aim(collection, address + BASE, crm.token)
    aimed, report = tmp_path / "collection.json", tmp_path / "report.json"
    aimed.write_text(json.dumps(collection), encoding="utf-8")
    command = [str(shutil.which("newman")), "run", str(aimed), "--reporters", "json",
               "--reporter-json-export", str(report)]  # fmt: skip
    environment = sorted(_collection().parent.rglob("*environment*.json"))
    if environment:
        command += ["--environment", str(environment[0])]
    subprocess.run(command, check=False, timeout=100)
    run = json.loads(report.read_text(encoding="utf-8"))["run"]
    assert [failure["error"]["message"] for failure in run["failures"]] == []
    assert run["stats"]["assertions"]["total"] > 0
