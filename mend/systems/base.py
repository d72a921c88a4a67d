"""What the post room needs of a provider's system, and how a system can fail to do what it was asked.

The text of an error names the system and what happened, never what was sent, so it may be logged.
"""

from collections.abc import Mapping
from typing import Any, Protocol

JsonObject = dict[str, Any]

# Who Mend is in the notes, parties and identifiers that it writes.
OWNER = "mend"

# Nobody waits in the chat for a delivery, and a call given up too early is one whose outcome is
# unknown.
PATIENT_TIMEOUT = 10.0


class SystemError(Exception):
    """A provider's system did not do what it was asked. `status`: the HTTP status, if it answered."""

    def __init__(self, text: str, *, status: int | None = None) -> None:
        super().__init__(text)
        self.status = status


class TryLater(SystemError):
    """It may work later.

    `maybe_applied`: the request may have had its effect; look it up before repeating it.
    """

    def __init__(
        self,
        text: str,
        *,
        retry_after: float | None = None,
        maybe_applied: bool = False,
        status: int | None = None,
    ) -> None:
        super().__init__(text, status=status)
        self.retry_after = retry_after  # seconds, as the system asked
        self.maybe_applied = maybe_applied


class Refused(SystemError):
    """It will not work like this.

    `reason` is the system's own words; `conflict`: it may be there already.
    """

    def __init__(
        self, text: str, reason: str = "", *, conflict: bool = False, status: int | None = None
    ) -> None:
        super().__init__(text, status=status)
        self.reason = f"{text}: {reason}" if reason else text
        self.conflict = conflict


class Deliverer(Protocol):
    """What the post room needs of a system."""

    def deliver(self, operation: str, key: str, body: Mapping[str, Any]) -> str:
        """Do it under our `key` and give their id. Raises TryLater, Refused."""

    def find_all(self, operation: str, key: str, body: Mapping[str, Any]) -> list[str]:
        """The ids of all of theirs that were made under our `key`, oldest first.

        A repeatable operation makes nothing new, so nothing is found. Raises TryLater, and Refused
        when the system cannot look up by our key.
        """

    def repeatable(self, operation: str) -> bool:
        """Whether doing it twice is doing it once, so that an unknown outcome is simply repeated."""

    def undo(self, operation: str, reference: str, body: Mapping[str, Any]) -> bool:
        """Take back `reference`, the younger one of two made under one key.

        False when this system cannot, and a person must. Raises TryLater; doing it again is harmless.
        """
