"""A report shows everything, reading it is audited, and every answer carries the safe headers."""

import re
from typing import Any

import pytest
from sqlalchemy import insert, select
from starlette.testclient import TestClient

from mend.store import Store, agents
from mend.store import tables as t

REPORT = "PR7K2M9QXA"


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
