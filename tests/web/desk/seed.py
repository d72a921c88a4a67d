"""Writes rows of the record book as the other rooms would, at times before the clock's."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from mend.store import Page
from mend.store import tables as t


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
