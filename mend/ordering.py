"""Product orders: withdraw, upgrade, renew or add, and only what was consented to in so many words (TMF622).

eTOM 1.3.3.5: an order may come from the restoration of a problem. The conversation that leads to a consent is not here.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from mend.others import OrderAction
from mend.problem import RemoteAction, Status
from mend.store import letters, product_orders, reports
from mend.store.page import Page
from mend.store.runs import Turn

Row = Any


class NoConsent(Exception):
    """Nothing may be ordered without the customer's own act of consent to exactly this text."""


@dataclass(frozen=True)
class Choice:
    """What the customer decided on: the offers as they were shown, the one they chose, and the text they read."""

    offers: list[dict[str, Any]]
    action: OrderAction | RemoteAction  # the latter: one of ORDERED, which a guide asks for
    product: str | None
    offering: str | None
    text: str  # price, term, effective date, cancellation terms and withdrawal right, as shown
    act: str  # the customer's own act: the button's words, or theirs
    document_hash: str | None = None
    characteristics: dict[str, Any] | None = None
    months: int | None = None  # of the term


def decide(page: Page, turn: Turn, row: Row, choice: Choice, *, consented: bool) -> int:
    """Record a decision on the report of restoration `row`, and place the order if it was a consent.

    Returns the decision's id. Raises NoConsent for a consent of nobody, or without an act.
    """
    key = record(page, turn, row, choice, consented=consented)
    if not consented:
        reports.add_note(page, row.report, f"[1.3.7.6 offer] {choice.action} declined")
        return key
    order = product_orders.add_order(
        page,
        decision=key,
        report=row.report,
        restoration=row.id,
        action=choice.action,
        product_id=choice.product,
        offering=choice.offering,
    )
    letters.post(
        page,
        "product_order",
        "place",
        "product_order",
        order,
        row.report,
        {
            "report": row.report,
            "customer": turn.customer,
            "product": choice.product,
            "action": choice.action,
            "offering": choice.offering,
            "characteristics": choice.characteristics or {},
            "term": {"months": choice.months} if choice.months else None,
            "text": choice.text,
            "at": page.now.isoformat(),
        },
    )
    reports.add_note(
        page, row.report, f"[1.3.7.6 offer] {choice.action} accepted: ordered on behalf of 1.3.3.5"
    )
    reports.lead_to(page, row.report, Status.HELD, "awaiting the order")
    return key


def record(page: Page, turn: Turn, row: Row, choice: Choice, *, consented: bool) -> int:
    """Keep a decision word for word; its id. Raises NoConsent for one of nobody, or without a text or an act."""
    theirs = turn.customer is not None and turn.customer == row.customer
    if not theirs or not choice.act.strip() or not choice.text.strip():
        raise NoConsent("only the account holder, by an act of their own, can consent")
    return product_orders.add_decision(
        page,
        report=row.report,
        conversation=turn.conversation,
        customer=turn.customer,
        offers=choice.offers,
        choice=choice.offering,
        consented=consented,
        text=choice.text,
        text_hash=hashlib.sha256(choice.text.encode()).hexdigest(),
        document_hash=choice.document_hash,
        act=choice.act,
        message_id=turn.message_id,
    )
