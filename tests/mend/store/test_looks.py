"""When the things that were asked of others are to be looked at next."""

from datetime import timedelta
from typing import Any

import pytest

from mend.store import Page, Store, letters, looks
from mend.store import tables as t
from tests.mend.store.desk_rows import put_handoff, put_report, put_restoration


def put_handoffs(page: Page, *rows: tuple[str | None, int | None]) -> None:
    """Hand-offs with these references, to be looked at in so many seconds."""
    number = put_report(page, "PR1")
    restoration = put_restoration(page, number, 1)
    for reference, seconds in rows:
        at = None if seconds is None else page.now + timedelta(seconds=seconds)
        put_handoff(page, number, restoration, service_problem=reference, look_at=at)


def due(store: Store, kind: str = "handoff", limit: int = 10) -> list[Any]:
    with store.glance() as page:
        return looks.due(page, kind, limit)


def test_what_is_due_comes_longest_due_first(store: Store) -> None:
    with store.page() as page:
        put_handoffs(page, ("SP-1", 0), ("SP-2", -60), ("SP-3", 1), ("SP-4", None), ("SP-5", -5))
    assert [row.service_problem for row in due(store)] == ["SP-2", "SP-5", "SP-1"]
    assert [row.service_problem for row in due(store, limit=1)] == ["SP-2"]


def test_without_a_reference_there_is_nothing_to_look_at(store: Store) -> None:
    with store.page() as page:
        put_handoffs(page, (None, -60))
    assert due(store) == []


def test_again_is_then_or_never(store: Store, clock: Any) -> None:
    with store.page() as page:
        put_handoffs(page, ("SP-1", 0), ("SP-2", 0))
    first, second = due(store)
    with store.page() as page:
        looks.again(page, "handoff", first.id, page.now + timedelta(seconds=15))
        looks.again(page, "handoff", second.id, None)
    assert due(store) == []
    clock.move(15)
    assert [row.id for row in due(store)] == [first.id]
    clock.move(10**8)
    assert [row.id for row in due(store)] == [first.id]


@pytest.mark.parametrize(
    ("kind", "table", "reference"),
    [
        ("crm_request", t.crm_request, "external_id"),
        ("appointment", t.appointment, "external_id"),
        ("product_order", t.product_order, "external_id"),
        ("problem_report", t.problem_report, "ticket"),
    ],
)
def test_each_kind_has_its_own_reference(
    store: Store, kind: str, table: Any, reference: str
) -> None:
    with store.page() as page:
        number = put_report(page, "PR1")
        run = page.db.execute
        run(
            t.crm_request.insert().values(
                report=number, conversation="talk-PR1", number="RQ1", process="interaction",
                kind="call_back", what="x", state="asked", created=page.now,
            )
        )  # fmt: skip
        run(t.appointment.insert().values(request=1, offered=[], state="asked", created=page.now))
        run(
            t.offer_decision.insert().values(
                conversation="talk-PR1", customer="C1", offers=[], consented=True, text="x",
                text_hash="x", act="x", message_id="m", at=page.now,
            )
        )  # fmt: skip
        run(
            t.product_order.insert().values(
                decision=1, action="renew", state="asked", created=page.now
            )
        )
        run(table.update().values(look_at=page.now))
    assert due(store, kind) == []
    with store.page() as page:
        page.db.execute(table.update().values({reference: "theirs"}))
    (row,) = due(store, kind)
    with store.page() as page:
        looks.again(page, kind, row.id, None)
    assert due(store, kind) == []


@pytest.mark.parametrize(
    ("about", "state", "behind"),
    [
        ("ticket", "waiting", True),
        ("ticket", "sending", True),
        ("ticket", "delivered", False),
        ("ticket", "parked", False),
        ("ticket", "dropped", False),
        ("event", "waiting", False),
        ("handoff", "waiting", False),
    ],
)
def test_the_mirror_is_behind_while_our_copy_is_on_its_way(
    store: Store, about: str, state: str, behind: bool
) -> None:
    with store.page() as page:
        for number in ("PR1", "PR2"):
            put_report(page, number)
        letters.post(page, "trouble_ticket", "update", about, 0, "PR1", {})
        page.db.execute(t.letter.update().values(state=state))
        assert looks.is_mirror_behind(page, "PR1") == behind
        assert not looks.is_mirror_behind(page, "PR2")
