"""TMF621 Trouble Ticket v4.0.0 or v5.0.1: the operator's ticket system, for requests to other CRM
processes and as the mirror of Mend's own problem reports.

POST, GET and PATCH /troubleTicket. A request carries our key as `externalId`, a mirrored report its
own. Mandatory are description, severity and ticketType.
"""

from collections.abc import Mapping
from typing import Any

from mend.problem import Status, way_to
from mend.systems.adapter import Adapter, ids_of, ours
from mend.systems.base import JsonObject, TryLater
from mend.systems.client import Client
from mend.systems.collection import Collection, Dialect
from mend.systems.crm_ticket import create_body
from mend.systems.shapes import spelled
from mend.systems.ticket_mirror import changes, external_id, open_body
from mend.systems.ticket_view import Ticket, ticket_of
from mend.systems.trouble_ticket_v5 import V5

V4 = Dialect("/tmf-api/troubleTicket/v4/troubleTicket")
VERSIONS = {"v4": (V4, "externalId"), "v5": (V5, "externalIdentifier.id")}
_OPEN = frozenset({Status.ACKNOWLEDGED, Status.IN_PROGRESS, Status.PENDING, Status.HELD})
# Whatever was asked twice is gone with these.
_GONE = frozenset({Status.CANCELLED, Status.REJECTED})


class TroubleTickets(Adapter):
    """The operator's ticket system."""

    REPEATABLE = frozenset({"update"})

    def __init__(self, client: Client, version: str = "v4"):
        super().__init__(client)
        dialect, self._key_filter = VERSIONS[version]
        self.tickets = Collection(client, dialect)
        self._characteristics = dialect is V5

    def get(self, key: str) -> Ticket:
        """One ticket by their id. Raises TryLater, Refused."""
        return self._ticket(self.tickets.get(key))

    def deliver(self, operation: str, key: str, body: Mapping[str, Any]) -> str:
        """`create` a request to a CRM process, or `open` and `update` the mirror of a report.

        The last two are given our whole `ticket` (TMF621 v4). Raises TryLater, Refused.
        """
        if operation == "create":
            return self.tickets.create(create_body(key, body))
        if operation == "open":
            return self.tickets.create(open_body(body["ticket"]))
        if operation == "update":
            return self._update(body["ticket"])
        raise self._not_known(operation)

    def find_all(self, operation: str, key: str, body: Mapping[str, Any]) -> list[str]:
        """The ids of the tickets with our external id, oldest first. Raises TryLater, Refused."""
        external = external_id(body["ticket"]) if operation == "open" else key
        return super().find_all(operation, external, body)

    def _update(self, ticket: JsonObject) -> str:
        found = self._with_external_id(external_id(ticket))
        if not found:
            raise TryLater(f"{self.client.name}: the report is not there yet")
        key = self.client.their_id("GET", found[0])
        self.tickets.bring(
            key, lambda now: changes(now, ticket, characteristics=self._characteristics)
        )
        return key

    def _find(self, key: str) -> list[str]:
        return ids_of(self.tickets, self._with_external_id(key))

    def _with_external_id(self, key: str) -> list[JsonObject]:
        return ours(
            self.tickets, {self._key_filter: key}, lambda item: item.get("externalId") == key
        )

    def _take_back(self, reference: str) -> bool:
        status = spelled(self.tickets.get(reference).get("status"), Status)
        if status not in _OPEN:
            return status in _GONE
        for step in way_to(Status(status), Status.CANCELLED) or []:
            change = {"status": step.value, "statusChangeReason": "raised twice"}
            self.tickets.patch(reference, change)
        return True

    def _ticket(self, item: JsonObject) -> Ticket:
        return ticket_of(self.client.their_id("GET", item), item)
