"""A system that takes letters: what the adapters of the TM Forum APIs have in common."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from mend.systems.base import JsonObject, Refused, TryLater
from mend.systems.client import Client
from mend.systems.collection import Collection
from mend.systems.shapes import moment


class Adapter(ABC):
    """A system that takes letters; each subclass knows one TM Forum API."""

    # The operations that may be done twice.
    REPEATABLE: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, client: Client):
        self.client = client

    @abstractmethod
    def deliver(self, operation: str, key: str, body: Mapping[str, Any]) -> str:
        """Do it under our `key` and give their id. Raises TryLater, Refused."""

    def find_all(
        self,
        operation: str,
        key: str,
        body: Mapping[str, Any],  # noqa: ARG002
    ) -> list[str]:
        """The ids of all of theirs under our `key`, oldest first. Raises TryLater, Refused."""
        return [] if self.repeatable(operation) else self._find(key)

    def repeatable(self, operation: str) -> bool:
        """Whether doing it twice is doing it once."""
        return operation in self.REPEATABLE

    def undo(self, operation: str, reference: str, body: Mapping[str, Any]) -> bool:  # noqa: ARG002
        """Take back one of two; False when this system cannot. Raises TryLater."""
        if self.repeatable(operation):
            return False
        try:
            return self._take_back(reference)
        except Refused:
            return False

    def _find(self, key: str) -> list[str]:  # noqa: ARG002
        """What was made under `key`, oldest first. Raises TryLater, Refused."""
        raise Refused(f"{self.client.name}: does not look up by our id")

    def _take_back(self, reference: str) -> bool:  # noqa: ARG002
        """False where it cannot be done. Raises TryLater, Refused."""
        return False

    def _not_known(self, operation: str) -> Refused:
        return Refused(f"{self.client.name}: knows no operation {operation!r}")

    def _there(self, given: str | None, key: str) -> str:
        """Their id as it was `given`, or else of what was made under `key`.

        Raises TryLater when it is not there yet, because its own letter is still on its way.
        """
        if given is not None:
            return given
        found = self._find(key)
        if not found:
            raise TryLater(f"{self.client.name}: what it is about is not there yet")
        return found[0]


def ours(
    collection: Collection,
    filters: Mapping[str, str],
    is_ours: Callable[[JsonObject], bool],
    born: str = "creationDate",
) -> list[JsonObject]:
    """What is ours, oldest first by the date `born`, or as answered where one has none.

    Raises TryLater, and Refused for a system that passes over the filter: it cannot say that there
    is nothing.
    """
    items = collection.search(filters, patient=True)
    found = [item for item in items if is_ours(item)]
    if items and not found:
        raise Refused(f"{collection.client.name}: does not look up by our id")
    births = [birth for item in found if (birth := moment(item.get(born))) is not None]
    if len(births) < len(found):
        return found
    return [found[number] for number in sorted(range(len(found)), key=births.__getitem__)]


def ids_of(collection: Collection, items: list[JsonObject]) -> list[str]:
    """The ids of answered resources. Raises TryLater for one without."""
    return [collection.client.their_id("GET", item) for item in items]
