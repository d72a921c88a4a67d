"""TMF656 Service Problem v4.0.0, and the people of SM&O behind it.

Base: /tmf-api/serviceProblemManagement/v4. A problem that was posted is acknowledged, put in
progress and resolved by itself as sandbox time goes by; one put back in progress is worked on anew,
and one that waits for an answer goes on when a note is added. A second POST with the same
externalIdentifier makes a second problem: this receiver does not refuse doubles, but both can be
looked up by `externalIdentifier.id`. TMF656 v4 has no field for when a problem is expected to be
over, nor for how it was: both are characteristics, `expectedResolutionDate` and `resolutionType`.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.clock import Clock, iso
from sandbox.collection import choose_fields, find
from sandbox.exchange import Answer, Call, JsonObject, TmfError, not_found
from sandbox.hub import Hub
from sandbox.lifecycle import SERVICE_PROBLEM, check_status
from sandbox.notes import with_characteristic, with_note
from sandbox.plans import Plans
from sandbox.shapes import (
    check_kinds,
    check_mandatory,
    check_reference,
    check_references,
    invalid,
    refuse_fixed,
)

BASE = "/tmf-api/serviceProblemManagement/v4"
SMO = "Brightwater service operations"
EXPECTED, RESOLUTION = "expectedResolutionDate", "resolutionType"
WORKAROUND = "workaround"
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


@dataclass(frozen=True)
class Move:
    """A move that SM&O makes. `question` goes with pending, `workaround` with resolved.

    `repairs` false resolves a problem without putting the line right, as a work-around always does.
    """

    status: str
    reason: str = ""
    question: str = ""
    workaround: bool = False
    repairs: bool = True

    def why(self) -> str:
        """What the problem's statusChangeReason then says."""
        if self.workaround:
            return f"Resolved by a temporary work-around. {self.reason}".rstrip()
        return self.question or self.reason or self.status


@dataclass
class ServiceProblems:
    """The service problems of the provider.

    `starts` and `resolves` are sandbox seconds after the POST; `repair` is told the ids of the
    services whose fault a resolved problem has put right; `fails` says whether SM&O refuses what
    comes in.
    """

    clock: Clock
    plans: Plans
    hub: Hub
    own_url: str
    starts: float
    resolves: float
    repair: Callable[[Iterable[str]], None]
    fails: Callable[[], bool]
    records: dict[str, JsonObject] = field(default_factory=dict)
    _played: set[str] = field(default_factory=set)

    def search(self, call: Call) -> Answer:
        """GET /serviceProblem."""
        return find(self.records.values(), call)

    def get(self, call: Call) -> Answer:
        """GET /serviceProblem/{id}."""
        return Answer(200, choose_fields(self.record(call.path["id"]), call))

    def create(self, call: Call) -> Answer:
        """POST /serviceProblem. Raises TmfError 400."""
        problem = self.receive(call.body)
        return Answer(201, problem, {"Location": problem["href"]})

    def receive(self, body: JsonObject) -> JsonObject:
        """Take in what somebody asks of SM&O, who will work on it. Raises TmfError 400."""
        check_mandatory(body, MANDATORY)
        _check(body)
        if not any(body.get(name) for name in AFFECTED):
            raise TmfError(400, "23", "Missing body field", f"One of {', '.join(AFFECTED)}.")
        problem = self.open(body)
        key = problem["id"]
        self._played.add(key)
        self.plans.after(self.starts, key, lambda: self._start(key))
        return problem

    def open(self, body: JsonObject) -> JsonObject:
        """Record a new problem, acknowledged whatever was asked for, and tell subscribers."""
        key = f"SP-{uuid.uuid4().hex[:8]}"
        now = iso(self.clock.now())
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
        self.hub.emit("ServiceProblemCreateEvent", "serviceProblem", problem)
        return problem

    def patch(self, call: Call) -> Answer:
        """PATCH /serviceProblem/{id} as a JSON merge patch. Raises TmfError 400, 404, 409."""
        problem = self.record(call.path["id"])
        body = call.merge_into(problem)
        refuse_fixed(body, NOT_PATCHABLE, MANDATORY)
        _check(body)
        status = body.get("status", problem["status"])
        changes = check_status(SERVICE_PROBLEM, problem["status"], status)
        left_out = {"status", "statusChangeReason", *SERVER_DATES}
        plain = {name: value for name, value in body.items() if name not in left_out}
        told = problem.get("note") or []
        if plain:
            self.change(problem["id"], plain)
        if changes:
            self.move(problem["id"], Move(str(status), str(body.get("statusChangeReason") or "")))
        elif problem["status"] == "pending" and _is_answered(problem, told):
            self.move(problem["id"], Move("inProgress", "The answer has been received."))
        return Answer(200, problem)

    def change(self, key: str, values: JsonObject) -> None:
        """Change attributes other than the status; a None removes one (RFC 7386, first level)."""
        problem = self.record(key)
        for name, value in values.items():
            if value is None:
                problem.pop(name, None)
            else:
                problem[name] = value
        problem["lastUpdate"] = iso(self.clock.now())
        self.hub.emit("ServiceProblemAttributeValueChangeEvent", "serviceProblem", problem)

    def expect(self, key: str, moment: datetime) -> JsonObject:
        """SM&O expects the problem to be over at `moment`. Raises TmfError 404."""
        problem = self.record(key)
        expected = with_characteristic(problem, EXPECTED, iso(moment))
        self.change(key, {"characteristic": expected})
        return problem

    def move(self, key: str, move: Move) -> JsonObject:
        """Move a problem to another status. Raises TmfError 400, 404, 409."""
        problem = self.record(key)
        if not check_status(SERVICE_PROBLEM, problem["status"], move.status):
            return problem
        now = iso(self.clock.now())
        problem.update(
            status=move.status,
            statusChangeReason=move.why(),
            statusChangeDate=now,
            lastUpdate=now,
        )
        if move.question:
            problem["note"] = with_note(problem, SMO, now, move.question)
        self.plans.moved(key)
        if move.status == "resolved":
            problem["resolutionDate"] = now
        elif move.status == "inProgress":
            problem.pop("resolutionDate", None)
            self._work_on(key)
        self._say_how(problem, move)
        self.hub.emit("ServiceProblemStateChangeEvent", "serviceProblem", problem)
        if move.status == "pending":
            self.hub.emit("ServiceProblemInformationRequiredEvent", "serviceProblem", problem)
        if move.status == "resolved" and move.repairs and not move.workaround:
            self.repair([service["id"] for service in problem.get("affectedService") or []])
        return problem

    def _say_how(self, problem: JsonObject, move: Move) -> None:
        """Show a work-around as such for as long as the problem counts as resolved by it."""
        how = WORKAROUND if move.workaround else None
        if how or move.status in ("inProgress", "resolved"):
            left = with_characteristic(problem, RESOLUTION, how)
            if left or "characteristic" in problem:
                problem["characteristic"] = left

    def _start(self, key: str) -> None:
        if self.fails():
            self.move(key, Move("rejected", "This is not for service operations."))
        else:
            self.move(key, Move("inProgress", "An engineer is looking into it."))

    def _work_on(self, key: str) -> None:
        if key in self._played:
            done = Move("resolved", "The fault has been repaired.")
            self.plans.after(self.resolves - self.starts, key, lambda: self.move(key, done))

    def record(self, key: str) -> JsonObject:
        """The problem with that id. Raises TmfError 404."""
        if key not in self.records:
            raise not_found("service problem", key)
        return self.records[key]


def _is_answered(problem: JsonObject, told: list[JsonObject]) -> bool:
    return any(note not in told for note in problem.get("note") or [])


def _check(body: JsonObject) -> None:
    check_kinds(body, KINDS)
    check_references(body, REFERENCES)
    if not 1 <= body.get("priority", 1) <= 10:
        raise invalid("priority", "must be between 1 (highest) and 10")
    if "originatorParty" in body:
        check_reference("originatorParty", body["originatorParty"], ("id", "@referredType"))
