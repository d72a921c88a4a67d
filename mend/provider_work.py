"""Provider work that lasts: line tests and remote actions. Asked for by letter in one turn, read in a later one."""

from typing import Any

from mend.problem import Check, RemoteAction
from mend.store import letters, restorations
from mend.store.page import Page

Row = Any

UNDER_WAY = ("asked", "accepted")


def start_action(page: Page, row: Row, action: RemoteAction, step: str) -> None:
    """Ask the network to do something for the restoration's service (TMF640)."""
    service = row.service_ids[0]
    task = restorations.add_task(page, row.id, action, service, row.guide, step)
    body = {"action": action, "service": service}
    letters.post(page, "activation", "request", "provider_task", task, row.report, body)


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
