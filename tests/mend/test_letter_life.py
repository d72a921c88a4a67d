"""A letter's life in any order of events: posted, taken, failed, delivered, parked, sent again, dropped, and post
rooms that die with one in hand.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from mend.store import Store, letter_desk, letters, make_engine
from mend.store.letter_desk import NotPossible
from mend.store.letters import Letter
from mend.store.tables import letter, metadata
from tests.mend.conftest import Clock
from tests.mend.store.problems import LEASE, SYSTEM, open_problem

pytestmark = pytest.mark.slow


@dataclass
class Known:
    """What the model knows of a letter."""

    report: str
    state: str = "waiting"
    tries: int = 0
    unknown: bool = False
    due: float = 0.0  # seconds since the start


class LetterLife(RuleBasedStateMachine):
    """Letters about two reports, and hands that may be those of dead post rooms."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.start = self.clock.now
        engine = make_engine("sqlite://")
        metadata.create_all(engine)
        self.store = Store(engine, self.clock)
        self.known: dict[int, Known] = {}
        self.hands: list[Letter] = []

    @property
    def now(self) -> float:
        return (self.clock.now - self.start).total_seconds()

    @initialize()
    def two_reports(self) -> None:
        with self.store.page() as page:
            self.reports = [open_problem(page)[0] for _ in range(2)]

    @rule(which=st.integers(0, 1))
    def post(self, which: int) -> None:
        report = self.reports[which]
        with self.store.page() as page:
            letters.post(page, SYSTEM, "create", "none", 1, report, {})
        self.known[len(self.known) + 1] = Known(report, due=self.now)

    def _may_be_taken(self, key: int) -> bool:
        one = self.known[key]
        earlier = [
            other
            for number, other in self.known.items()
            if number < key and other.report == one.report
        ]
        is_due = one.state in ("waiting", "sending") and one.due <= self.now
        return is_due and all(other.state not in ("waiting", "sending") for other in earlier)

    @rule(n=st.integers(1, 3))
    def take(self, n: int) -> None:
        may = {key for key in self.known if self._may_be_taken(key)}
        with self.store.page() as page:
            assert letters.is_due(page, SYSTEM) == bool(may)
            taken = letters.take_due(page, SYSTEM, n, LEASE)
        assert len(taken) == min(n, len(may))
        for each in taken:
            assert each.id in may
            one = self.known[each.id]
            one.tries += 1
            assert (each.tries, each.unknown) == (one.tries, one.unknown or one.state == "sending")
            one.state, one.due = "sending", self.now + LEASE.total_seconds()
        self.hands += taken

    def _hand(self, data: Any) -> tuple[Letter, Known, bool]:
        """A letter in some hand, and whether that hand still holds it."""
        held: Letter = data.draw(st.sampled_from(self.hands[-4:]))
        one = self.known[held.id]
        return held, one, one.state == "sending" and one.tries == held.tries

    @precondition(lambda self: self.hands)
    @rule(
        data=st.data(),
        end=st.sampled_from(["parked", "again", "delivered"]),
        maybe=st.booleans(),
    )
    def finish(self, data: Any, end: str, maybe: bool) -> None:
        held, one, holds = self._hand(data)
        with self.store.page() as page:
            if end == "delivered":
                done = letters.delivered(page, held, "SP-1", None)
            elif end == "again":
                at = page.now + timedelta(seconds=60)
                done = letters.again(page, held, at, "503", unknown=maybe)
            else:
                done = letters.park(page, held, "refused", unknown=maybe)
        assert done == holds
        if not holds:
            return
        one.unknown = maybe and end != "delivered"
        one.state = "waiting" if end == "again" else end
        one.due = self.now + 60

    @rule(seconds=st.sampled_from([1, 59, 60, 90]))
    def time_passes(self, seconds: int) -> None:
        self.clock.move(seconds)

    @precondition(lambda self: self.parked())
    @rule(data=st.data(), not_there=st.booleans())
    def retry(self, data: Any, not_there: bool) -> None:
        key = data.draw(st.sampled_from(self.parked()))
        with self.store.page() as page:
            letter_desk.retry(page, key, "shell:ann", not_there=not_there)
        one = self.known[key]
        one.state, one.due = "waiting", self.now
        one.unknown = one.unknown and not not_there

    @precondition(lambda self: self.known)
    @rule(data=st.data(), verb=st.sampled_from(["drop", "retry"]))
    def somebody_decides(self, data: Any, verb: str) -> None:
        key = data.draw(st.sampled_from(sorted(self.known)))
        one = self.known[key]
        if verb == "retry" and one.state == "parked":
            return  # the rule above
        allowed = verb == "drop" and one.state in ("waiting", "parked")
        try:
            with self.store.page() as page:
                if verb == "retry":
                    letter_desk.retry(page, key, "shell:ann")
                else:
                    letter_desk.drop(page, key, "shell:ann", "x")
        except NotPossible:
            assert not allowed
            return
        assert allowed
        one.state = "dropped"

    def parked(self) -> list[int]:
        """The letters that wait for a person."""
        return [key for key, one in self.known.items() if one.state == "parked"]

    @invariant()
    def the_book_says_the_same(self) -> None:
        with self.store.glance() as page:
            rows = page.db.execute(select(letter)).all()
        assert {row.id: (row.state, row.tries) for row in rows} == {
            key: (one.state, one.tries) for key, one in self.known.items()
        }

    def teardown(self) -> None:
        self.store.engine.dispose()


TestLetterLife = LetterLife.TestCase
TestLetterLife.settings = settings(
    max_examples=150,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
