"""The life cycles of TMF621, TMF656 and TMF622, from the diagrams published beside v4."""

from collections.abc import Mapping

from sandbox.exchange import TmfError
from sandbox.shapes import invalid

Transitions = Mapping[str, frozenset[str]]

TROUBLE_TICKET: Transitions = {
    "acknowledged": frozenset({"inProgress", "rejected", "cancelled"}),
    "inProgress": frozenset({"held", "pending", "resolved", "cancelled"}),
    "held": frozenset({"inProgress"}),
    "pending": frozenset({"inProgress", "cancelled"}),
    "resolved": frozenset({"closed", "inProgress"}),
    "rejected": frozenset(),
    "cancelled": frozenset(),
    "closed": frozenset(),
}

SERVICE_PROBLEM: Transitions = {
    "acknowledged": frozenset({"inProgress", "rejected", "cancelled"}),
    "inProgress": frozenset({"held", "pending", "resolved", "cancelled"}),
    "held": frozenset({"inProgress", "resolved", "cancelled"}),
    "pending": frozenset({"inProgress", "resolved", "cancelled"}),
    "resolved": frozenset({"closed", "inProgress"}),
    "closed": frozenset({"inProgress"}),
    "rejected": frozenset(),
    "cancelled": frozenset(),
}

PRODUCT_ORDER: Transitions = {
    "acknowledged": frozenset({"inProgress", "rejected", "cancelled"}),
    "inProgress": frozenset({"held", "pending", "completed", "failed", "partial", "cancelled"}),
    "held": frozenset({"inProgress", "failed", "cancelled"}),
    "pending": frozenset({"inProgress", "failed", "cancelled"}),
    "rejected": frozenset(),
    "cancelled": frozenset(),
    "completed": frozenset(),
    "failed": frozenset(),
    "partial": frozenset(),
}


def check_status(transitions: Transitions, now: str, then: object) -> bool:
    """Whether `then` is a change. Raises TmfError 400 (unknown status), 409 (illegal change).

    TMF630 is silent on illegal changes; 409 with a code of our own says it plainly.
    """
    if not isinstance(then, str) or then not in transitions:
        raise invalid("status", f"must be one of {', '.join(transitions)}")
    if then != now and then not in transitions[now]:
        raise TmfError(409, "illegalStatusChange", "Conflict", f"{now} cannot become {then}.")
    return then != now
