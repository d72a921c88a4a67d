"""TMF656 Service Problem v4.0.0: what SM&O works on, and what Mend hands over to them.

POST and GET /serviceProblem. Our key travels as `externalIdentifier.id`. The five mandatory fields
are category, priority, description, reason and originatorParty; besides, a service or a place must
be affected.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mend.systems.base import Adapter, JsonObject, Refused, in_path, objects

BASE = "/tmf-api/serviceProblemManagement/v4"
OPEN = frozenset({"acknowledged", "inprogress", "held", "pending"})
# TMF656 writes a category as [role].[how it came up]. What somebody declared
# (serviceProvider.declared, in some samples declarer) was raised for one customer who reported it;
# what was originated by supplier or system concerns the network.
FOR_ONE_CUSTOMER = ("declared", "declarer")
OWNER = "mend"


@dataclass(frozen=True)
class ServiceProblem:
    """A service problem as SM&O shows it."""

    id: str
    status: str
    category: str
    description: str


class ServiceProblems(Adapter):
    """SM&O's service problems."""

    def known_problems(self, service_ids: list[str]) -> list[ServiceProblem]:
        """The open problems that affect one of these services, without those raised for one
        customer only.

        Whether a problem is open is decided here: servers differ in how they take several states in
        one filter. Raises TryLater, Refused.
        """
        known: dict[str, ServiceProblem] = {}
        for service in service_ids:
            path = f"{BASE}/serviceProblem"
            for item in self.client.items(path, {"affectedService.id": service}):
                affected = {each.get("id") for each in objects(item.get("affectedService"))}
                problem = self._problem(item)
                one = problem.category.lower().rpartition(".")[2] in FOR_ONE_CUSTOMER
                if service in affected and _state(problem.status) in OPEN and not one:
                    known[problem.id] = problem
        return list(known.values())

    def get(self, key: str) -> ServiceProblem:
        """One problem by SM&O's id. Raises TryLater, Refused."""
        item = self.client.item(f"{BASE}/serviceProblem/{in_path(key)}", patient=True)
        return self._problem(item)

    def deliver(self, operation: str, key: str, body: Mapping[str, Any]) -> str:
        """`create` a service problem from a hand-off's summary. Raises TryLater, Refused."""
        if operation != "create":
            raise self._not_known(operation)
        answer = self.client.write("POST", f"{BASE}/serviceProblem", create_body(key, body))
        return self.client.their_id("POST", answer)

    def find_all(self, key: str) -> list[str]:
        """The ids of the problems with our external identifier. Raises TryLater, Refused."""

        def is_ours(item: JsonObject) -> bool:
            return any(each.get("id") == key for each in objects(item.get("externalIdentifier")))

        return self._ours(f"{BASE}/serviceProblem", {"externalIdentifier.id": key}, is_ours)

    def _problem(self, item: JsonObject) -> ServiceProblem:
        return ServiceProblem(
            id=self.client.their_id("GET", item),
            status=str(item.get("status") or ""),
            category=str(item.get("category") or ""),
            description=str(item.get("description") or ""),
        )


def create_body(key: str, summary: Mapping[str, Any]) -> JsonObject:
    """ServiceProblem_Create from a hand-off's summary.

    Raises Refused when nothing is named that is affected.
    """
    services = [{"id": service} for service in summary["services"]]
    place = summary["place"]
    if not services and not place:
        raise Refused("service_problem: no affected service or place")
    report = {"id": summary["report"], "@referredType": "TroubleTicket"}
    entities = [
        {"id": test["id"], "role": "diagnosticResult", "@referredType": _test_type(test)}
        for test in summary["tests"]
        if test["id"]
    ]
    if summary["product"]:
        product = {"id": summary["product"], "role": "affectedProduct", "@referredType": "Product"}
        entities.append(product)
    body: JsonObject = {
        "category": summary["category"],
        "priority": summary["priority"],
        "description": f"{summary['symptom']}: {summary['description']}",
        "reason": summary["reason"],
        "originatorParty": {"id": OWNER, "role": "originator", "@referredType": "Organization"},
        "originatingSystem": OWNER,
        "problemEscalation": "0",
        "affectedNumberOfServices": len(services),
        "externalIdentifier": [
            {"id": key, "owner": OWNER, "externalIdentifierType": "serviceTroubleReportRequest"}
        ],
        "troubleTicket": [report],
        "firstAlert": {**report, "role": "firstAlert"},
        "note": [{"author": OWNER, "text": text} for text in _notes(summary)],
    }
    if services:
        body["affectedService"] = services
    if place:
        body["affectedLocation"] = [place]
    if entities:
        body["relatedEntity"] = entities
    if summary["customer"]:
        customer = {"id": summary["customer"], "role": "customer", "@referredType": "Customer"}
        body["relatedParty"] = [customer]
    return body


def _notes(summary: Mapping[str, Any]) -> list[str]:
    """What was found and tried, one line each, so that nobody asks the customer again."""
    notes = [f"Suspected layer: {summary['suspected_layer']}."]
    for test in summary["tests"]:
        notes.append(
            f"{test['kind']}: {test['state']}, {test['outcome']}. {test['evidence'] or ''}"
        )
    for tried in summary["tried"]:
        evidence = f" {tried['evidence']}" if tried["evidence"] else ""
        notes.append(
            f"{tried['at']} {tried['guide']}/{tried['step']} ({tried['kind']}): "
            f"{tried['answer']}, {tried['effect']}.{evidence}"
        )
    return notes


def _test_type(test: Mapping[str, Any]) -> str:
    return "ServiceTest" if test["kind"] == "line_test" else "Monitor"


def _state(status: str) -> str:
    # Samples of the standard write "In Progress" and "in_progress" for inProgress.
    return status.lower().replace(" ", "").replace("_", "")
