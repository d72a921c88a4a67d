"""Single rows of the record book, with what a test does not care about filled in."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert

from mend.store import Page
from mend.store import tables as t


def put_talk(page: Page, name: str) -> str:
    page.db.execute(
        insert(t.conversation).values(
            id=name, channel="web", started=page.now, last_seen=page.now, customer="C1"
        )
    )
    return name


def put_report(page: Page, number: str, created: datetime | None = None, **values: Any) -> str:
    row = {
        "id": number,
        "conversation": put_talk(page, f"talk-{number}"),
        "customer": "C1",
        "product_kind": "broadband",
        "service_ids": [],
        "symptom": "no_internet",
        "description": "it is down",
        "severity": "Major",
        "status": "inProgress",
        "created": created or page.now,
        "last_update": page.now,
    }
    page.db.execute(insert(t.problem_report).values(**(row | values)))
    return number


def put_restoration(page: Page, report: str, number: int, **values: Any) -> int:
    row = {
        "report": report,
        "number": number,
        "conversation": f"talk-{report}",
        "opened": page.now,
        "guide": "no_internet",
        "phase": "asked",
        "progress": {},
    }
    made = page.db.execute(insert(t.restoration).values(**(row | values)))
    return int(made.inserted_primary_key[0])


def put_handoff(page: Page, report: str, restoration: int, **values: Any) -> None:
    row = {
        "restoration": restoration,
        "report": report,
        "known": False,
        "category": "line",
        "suspected_layer": "access_line",
        "summary": {},
        "state": "asked",
        "created": page.now,
    }
    page.db.execute(insert(t.handoff).values(**(row | values)))


def put_letter(page: Page, report: str, key: str, state: str) -> None:
    page.db.execute(
        insert(t.letter).values(
            system="service_problem",
            operation="create",
            key=key,
            about_kind="handoff",
            about_id=1,
            report=report,
            body={},
            state=state,
            tries=1,
            created=page.now,
            next_try=page.now,
            unknown=False,
        )
    )


def put_say(page: Page, talk: str, seq: int, text: str, **values: Any) -> None:
    row = {
        "conversation": talk,
        "seq": seq,
        "author": "customer",
        "text": text,
        "state": "done",
        "created": page.now,
    }
    page.db.execute(insert(t.message).values(**(row | values)))
