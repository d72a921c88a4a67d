"""TMF656 Service Problem v4.0.0, and the people of SM&O behind it.

Base: /tmf-api/serviceProblemManagement/v4. A problem that was posted is acknowledged, put in
progress and resolved by itself as sandbox time goes by; one put back in progress is worked on anew.
A second POST with the same externalIdentifier makes a second problem: this receiver does not refuse
doubles, but both can be looked up by `externalIdentifier.id`.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sandbox.clock import Agenda, iso
from sandbox.collection import choose_fields, find
from sandbox.exchange import Answer, Call, JsonObject, TmfError, not_found
from sandbox.hub import Hub
from sandbox.lifecycle import SERVICE_PROBLEM, check_status
from sandbox.shapes import check_kinds, check_mandatory, check_reference, check_references, invalid

BASE = "/tmf-api/serviceProblemManagement/v4"
MANDATORY = ("category", "priority", "description", "reason", "originatorParty")
AFFECTED = ("affectedService", "affectedResource", "affectedLocation")
KINDS: dict[str, type] = {
    "category": str,
    "priority": int,
    "description": str,
    "reason": str,
    "name": str,
    "originatingSystem": str,
    "statusChangeReason": str,
    "problemEscalation": str,
    "affectedNumberOfServices": int,
}
REFERENCES = {
    "affectedService": ("id",),
    "affectedResource": ("id",),
    "affectedLocation": (),
    "externalIdentifier": ("id",),
    "troubleTicket": ("id",),
    "relatedEntity": ("id", "role", "@referredType"),
    "relatedParty": ("id", "@referredType"),
    "characteristic": ("name",),
    "note": (),
}
NOT_PATCHABLE = ("id", "href", "firstAlert", "originatingSystem", "trackingRecord")
SERVER_DATES = ("creationDate", "lastUpdate", "statusChangeDate", "resolutionDate")


@dataclass
class ServiceProblems:
    """The service problems of the provider.

    `starts` and `resolves` are sandbox seconds after the POST; `repair` is told the ids of the
    services whose fault a resolved problem has put right.
    """

    agenda: Agenda
    hub: Hub
    own_url: str
    starts: float
    resolves: float
    repair: Callable[[Iterable[str]], None]
    records: dict[str, JsonObject] = field(default_factory=dict)
    _moves: dict[str, int] = field(default_factory=dict)
    _played: set[str] = field(default_factory=set)

    def search(self, call: Call) -> Answer:
        """GET /serviceProblem."""
        return find(self.records.values(), call)

    def get(self, call: Call) -> Answer:
        """GET /serviceProblem/{id}."""
        return Answer(200, choose_fields(self._record(call.path["id"]), call))

    def create(self, call: Call) -> Answer:
        """POST /serviceProblem. Raises TmfError 400."""
        body = call.body
        check_mandatory(body, MANDATORY)
        _check(body)
        if not any(body.get(name) for name in AFFECTED):
            raise TmfError(400, "23", "Missing body field", f"One of {', '.join(AFFECTED)}.")
        problem = self.open(body)
        key = problem["id"]
        self._played.add(key)
        reason = "An engineer is looking into it."
        self.agenda.after(self.starts, lambda: self._by_itself(key, 0, "inProgress", reason))
        return Answer(201, problem, {"Location": problem["href"]})

    def open(self, body: JsonObject) -> JsonObject:
        """Record a new problem, acknowledged whatever was asked for, and tell subscribers."""
        key = f"SP-{uuid.uuid4().hex[:8]}"
        now = iso(self.agenda.clock.now())
        problem: JsonObject = {
            "affectedNumberOfServices": len(body.get("affectedService") or []),
            **{name: value for name, value in body.items() if name not in SERVER_DATES},
            "id": key,
            "href": f"{self.own_url}{BASE}/serviceProblem/{key}",
            "status": "acknowledged",
            "statusChangeReason": "received",
            "creationDate": now,
            "lastUpdate": now,
            "statusChangeDate": now,
            "@type": body.get("@type", "ServiceProblem"),
        }
        self.records[key] = problem
        self._moves[key] = 0
        self.hub.emit("ServiceProblemCreateEvent", "serviceProblem", problem)
        return problem

    def patch(self, call: Call) -> Answer:
        """PATCH /serviceProblem/{id} as a JSON merge patch. Raises TmfError 400, 404, 409."""
        problem = self._record(call.path["id"])
        fixed = [name for name in NOT_PATCHABLE if name in call.body]
        if fixed:
            raise TmfError(400, "24", "Invalid body field", f"Not patchable: {', '.join(fixed)}.")
        emptied = [name for name in MANDATORY if name in call.body and call.body[name] is None]
        if emptied:
            raise TmfError(400, "24", "Invalid body field", f"Mandatory: {', '.join(emptied)}.")
        _check(call.body)
        status = call.body.get("status", problem["status"])
        changes = check_status(SERVICE_PROBLEM, problem["status"], status)
        left_out = {"status", "statusChangeReason", *SERVER_DATES}
        plain = {name: value for name, value in call.body.items() if name not in left_out}
        if plain:
            self.change(problem["id"], plain)
        if changes:
            self.move(problem["id"], str(status), str(call.body.get("statusChangeReason") or ""))
        return Answer(200, problem)

    def change(self, key: str, values: JsonObject) -> None:
        """Change attributes other than the status; a None removes one (RFC 7386, first level)."""
        problem = self._record(key)
        for name, value in values.items():
            if value is None:
                problem.pop(name, None)
            else:
                problem[name] = value
        problem["lastUpdate"] = iso(self.agenda.clock.now())
        self.hub.emit("ServiceProblemAttributeValueChangeEvent", "serviceProblem", problem)

    def move(self, key: str, status: str, reason: str = "", repairs: bool = True) -> JsonObject:
        """Move a problem to `status`. Raises TmfError 400, 404, 409.

        `repairs` false resolves it without putting the line right, as a temporary work-around does.
        """
        problem = self._record(key)
        if not check_status(SERVICE_PROBLEM, problem["status"], status):
            return problem
        now = iso(self.agenda.clock.now())
        problem.update(
            status=status,
            statusChangeReason=reason or status,
            statusChangeDate=now,
            lastUpdate=now,
        )
        self._moves[key] += 1
        if status == "resolved":
            problem["resolutionDate"] = now
        elif status == "inProgress":
            problem.pop("resolutionDate", None)
            if key in self._played:
                self._plan_repair(key)
        self.hub.emit("ServiceProblemStateChangeEvent", "serviceProblem", problem)
        if status == "pending":
            self.hub.emit("ServiceProblemInformationRequiredEvent", "serviceProblem", problem)
        if status == "resolved" and repairs:
            self.repair([service["id"] for service in problem.get("affectedService") or []])
        return problem

    def _plan_repair(self, key: str) -> None:
        moves = self._moves[key]
        reason = "The fault has been repaired."
        self.agenda.after(
            max(0.0, self.resolves - self.starts),
            lambda: self._by_itself(key, moves, "resolved", reason),
        )

    def _by_itself(self, key: str, moves: int, status: str, reason: str) -> None:
        """What SM&O does in time, unless the problem has been moved since it was planned."""
        if self._moves[key] == moves:
            self.move(key, status, reason)

    def _record(self, key: str) -> JsonObject:
        if key not in self.records:
            raise not_found("service problem", key)
        return self.records[key]


def _check(body: JsonObject) -> None:
    check_kinds(body, KINDS)
    check_references(body, REFERENCES)
    if not 1 <= body.get("priority", 1) <= 10:
        raise invalid("priority", "must be between 1 (highest) and 10")
    if "originatorParty" in body:
        check_reference("originatorParty", body["originatorParty"], ("id", "@referredType"))
