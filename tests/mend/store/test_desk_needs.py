"""What of a report waits for a person, on both databases."""

import pytest
from sqlalchemy import insert

from mend.problem import Status
from mend.store import Page, Store, desk_needs
from mend.store import tables as t
from mend.store.desk_needs import Needs
from tests.mend.store.desk_rows import put_handoff, put_letter, put_report, put_restoration


def _put_request(page: Page, report: str, number: str, state: str) -> None:
    page.db.execute(
        insert(t.crm_request).values(
            report=report,
            conversation=f"talk-{report}",
            number=number,
            process="qos_sla",
            kind="credit",
            what="a credit",
            state=state,
            created=page.now,
        )
    )


def _needs(store: Store, **statuses: Status) -> dict[str, Needs]:
    with store.glance() as page:
        return desk_needs.of_reports(page, statuses or {"PR1": Status.HELD})


@pytest.fixture
def run(store: Store) -> int:
    """The restoration of a report that needs nobody."""
    with store.page() as page:
        return put_restoration(page, put_report(page, "PR1"), 1)


def test_a_report_that_nobody_refused_needs_nobody(store: Store, run: int) -> None:
    with store.page() as page:
        put_handoff(page, "PR1", run, state="inProgress")
        put_letter(page, "PR1", "a", "delivered")
        _put_request(page, "PR1", "RQ1", "accepted")
    found = _needs(store)["PR1"]
    assert found == Needs()
    assert not found


def test_parked_letters_and_refused_requests_are_counted_report_by_report(
    store: Store, run: int
) -> None:
    with store.page() as page:
        put_report(page, "PR2")
        for key in ("a", "b"):
            put_letter(page, "PR1", key, "parked")
            _put_request(page, "PR2", f"RQ{key}", "refused")
    assert _needs(store, PR1=Status.HELD, PR2=Status.PENDING) == {
        "PR1": Needs(letters=2),
        "PR2": Needs(refused=2),
    }


@pytest.mark.parametrize(
    ("states", "stuck"),
    [
        (["parked"], "parked"),
        (["rejected"], "rejected"),
        (["resolved", "rejected"], "rejected"),
        (["rejected", "asked"], None),
        (["parked", "resolved"], None),
    ],
)
def test_only_the_latest_hand_off_counts(
    store: Store, run: int, states: list[str], stuck: str | None
) -> None:
    with store.page() as page:
        for state in states:
            put_handoff(page, "PR1", run, state=state)
    assert _needs(store)["PR1"].handoff == stuck


@pytest.mark.parametrize("status", list(Status))
def test_a_problem_that_is_over_needs_nobody_but_for_its_parked_letters(
    store: Store, run: int, status: Status
) -> None:
    with store.page() as page:
        put_handoff(page, "PR1", run, state="rejected")
        _put_request(page, "PR1", "RQ1", "refused")
        put_letter(page, "PR1", "a", "parked")
    over = status in ("resolved", "closed", "cancelled", "rejected")
    wanted = Needs(letters=1) if over else Needs(1, "rejected", 1)
    assert _needs(store, PR1=status)["PR1"] == wanted


def test_of_no_reports_nothing_is_needed(store: Store) -> None:
    with store.glance() as page:
        assert desk_needs.of_reports(page, {}) == {}
