"""Whatever is said and answered in whatever order: a restoration that ended has one result, for good.

And a report has at most one restoration going on, one hand-off open, and only a legal history.
"""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mend import person, standing
from mend.guides.hear import Move
from mend.others import HANDOFF_OVER
from mend.problem import FINAL, TRANSITIONS, Cause, Check, Result, Status
from mend.store import Store, restorations
from mend.store.tables import crm_request, handoff, problem_report, restoration, status_change
from mend.timekeeper import Timekeeper
from tests.mend.answers.seen import request_shows
from tests.mend.people import GUIDES, WELL, Customer, House

Act = Callable[["Life"], Any]
GUIDE_NAMES = ("connection_drops", "no_internet", "wifi_weak")
SMO_STATES = (
    "acknowledged", "inProgress", "held", "pending", "resolved", "closed", "rejected", "cancelled",
)  # fmt: skip


class Life:
    """One customer's reports, from the first word on; `checked` after each thing that happens."""

    def __init__(self, house: House):
        self.house = house
        self.customer: Customer = house.customer(f"cus-{uuid4().hex[:8]}")
        self.ended: dict[int, Any] = {}

    @property
    def reports(self) -> list[Any]:
        theirs = problem_report.c.customer == self.customer.name
        return self.house.rows(problem_report, theirs)

    def rows(self, table: Any) -> list[Any]:
        return self.house.rows(table, table.c.report.in_([row.id for row in self.reports]))

    def checked(self) -> None:
        runs = self.rows(restoration)
        for row in runs:
            assert (row.ended is None) == (row.result is None)
            assert row.result is None or row.result in list(Result)
            assert (row.confirmed_by is not None) <= (row.result in ("restored", "workaround"))
            if row.id in self.ended:
                assert row == self.ended[row.id]
            elif row.ended is not None:
                self.ended[row.id] = row
        assert set(self.ended) <= {row.id for row in runs}
        for report in self.reports:
            of_it = [row for row in runs if row.report == report.id]
            assert [row.number for row in of_it] == list(range(1, len(of_it) + 1))
            assert sum(row.ended is None for row in of_it) <= 1
            assert of_it[-1].ended is None or all(row.ended is not None for row in of_it)
            statuses = [
                Status(row.status)
                for row in self.house.rows(status_change, status_change.c.report == report.id)
            ]
            assert statuses[0] is Status.ACKNOWLEDGED
            assert all(then in TRANSITIONS[now] for now, then in pairwise(statuses))
            assert statuses[-1] == report.status
            handed = self.house.rows(handoff, handoff.c.report == report.id)
            assert sum(row.state not in HANDOFF_OVER for row in handed) <= 1
            if report.status == Status.RESOLVED:
                assert of_it[-1].result == Result.RESTORED


def opens(name: str) -> Act:
    return lambda life: life.customer.has(name)


def answers(move: Move) -> Act:
    return lambda life: life.customer.says(move.value, move)


def picks_an_answer(number: int) -> Act:
    """The customer chooses the n-th button of the question that is open."""

    def act(life: Life) -> None:
        word = life.customer.asked if life.customer.key else None
        if word is not None and word.buttons:
            title = word.buttons[number % len(word.buttons)].title
            moves = {"utter_title_yes": Move.YES, "utter_title_no": Move.NO}
            life.customer.says(title, moves.get(title))

    return act


def names(name: str) -> Act:
    return lambda life: life.customer.says("it is " + name, None, name)


def hears_news(life: Life) -> None:
    kinds = life.customer.news
    if kinds:
        life.customer.hears(kinds[0])


def claims(life: Life) -> None:
    life.customer.says_it_works()


def is_back(life: Life) -> None:
    customer = life.customer
    turn = customer.turn("action_still_broken", "it is back")
    customer.hear(standing.still_broken(customer.mend, turn, customer.key or None, None))


def was_a_mistake(life: Life) -> None:
    customer = life.customer
    sure = standing.ask_withdraw(customer.mend, customer.turn("action_ask_withdraw", "?"), None)
    turn = customer.turn("action_withdraw", "yes")
    standing.withdraw(customer.mend, turn, sure.slots.get("report"))


def bridges(life: Life) -> None:
    turn = life.customer.turn("action_bridge", "meanwhile?")
    life.customer.hear(standing.bridge(life.customer.mend, turn))


def adds_something(life: Life) -> None:
    customer = life.customer
    if life.reports:
        turn = customer.turn("validate_information_form", "one thing more")
        standing.take_information(customer.mend, turn, life.reports[-1].id, turn.text)


def wants_a_person(life: Life) -> None:
    person.call(life.customer.mend, life.customer.turn("action_call_person", "a person"))


def is_somewhere_else(life: Life) -> None:
    life.house.store.clock.move(1)  # type: ignore[attr-defined]
    life.customer = life.house.customer(life.customer.name)


def is_silent(hours: float) -> Act:
    def act(life: Life) -> None:
        life.house.store.clock.move(hours * 3600)  # type: ignore[attr-defined]
        Timekeeper(life.house.store, life.house.mend.settings).round()

    return act


def smo_answers(status: str, workaround: bool, days: int | None) -> Act:
    def act(life: Life) -> None:
        with life.house.store.page() as page:
            page.db.execute(
                handoff.update()
                .where(handoff.c.service_problem.is_(None))
                .values(state="acknowledged", service_problem="SP-" + life.customer.conversation)
            )
        now = life.house.store.clock()
        question = "which floor?" if status == "pending" else None
        for row in life.rows(handoff)[-1:]:
            life.house.smo_shows(
                status, of_row=row, workaround=workaround and status == "resolved",
                question=question, reason=question or "",
                expected=now + timedelta(days=days) if days else None,
            )  # fmt: skip

    return act


def process_answers(status: str) -> Act:
    def act(life: Life) -> None:
        for row in life.rows(crm_request)[-1:]:
            request_shows(life.house, status, row=row)

    return act


def provider_has(check: Check, found: str) -> Act:
    def act(life: Life) -> None:
        life.house.provider.checks = {**WELL, check: found}
        if found == "known":
            life.house.provider.has_an_outage()

    return act


ACTS: st.SearchStrategy[Act] = st.one_of(
    st.builds(opens, st.sampled_from(GUIDE_NAMES)),
    st.builds(answers, st.sampled_from(Move)),
    st.builds(picks_an_answer, st.integers(0, 3)),
    st.builds(names, st.sampled_from(sorted(GUIDES))),
    st.sampled_from(
        [
            hears_news,
            claims,
            is_back,
            was_a_mistake,
            bridges,
            adds_something,
            wants_a_person,
            is_somewhere_else,
        ]
    ),
    st.builds(is_silent, st.sampled_from([0.1, 0.6, 80.0, 24.0 * 15])),
    st.builds(smo_answers, st.sampled_from(SMO_STATES), st.booleans(), st.sampled_from([None, 2])),
    st.builds(process_answers, st.sampled_from(["inProgress", "resolved", "rejected"])),
    st.builds(
        provider_has,
        st.sampled_from([Check.OUTAGE, Check.SUSPENDED]),
        st.sampled_from(["known", "suspended", "none"]),
    ),
)


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=st.lists(ACTS, min_size=4, max_size=14), data=st.data())
def test_every_restoration_that_ended_has_one_result_for_good(
    store: Store, acts: list[Act], data: st.DataObject
) -> None:
    house = House(store, cancel_after_days=7.0, close_after_days=10.0)
    life = Life(house)
    for act in [opens(data.draw(st.sampled_from(GUIDE_NAMES))), *acts]:
        act(life)
        life.checked()
    if any(row.status in FINAL for row in life.reports):
        hears_news(life)
        life.checked()


def test_a_result_is_never_written_over(house: House) -> None:
    customer = house.customer()
    customer.has("no_internet")
    with house.store.page() as page:
        restorations.end_restoration(
            page, customer.key, result=Result.UNSUCCESSFUL, cause=Cause.LINE_FAULT
        )
    (before,) = house.rows(restoration)
    with pytest.raises(restorations.AlreadyEnded), house.store.page() as page:
        restorations.end_restoration(
            page, customer.key, result=Result.RESTORED, cause=Cause.UNKNOWN, confirmed_by="m1"
        )
    assert house.rows(restoration) == [before]
    assert customer.agrees().slots == {"guide_answer": "ended"}
    assert house.rows(restoration) == [before]
