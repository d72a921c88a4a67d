"""The list and the report: complete, escaped, paged, one 404 for all, and reading is audited."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from starlette.testclient import TestClient

from mend.store import Store, agents
from mend.store import tables as t
from web.desk.guard import SESSION_COOKIE

REPORT = "PR7K2M9QXA"


@pytest.fixture
def agent(client: TestClient, store: Store) -> TestClient:
    """A browser that is signed in as a viewer."""
    with store.page() as page:
        cookie = agents.sign_in(page, "vera")
    assert cookie
    client.cookies.set(SESSION_COOKIE, cookie, path="/desk")
    return client


def listed(text: str) -> list[str]:
    return re.findall(r'href="/desk/reports/(PR\w+)"', text)


def add_reports(store: Store, count: int) -> None:
    with store.page() as page:
        page.db.execute(
            insert(t.conversation).values(
                id="talk", channel="web", started=page.now, last_seen=page.now
            )
        )
        for index in range(count):
            page.db.execute(
                insert(t.problem_report).values(
                    id=f"PR{index:06}",
                    conversation="talk",
                    product_kind="broadband",
                    service_ids=[],
                    symptom="slow_internet",
                    description="slow",
                    severity="Minor",
                    status="held" if index % 2 else "inProgress",
                    created=page.now - timedelta(minutes=index // 4),
                    last_update=page.now,
                )
            )


def follow(agent: TestClient, path: str) -> list[list[str]]:
    """The reports of each page, by following "Older reports"."""
    pages = []
    while True:
        text = agent.get(path).text
        pages.append(listed(text))
        older = re.search(r'href="([^"]+)" rel="next"', text)
        if not older:
            return pages
        path = unescape(older[1])


def test_the_list_shows_how_each_report_stands(agent: TestClient, town: Store) -> None:
    text = agent.get("/desk/").text
    assert listed(text) == ["PR1D6Y2RSE", "PR5GQ0V8KM", "PR8FJ4H1ZB", "PR3WTV5N0C", REPORT]
    for word in ("SP-30177", "No reference yet", "1 parked letter", "Not signed in", "Fibre 500"):
        assert word in text
    for badge in ("Restored", "Work-around", "Unsuccessful", "Open"):
        assert re.search(rf'class="badge \w+">{badge}<', text)
    assert '<time datetime="2026-03-02T07:25:00Z">02 Mar 2026, 07:25 UTC</time>' in text


def test_a_hundred_and_twenty_reports_are_paged_without_loss(
    agent: TestClient, store: Store
) -> None:
    add_reports(store, 120)
    pages = follow(agent, "/desk/")
    assert [len(page) for page in pages] == [50, 50, 20]
    assert len({number for page in pages for number in page}) == 120


def test_the_filters_stay_on_every_page(agent: TestClient, store: Store) -> None:
    add_reports(store, 120)
    pages = follow(agent, "/desk/?status=held&product=broadband&result=open")
    assert [len(page) for page in pages] == [50, 10]
    assert all(int(number[2:]) % 2 for page in pages for number in page)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("status=held", [REPORT]),
        ("result=restored", ["PR3WTV5N0C"]),
        ("result=open", ["PR1D6Y2RSE", "PR8FJ4H1ZB"]),
        ("product=tv", ["PR3WTV5N0C"]),
        ("product=tv&status=held", []),
    ],
)
def test_filters_choose(agent: TestClient, town: Store, query: str, numbers: list[str]) -> None:
    text = agent.get(f"/desk/?{query}").text
    assert listed(text) == numbers
    for value in query.split("&"):
        assert re.search(rf'<option value="{value.partition("=")[2]}" selected', text)


@pytest.mark.parametrize(
    "query",
    [
        "status=nonsense",
        "result=' or 1=1 --",
        "product=%00",
        "before=x",
        "before=2026-03-02,PR1",
        "before=0001-01-01T00:00:00%2B23:00,PR1",
        "before=9999-12-31T23:59:59-23:00,PR1",
        "before=2026-03-02T09:00:00Z,PR1%00",
        "before=,",
    ],
)
def test_an_address_that_makes_no_sense_shows_the_first_page(
    agent: TestClient, town: Store, query: str
) -> None:
    response = agent.get(f"/desk/?{query}")
    assert response.status_code == 200
    assert len(listed(response.text)) == 5


def test_an_empty_desk_says_what_will_come(agent: TestClient, store: Store) -> None:
    assert "No problem reports yet" in agent.get("/desk/").text
    assert "No report matches" in agent.get("/desk/?status=held").text


def test_a_report_shows_everything(agent: TestClient, town: Store) -> None:
    text = agent.get(f"/desk/reports/{REPORT}").text
    for words in (
        "no internet since this morning, the box has a red light",
        "C-10442",
        "12 Harbour Street, Easton",
        "Line fault",
        "Check cables",
        "did that, no change at all",
        "name attenuation, value 61.5, unit dB",
        "ST-77120",
        "SP-30177",
        "call the customer back when the line is repaired",
        "+44 20 7946 0991",
        "relatedParty.role is not known",
        "[1.3.7.6 identify SM&amp;O]",
        "problem/no_internet",
        "93 %",
        "problem/slow_internet",
        "no_internet</bdi> / <bdi>look_at_lights",
        "step 1 of 8",
        "pressed a button",
        "Turn failed",
        "All look normal",
        "this is Ana",
        "handed to SM&amp;O",
    ):
        assert words in text, words
    assert text.index("Delivered") < text.index("Parked")
    assert "/answer" not in text


def test_a_report_with_nothing_on_it_says_so(agent: TestClient, town: Store) -> None:
    text = agent.get("/desk/reports/PR1D6Y2RSE").text
    for words in (
        "No restoration has been opened",
        "Nothing has been handed to service management",
        "No other process has been asked",
        "No letter has been written",
        "No notes",
        "No messages",
    ):
        assert words in text


def test_a_report_says_where_a_customer_is_who_is_not_done(agent: TestClient, town: Store) -> None:
    text = re.sub(r"<[^>]+>", "", agent.get("/desk/reports/PR8FJ4H1ZB").text)
    assert "the customer is at Wi-Fi drops / Place router (asked)" in " ".join(text.split())


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}} {% raw %} ${7*7}",
    "</bdi></p></div><h1>Closed</h1>",
    "javascript:alert(1)",
    "a" * 4000,
    "Z\u0351\u036b\u0343" + "\u0300" * 500,
    "line one\nline two",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_customers_and_systems_are_shown_and_do_nothing(
    agent: TestClient, town: Store, text: str
) -> None:
    with town.page() as page:
        page.db.execute(
            update(t.problem_report)
            .where(t.problem_report.c.id == REPORT)
            .values(
                description=text, customer=text[:100], product_name=text[:200], symptom=text[:60]
            )
        )
        page.db.execute(update(t.message).values(text=text, intent=text[:100]))
        page.db.execute(update(t.message).values(buttons=[{"title": text, "payload": text}]))
        page.db.execute(update(t.message).values(about={"guide": text, "step": text}))
        page.db.execute(update(t.message).values(ranking=[{"name": text, "confidence": 0.5}]))
        page.db.execute(update(t.attempt).values(answered=text, asked=text, evidence={text: text}))
        page.db.execute(update(t.note).values(text=text, author=text[:60]))
        page.db.execute(
            update(t.letter).values(last_answer=text, body={"text": [text, {"a": text}]})
        )
        page.db.execute(update(t.handoff).values(service_problem=text[:100], summary={"s": text}))
        page.db.execute(update(t.crm_request).values(what=text, contact=text[:200]))
    for path in (f"/desk/reports/{REPORT}", "/desk/"):
        response = agent.get(path)
        assert response.status_code == 200
        for tag in ("<script", "<img", "<h1>Closed", 'href="javascript'):
            assert tag not in response.text
        assert text[:60] in unescape(response.text)
    # Bubble, intent, step, button, ranking, attempt, evidence, note, letter, hand-off, request…
    assert unescape(agent.get(f"/desk/reports/{REPORT}").text).count(text[:60]) > 50


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\x00", "\x1b", "\x85"])
def test_characters_that_turn_or_hide_text_are_shown_by_number(
    agent: TestClient, town: Store, mark: str
) -> None:
    with town.page() as page:
        page.db.execute(update(t.message).values(text=f"pay {mark}001 EUR"))
    text = agent.get(f"/desk/reports/{REPORT}").text
    assert mark not in text
    assert f"pay ⟨U+{ord(mark):04X}⟩001 EUR" in text


def test_deep_and_long_evidence_is_cut_not_choked_on(agent: TestClient, town: Store) -> None:
    deep: Any = "bottom"
    for _ in range(300):
        deep = {"in": [deep]}
    with town.page() as page:
        page.db.execute(update(t.attempt).values(evidence={"deep": deep}))
        page.db.execute(update(t.letter).values(body={f"k{n}": n for n in range(500)}))
    response = agent.get(f"/desk/reports/{REPORT}")
    assert response.status_code == 200
    assert "not shown" in response.text
    assert "K499" not in response.text


@pytest.mark.parametrize(
    "number",
    [
        "PR0000000A",
        "-1",
        "0",
        "9" * 400,
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/",
        "' or 1=1 --",
        "PR7K2M9QXA' --",
        "PR7K2M9QXA%00",
        "%ff",
        "pr7k2m9qxa",
        "<script>",
        "",
    ],
)
def test_every_unknown_report_is_the_same_404(agent: TestClient, town: Store, number: str) -> None:
    response = agent.get(f"/desk/reports/{number}")
    assert response.status_code == 404
    assert response.text == agent.get("/desk/reports/PR404").text
    assert "Not found" in response.text


@pytest.mark.parametrize("number", ["PR7K2M9QXA%00", "%ff", "-1", "9" * 400, "a/../b"])
def test_what_cannot_be_a_number_never_reaches_the_record_book(
    agent: TestClient, town: Store, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    # PostgreSQL raises on a NUL character where SQLite just finds nothing.
    def fail(*_: Any) -> None:
        raise AssertionError("asked the record book")

    monkeypatch.setattr("mend.store.desk.whole_report", fail)
    assert agent.get(f"/desk/reports/{number}").status_code == 404


def test_other_addresses_are_the_same_404(agent: TestClient, town: Store) -> None:
    body = agent.get("/desk/reports/PR404").text
    for path in ("/desk/reports", "/desk/nothing", "/nothing", "/desk/static/../app.py"):
        response = agent.get(path)
        assert (response.status_code, response.text) == (404, body)


def test_reading_a_report_is_written_down(agent: TestClient, town: Store) -> None:
    agent.get("/desk/")
    agent.get(f"/desk/reports/{REPORT}")
    agent.get("/desk/reports/PR404")
    with town.glance() as page:
        rows = page.db.execute(select(t.audit).where(t.audit.c.what == "read_report"))
        assert [(row.agent, row.about, row.at) for row in rows] == [("vera", REPORT, page.now)]


def test_a_report_is_not_shown_when_the_reading_cannot_be_written_down(
    agent: TestClient, town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(agents, "write_audit", fail)
    response = agent.get(f"/desk/reports/{REPORT}")
    assert response.status_code == 500
    assert "C-10442" not in response.text
    assert "disk" not in response.text


def test_a_long_transcript_leads_to_its_earlier_messages(agent: TestClient, town: Store) -> None:
    with town.page() as page:
        for seq in range(100, 450):
            page.db.execute(
                insert(t.message).values(
                    conversation=f"talk-{REPORT}",
                    seq=seq,
                    author="customer",
                    text=f"message-{seq}-",
                    state="done",
                    created=page.now,
                )
            )
    text = agent.get(f"/desk/reports/{REPORT}").text
    assert "message-449-" in text
    assert "message-149-" not in text
    earlier = re.search(r'href="(/desk/reports/\w+\?messages=\d+)#transcript"', text)
    assert earlier
    text = agent.get(earlier[1]).text
    assert "message-149-" in text
    assert "message-150-" not in text
    assert "Let&#39;s get your internet back." in text


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "%00"])
def test_a_transcript_address_that_makes_no_sense_shows_the_newest_messages(
    agent: TestClient, town: Store, before: str
) -> None:
    response = agent.get(f"/desk/reports/{REPORT}?messages={before}")
    assert response.status_code == 200
    assert "this is Ana" in response.text


@pytest.mark.parametrize(
    "path",
    [
        "/desk/",
        f"/desk/reports/{REPORT}",
        "/desk/reports/PR404",
        "/desk/static/desk.css",
        "/health",
    ],
)
def test_every_answer_carries_the_safe_headers(agent: TestClient, town: Store, path: str) -> None:
    headers = agent.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'self'" in policy
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def test_a_page_that_fails_carries_the_safe_headers_too(
    agent: TestClient, town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OSError("select * from secrets")

    monkeypatch.setattr("mend.store.desk.list_reports", fail)
    response = agent.get("/desk/")
    assert response.status_code == 500
    assert "secrets" not in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_pages_hold_no_script_and_nothing_inline(agent: TestClient, town: Store) -> None:
    for path in ("/desk/", f"/desk/reports/{REPORT}"):
        text = agent.get(path).text
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|https?://", text)


def test_health_tells_whether_the_record_book_answers(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/health").json() == {"status": "ok"}

    def fail(*_: Any) -> None:
        raise OSError("no such host")

    monkeypatch.setattr("mend.store.desk.reachable", fail)
    response = client.get("/health")
    assert (response.status_code, response.json()) == (503, {"status": "no_record_book"})


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_reading_pages_take_no_writing(agent: TestClient, town: Store, method: str) -> None:
    response = getattr(agent, method)(f"/desk/reports/{REPORT}")
    assert response.status_code == 405
    assert "GET" in response.headers["allow"]
