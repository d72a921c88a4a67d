"""Which changes of a report's status the desk offers whom.

Track & Manage (1.3.7.3) cancels, rejects and resolves, 1.3.7.4 closes: here their supervisors do.
"""

from mend.problem import TRANSITIONS, Status
from mend.store.agents import Role

_AGENTS = frozenset({Status.IN_PROGRESS, Status.HELD, Status.PENDING})
_SUPERVISORS = frozenset({Status.RESOLVED, Status.CANCELLED, Status.REJECTED, Status.CLOSED})

ALLOWED: dict[Role, frozenset[Status]] = {
    Role.VIEWER: frozenset(),
    Role.AGENT: _AGENTS,
    Role.SUPERVISOR: _AGENTS | _SUPERVISORS,
}


def changes(role: Role, now: Status) -> list[Status]:
    """The changes from `now` that the life cycle allows and this role may make, in the life cycle's order."""
    possible = TRANSITIONS[now] & ALLOWED[role]
    return [status for status in Status if status in possible]
