"""The resources of one kind at one system: made, read, searched and changed.

Mend speaks the v4 of each API; a `Dialect` says how a server's version spells it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mend.systems.base import JsonObject
from mend.systems.client import JSON, MERGE_PATCH, Client, in_path

# TMF621 and TMF656 have no ETag, and PATCH replaces whole lists: what somebody else wrote at the same
# moment shows only in lastUpdate.
ROUNDS = 2


def as_it_is(body: JsonObject) -> JsonObject:
    """The mapper of a version that needs none."""
    return body


@dataclass(frozen=True)
class Dialect:
    """How a version of an API spells its resource."""

    path: str
    # v4 knows application/json only; v5 prefers the true name of a merge patch (RFC 7386).
    patch_kinds: tuple[str, ...] = (JSON, MERGE_PATCH)
    to_theirs: Callable[[JsonObject], JsonObject] = as_it_is
    to_ours: Callable[[JsonObject], JsonObject] = as_it_is


class Collection:
    """The resources of one kind. All bodies and answers are in v4's words."""

    def __init__(self, client: Client, dialect: Dialect):
        self.client = client
        self.dialect = dialect

    @property
    def base(self) -> str:
        """The base path of the API, where its hub is too."""
        return self.dialect.path.rpartition("/")[0]

    def create(self, body: JsonObject) -> str:
        """POST one; returns their id. Raises TryLater, Refused."""
        answer = self.client.write("POST", self.dialect.path, self.dialect.to_theirs(body))
        return self.client.their_id("POST", answer)

    def get(self, key: str) -> JsonObject:
        """One, by their id. Raises TryLater, Refused."""
        return self.dialect.to_ours(self.client.item(self._path(key), patient=True))

    def search(self, filters: Mapping[str, str], *, patient: bool = False) -> list[JsonObject]:
        """Those that fit the filters. Raises TryLater, Refused."""
        items = self.client.items(self.dialect.path, filters, patient=patient)
        return [self.dialect.to_ours(item) for item in items]

    def patch(self, key: str, body: JsonObject) -> JsonObject:
        """Change one; returns it as answered, {} when it was not. Raises TryLater, Refused."""
        theirs = self.dialect.to_theirs(body)
        answer = self.client.change(self._path(key), theirs, self.dialect.patch_kinds)
        return self.dialect.to_ours(answer) if answer else {}

    def bring(self, key: str, plan: Callable[[JsonObject], list[JsonObject]]) -> None:
        """Read one, send the changes that `plan` makes of it, and look whether they stand.

        `plan` gives no changes once all is as it should be. Where `lastUpdate` has moved since our
        last change, somebody else wrote too, perhaps over ours: once more. Raises TryLater, Refused.
        """
        now = self.get(key)
        for _ in range(ROUNDS):
            changes = plan(now)
            if not changes:
                return
            answers = [self.patch(key, change) for change in changes]
            now = self.get(key)
            if now.get("lastUpdate") == answers[-1].get("lastUpdate"):
                return

    def _path(self, key: str) -> str:
        return f"{self.dialect.path}/{in_path(key)}"
