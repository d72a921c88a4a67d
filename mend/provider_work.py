"""Provider work that lasts: line tests and remote actions. Asked for by letter in one turn, read in a later one.

What touches the network only is asked of the network (TMF640). What changes what was bought is an order (TMF622), which
needs the customer's own act of consent; the guide waits for it as it waits for the network, and goes on after it.
"""

from typing import Any

from mend.ordering import Choice, record
from mend.problem import ORDERED, Check, RemoteAction
from mend.store import letters, product_orders, reports, restorations, tasks
from mend.store.page import Page
from mend.store.runs import Turn

Row = Any

UNDER_WAY = ("asked", "accepted")


def start_action(
    page: Page, row: Row, action: RemoteAction, step: str, *, turn: Turn, text: str
) -> None:
    """Ask for a remote action on the restoration's product; `text` is what the customer said yes to, as it was shown.

    Raises NoConsent for an order that is not the account holder's own, or without an act or a text.
    """
    service = row.service_ids[0]
    if action not in ORDERED:
        task = restorations.add_task(page, row.id, action, service, row.guide, step)
        body = {"action": action, "service": service}
        letters.post(page, "activation", "request", "provider_task", task, row.report, body)
        return
    order = _consented(page, row, action, turn, text)
    task = restorations.add_task(page, row.id, action, service, row.guide, step)
    tasks.wait_for(page, task, order)
    body = {
        "report": row.report,
        "customer": turn.customer,
        "product": row.product_id,
        "action": action,
        "offering": None,
        "characteristics": _changes(page, row, action),
        "term": None,
        "text": text,
        "at": page.now.isoformat(),
    }
    letters.post(page, "product_order", "place", "provider_task", task, row.report, body)


def withdraw_order(page: Page, task: Row, reason: str) -> None:
    """The customer is told that it did not work: an order that is on its way all the same must not surprise them.

    It is read on until it is over, by whoever reads orders.
    """
    order = (task.evidence or {})["order"]
    body = {"order": task.external_id, "placed_by": None, "reason": reason}
    letters.post(page, "product_order", "cancel", "product_order", order, task.report, body)
    product_orders.change(page, order, look_at=page.now)


def start_line_test(page: Page, row: Row, step: str | None) -> bool:
    """Ask for a line test (TMF653), unless nobody is signed in or one is under way; true when asked for."""
    if not (row.customer and row.service_ids):
        return False
    tests = [task for task in restorations.tasks(page, row.id) if task.kind == Check.LINE_TEST]
    if any(task.state in UNDER_WAY for task in tests):
        return False
    service = row.service_ids[0]
    task = restorations.add_task(page, row.id, Check.LINE_TEST, service, row.guide, step)
    body = {"service": service}
    letters.post(page, "service_test", "start", "provider_task", task, row.report, body)
    return True


def _consented(page: Page, row: Row, action: RemoteAction, turn: Turn, text: str) -> int:
    """Keep the customer's consent word for word, and make the order that follows from it; the order's id."""
    choice = Choice(
        offers=[{"action": action, "product": row.product_id}],
        action=action,
        product=row.product_id,
        offering=None,
        text=text,
        act=turn.text,
    )
    decision = record(page, turn, row, choice, consented=True)
    reports.add_note(
        page, row.report, f"[1.3.7.6 offer] {action} accepted: ordered on behalf of 1.3.3.5"
    )
    return product_orders.add_order(
        page,
        decision=decision,
        report=row.report,
        restoration=row.id,
        action=action,
        product_id=row.product_id,
        offering=None,
    )


def _changes(page: Page, row: Row, action: RemoteAction) -> dict[str, Any]:
    """The characteristics to order: what the inventory has as off, under its own name and in its own words."""
    if action is not RemoteAction.ENABLE_ROAMING:
        return {}
    found = [
        tried.evidence or {}
        for tried in restorations.attempts(page, row.id)
        if tried.kind == "check" and tried.step == Check.ROAMING
    ]
    last = found[-1] if found else {}
    return {last.get("characteristic", "roaming"): last.get("when_on", "on")}
