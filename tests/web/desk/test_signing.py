"""Signing in and out: one answer to every wrong try, and sessions end."""

from typing import Any

import pytest
from sqlalchemy import insert, select, update
from starlette.testclient import TestClient

from mend.settings import Settings
from mend.store import Store, agents
from mend.store.tables import agent, agent_session, audit
from tests.web.desk.doors import PASSWORD, body_without_token, csrf_of, set_cookie, sign_in
from web.desk.accounts import first_agent, password_matches
from web.desk.app import create_app


@pytest.mark.parametrize("path", ["/desk/", "/desk/reports/PR7K2M9QXA", "/desk/?status=held"])
def test_nobody_is_led_to_the_sign_in_page(client: TestClient, town: Store, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 303
    assert response.headers["location"].startswith("/desk/login")
    assert "PR7K2M9QXA" not in response.text


def test_nobody_learns_whether_a_report_exists(client: TestClient, town: Store) -> None:
    there, not_there = (client.get(f"/desk/reports/{n}") for n in ("PR7K2M9QXA", "PR0000000A"))
    assert (there.status_code, there.text) == (not_there.status_code, not_there.text)


def test_an_agent_signs_in_and_out(client: TestClient, town: Store) -> None:
    response = sign_in(client)
    assert (response.status_code, response.headers["location"]) == (303, "/desk/")
    assert "amir" in client.get("/desk/").text
    response = client.post("/desk/logout", data={"csrf": csrf_of(client)})
    assert (response.status_code, response.headers["location"]) == (303, "/desk/login")
    assert client.get("/desk/").status_code == 303


def test_signing_out_ends_the_session_on_the_server_too(client: TestClient, store: Store) -> None:
    sign_in(client)
    stolen = client.cookies["mend_desk"]
    client.post("/desk/logout", data={"csrf": csrf_of(client)})
    client.cookies.set("mend_desk", stolen, path="/desk")
    assert client.get("/desk/").status_code == 303


def test_every_wrong_try_is_answered_alike(client: TestClient, store: Store) -> None:
    wrong = sign_in(client, "amir", "wrong")
    unknown = sign_in(client, "nobody", "wrong")
    odd = sign_in(client, "\x00' or 1=1 --", "wrong")
    empty = sign_in(client, "", "")
    for _ in range(5):
        sign_in(client, "vera", "wrong")
    locked = sign_in(client, "vera", PASSWORD)
    answers = [wrong, unknown, odd, empty, locked]
    assert {answer.status_code for answer in answers} == {401}
    assert len({body_without_token(answer) for answer in answers}) == 1
    assert "mend_desk" not in client.cookies


def test_an_unknown_name_costs_a_comparison_too(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str | None] = []

    def compare(password_hash: str | None, password: str) -> bool:
        compared.append(password_hash)
        return password_matches(password_hash, password)

    monkeypatch.setattr("web.desk.signing.password_matches", compare)
    sign_in(client, "nobody")
    assert compared == [None]
    assert not password_matches(None, PASSWORD)


def test_a_locked_name_opens_after_five_minutes(
    client: TestClient, store: Store, clock: Any
) -> None:
    for _ in range(5):
        sign_in(client, password="wrong")
    assert sign_in(client).status_code == 401
    clock.move(minutes=5)
    assert sign_in(client).status_code == 303


def test_a_session_left_alone_is_over_and_its_cookie_taken_back(
    client: TestClient, store: Store, clock: Any
) -> None:
    sign_in(client)
    clock.move(minutes=29)
    assert client.get("/desk/").status_code == 200
    clock.move(minutes=29)
    assert client.get("/desk/").status_code == 200
    clock.move(minutes=30)
    response = client.get("/desk/")
    assert response.status_code == 303
    assert "max-age=0" in set_cookie(response, "mend_desk").lower()


def test_a_session_in_use_is_over_after_eight_hours(
    client: TestClient, store: Store, clock: Any
) -> None:
    sign_in(client)
    for _ in range(8 * 3 - 1):
        clock.move(minutes=20)
        assert client.get("/desk/").status_code == 200
    clock.move(minutes=20)
    assert client.get("/desk/").status_code == 303


def test_an_agent_who_was_removed_is_nobody(client: TestClient, store: Store) -> None:
    sign_in(client)
    with store.page() as page:
        page.db.execute(agent_session.delete())
        page.db.execute(agent.delete().where(agent.c.name == "amir"))
    assert client.get("/desk/").status_code == 303


@pytest.mark.parametrize("name", ["vera", "amir", "sofia"])
def test_every_role_may_read(client: TestClient, town: Store, name: str) -> None:
    sign_in(client, name)
    assert client.get("/desk/").status_code == 200
    assert client.get("/desk/reports/PR7K2M9QXA").status_code == 200


def test_a_role_that_does_not_exist_reads_nothing(client: TestClient, town: Store) -> None:
    sign_in(client)
    with town.page() as page:
        page.db.execute(update(agent).values(role="ghost"))
    response = client.get("/desk/reports/PR7K2M9QXA")
    assert response.status_code == 500
    assert "C-10442" not in response.text


def test_who_is_signed_in_skips_the_sign_in_page(client: TestClient, store: Store) -> None:
    sign_in(client)
    assert client.get("/desk/login").headers["location"] == "/desk/"


def test_signing_in_and_out_is_written_down(client: TestClient, store: Store) -> None:
    sign_in(client, password="wrong")
    sign_in(client)
    client.post("/desk/logout", data={"csrf": csrf_of(client)})
    with store.glance() as page:
        rows = page.db.execute(select(audit).order_by(audit.c.id))
        assert [(row.agent, row.what) for row in rows] == [
            ("amir", "refused"),
            ("amir", "signed_in"),
            ("amir", "signed_out"),
        ]


def test_the_first_agent_is_made_once_and_can_sign_in(client: TestClient, store: Store) -> None:
    assert first_agent(store) is None
    with store.page() as page:
        page.db.execute(agent.delete())
    assert client.get("/desk/login").status_code == 200
    made = first_agent(store)
    assert made
    name, password = made
    assert name == "agent"
    assert len(password) >= 20
    assert first_agent(store) is None
    assert sign_in(client, name, password).status_code == 303


def test_starting_the_desk_makes_no_agent(store: Store, settings: Settings) -> None:
    with store.page() as page:
        page.db.execute(agent.delete())
    with TestClient(create_app(store, settings)) as client:
        client.get("/desk/login")
    with store.glance() as page:
        assert not agents.any_agent(page)


def test_a_hash_that_is_none_lets_nobody_in(client: TestClient, store: Store) -> None:
    with store.page() as page:
        page.db.execute(
            insert(agent).values(
                name="broken", password_hash="x", role="viewer", failures=0, created=page.now
            )
        )
    assert sign_in(client, "broken", "x").status_code == 401
