"""TMF656 ServiceProblem_Create: what SM&O is given of a restoration that Mend could not make."""

from collections.abc import Mapping
from typing import Any

from mend.problem import ORDERED
from mend.systems.base import OWNER, JsonObject, Refused


def create_body(key: str, summary: Mapping[str, Any]) -> JsonObject:
    """ServiceProblem_Create from a hand-off's summary.

    Raises Refused when nothing is named that is affected.
    """
    services = [{"id": service} for service in summary["services"]]
    place = summary["place"]
    if not services and not place:
        raise Refused("service_problem: no affected service or place")
    report = {"id": summary["report"], "@referredType": "TroubleTicket"}
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
        # What they did about this report before.
        "parentProblem": [{"id": problem} for problem in summary.get("previous") or []],
        "affectedService": services,
        "affectedLocation": [place] if place else [],
        "relatedEntity": _entities(summary),
        "relatedParty": _parties(summary),
    }
    return {name: value for name, value in body.items() if value != []}


def _entities(summary: Mapping[str, Any]) -> list[JsonObject]:
    entities = [
        {"id": test["id"], "role": _role(test), "@referredType": _test_type(test)}
        for test in summary["tests"]
        if test["id"]
    ]
    if summary["product"]:
        product = {"id": summary["product"], "role": "affectedProduct", "@referredType": "Product"}
        entities.append(product)
    return entities


def _parties(summary: Mapping[str, Any]) -> list[JsonObject]:
    if not summary["customer"]:
        return []
    return [{"id": summary["customer"], "role": "customer", "@referredType": "Customer"}]


def _notes(summary: Mapping[str, Any]) -> list[str]:
    """What was found and tried, one line each, so that nobody asks the customer again."""
    notes = [f"Suspected layer: {summary['suspected_layer']}."]
    notes += summary.get("history") or []
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


def _role(test: Mapping[str, Any]) -> str:
    return "resultingOrder" if test["kind"] in ORDERED else "diagnosticResult"


def _test_type(test: Mapping[str, Any]) -> str:
    if test["kind"] in ORDERED:
        return "ProductOrder"
    return "ServiceTest" if test["kind"] == "line_test" else "Monitor"
