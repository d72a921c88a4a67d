"""Forms and cookies: nothing from elsewhere gets in, nothing leads elsewhere."""

import pytest
from starlette.testclient import TestClient

from mend.settings import Settings
from mend.store import Store, agents
from tests.web.desk.doors import PASSWORD, csrf_of, set_cookie, sign_in, token_of
from web.desk.app import create_app


def test_the_session_cookie_is_out_of_reach_of_scripts_and_sites(
    client: TestClient, store: Store
) -> None:
    cookie = set_cookie(sign_in(client), "mend_desk").lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/desk" in cookie
    assert "secure" not in cookie


def test_on_https_the_cookies_are_secure(store: Store, settings: Settings) -> None:
    with TestClient(
        create_app(store, settings), base_url="https://desk", follow_redirects=False
    ) as client:
        assert "secure" in set_cookie(client.get("/desk/login"), "mend_desk_form").lower()
        response = sign_in(client)
        assert "secure" in set_cookie(response, "mend_desk").lower()
        assert client.get("/desk/").status_code == 200


def test_every_sign_in_gets_a_cookie_of_its_own(client: TestClient, store: Store) -> None:
    client.cookies.set("mend_desk", "chosen-by-somebody-else", path="/desk")
    values = set()
    for _ in range(2):
        values.add(set_cookie(sign_in(client), "mend_desk").split(";")[0])
        client.cookies.clear()
    assert len(values) == 2
    with store.glance() as page:
        assert agents.signed_in(page, "chosen-by-somebody-else") is None


@pytest.mark.parametrize("token", ["", "0" * 64, "é", None])
def test_a_sign_in_form_without_its_token_is_refused(
    client: TestClient, store: Store, token: str | None
) -> None:
    token_of(client)
    form = {"name": "amir", "password": PASSWORD} | ({} if token is None else {"token": token})
    assert client.post("/desk/login", data=form).status_code == 403


def test_the_token_of_another_browser_is_refused(client: TestClient, store: Store) -> None:
    form = {"name": "amir", "password": PASSWORD, "token": token_of(client)}
    client.cookies.clear()
    assert client.post("/desk/login", data=form).status_code == 403
    token_of(client)
    assert client.post("/desk/login", data=form).status_code == 403


@pytest.mark.parametrize("csrf", ["", "wrong", "é"])
def test_signing_out_without_the_token_is_refused(
    client: TestClient, store: Store, csrf: str
) -> None:
    sign_in(client)
    for form in ({"csrf": csrf}, {"other": csrf}):
        assert client.post("/desk/logout", data=form).status_code == 403
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", "anything"])
def test_a_form_posted_from_elsewhere_is_refused_whatever_it_holds(
    client: TestClient, store: Store, site: str
) -> None:
    headers = {"sec-fetch-site": site}
    form = {"name": "amir", "password": PASSWORD, "token": token_of(client)}
    assert client.post("/desk/login", data=form, headers=headers).status_code == 403
    sign_in(client)
    form = {"csrf": csrf_of(client)}
    assert client.post("/desk/logout", data=form, headers=headers).status_code == 403
    headers = {"sec-fetch-site": "same-origin"}
    assert client.post("/desk/logout", data=form, headers=headers).status_code == 303


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"name=a", "text/plain", 415),
        (b"name=" + b"a" * 9000, "application/x-www-form-urlencoded", 413),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a%d=1" % n for n in range(50)), "application/x-www-form-urlencoded", 400),
        (b"name=%ff%00&name=b", "application/x-www-form-urlencoded", 403),
    ],
)
def test_what_is_not_our_form_is_refused(
    client: TestClient, store: Store, body: bytes, kind: str, status: int
) -> None:
    response = client.post("/desk/login", content=body, headers={"content-type": kind})
    assert response.status_code == status


def test_signing_in_leads_back_to_the_report_that_was_asked_for(
    client: TestClient, town: Store
) -> None:
    there = client.get("/desk/reports/PR7K2M9QXA").headers["location"]
    assert 'value="/desk/reports/PR7K2M9QXA"' in client.get(there).text
    response = sign_in(client, next="/desk/reports/PR7K2M9QXA")
    assert response.headers["location"] == "/desk/reports/PR7K2M9QXA"


@pytest.mark.parametrize(
    "then",
    [
        "https://evil.example/",
        "//evil.example/desk/reports/PR1",
        "/desk/reports/PR1/../../..//evil.example",
        "/desk/reports/PR1\r\nset-cookie: a=b",
        "javascript:alert(1)",
        "/desk/logout",
        "",
    ],
)
def test_signing_in_leads_nowhere_else(client: TestClient, store: Store, then: str) -> None:
    assert sign_in(client, next=then).headers["location"] == "/desk/"
