"""Agents change a report's status and add notes: each role its own, within the life cycle, never unseen."""

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from mend.problem import TRANSITIONS, Status
from mend.settings import Settings
from mend.store import Store, agents, desk_acts, reports
from mend.store import tables as t
from mend.store.agents import Role
from tests.web.desk.doors import csrf_of, sign_in
from web.desk.app import create_app
from web.desk.rights import ALLOWED, changes

REPORT = "PR7K2M9QXA"  # held
PAGE = f"/desk/reports/{REPORT}"
FORMS = {"status": f"{PAGE}/status", "note": f"{PAGE}/notes"}


@pytest.fixture
def desk(client: TestClient, town: Store) -> TestClient:
    """A browser at the desk over the six reports; who signs in is each test's choice."""
    return client


def change(client: TestClient, then: str, reason: str = "the crew rang", **more: str) -> Any:
    form = {"csrf": csrf_of(client), "seen": "held", "status": then, "reason": reason, **more}
    return client.post(FORMS["status"], data=form)


def note(client: TestClient, text: str, **more: str) -> Any:
    return client.post(FORMS["note"], data={"csrf": csrf_of(client), "text": text, **more})


def put(store: Store, status: str) -> None:
    with store.page() as page:
        page.db.execute(
            update(t.problem_report).where(t.problem_report.c.id == REPORT).values(status=status)
        )


def status_of(store: Store) -> tuple[str, str]:
    with store.glance() as page:
        row = reports.report(page, REPORT)
        return row.status, row.status_reason


def audited(store: Store, what: str) -> list[tuple[str, str]]:
    with store.glance() as page:
        rows = page.db.execute(select(t.audit).where(t.audit.c.what == what))
        return [(row.agent, row.about) for row in rows]


def offered(client: TestClient) -> list[str]:
    """The changes of status that the page offers."""
    form = re.search(r'<select id="status-then".*?</select>', client.get(PAGE).text, re.S)
    return re.findall(r'<option value="(\w+)"', form[0]) if form else []


def trouble(response: Any) -> str:
    found = re.search(r'role="alert"[^>]*>(.*?)</p>', response.text)
    assert found
    return unescape(re.sub(r"<[^>]+>", "", found[1]))


def test_an_agent_changes_the_status_and_says_why(desk: TestClient, town: Store) -> None:
    sign_in(desk, "amir")
    response = change(desk, "inProgress")
    assert (response.status_code, response.headers["location"]) == (303, f"{PAGE}#history")
    assert status_of(town) == ("inProgress", "amir: the crew rang")
    assert audited(town, "change_status") == [("amir", REPORT)]
    assert "amir: the crew rang" in desk.get(PAGE).text


def test_the_change_is_shown_to_whoever_must_learn_of_it(town: Store, settings: Settings) -> None:
    seen: list[Any] = []
    town.watchers = (lambda page: seen.extend(page.changes),)
    with TestClient(create_app(town, settings), follow_redirects=False) as client:
        sign_in(client, "amir")
        change(client, "inProgress")
        note(client, "rang them")
    assert [(each.report, each.kind, each.status) for each in seen] == [
        (REPORT, "status", "inProgress"),
        (REPORT, "attributes", None),
    ]


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize(
    ("name", "role"),
    [("vera", Role.VIEWER), ("amir", Role.AGENT), ("sofia", Role.SUPERVISOR)],
)
def test_only_what_the_life_cycle_allows_and_the_role_may_is_offered(
    desk: TestClient, town: Store, status: Status, name: str, role: Role
) -> None:
    put(town, status)
    sign_in(desk, name)
    assert set(offered(desk)) == TRANSITIONS[status] & ALLOWED[role]
    assert [str(each) for each in changes(role, status)] == offered(desk)


def test_agents_work_on_reports_and_supervisors_end_them() -> None:
    assert ALLOWED[Role.VIEWER] == frozenset()
    assert ALLOWED[Role.AGENT] == {"inProgress", "held", "pending"}
    assert ALLOWED[Role.SUPERVISOR] - ALLOWED[Role.AGENT] == {
        "resolved",
        "cancelled",
        "rejected",
        "closed",
    }


@pytest.mark.parametrize("then", ["resolved", "cancelled", "rejected", "closed"])
def test_an_agent_who_is_no_supervisor_cannot_end_a_report(
    desk: TestClient, town: Store, then: str
) -> None:
    sign_in(desk, "amir")
    for now in Status:
        if then in TRANSITIONS[now]:
            put(town, now)
            assert change(desk, then, seen=now).status_code == 403
            assert status_of(town)[0] == now


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("inProgress", "resolved"),
        ("inProgress", "cancelled"),
        ("acknowledged", "rejected"),
        ("resolved", "closed"),
    ],
)
def test_a_supervisor_ends_a_report(desk: TestClient, town: Store, now: str, then: str) -> None:
    put(town, now)
    sign_in(desk, "sofia")
    assert change(desk, then, seen=now).status_code == 303
    assert status_of(town) == (then, "sofia: the crew rang")


def test_a_report_whose_status_is_final_says_so(desk: TestClient, town: Store) -> None:
    put(town, "closed")
    sign_in(desk, "sofia")
    assert "Closed is final" in desk.get(PAGE).text
    response = change(desk, "inProgress", seen="closed")
    assert response.status_code == 409
    assert trouble(response).endswith("cannot be changed to that one. Nothing was changed.")


def test_a_viewer_is_offered_nothing_and_may_do_nothing(desk: TestClient, town: Store) -> None:
    sign_in(desk, "vera")
    text = desk.get(PAGE).text
    assert "<textarea" not in text
    assert 'action="/desk/reports/' not in text
    assert change(desk, "inProgress").status_code == 403
    assert note(desk, "hello").status_code == 403
    assert status_of(town)[0] == "held"
    assert audited(town, "add_note") == audited(town, "change_status") == []


@pytest.mark.parametrize("then", ["resolved", "pending", "held", "acknowledged"])
def test_a_change_that_the_life_cycle_does_not_know_changes_nothing(
    desk: TestClient, town: Store, then: str
) -> None:
    sign_in(desk, "sofia")
    before = status_of(town)
    response = change(desk, then, "because I <say> so")
    if then == "acknowledged":
        assert response.status_code == 403  # nobody may
    else:
        assert response.status_code == 409
        assert "Nothing was changed." in trouble(response)
        assert 'value="because I &lt;say&gt; so"' in response.text
    assert status_of(town) == before
    assert audited(town, "change_status") == []


def test_a_report_that_moved_on_meanwhile_is_not_changed_unseen(
    desk: TestClient, town: Store
) -> None:
    sign_in(desk, "sofia")
    put(town, "inProgress")
    response = change(desk, "cancelled", seen="acknowledged")
    assert response.status_code == 409
    assert trouble(response).endswith(
        "Meanwhile the report is in progress. Nothing was changed; look again."
    )
    assert status_of(town)[0] == "inProgress"
    assert 'name="seen" value="inProgress"' in response.text


@pytest.mark.parametrize("reason", ["", "   ", "\u200b\u2060", "\x00", "\r\n\t"])
def test_a_change_of_status_needs_a_reason(desk: TestClient, town: Store, reason: str) -> None:
    sign_in(desk, "amir")
    response = change(desk, "inProgress", reason)
    assert response.status_code == 400
    assert "Say why" in trouble(response)
    assert '<option value="inProgress" selected>' in response.text
    assert re.search(r'<input id="status-reason"[^>]*autofocus aria-invalid="true"', response.text)
    assert status_of(town)[0] == "held"


def test_a_reason_fills_its_column_beside_the_name_and_no_more(
    desk: TestClient, town: Store
) -> None:
    sign_in(desk, "amir")
    room = desk_acts.room_for_reason("amir")
    assert room == 256 - len("amir: ")
    assert f'maxlength="{room}"' in desk.get(PAGE).text
    response = change(desk, "inProgress", "é" * (room + 1))
    assert response.status_code == 400
    assert f"room for {room} characters" in trouble(response)
    assert change(desk, "inProgress", "é" * room).status_code == 303
    assert status_of(town)[1] == "amir: " + "é" * room


@pytest.mark.parametrize("then", ["", "nonsense", "Held", "held'--"])
def test_a_status_that_is_none_changes_nothing(desk: TestClient, town: Store, then: str) -> None:
    sign_in(desk, "sofia")
    for response in (change(desk, then), change(desk, "inProgress", seen=then)):
        assert response.status_code == 400
        assert "Choose" in trouble(response)
    assert status_of(town)[0] == "held"


def test_a_reason_is_one_line_without_what_postgresql_refuses(
    desk: TestClient, town: Store
) -> None:
    sign_in(desk, "amir")
    change(desk, "inProgress", " the\r\ncrew\x00  rang ")
    assert status_of(town)[1] == "amir: the crew rang"


def test_an_agent_adds_a_note_in_their_own_name(desk: TestClient, town: Store) -> None:
    sign_in(desk, "amir")
    response = note(desk, " first line\r\nsecond\x00 line \n")
    assert (response.status_code, response.headers["location"]) == (303, f"{PAGE}#notes")
    with town.glance() as page:
        row = reports.last_note(page, REPORT, "amir")
    assert row.text == "first line\nsecond line"
    assert audited(town, "add_note") == [("amir", REPORT)]
    text = desk.get(PAGE).text
    assert "first line\nsecond line" in text
    assert "<strong><bdi>amir</bdi></strong>" in text


@pytest.mark.parametrize("text", ["", " \n ", "\u200b", "\x00"])
def test_an_empty_note_is_not_kept(desk: TestClient, town: Store, text: str) -> None:
    sign_in(desk, "amir")
    response = note(desk, text)
    assert response.status_code == 400
    assert "the note is empty" in trouble(response)
    assert audited(town, "add_note") == []


@pytest.mark.parametrize("char", ["a", "é", "好", "🙂"])
def test_a_note_of_any_script_has_the_same_room(desk: TestClient, town: Store, char: str) -> None:
    sign_in(desk, "amir")
    assert note(desk, char * desk_acts.NOTE_LIMIT).status_code == 303
    response = note(desk, char * (desk_acts.NOTE_LIMIT + 1))
    assert response.status_code == 400
    assert "too long" in trouble(response)
    assert char * 2001 in response.text  # what was written is not lost


def test_a_form_far_too_large_is_refused_unread(desk: TestClient, town: Store) -> None:
    sign_in(desk, "amir")
    response = note(desk, "a" * 40_000)
    assert response.status_code == 413
    assert "Too much text" in response.text


@pytest.mark.parametrize("csrf", ["", "wrong", "é", None])
@pytest.mark.parametrize("form", ["status", "note"])
def test_without_the_token_nothing_is_done(
    desk: TestClient, town: Store, form: str, csrf: str | None
) -> None:
    sign_in(desk, "sofia")
    data = {"seen": "held", "status": "inProgress", "reason": "why", "text": "hello"}
    data |= {} if csrf is None else {"csrf": csrf}
    assert desk.post(FORMS[form], data=data).status_code == 403
    assert status_of(town)[0] == "held"
    assert audited(town, "add_note") == audited(town, "change_status") == []


def test_the_token_of_another_session_is_refused(desk: TestClient, town: Store) -> None:
    sign_in(desk, "sofia")
    theirs = csrf_of(desk)
    sign_in_again = desk.post("/desk/logout", data={"csrf": theirs})
    assert sign_in_again.status_code == 303
    sign_in(desk, "amir")
    assert change(desk, "inProgress", csrf=theirs).status_code == 403
    assert note(desk, "hello", csrf=theirs).status_code == 403


@pytest.mark.parametrize("form", ["status", "note"])
def test_a_form_from_another_site_is_refused_with_the_right_token(
    desk: TestClient, town: Store, form: str
) -> None:
    sign_in(desk, "sofia")
    data = {"csrf": csrf_of(desk), "seen": "held", "status": "inProgress", "reason": "why"}
    data |= {"text": "hello"}
    for site in ("cross-site", "same-site", "none"):
        response = desk.post(FORMS[form], data=data, headers={"sec-fetch-site": site})
        assert response.status_code == 403
    assert status_of(town)[0] == "held"


@pytest.mark.parametrize("form", ["status", "note"])
def test_whose_session_is_over_is_led_to_sign_in_and_back_to_the_report(
    desk: TestClient, town: Store, form: str
) -> None:
    response = desk.post(FORMS[form], data={"text": "hello"})
    assert response.status_code == 303
    assert response.headers["location"] == "/desk/login?next=%2Fdesk%2Freports%2FPR7K2M9QXA"


@pytest.mark.parametrize("number", ["PR404", "PR7K2M9QXA%00", "9" * 400, "-1", "a.b"])
def test_an_unknown_report_cannot_be_changed(desk: TestClient, town: Store, number: str) -> None:
    sign_in(desk, "sofia")
    form = {"csrf": csrf_of(desk), "seen": "held", "status": "inProgress", "reason": "why"}
    assert desk.post(f"/desk/reports/{number}/status", data=form).status_code == 404
    form = {"csrf": csrf_of(desk), "text": "hello"}
    assert desk.post(f"/desk/reports/{number}/notes", data=form).status_code == 404


def test_a_change_that_cannot_be_audited_is_not_made(
    desk: TestClient, town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(desk, "amir")
    form = {"csrf": csrf_of(desk), "seen": "held", "status": "inProgress", "reason": "why"}

    def fail(*_: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(agents, "write_audit", fail)
    assert desk.post(FORMS["status"], data=form).status_code == 500
    assert status_of(town)[0] == "held"


def test_the_form_is_read_only_by_posting(desk: TestClient, town: Store) -> None:
    sign_in(desk, "sofia")
    for path in FORMS.values():
        assert desk.get(f"{path}?status=inProgress&reason=x").status_code == 404
    assert status_of(town)[0] == "held"
