"""The list: how each report stands, pages without loss, filters."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import insert, update
from starlette.testclient import TestClient

from mend.store import Store
from mend.store import tables as t

REPORT = "PR7K2M9QXA"
OTHER = "PR6XC3N7MD"  # opened by another system


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
    assert listed(text) == ["PR1D6Y2RSE", "PR5GQ0V8KM", "PR8FJ4H1ZB", "PR3WTV5N0C", REPORT, OTHER]
    for word in ("SP-30177", "No reference yet", "1 parked letter", "Not signed in", "Fibre 500"):
        assert word in text
    for badge in ("Restored", "Work-around", "Unsuccessful", "Open"):
        assert re.search(rf'class="badge \w+">{badge}<', text)
    assert '<time datetime="2026-03-02T07:25:00Z">02 Mar 2026, 07:25\u00a0UTC</time>' in text


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


def cells(text: str, number: str) -> str:
    """What the line of one report says."""
    line = next(row for row in text.split("<tr ") if f"/desk/reports/{number}" in row)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", line)).split())


def test_a_report_that_needs_a_person_is_marked_with_why(agent: TestClient, town: Store) -> None:
    text = agent.get("/desk/").text
    assert "Needs a person 1 parked letter, 1 request refused" in cells(text, REPORT)
    assert text.count("Needs a person") == 1


@pytest.mark.parametrize("state", ["parked", "rejected"])
def test_a_hand_off_that_nobody_takes_needs_a_person(
    agent: TestClient, town: Store, state: str
) -> None:
    with town.page() as page:
        page.db.execute(
            update(t.handoff).where(t.handoff.c.report == "PR5GQ0V8KM").values(state=state)
        )
    line = cells(agent.get("/desk/").text, "PR5GQ0V8KM")
    assert f"Needs a person hand-off {state}" in line
    assert "No reference yet" not in line


def test_a_report_of_another_system_is_listed_by_what_that_system_said(
    agent: TestClient, town: Store
) -> None:
    line = cells(agent.get("/desk/").text, OTHER)
    assert "Mailbox cannot be reached P-9001 C-77810" in line
    assert "None" not in line


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("status=held", [REPORT]),
        ("result=restored", ["PR3WTV5N0C"]),
        ("result=open", ["PR1D6Y2RSE", "PR8FJ4H1ZB", OTHER]),
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
    assert len(listed(response.text)) == 6


def test_an_empty_desk_says_what_will_come(agent: TestClient, store: Store) -> None:
    assert "No problem reports yet" in agent.get("/desk/").text
    assert "No report matches" in agent.get("/desk/?status=held").text
