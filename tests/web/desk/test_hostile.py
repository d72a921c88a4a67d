"""Hostile words are shown and do nothing; every unknown address is the same 404."""

from html import unescape
from typing import Any

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from mend.store import Page, Store
from mend.store import tables as t
from tests.web.desk.doors import csrf_of, sign_in

REPORT = "PR7K2M9QXA"


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


def put_hostile_answers(page: Page, text: str) -> None:
    """The same words in all that other systems and agents may write."""
    page.db.execute(
        update(t.problem_report)
        .where(t.problem_report.c.id == REPORT)
        .values(
            name=text[:250],
            severity=text[:60],
            priority=text[:60],
            ticket_type=text[:60],
            opened_by=text[:60],
            external_id=text[:100],
            ticket=text[:100],
            status_reason=text[:250],
        )
    )
    page.db.execute(
        update(t.handoff).values(
            service_problem=text[:100],
            summary={"s": text},
            reason=text,
            category=text[:60],
            history=[{"state": text, "reason": text, "at": text}],
        )
    )
    page.db.execute(update(t.crm_request).values(reason=text, external_id=text[:100]))
    slots = [{"start": text, "end": text}]
    page.db.execute(update(t.appointment).values(external_id=text[:100], offered=slots))
    page.db.execute(
        update(t.offer_decision).values(
            text=text, act=text, choice=text[:100], message_id=text[:60], offers=[{"name": text}]
        )
    )
    page.db.execute(
        update(t.product_order).values(
            external_id=text[:100], product_id=text[:100], offering=text[:100], reason=text
        )
    )
    page.db.execute(update(t.letter).values(reference=text[:100]))
    page.db.execute(update(t.status_change).values(reason=text[:250]))
    page.db.execute(update(t.restoration).values(answers=text[:60]))


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
        page.db.execute(update(t.crm_request).values(what=text, contact=text[:200]))
        put_hostile_answers(page, text)
    for path in (f"/desk/reports/{REPORT}", "/desk/"):
        response = agent.get(path)
        assert response.status_code == 200
        for tag in ("<script", "<img", "<h1>Closed", 'href="javascript'):
            assert tag not in response.text
        assert text[:60] in unescape(response.text)
    # Bubble, intent, step, button, ranking, attempt, evidence, note, letter, hand-off, request…
    assert unescape(agent.get(f"/desk/reports/{REPORT}").text).count(text[:60]) > 90


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_another_systems_report_are_shown_and_do_nothing(
    agent: TestClient, town: Store, text: str
) -> None:
    with town.page() as page:
        page.db.execute(
            update(t.problem_report)
            .where(t.problem_report.c.id == "PR6XC3N7MD")
            .values(name=text[:250], product_id=text[:100], description=text, opened_by=text[:60])
        )
    for path in ("/desk/reports/PR6XC3N7MD", "/desk/"):
        response = agent.get(path)
        assert response.status_code == 200
        for tag in ("<script", "<img", "<h1>Closed", 'href="javascript'):
            assert tag not in response.text
        assert text[:60] in unescape(response.text)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_an_agent_writes_is_shown_and_does_nothing(
    client: TestClient, town: Store, text: str
) -> None:
    sign_in(client, "sofia")
    form = {"csrf": csrf_of(client), "seen": "held", "status": "inProgress", "reason": text[:240]}
    written = [client.post(f"/desk/reports/{REPORT}/status", data={**form, "seen": "closed"})]
    client.post(f"/desk/reports/{REPORT}/status", data=form)
    form = {"csrf": csrf_of(client), "text": text}
    written.append(client.post(f"/desk/reports/{REPORT}/notes", data=form))
    client.post(f"/desk/reports/{REPORT}/notes", data={**form, "text": text[:1000]})
    written.append(client.get(f"/desk/reports/{REPORT}"))
    for response in written:
        for tag in ("<script", "<img", "<h1>Closed", 'value=""><'):
            assert tag not in response.text
    first_line = text.split("\n", maxsplit=1)[0][:60]
    assert unescape(written[-1].text).count(first_line) >= 2


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


@pytest.mark.parametrize("number", ["PR7K2M9QXA%00", "%ff", "-1", "9" * 400, "a%2f..%2fb"])
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
