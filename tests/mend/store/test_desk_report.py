"""All there is about one report, and nothing of another."""

from sqlalchemy import insert, update

from mend.store import Page, Store, desk
from mend.store import tables as t
from tests.mend.store.desk_rows import (
    put_handoff,
    put_letter,
    put_report,
    put_restoration,
    put_say,
    put_talk,
)


def test_a_report_comes_with_all_that_hangs_on_it_and_nothing_else(store: Store) -> None:
    with store.page() as page:
        for number in ("PR1", "PR2"):
            put_report(page, number)
            key = put_restoration(page, number, 1)
            for step in ("first", "second"):
                page.db.execute(
                    insert(t.attempt).values(
                        restoration=key,
                        guide="no_internet",
                        step=f"{number} {step}",
                        kind="do",
                        started=page.now,
                    )
                )
            page.db.execute(
                insert(t.provider_task).values(
                    restoration=key,
                    kind="line_test",
                    service_id=number,
                    state="asked",
                    asked=page.now,
                )
            )
            put_handoff(page, number, key, category=number)
            put_letter(page, number, number, "waiting")
            page.db.execute(
                insert(t.crm_request).values(
                    report=number,
                    conversation=f"talk-{number}",
                    number=f"RQ-{number}",
                    process="interaction",
                    kind="call_back",
                    what=number,
                    state="asked",
                    created=page.now,
                )
            )
            page.db.execute(
                insert(t.note).values(
                    id=number, report=number, author="mend", text=number, at=page.now
                )
            )
            page.db.execute(
                insert(t.status_change).values(
                    report=number, status="held", reason=number, at=page.now
                )
            )
            put_say(page, f"talk-{number}", 1, number)
    with store.glance() as page:
        whole = desk.whole_report(page, "PR1")
    assert whole
    assert whole.report.id == "PR1"
    (run,) = whole.runs
    assert [row.step for row in run.attempts] == ["PR1 first", "PR1 second"]
    assert [row.service_id for row in run.tasks] == ["PR1"]
    assert [row.category for row in whole.handoffs] == ["PR1"]
    assert [row.key for row in whole.letters] == ["PR1"]
    assert [row.what for row in whole.requests] == ["PR1"]
    assert [row.text for row in whole.notes] == ["PR1"]
    assert [row.reason for row in whole.statuses] == ["PR1"]
    assert [row.text for row in whole.messages] == ["PR1"]
    assert [row.id for row in whole.conversations] == ["talk-PR1"]


def test_the_transcript_follows_the_report_into_its_other_conversations(store: Store) -> None:
    with store.page() as page:
        put_report(page, "PR1")
        put_say(page, "talk-PR1", 1, "it is down")
        put_talk(page, "later")
        put_restoration(page, "PR1", 1, conversation="later")
        put_say(page, "later", 1, "it is me again", intent="problem/no_internet", confidence=0.9)
        whole = desk.whole_report(page, "PR1")
    assert whole
    assert [row.text for row in whole.messages] == ["it is down", "it is me again"]
    assert (whole.messages[1].intent, whole.messages[1].confidence) == ("problem/no_internet", 0.9)
    assert len(whole.conversations) == 2


def test_a_long_transcript_comes_in_pieces_that_fit_together(store: Store) -> None:
    with store.page() as page:
        put_report(page, "PR1")
        for seq in range(1, 8):
            put_say(page, "talk-PR1", seq, str(seq))
        pieces = []
        before: int | None = None
        while True:
            whole = desk.whole_report(page, "PR1", before, size=3)
            assert whole
            pieces.append([row.text for row in whole.messages])
            before = whole.earlier
            if before is None:
                break
    assert pieces == [["5", "6", "7"], ["2", "3", "4"], ["1"]]


def test_an_unknown_report_is_none(store: Store) -> None:
    with store.glance() as page:
        assert desk.whole_report(page, "PR404") is None


def test_visits_consents_and_orders_come_with_their_report_only(store: Store) -> None:
    with store.page() as page:
        for number in ("PR1", "PR2"):
            put_report(page, number)
            _put_visit(page, number)
            _put_order(page, number)
        whole = desk.whole_report(page, "PR1")
    assert whole
    assert [(row.number, row.external_id) for row in whole.visits] == [("RQ-PR1", "AP-PR1")]
    assert [row.text for row in whole.decisions] == ["PR1"]
    assert [row.external_id for row in whole.orders] == ["PO-PR1"]


def test_events_are_counted_and_only_a_parked_one_is_a_letter_to_read(store: Store) -> None:
    with store.page() as page:
        put_report(page, "PR1")
        put_report(page, "PR2")
        put_letter(page, "PR1", "smo", "delivered")
        states = ("delivered", "delivered", "parked")
        for key, state in enumerate(states):
            put_letter(page, "PR1", f"event-{key}", state)
        put_letter(page, "PR2", "event-x", "waiting")
        page.db.execute(
            update(t.letter).where(t.letter.c.key.like("event-%")).values(system="subscriber")
        )
        whole = desk.whole_report(page, "PR1")
    assert whole
    assert whole.events == {"delivered": 2, "parked": 1}
    assert [row.key for row in whole.letters] == ["smo", "event-2"]
    assert whole.needs.letters == 1


def test_a_report_that_nobody_talked_about_has_no_transcript(store: Store) -> None:
    with store.page() as page:
        put_report(page, "PR1", conversation=None)
        put_say(page, "talk-PR1", 1, "about something else")
        whole = desk.whole_report(page, "PR1")
    assert whole
    assert (whole.conversations, whole.messages, whole.earlier) == ([], [], None)


def _put_visit(page: Page, number: str) -> None:
    request = page.db.execute(
        insert(t.crm_request).values(
            report=number,
            conversation=f"talk-{number}",
            number=f"RQ-{number}",
            process="appointment",
            kind="visit",
            what="a visit",
            state="accepted",
            created=page.now,
        )
    ).inserted_primary_key[0]
    page.db.execute(
        insert(t.appointment).values(
            request=request,
            offered=[],
            state="confirmed",
            external_id=f"AP-{number}",
            created=page.now,
        )
    )


def _put_order(page: Page, number: str) -> None:
    decision = page.db.execute(
        insert(t.offer_decision).values(
            report=number,
            conversation=f"talk-{number}",
            customer="C1",
            offers=[],
            consented=True,
            text=number,
            text_hash="0" * 64,
            act="Order",
            message_id="m1",
            at=page.now,
        )
    ).inserted_primary_key[0]
    page.db.execute(
        insert(t.product_order).values(
            decision=decision,
            report=number,
            action="upgrade",
            state="asked",
            external_id=f"PO-{number}",
            created=page.now,
        )
    )
