"""A desk over a seeded record book: five reports that ended in different ways, and three agents."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import insert
from starlette.testclient import TestClient

from mend.settings import Settings
from mend.store import Page, Store, agents, make_engine
from mend.store import tables as t
from mend.store.agents import Role
from web.desk import accounts
from web.desk.app import create_app

PASSWORD = "correct horse battery"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **time: float) -> None:
        self.now += timedelta(**time)


class Seed:
    """Writes rows as the other rooms would, at times before the clock's."""

    def __init__(self, page: Page):
        self.page = page

    def ago(self, minutes: float) -> datetime:
        return self.page.now - timedelta(minutes=minutes)

    def add(self, table: Any, **values: Any) -> Any:
        return self.page.db.execute(insert(table).values(**values)).inserted_primary_key[0]

    def report(self, number: str, minutes: float, **values: Any) -> str:
        talk = f"talk-{number}"
        customer = values.get("customer")
        self.add(
            t.conversation,
            id=talk,
            customer=customer,
            channel="web",
            started=self.ago(minutes),
            last_seen=self.page.now,
        )
        row = {
            "id": number,
            "conversation": talk,
            "product_kind": "broadband",
            "service_ids": [],
            "symptom": "no_internet",
            "description": "my internet is down",
            "severity": "Major",
            "status": "inProgress",
            "external_id": f"mend-{number}",
            "created": self.ago(minutes),
            "last_update": self.ago(minutes - 1),
        }
        self.add(t.problem_report, **(row | values))
        self.add(
            t.status_change,
            report=number,
            status="acknowledged",
            reason="opened on behalf of 1.3.7.5",
            at=self.ago(minutes),
        )
        self.add(
            t.status_change,
            report=number,
            status="inProgress",
            reason="self-help started",
            at=self.ago(minutes),
        )
        return number

    def restoration(self, report: str, number: int, minutes: float, **values: Any) -> int:
        row = {
            "report": report,
            "number": number,
            "conversation": f"talk-{report}",
            "opened": self.ago(minutes),
            "guide": "no_internet",
            "step": "look_at_lights",
            "phase": "ended" if values.get("result") else "asked",
            "progress": {},
        }
        return int(self.add(t.restoration, **(row | values)))

    def attempt(self, restoration: int, minutes: float, **values: Any) -> None:
        row = {
            "restoration": restoration,
            "guide": "no_internet",
            "started": self.ago(minutes),
            "ended": self.ago(minutes - 1),
        }
        self.add(t.attempt, **(row | values))

    def says(
        self, report: str, seq: int, minutes: float, author: str, text: str, **more: Any
    ) -> None:
        row = {
            "conversation": f"talk-{report}",
            "seq": seq,
            "author": author,
            "text": text,
            "state": "done" if author == "customer" else "said",
            "created": self.ago(minutes),
        }
        self.add(t.message, **(row | more))


def _handed_off(seed: Seed) -> None:
    number = seed.report(
        "PR7K2M9QXA",
        95,
        customer="C-10442",
        product_id="P-2041",
        product_name="Fibre 500",
        service_ids=["S-2041-A"],
        place={"id": "L-881", "name": "12 Harbour Street, Easton"},
        description="no internet since this morning, the box has a red light",
        status="held",
        status_reason="service management works on it",
        expected_resolution=seed.ago(-240),
    )
    seed.add(
        t.status_change, report=number, status="held", reason="handed to SM&O", at=seed.ago(80)
    )
    run = seed.restoration(
        number, 1, 95, ended=seed.ago(80), result="unsuccessful", cause="line_fault"
    )
    seed.attempt(
        run,
        95,
        step="outage",
        kind="check",
        answer="none",
        effect="learned",
        evidence={"services": ["S-2041-A"], "service_problem": None},
    )
    seed.attempt(
        run,
        94,
        step="look_at_lights",
        kind="ask",
        asked="What do the lights on your router show?",
        answered="one of them is red",
        answer="red",
        effect="learned",
    )
    seed.attempt(
        run,
        91,
        step="check_cables",
        kind="do",
        asked="Please push the cable between the wall and the router in firmly. Better now?",
        answered="did that, no change at all",
        answer="same",
        effect="no_effect",
    )
    seed.attempt(
        run,
        86,
        step="line_test",
        kind="check",
        answer="fault",
        effect="learned",
        evidence={
            "result": "fault",
            "measures": [
                {"name": "attenuation", "value": 61.5, "unit": "dB"},
                {"name": "sync", "value": False},
            ],
        },
    )
    seed.add(
        t.provider_task,
        restoration=run,
        kind="line_test",
        service_id="S-2041-A",
        guide="no_internet",
        external_id="ST-77120",
        state="completed",
        outcome="fault",
        evidence={"attenuation dB": 61.5},
        asked=seed.ago(94),
        ended=seed.ago(86),
    )
    handoff = seed.add(
        t.handoff,
        restoration=run,
        report=number,
        service_problem="SP-30177",
        known=False,
        category="access line",
        suspected_layer="access_line",
        summary={"tried": ["look_at_lights", "check_cables"], "line_test": "fault", "scope": "all"},
        state="inProgress",
        created=seed.ago(80),
    )
    letter = {
        "report": number,
        "created": seed.ago(80),
        "next_try": seed.ago(80),
        "body": {"category": "access line", "affectedService": ["S-2041-A"], "priority": 2},
    }
    seed.add(
        t.letter,
        **letter,
        system="service_problem",
        operation="create",
        key="5f1d3c0a9e",
        about_kind="handoff",
        about_id=handoff,
        state="delivered",
        tries=2,
        delivered=seed.ago(78),
        last_answer='201 {"id": "SP-30177"}',
    )
    request = seed.add(
        t.crm_request,
        report=number,
        restoration=run,
        conversation=f"talk-{number}",
        process="interaction",
        what="call the customer back when the line is repaired",
        contact="+44 20 7946 0991",
        state="asked",
        created=seed.ago(78),
    )
    seed.add(
        t.letter,
        **letter,
        system="party_interaction",
        operation="create",
        key="77aa0c1b2d",
        about_kind="crm_request",
        about_id=request,
        state="parked",
        tries=1,
        last_answer='422 {"code": "23", "reason": "relatedParty.role is not known"}',
    )
    seed.add(
        t.note,
        id="n-1",
        report=number,
        author="mend",
        text="[1.3.7.6 identify SM&O] The line test shows a fault on the access line.\n"
        "Handed to service management as SP-30177.",
        at=seed.ago(80),
    )
    buttons = [
        {"title": "No lights at all", "payload": "/answer"},
        {"title": "One is red or off", "payload": "/answer"},
        {"title": "All look normal", "payload": "/answer"},
    ]
    about = {"guide": "no_internet", "kind": "ask", "step": "look_at_lights", "number": 1, "of": 8}
    customer = {"customer": "C-10442"}
    seed.says(
        number,
        1,
        95,
        "customer",
        "no internet since this morning, the box has a red light",
        client_id="m1",
        intent="problem/no_internet",
        confidence=0.931,
        ranking=[
            {"name": "problem/no_internet", "confidence": 0.931},
            {"name": "problem/slow_internet", "confidence": 0.041},
            {"name": "problem/wifi_drops", "confidence": 0.012},
        ],
        **customer,
    )
    seed.says(number, 2, 95, "mend", "Let's get your internet back.", reply_to=1)
    seed.says(
        number,
        3,
        95,
        "mend",
        "What do the lights on your router show?",
        reply_to=1,
        about=about,
        buttons=buttons,
    )
    seed.says(
        number,
        4,
        94,
        "customer",
        "One is red or off",
        client_id="m2",
        pressed={"message": 3, "index": 1, "payload": "/answer"},
        intent="answer",
        confidence=1.0,
        **customer,
    )
    seed.says(
        number,
        5,
        94,
        "mend",
        "Please push the cable between the wall and the router in firmly. Better now?",
        reply_to=4,
        about=about | {"step": "check_cables", "kind": "do", "number": 2},
    )
    seed.says(
        number,
        6,
        90,
        "customer",
        "did that, no change at all",
        client_id="m3",
        intent="nlu_fallback",
        confidence=0.31,
        **customer,
    )
    seed.says(
        number,
        7,
        86,
        "mend",
        "The test of your line shows a fault that is on our side. I have passed it to the network "
        "team with everything we found; the reference is SP-30177.",
    )
    seed.says(number, 8, 20, "customer", "any news?", client_id="m4", state="failed", **customer)
    seed.says(
        number, 9, 12, "person", "Hello, this is Ana. An engineer is on the way to the cabinet."
    )


def seed_town(page: Page) -> None:
    """The five reports, newest last."""
    seed = Seed(page)
    _handed_off(seed)
    number = seed.report(
        "PR3WTV5N0C",
        60,
        customer="C-20811",
        product_kind="tv",
        product_name="TV Plus",
        symptom="tv_no_picture",
        status="resolved",
        resolved=seed.ago(48),
    )
    run = seed.restoration(
        number,
        1,
        60,
        guide="tv_no_picture",
        ended=seed.ago(48),
        result="restored",
        cause="equipment_stuck",
        restored_by="tv_no_picture/restart_box",
        confirmed_by="m9",
    )
    seed.attempt(
        run,
        58,
        guide="tv_no_picture",
        step="restart_box",
        kind="do",
        asked="Unplug the TV box for ten seconds. Is the picture back?",
        answered="yes it works now",
        answer="fixed",
        effect="fixed",
    )
    number = seed.report(
        "PR8FJ4H1ZB", 45, product_kind="mobile", symptom="wifi_drops", product_name=None
    )
    seed.restoration(number, 1, 45, ended=seed.ago(30), result="workaround", cause="wifi_coverage")
    seed.restoration(number, 2, 20, guide="wifi_drops", step="place_router")
    number = seed.report("PR1D6Y2RSE", 10, customer="C-30555", product_kind="email")
    number = seed.report(
        "PR5GQ0V8KM",
        30,
        customer="C-41209",
        product_name="Home Broadband 100",
        symptom="slow_internet",
        status="inProgress",
    )
    run = seed.restoration(
        number, 1, 30, ended=seed.ago(21), result="workaround", cause="wifi_interference"
    )
    seed.add(
        t.handoff,
        restoration=run,
        report=number,
        known=False,
        category="speed",
        suspected_layer="access_node",
        summary={},
        state="asked",
        created=seed.ago(21),
    )


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same function at a hundredth of its cost; test_accounts.py uses the real one."""
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", lambda: cheap)


@pytest.fixture
def password_hash() -> str:
    return accounts.hash_password(PASSWORD)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock, password_hash: str) -> Iterator[Store]:
    """A record book with three agents and no report."""
    engine = make_engine(f"sqlite:///{tmp_path / 'mend.db'}")
    t.metadata.create_all(engine)
    made = Store(engine, clock)
    with made.page() as page:
        agents.add_agent(page, "vera", password_hash, Role.VIEWER)
        agents.add_agent(page, "amir", password_hash, Role.AGENT)
        agents.add_agent(page, "sofia", password_hash, Role.SUPERVISOR)
    yield made
    engine.dispose()


@pytest.fixture
def town(store: Store) -> Store:
    """The record book with the five reports."""
    with store.page() as page:
        seed_town(page)
    return store


@pytest.fixture
def settings() -> Settings:
    return Settings(secret="s" * 32, inner_secret="i" * 32, action_secret="a" * 32)


@pytest.fixture
def client(store: Store, settings: Settings) -> Iterator[TestClient]:
    """A browser that is nobody yet."""
    with TestClient(
        create_app(store, settings), follow_redirects=False, raise_server_exceptions=False
    ) as made:
        yield made
