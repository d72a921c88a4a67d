"""TMF646 Appointment v4.0.0: visits of a technician.

Base: /tmf-api/appointment/v4. POST /searchTimeSlot shows the windows that are free; an appointment
takes one, or a part of one. A booked visit takes place when its window is over, and the technician
puts right what can be put right in the house and on the line.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.clock import Clock, iso
from sandbox.collection import choose_fields, find
from sandbox.exchange import Answer, Call, JsonObject, TmfError, not_found
from sandbox.hub import Hub
from sandbox.notes import party_ids, with_note
from sandbox.plans import Plans
from sandbox.shapes import (
    check_kinds,
    check_mandatory,
    check_reference,
    check_references,
    invalid,
    refuse_fixed,
)
from sandbox.time_slots import Window, check_bookable, read_window, windows

BASE = "/tmf-api/appointment/v4"
AUTHOR = "Brightwater field service"
STATES = ("initialized", "confirmed", "cancelled", "completed", "failed")
OPEN = ("initialized", "confirmed")
KINDS: dict[str, type] = {
    "category": str,
    "description": str,
    "externalId": str,
    "validFor": dict,
    "status": str,
}
REFERENCES = {
    "note": (),
    "relatedEntity": ("id", "role", "@referredType"),
    "relatedParty": ("id", "@referredType"),
    "contactMedium": (),
}
FIXED = ("id", "href", "creationDate")


@dataclass
class Appointments:
    """The technician's calendar.

    `visited` is told the ids of the customers whose home a completed visit has put right; `fails`
    says whether technicians fail to come at the moment.
    """

    clock: Clock
    plans: Plans
    hub: Hub
    own_url: str
    visited: Callable[[list[str]], None]
    fails: Callable[[], bool]
    records: dict[str, JsonObject] = field(default_factory=dict)
    searches: dict[str, JsonObject] = field(default_factory=dict)

    def search_slots(self, call: Call) -> Answer:
        """POST /searchTimeSlot: 201 with the free windows. Raises TmfError 400."""
        check_references(call.body, {"requestedTimeSlot": ()})
        wanted = [
            read_window("requestedTimeSlot.validFor", each.get("validFor"))
            for each in call.body.get("requestedTimeSlot") or []
        ]
        booked = self._booked()
        free = [
            {"id": window.id, "validFor": window.json(), "@type": "TimeSlot"}
            for window in windows(self.clock.now(), wanted)
            if not any(window.meets(other) for other in booked)
        ]
        key = f"STS-{uuid.uuid4().hex[:8]}"
        made: JsonObject = {
            **call.body,
            "id": key,
            "href": f"{self.own_url}{BASE}/searchTimeSlot/{key}",
            "status": "done",
            "searchDate": iso(self.clock.now()),
            "searchResult": "success" if free else "fail",
            "availableTimeSlot": free,
            "@type": call.body.get("@type", "SearchTimeSlot"),
        }
        self.searches[key] = made
        return Answer(201, made, {"Location": made["href"]})

    def get_search(self, call: Call) -> Answer:
        """GET /searchTimeSlot/{id}."""
        key = call.path["id"]
        if key not in self.searches:
            raise not_found("search", key)
        return Answer(200, choose_fields(self.searches[key], call))

    def search(self, call: Call) -> Answer:
        """GET /appointment."""
        return find(self.records.values(), call)

    def get(self, call: Call) -> Answer:
        """GET /appointment/{id}."""
        return Answer(200, choose_fields(self.record(call.path["id"]), call))

    def create(self, call: Call) -> Answer:
        """POST /appointment: confirmed at once. Raises TmfError 400, 409."""
        check_mandatory(call.body, ["validFor"])
        _check(call.body)
        window = read_window("validFor", call.body["validFor"])
        check_bookable(window, self.clock.now(), self._booked())
        key = f"AP-{uuid.uuid4().hex[:8]}"
        now = iso(self.clock.now())
        made: JsonObject = {
            **call.body,
            "id": key,
            "href": f"{self.own_url}{BASE}/appointment/{key}",
            "validFor": window.json(),
            "status": "confirmed",
            "creationDate": now,
            "lastUpdate": now,
            "@type": call.body.get("@type", "Appointment"),
        }
        self.records[key] = made
        self._tell("Create", made)
        self._plan_visit(made)
        return Answer(201, made, {"Location": made["href"]})

    def patch(self, call: Call) -> Answer:
        """PATCH /appointment/{id}: cancel or move it, or change its other attributes.

        Raises TmfError 400, 404, 409. The file wants validFor in every PATCH; this does not.
        """
        made = self.record(call.path["id"])
        body = call.merge_into(made)
        refuse_fixed(body, FIXED, ("validFor", "status"))
        _check(body)
        status = body.pop("status", made["status"])
        if status not in (made["status"], "cancelled"):
            raise invalid("status", "a client can only cancel")
        if body:
            self.change(made["id"], body)
        return Answer(200, self.move(made["id"], status))

    def change(self, key: str, values: JsonObject) -> JsonObject:
        """Change attributes other than the status. Raises TmfError 400, 404, 409."""
        made = self.record(key)
        values = dict(values)
        if "validFor" in values:
            _check_open(made)
            window = read_window("validFor", values["validFor"])
            check_bookable(window, self.clock.now(), self._booked(but=key))
            values["validFor"] = window.json()
        for name, value in values.items():
            if value is None:
                made.pop(name, None)
            else:
                made[name] = value
        made["lastUpdate"] = iso(self.clock.now())
        self._tell("AttributeValueChange", made)
        if "validFor" in values:
            self._plan_visit(made)
        return made

    def move(self, key: str, status: str, reason: str = "", repairs: bool = True) -> JsonObject:
        """Move an appointment to `status`, with a note. Raises TmfError 400, 404, 409."""
        made = self.record(key)
        if status not in STATES:
            raise invalid("status", f"must be one of {', '.join(STATES)}")
        if status == made["status"]:
            return made
        _check_open(made)
        now = iso(self.clock.now())
        made["status"] = status
        made["lastUpdate"] = now
        if reason:
            made["note"] = with_note(made, AUTHOR, now, reason)
        if status not in OPEN:
            self.plans.moved(key)
        self._tell("StateChange", made)
        if status == "completed" and repairs:
            self.visited(party_ids(made))
        return made

    def record(self, key: str) -> JsonObject:
        """The appointment with that id. Raises TmfError 404."""
        if key not in self.records:
            raise not_found("appointment", key)
        return self.records[key]

    def _booked(self, but: str = "") -> list[Window]:
        return [
            read_window("validFor", made["validFor"])
            for key, made in self.records.items()
            if key != but and made["status"] in OPEN
        ]

    def _plan_visit(self, made: JsonObject) -> None:
        key = made["id"]
        self.plans.moved(key)
        end = read_window("validFor", made["validFor"]).end
        seconds = (end - self.clock.now()).total_seconds()
        self.plans.after(seconds, key, lambda: self._visit(key))

    def _visit(self, key: str) -> None:
        if self.fails():
            self.move(key, "failed", "The technician could not come.")
        else:
            self.move(key, "completed", "The technician was there.")

    def _tell(self, what: str, made: JsonObject) -> None:
        self.hub.emit(f"Appointment{what}Event", "appointment", made)


def _check_open(made: JsonObject) -> None:
    if made["status"] not in OPEN:
        raise TmfError(409, "illegalStatusChange", "Conflict", f"It is {made['status']}.")


def _check(body: JsonObject) -> None:
    check_kinds(body, KINDS)
    check_references(body, REFERENCES)
    if body.get("relatedPlace") is not None:
        check_reference("relatedPlace", body["relatedPlace"], ["role"])
