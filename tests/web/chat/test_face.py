"""The face as a whole: which pages may call it, its headers, files, health and log."""

import logging
from typing import Any

import httpx
import pytest

from mend.words import BadWords

pytestmark = pytest.mark.asyncio

ORIGIN = "https://www.example.com"


async def _preflight(http: httpx.AsyncClient, origin: str) -> httpx.Response:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return await http.options("/chat/messages", headers=headers)


async def test_an_allowed_page_gets_its_preflight(http: httpx.AsyncClient) -> None:
    answer = await _preflight(http, ORIGIN)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert answer.headers["access-control-allow-methods"] == "GET, POST"
    assert answer.headers["access-control-allow-headers"] == "authorization, content-type"
    assert "access-control-allow-credentials" not in answer.headers
    assert "Origin" in answer.headers["vary"]


@pytest.mark.parametrize(
    "origin",
    [
        "https://www.example.com.evil.test",
        "https://evil.test",
        "http://www.example.com",
        "https://www.example.com:8443",
        "https://example.com",
        "https://wwwxexample.com",
        "HTTPS://www.example.com",
        "https://www.example.com/",
        "null",
        "*",
        "",
    ],
)
async def test_any_other_page_is_refused(face: Any, http: httpx.AsyncClient, origin: str) -> None:
    for answer in (
        await _preflight(http, origin),
        await http.post("/chat/session", json={}, headers={"Origin": origin}),
    ):
        assert (answer.status_code, answer.json()["error"]) == (403, "bad_origin")
        assert "access-control-allow-origin" not in answer.headers
    assert face.assistant.asks == []


async def test_two_origins_are_refused(http: httpx.AsyncClient) -> None:
    origins = [("Origin", ORIGIN), ("Origin", ORIGIN)]
    assert (await http.post("/chat/session", json={}, headers=origins)).status_code == 403


async def test_an_allowed_page_may_read_answers_and_refusals(http: httpx.AsyncClient) -> None:
    for path in ("/chat/session", "/chat/messages", "/nowhere"):
        answer = await http.post(path, json={}, headers={"Origin": ORIGIN})
        assert answer.headers["access-control-allow-origin"] == ORIGIN
        assert answer.headers["access-control-expose-headers"] == "Retry-After"


async def test_the_sandbox_page_may_call_only_while_it_is_on(face: Any) -> None:
    sandbox = {"Origin": "http://127.0.0.1:8000"}
    async with face.open() as http:
        assert (await http.post("/chat/session", json={}, headers=sandbox)).status_code == 200
    face.settings |= {
        "sandbox": False,
        **{f"{name}_url": "https://tmf.example" for name in _systems()},
    }
    async with face.open() as http:
        assert (await http.post("/chat/session", json={}, headers=sandbox)).status_code == 403


def _systems() -> list[str]:
    from mend.settings import Settings

    return [name.removesuffix("_url") for name in Settings.system_names()]


@pytest.mark.parametrize("path", ["/", "/nowhere", "/chat/session", "/health", "/chat/widget.js"])
async def test_every_answer_carries_the_security_headers(
    http: httpx.AsyncClient, path: str
) -> None:
    headers = (await http.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "set-cookie" not in headers


async def test_what_is_not_there_is_json_too(http: httpx.AsyncClient) -> None:
    assert (await http.get("/docs")).json()["error"] == "not_found"
    answer = await http.put("/chat/messages", json={})
    assert (answer.status_code, answer.json()["error"]) == (405, "not_allowed")
    for agents in ("/desk", "/webhooks/inner/turn", "/webhooks/rest/webhook", "/demo/token"):
        assert (await http.post(agents, json={})).status_code == 404


async def test_the_window_is_served_once(http: httpx.AsyncClient) -> None:
    first = await http.get("/chat/widget.js")
    assert first.status_code == 200
    assert first.headers["content-type"].startswith("text/javascript")
    assert first.headers["cache-control"] == "public, max-age=300"
    tag = first.headers["etag"]
    again = await http.get("/chat/widget.js", headers={"If-None-Match": f'"x", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    other = await http.get("/chat/widget.js", headers={"If-None-Match": '"x"'})
    assert other.status_code == 200


async def test_a_picture_is_served_without_any_rights(face: Any, http: httpx.AsyncClient) -> None:
    (face.pictures / "router_lights.svg").write_text("<svg/>", encoding="utf-8")
    answer = await http.get("/chat/pictures/router_lights.svg")
    assert (answer.status_code, answer.text) == (200, "<svg/>")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy


@pytest.mark.parametrize(
    "name",
    ["gone.svg", "..%2fsecret.svg", "%2e%2e/secret.svg", "x.png", ".svg", "A.svg", "a.svg%00"],
)
async def test_nothing_but_pictures_is_served(
    face: Any, http: httpx.AsyncClient, name: str
) -> None:
    (face.pictures.parent / "secret.svg").write_text("secret", encoding="utf-8")
    (face.pictures / "x.png").write_text("secret", encoding="utf-8")
    answer = await http.get(f"/chat/pictures/{name}")
    assert answer.status_code == 404
    assert "secret" not in answer.text


async def test_health_tells_who_is_missing(face: Any, http: httpx.AsyncClient) -> None:
    answer = await http.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "assistant": "ok"})
    face.assistant.well = False
    answer = await http.get("/health")
    assert (answer.status_code, answer.json()) == (503, {"database": "ok", "assistant": "down"})
    face.assistant.well = True
    with face.store.page() as page:
        page.db.exec_driver_sql("ALTER TABLE message RENAME TO lost")
    answer = await http.get("/health")
    assert (answer.status_code, answer.json()) == (503, {"database": "down", "assistant": "ok"})


async def test_an_unexpected_error_is_a_plain_500_without_the_customers_words_in_the_log(
    face: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("the customer said swordfish")

    face.resumable = broken
    async with face.open() as http:
        with caplog.at_level(logging.DEBUG):
            answer = await http.post("/chat/session", json={}, headers={"Origin": ORIGIN})
    assert (answer.status_code, answer.json()["error"]) == (500, "broken")
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "swordfish" not in caplog.text + answer.text
    assert "RuntimeError" in caplog.text


async def test_no_text_of_a_conversation_is_logged(
    customer: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await customer.say("my number is swordfish")
        await customer.look()
    assert "swordfish" not in caplog.text
    assert customer.session["token"] not in caplog.text


@pytest.mark.parametrize("missing", ["utter_sorry", "utter_still_working"])
async def test_a_face_without_an_apology_does_not_start(face: Any, missing: str) -> None:
    words = face.responses / "sorry.yml"
    words.write_text(
        words.read_text(encoding="utf-8").replace(missing, "utter_x"), encoding="utf-8"
    )
    with pytest.raises(BadWords, match=missing):
        face.app()


async def test_an_apology_without_a_way_to_a_person_does_not_start(face: Any) -> None:
    words = face.responses / "sorry.yml"
    words.write_text(
        "responses:\n  utter_sorry:\n  - text: Sorry.\n  utter_still_working:\n  - text: Wait.\n",
        encoding="utf-8",
    )
    with pytest.raises(BadWords, match="utter_sorry"):
        face.app()
