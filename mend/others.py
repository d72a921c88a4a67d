"""Where the things stand that Mend has asked of others: SM&O, product ordering, appointments. Imports nothing of ours.

Our own states come first in each list, then those of the TM Forum resource as far as they mean something here.
"""

from enum import StrEnum


class HandoffState(StrEnum):
    """Where a hand-off to SM&O stands; from `acknowledged` on it is TMF656's own status."""

    NEEDED = (
        "needed"  # identified; the ticket system that Track & Manage runs asks SM&O (never Mend)
    )
    ASKED = "asked"  # our letter is on its way
    PARKED = "parked"  # our letter waits for a person
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "inProgress"
    HELD = "held"
    PENDING = "pending"  # SM&O waits for the customer
    RESOLVED = "resolved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    CLOSED = "closed"


# After these SM&O owes nothing any more.
HANDOFF_OVER = frozenset(
    {
        HandoffState.RESOLVED,
        HandoffState.REJECTED,
        HandoffState.CANCELLED,
        HandoffState.CLOSED,
    }
)


class OrderAction(StrEnum):
    """What a product order does to what was bought (TMF622 delete, modify, modify with a term, add)."""

    WITHDRAW = "withdraw"
    UPGRADE = "upgrade"
    RENEW = "renew"
    ADD = "add"


class OrderState(StrEnum):
    """Where a product order stands: our own first two, then TMF622's, as far as they mean something to a customer."""

    ASKED = "asked"
    PARKED = "parked"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "inProgress"
    COMPLETED = "completed"
    FAILED = "failed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


ORDER_OVER = frozenset(
    {OrderState.COMPLETED, OrderState.FAILED, OrderState.REJECTED, OrderState.CANCELLED}
)


class AppointmentState(StrEnum):
    """Where a visit stands; from `confirmed` on it is TMF646's own status."""

    OFFERED = "offered"  # the customer has been shown times and has picked none
    ASKED = "asked"
    CONFIRMED = "confirmed"
    MOVING = "moving"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    FAILED = "failed"
    REFUSED = "refused"  # the slot was gone


OPEN_APPOINTMENTS = frozenset(
    {
        AppointmentState.ASKED,
        AppointmentState.CONFIRMED,
        AppointmentState.MOVING,
    }
)
