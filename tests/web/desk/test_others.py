"""A report shows what others had to do with it: SM&O, CRM processes, orders, other systems."""

import re
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from mend.store import Store
from mend.store import tables as t
from tests.web.desk.others import CONSENT
from web.desk.phrases import follows, within, words
from web.desk.render import slot, span, written_moment

REPORT = "PR7K2M9QXA"
OTHER = "PR6XC3N7MD"


def section(agent: TestClient, name: str, report: str = REPORT) -> str:
    """The words of one section of a report's page."""
    text = agent.get(f"/desk/reports/{report}").text
    found = re.search(rf'<section[^>]*aria-labelledby="{name}">(.*?)</section>', text, re.S)
    assert found, name
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split())


def test_a_hand_off_shows_where_it_stands_and_stood(agent: TestClient, town: Store) -> None:
    said = section(agent, "handoffs")
    for words_ in (
        "SP-30177 In progress Work-around since 02 Mar 2026, 08:40 UTC",
        "The crew is on its way to the cabinet.",
        "Resolved 02 Mar 2026, 08:19 UTC port reset",
        "In progress 02 Mar 2026, 08:40 UTC it came back",
        "02 Mar 2026, 13:00 UTC",
    ):
        assert words_ in said, words_


def test_a_request_shows_its_number_process_kind_state_reason_and_their_reference(
    agent: TestClient, town: Store
) -> None:
    said = section(agent, "requests")
    assert "RQ7K2M9QXA Interaction Call back Asked" in said
    credit = "RQ2Z8WQ4TB QoS SLA Credit their SLA-88 Refused credits need an outage of 24 hours"
    assert credit in said


def test_a_visit_shows_its_state_time_and_reference(agent: TestClient, town: Store) -> None:
    said = section(agent, "requests")
    assert "RQ5HH0P3VN 04 Mar 2026, 08:00–12:00 UTC Refused –" in said
    assert "RQ5HH0P3VN 05 Mar 2026, 13:00–17:00 UTC Confirmed AP-5512" in said
    assert "2 times 04 Mar 2026, 08:00–12:00 UTC 05 Mar 2026, 13:00–17:00 UTC" in said


def test_a_consent_shows_text_hashes_act_time_and_message(agent: TestClient, town: Store) -> None:
    said = section(agent, "orders")
    with town.glance() as page:
        row = page.db.execute(t.offer_decision.select()).one()
    for words_ in (
        "OFF-1000 Consented 02 Mar 2026, 08:22 UTC",
        " ".join(CONSENT.split()),
        row.text_hash,
        "0c7f" * 16,
        "Order, 35.00 € a month for 12 months",
        "m-order-1",
        "Fibre 1000",
    ):
        assert words_ in said, words_


def test_an_order_shows_action_state_and_reference(agent: TestClient, town: Store) -> None:
    said = section(agent, "orders")
    order = "PO-90017 Upgrade product P-2041 offering OFF-1000 Rejected the line does not carry it"
    assert order in said


def test_an_offer_that_was_declined_is_not_shown_as_a_consent(
    agent: TestClient, town: Store
) -> None:
    with town.page() as page:
        page.db.execute(update(t.offer_decision).values(consented=False, choice=None))
    said = section(agent, "orders")
    assert "No offering Declined" in said
    assert "Consented" not in said


def test_letters_show_what_was_undone_and_what_will_not_be_sent(
    agent: TestClient, town: Store
) -> None:
    said = section(agent, "letters")
    assert "Delivered as SLA-88 2 done more than once: SLA-88 stands, SLA-89 was undone" in said
    assert "Update to trouble ticket Dropped 0 a later one says it all" in said
    assert "written; will not be sent" in said


def test_events_to_subscribers_are_counted_and_a_parked_one_is_shown(
    agent: TestClient, town: Store
) -> None:
    said = section(agent, "letters")
    assert "Events to subscribers: 2 delivered, 1 waiting" in said
    assert "Event to subscriber" not in said
    with town.page() as page:
        page.db.execute(
            update(t.letter)
            .where(t.letter.c.key == "event-2")
            .values(state="parked", last_answer="410 Gone")
        )
    said = section(agent, "letters")
    assert "Event to subscriber, for event 7 Parked 1 410 Gone" in said


def test_a_restoration_shows_what_it_follows(agent: TestClient, town: Store) -> None:
    assert "took 4 min · follows SM&O's answer on SP-30177" in section(agent, "restorations")


WHOLE = SimpleNamespace(
    handoffs=[SimpleNamespace(id=7, service_problem=None)],
    orders=[SimpleNamespace(id=3, external_id="PO-1")],
    requests=[SimpleNamespace(id=4, number="RQ1")],
    visits=[SimpleNamespace(id=5, number="RQ2")],
    runs=[SimpleNamespace(restoration=SimpleNamespace(id=12, number=1))],
)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("handoff/7", "SM&O's answer on hand-off 7"),
        ("order/3", "the provider's answer on order PO-1"),
        ("order/9", "the provider's answer on order 9"),
        ("request/4", "the answer on request RQ1"),
        ("visit/5", "the visit for request RQ2"),
        ("workaround/12", "the end of the work-around of restoration 1"),
        ("customer", "the customer's word that it works"),
        ("something/else", "something/else"),
    ],
)
def test_what_a_restoration_follows_is_said_in_words(answers: str, said: str) -> None:
    assert follows(WHOLE, answers) == said


def test_a_report_of_another_system_shows_whose_it_is(agent: TestClient, town: Store) -> None:
    said = section(agent, "problem", OTHER)
    for words_ in (
        "Opened by helpline",
        "In the ticket system TT-40022",
        "External id HL-2026-118",
        "Solution wanted by 03 Mar 2026, 09:00 UTC",
        "Minor priority High",
        "Type Complain",
    ):
        assert words_ in said, words_
    text = agent.get(f"/desk/reports/{OTHER}").text
    assert "None" not in re.sub(r"<[^>]+>", "", text)
    assert "Mailbox cannot be reached" in text
    assert "Opened by Mend" in section(agent, "problem")


def test_only_the_last_notes_stand_open(agent: TestClient, town: Store) -> None:
    with town.page() as page:
        for index in range(4):
            page.db.execute(
                t.note.insert().values(
                    id=f"later-{index}",
                    report=REPORT,
                    author="helpline",
                    text=f"note {index}",
                    at=page.now + timedelta(seconds=index),
                )
            )
    said = section(agent, "notes")
    assert said.startswith("Notes 2 earlier notes Mend · 02 Mar 2026, 07:40 UTC [1.3.7.6")
    assert said.index("note 0") < said.index("note 3")


@pytest.mark.parametrize(
    ("name", "said", "inside"),
    [
        ("crm_request", "CRM request", "CRM request"),
        ("qos_sla", "QoS SLA", "QoS SLA"),
        ("handoff", "Hand-off", "hand-off"),
        ("inProgress", "In progress", "in progress"),
        ("call_back", "Call back", "call back"),
        ("attenuation dB", "attenuation dB", "attenuation dB"),
    ],
)
def test_names_read_well(name: str, said: str, inside: str) -> None:
    assert (words(name), within(name)) == (said, inside)


@pytest.mark.parametrize(
    ("offered", "said"),
    [
        (
            {"start": "2026-03-04T09:00:00+01:00", "end": "2026-03-04T11:00:00+01:00"},
            "04 Mar 2026, 08:00–10:00\u00a0UTC",
        ),
        (
            {"start": "2026-03-04T22:00:00Z", "end": "2026-03-05T02:00:00Z"},
            "04 Mar 2026, 22:00 – 05 Mar 2026, 02:00\u00a0UTC",
        ),
        ({"start": "soon", "end": "0001-01-01T00:00:00+23:00"}, "soon – 0001-01-01T00:00:00+23:00"),
        ({}, " – "),
    ],
)
def test_a_time_that_was_offered_is_shown_even_when_it_is_none(
    offered: dict[str, Any], said: str
) -> None:
    assert slot(offered) == said


def test_a_time_without_an_end_or_a_zone_is_shown_as_far_as_it_goes(town: Store) -> None:
    assert span(town.clock(), None) == "02 Mar 2026, 09:00\u00a0UTC"
    assert written_moment("2026-03-04T22:00:00") == "2026-03-04T22:00:00"
