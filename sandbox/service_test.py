"""TMF653 Service Test v4.2.0: a test that takes a while and shows the simulated line.

Base: /tmf-api/serviceTestManagement/v4. TMF653 has no externalId: a client that wants to find its
test again puts its key into `name` and filters by it, or into a characteristic (filter
`characteristic.<its name>`).
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.clock import Agenda, iso
from sandbox.collection import choose_fields, find
from sandbox.exchange import Answer, Call, JsonObject, not_found
from sandbox.shapes import check_kinds, check_mandatory, check_reference, check_references, invalid

BASE = "/tmf-api/serviceTestManagement/v4"


@dataclass
class ServiceTests:
    """The tests that were asked for. `takes` is sandbox seconds.

    `measures` gives the measures for a service id at an ISO time, or None for a service that does
    not exist; `fails` says whether the test system is broken at that moment.
    """

    agenda: Agenda
    own_url: str
    takes: float
    measures: Callable[[str, str], list[JsonObject] | None]
    fails: Callable[[], bool]
    records: dict[str, JsonObject] = field(default_factory=dict)

    def search(self, call: Call) -> Answer:
        """GET /serviceTest."""
        return find(self.records.values(), call)

    def get(self, call: Call) -> Answer:
        """GET /serviceTest/{id}."""
        key = call.path["id"]
        if key not in self.records:
            raise not_found("service test", key)
        return Answer(200, choose_fields(self.records[key], call))

    def create(self, call: Call) -> Answer:
        """POST /serviceTest: acknowledged at once, completed later. Raises TmfError 400."""
        body = call.body
        check_mandatory(body, ["name", "relatedService", "testSpecification"])
        check_kinds(body, {"name": str, "description": str, "mode": str})
        check_reference("relatedService", body["relatedService"], ["id"])
        check_reference("testSpecification", body["testSpecification"], ["id"])
        check_references(
            body, {"relatedParty": ("id", "@referredType"), "characteristic": ("name",)}
        )
        now = iso(self.agenda.clock.now())
        if self.measures(body["relatedService"]["id"], now) is None:
            raise invalid("relatedService.id", "no such service with a line to test")
        key = f"ST-{uuid.uuid4().hex[:8]}"
        test: JsonObject = {
            "mode": "ONDEMAND",
            **body,
            "id": key,
            "href": f"{self.own_url}{BASE}/serviceTest/{key}",
            "state": "acknowledged",
            "startDateTime": now,
            "testMeasure": [],
            "@type": body.get("@type", "ServiceTest"),
        }
        test.pop("endDateTime", None)
        self.records[key] = test
        self.agenda.after(self.takes / 4, lambda: test.update(state="inProgress"))
        self.agenda.after(self.takes, lambda: self._complete(test))
        return Answer(201, dict(test), {"Location": test["href"]})

    def _complete(self, test: JsonObject) -> None:
        now = iso(self.agenda.clock.now())
        test["endDateTime"] = now
        if self.fails():
            test["state"] = "failed"
        else:
            test["testMeasure"] = self.measures(test["relatedService"]["id"], now) or []
            test["state"] = "completed"
