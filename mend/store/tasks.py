"""Work of the provider that lasts: line tests and remote actions, from asked to completed or
failed.

A remote action that is a product order has a row there too, which its task names as `order` in its
evidence; what is learnt of the one is written on the other.
"""

from typing import Any

from sqlalchemy import select, update

from mend.problem import Check, Result
from mend.store import product_orders, prompts
from mend.store.page import Page
from mend.store.tables import problem_report, product_order, provider_task, restoration

Row = Any


def open_tasks(page: Page) -> list[Row]:
    """The accepted tasks, oldest first, each with the `report` and the `customer` it is for."""
    return list(
        page.db.execute(
            select(
                provider_task,
                problem_report.c.customer,
                problem_report.c.id.label("report"),
            )
            .join(restoration, restoration.c.id == provider_task.c.restoration)
            .join(problem_report, problem_report.c.id == restoration.c.report)
            .where(provider_task.c.state == "accepted")
            .order_by(provider_task.c.id)
        )
    )


def accepted(page: Page, key: int, external_id: str) -> None:
    """The provider's system has taken the task on; one that has ended stays so."""
    page.db.execute(
        update(provider_task)
        .where(provider_task.c.id == key, provider_task.c.state.in_(("asked", "accepted")))
        .values(state="accepted", external_id=external_id)
    )
    order = _order_of(page, key)
    if order is not None:
        product_orders.accepted(page, order, external_id)


def wait_for(page: Page, key: int, order: int) -> None:
    """The task is done when this product order is."""
    page.db.execute(
        update(provider_task).where(provider_task.c.id == key).values(evidence={"order": order})
    )


def of_order(page: Page, order: int) -> Row:
    """The task that waits for a product order, or None."""
    same_restoration = select(product_order.c.restoration).where(product_order.c.id == order)
    rows = page.db.execute(
        select(provider_task).where(
            provider_task.c.restoration == same_restoration.scalar_subquery()
        )
    )
    return next((row for row in rows if (row.evidence or {}).get("order") == order), None)


def completed(page: Page, key: int, outcome: str | None, evidence: dict[str, Any] | None) -> bool:
    """The task is done; False when it had ended already."""
    return _end(page, key, "completed", outcome, evidence)


def failed(page: Page, key: int, reason: str) -> bool:
    """The task will not be done; False when it had ended already."""
    order = _order_of(page, key)
    if order is not None:
        product_orders.never_placed(page, order, reason)
    return _end(page, key, "failed", None, {"reason": reason})


def _end(
    page: Page, key: int, state: str, outcome: str | None, evidence: dict[str, Any] | None
) -> bool:
    order = _order_of(page, key)
    if order is not None:
        evidence = {"order": order, **(evidence or {})}
    ended = page.db.execute(
        update(provider_task)
        .where(provider_task.c.id == key, provider_task.c.state.in_(("asked", "accepted")))
        .values(state=state, outcome=outcome, evidence=evidence, ended=page.now)
    ).rowcount
    if not ended:
        return False
    task = page.db.execute(
        select(provider_task.c.kind, restoration.c.conversation, restoration.c.result)
        .join(restoration, restoration.c.id == provider_task.c.restoration)
        .where(provider_task.c.id == key)
    ).one()
    # The customer waits for a remote action. A line test is used by the guide when it is there, but one that comes
    # in after "it works again" may say otherwise.
    if task.kind != Check.LINE_TEST:
        prompts.add_prompt(page, task.conversation, "task_done", {"task": key})
    elif outcome is not None and task.result == Result.RESTORED:
        prompts.add_prompt(page, task.conversation, "test_done", {"task": key})
    return True


def _order_of(page: Page, key: int) -> int | None:
    """The product order that a task waits for, or None."""
    evidence = page.db.execute(
        select(provider_task.c.evidence).where(provider_task.c.id == key)
    ).scalar_one_or_none()
    return (evidence or {}).get("order")
