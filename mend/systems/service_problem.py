"""TMF656 Service Problem v4.0.0 or v5.0.0: what SM&O works on, and what Mend hands over to them.

POST, GET and PATCH /serviceProblem. Our key travels as `externalIdentifier.id`. The five mandatory
fields are category, priority, description, reason and originatorParty; besides, a service or a place
must be affected.
"""

from collections.abc import Mapping
from typing import Any

from mend.systems.adapter import Adapter, ids_of, ours
from mend.systems.base import JsonObject
from mend.systems.client import Client
from mend.systems.collection import Collection, Dialect
from mend.systems.notes import with_ours
from mend.systems.service_problem_body import create_body
from mend.systems.service_problem_v5 import V5
from mend.systems.service_problem_view import OPEN, ServiceProblem, problem_of
from mend.systems.shapes import ids, objects

V4 = Dialect("/tmf-api/serviceProblemManagement/v4/serviceProblem")
VERSIONS = {"v4": V4, "v5": V5}
# TMF656 writes a category as [role].[how it came up]. What somebody declared
# (serviceProvider.declared, in some samples declarer) was raised for one customer who reported it;
# what was originated by supplier or system concerns the network.
FOR_ONE_CUSTOMER = ("declared", "declarer")


class ServiceProblems(Adapter):
    """SM&O's service problems."""

    REPEATABLE = frozenset({"note", "withdraw"})

    def __init__(self, client: Client, version: str = "v4"):
        super().__init__(client)
        self.problems = Collection(client, VERSIONS[version])

    def known_problems(self, service_ids: list[str]) -> list[ServiceProblem]:
        """The open problems that affect one of these services, without those raised for one
        customer only.

        Whether a problem is open is decided here: servers differ in how they take several states in
        one filter. Raises TryLater, Refused.
        """
        known: dict[str, ServiceProblem] = {}
        for service in service_ids:
            for item in self.problems.search({"affectedService.id": service}):
                problem = self._problem(item)
                one = problem.category.lower().rpartition(".")[2] in FOR_ONE_CUSTOMER
                affected = ids(item.get("affectedService"))
                if service in affected and problem.status in OPEN and not one:
                    known[problem.id] = problem
        return list(known.values())

    def get(self, key: str) -> ServiceProblem:
        """One problem by SM&O's id. Raises TryLater, Refused."""
        return self._problem(self.problems.get(key))

    def deliver(self, operation: str, key: str, body: Mapping[str, Any]) -> str:
        """`create` a service problem from a hand-off's summary, add a `note` to one, or `withdraw` it.

        The last two name it as `problem`, or by the key that it was `created_by`. Raises TryLater,
        Refused.
        """
        if operation == "create":
            return self.problems.create(create_body(key, body))
        if operation not in self.REPEATABLE:
            raise self._not_known(operation)
        problem = self._there(body["problem"], body["created_by"])
        reason = str(body["reason"]) if operation == "withdraw" else None
        self.problems.bring(problem, lambda now: _changes(now, body["note"], reason))
        return problem

    def _find(self, key: str) -> list[str]:
        def is_ours(item: JsonObject) -> bool:
            return any(each.get("id") == key for each in objects(item.get("externalIdentifier")))

        filters = {"externalIdentifier.id": key}
        return ids_of(self.problems, ours(self.problems, filters, is_ours))

    def _take_back(self, reference: str) -> bool:
        status = self.get(reference).status
        if status in OPEN:
            change = {"status": "cancelled", "statusChangeReason": "raised twice"}
            self.problems.patch(reference, change)
        return status in OPEN or status == "cancelled"

    def _problem(self, item: JsonObject) -> ServiceProblem:
        return problem_of(self.client.their_id("GET", item), item)


def _changes(now: JsonObject, note: JsonObject, reason: str | None) -> list[JsonObject]:
    """What a problem lacks: our note, and with a `reason` its withdrawal, if it can be withdrawn."""
    change: JsonObject = {}
    if (notes := with_ours(now.get("note"), [note])) is not None:
        change["note"] = notes
    if reason is not None and problem_of("", now).status in OPEN:
        change |= {"status": "cancelled", "statusChangeReason": reason}
    return [change] if change else []
