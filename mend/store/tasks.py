"""Work of the provider that lasts: line tests and remote actions, from asked to completed or
failed.
"""

from typing import Any

from sqlalchemy import select, update

from mend.problem import Check, Result
from mend.store import prompts
from mend.store.page import Page
from mend.store.tables import problem_report, provider_task, restoration

Row = Any


def open_tasks(page: Page) -> list[Row]:
    """The accepted tasks, oldest first, each with the `customer` whose restoration it is for."""
    return list(
        page.db.execute(
            select(provider_task, problem_report.c.customer)
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


def completed(page: Page, key: int, outcome: str | None, evidence: dict[str, Any] | None) -> bool:
    """The task is done; False when it had ended already."""
    return _end(page, key, "completed", outcome, evidence)


def failed(page: Page, key: int, reason: str) -> bool:
    """The task will not be done; False when it had ended already."""
    return _end(page, key, "failed", None, {"reason": reason})


def _end(
    page: Page, key: int, state: str, outcome: str | None, evidence: dict[str, Any] | None
) -> bool:
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
