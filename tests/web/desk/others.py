"""What others had to do with the reports: SM&O's answers, visits, orders, and a report of another system."""

import hashlib

from mend.store import tables as t
from tests.web.desk.seed import Seed

CONSENT = (
    "Order, 35.00 € a month for 12 months: Fibre 1000 instead of Fibre 500, from 9 March 2026.\n"
    "You can withdraw from it within 14 days."
)


def with_others(seed: Seed, number: str, run: int) -> None:
    """Another run that followed SM&O's first answer, a visit whose first time was gone, and an order."""
    follow = seed.restoration(
        number,
        2,
        40,
        answers="handoff/1",
        ended=seed.ago(36),
        result="unsuccessful",
        cause="line_fault",
    )
    _visit(seed, number, follow)
    _order(seed, number, follow)
    refused = seed.add(
        t.crm_request,
        report=number,
        restoration=run,
        conversation=f"talk-{number}",
        number="RQ2Z8WQ4TB",
        kind="credit",
        process="qos_sla",
        what="a credit for the time without service",
        state="refused",
        reason="credits need an outage of 24 hours",
        external_id="SLA-88",
        created=seed.ago(70),
    )
    _letters(seed, number, refused)


def _visit(seed: Seed, number: str, run: int) -> None:
    request = seed.add(
        t.crm_request,
        report=number,
        restoration=run,
        conversation=f"talk-{number}",
        number="RQ5HH0P3VN",
        kind="visit",
        process="appointment",
        what="no_internet (line_fault). no internet since this morning, the box has a red light. "
        "Tried: look_at_lights: learned, check_cables: no_effect, line_test: learned.",
        state="in_progress",
        created=seed.ago(35),
    )
    offered = [
        {"start": "2026-03-04T08:00:00+00:00", "end": "2026-03-04T12:00:00+00:00"},
        {"start": "2026-03-05T13:00:00+00:00", "end": "2026-03-05T17:00:00+00:00"},
    ]
    visit = {"request": request, "offered": offered, "created": seed.ago(34)}
    seed.add(t.appointment, **visit, state="refused", start=seed.ago(-2820), end=seed.ago(-3060))
    seed.add(
        t.appointment,
        **visit,
        state="confirmed",
        start=seed.ago(-4560),
        end=seed.ago(-4800),
        external_id="AP-5512",
    )


def _order(seed: Seed, number: str, run: int) -> None:
    decision = seed.add(
        t.offer_decision,
        report=number,
        conversation=f"talk-{number}",
        customer="C-10442",
        offers=[
            {"id": "OFF-1000", "name": "Fibre 1000", "price": "35.00 EUR", "term": "12 months"}
        ],
        choice="OFF-1000",
        consented=True,
        text=CONSENT,
        text_hash=hashlib.sha256(CONSENT.encode()).hexdigest(),
        document_hash="0c7f" * 16,
        act="Order, 35.00 € a month for 12 months",
        message_id="m-order-1",
        at=seed.ago(38),
    )
    seed.add(
        t.product_order,
        decision=decision,
        report=number,
        restoration=run,
        action="upgrade",
        product_id="P-2041",
        offering="OFF-1000",
        state="rejected",
        reason="the line does not carry it",
        external_id="PO-90017",
        created=seed.ago(38),
    )


def _letters(seed: Seed, number: str, request: int) -> None:
    letter = {"report": number, "created": seed.ago(70), "next_try": seed.ago(70), "body": {}}
    seed.add(
        t.letter,
        **letter,
        system="trouble_ticket",
        operation="create",
        key="b0b0",
        about_kind="crm_request",
        about_id=request,
        state="delivered",
        tries=2,
        delivered=seed.ago(69),
        reference="SLA-88",
        last_answer="done more than once: SLA-88 stands, SLA-89 was undone",
    )
    seed.add(
        t.letter,
        **letter,
        system="trouble_ticket",
        operation="update",
        key="b0b1",
        about_kind="ticket",
        about_id=0,
        state="dropped",
        tries=0,
        last_answer="a later one says it all",
    )
    for index, state in enumerate(("delivered", "delivered", "waiting")):
        seed.add(
            t.letter,
            **letter,
            system="subscriber",
            operation="event",
            key=f"event-{index}",
            about_kind="event",
            about_id=7,
            state=state,
            tries=1,
        )


def opened_elsewhere(seed: Seed) -> None:
    """A report of another system: no symptom, no kind of product, nobody has talked to Mend about it."""
    seed.add(
        t.problem_report,
        id="PR6XC3N7MD",
        conversation=None,
        customer="C-77810",
        product_id="P-9001",
        service_ids=[],
        name="Mailbox cannot be reached",
        ticket_type="complain",
        description="the customer wrote to us that no mail arrives",
        severity="Minor",
        priority="High",
        status="acknowledged",
        opened_by="helpline",
        external_id="HL-2026-118",
        ticket="TT-40022",
        requested_resolution=seed.ago(-1440),
        created=seed.ago(240),
        last_update=seed.ago(240),
    )
    seed.add(
        t.status_change,
        report="PR6XC3N7MD",
        status="acknowledged",
        reason="",
        at=seed.ago(240),
    )
