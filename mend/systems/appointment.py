"""TMF646 Appointment v4.0.0: when an engineer can come, and the visit that is booked.

POST /searchTimeSlot, POST, GET and PATCH /appointment. Our key travels as `externalId`. A PATCH must
carry `validFor`; TMF646 has no reason of a change of status, so that is a note.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mend.systems.adapter import Adapter, ids_of, ours
from mend.systems.base import OWNER, JsonObject, Refused
from mend.systems.client import Client
from mend.systems.collection import Collection, Dialect
from mend.systems.notes import with_ours
from mend.systems.shapes import fields, moment, objects, spelled

BASE = "/tmf-api/appointment/v4"
CATEGORY = "fieldVisit"
# TMF646 AppointmentStateType.
STATES = ("initialized", "confirmed", "cancelled", "completed", "failed")
_OVER = frozenset({"completed", "failed"})


@dataclass(frozen=True)
class Slot:
    """A time at which somebody can come."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Appointment:
    """A visit as the provider's field service shows it."""

    id: str
    state: str  # as TMF646 spells it: initialized, confirmed, …
    start: datetime | None
    end: datetime | None


class Appointments(Adapter):
    """The provider's field service."""

    REPEATABLE = frozenset({"move", "cancel"})

    def __init__(self, client: Client):
        super().__init__(client)
        self.appointments = Collection(client, Dialect(f"{BASE}/appointment"))

    def free_slots(
        self, place: JsonObject | None, report: str, earliest: datetime, latest: datetime
    ) -> list[Slot]:
        """When somebody can come to `place` because of `report`, in order.

        A read, although TMF646 makes it a POST. Raises TryLater, Refused.
        """
        body = search_body(place, report, earliest, latest)
        answer = self.client.ask(f"{BASE}/searchTimeSlot", body)
        found = set()
        for each in objects(answer.get("availableTimeSlot")):
            start, end = _times(each)
            if start and end and earliest <= start < end <= latest:
                found.add(Slot(start, end))
        return sorted(found, key=lambda slot: (slot.start, slot.end))

    def get(self, key: str) -> Appointment:
        """One visit by their id. Raises TryLater, Refused."""
        item = self.appointments.get(key)
        start, end = _times(item)
        return Appointment(self.client.their_id("GET", item), _state(item), start, end)

    def deliver(self, operation: str, key: str, body: Mapping[str, Any]) -> str:
        """`book` a visit, `move` it to another slot, or `cancel` it.

        The last two name it as `appointment`, or by the key that it was `booked_by`. Raises
        TryLater, Refused.
        """
        if operation == "book":
            return self.appointments.create(book_body(key, body))
        if operation not in self.REPEATABLE:
            raise self._not_known(operation)
        visit = self._there(body["appointment"], body["booked_by"])
        if operation == "move":
            self.appointments.bring(visit, lambda now: _moved(now, body["slot"]))
        else:
            self.appointments.bring(visit, lambda now: _cancelled(now, body["reason"]))
        return visit

    def _find(self, key: str) -> list[str]:
        found = ours(
            self.appointments, {"externalId": key}, lambda item: item.get("externalId") == key
        )
        return ids_of(self.appointments, found)

    def _take_back(self, reference: str) -> bool:
        self.appointments.bring(reference, lambda now: _cancelled(now, "booked twice"))
        return True


def search_body(
    place: JsonObject | None, report: str, earliest: datetime, latest: datetime
) -> JsonObject:
    """SearchTimeSlot_Create."""
    wanted = {"startDateTime": earliest.isoformat(), "endDateTime": latest.isoformat()}
    body: JsonObject = {
        "requestedTimeSlot": [{"validFor": wanted}],
        "relatedEntity": [_report(report)],
    }
    if place:
        body["relatedPlace"] = _place(place)
    return body


def book_body(key: str, body: Mapping[str, Any]) -> JsonObject:
    """Appointment_Create."""
    booked: JsonObject = {
        "validFor": _valid_for(body["slot"]),
        "externalId": key,
        "category": CATEGORY,
        "description": body["what"],
    }
    if body["report"]:
        booked["relatedEntity"] = [_report(body["report"])]
    if body["customer"]:
        booked["relatedParty"] = [
            {"id": body["customer"], "role": "customer", "@referredType": "Customer"}
        ]
    if body["place"]:
        booked["relatedPlace"] = _place(body["place"])
    return booked


def _moved(now: JsonObject, slot: Mapping[str, str]) -> list[JsonObject]:
    _still_open(now)
    if _state(now) == "cancelled":
        raise Refused("appointment: it has been cancelled")
    if _times(now) == (moment(slot["start"]), moment(slot["end"])):
        return []
    return [{"validFor": _valid_for(slot)}]


def _cancelled(now: JsonObject, reason: str) -> list[JsonObject]:
    if _state(now) == "cancelled":
        return []
    _still_open(now)
    change: JsonObject = {"status": "cancelled", "validFor": fields(now.get("validFor"))}
    notes = with_ours(now.get("note"), [{"author": OWNER, "text": reason}])
    return [{**change, "note": notes} if notes is not None else change]


def _still_open(now: JsonObject) -> None:
    if _state(now) in _OVER:
        raise Refused(f"appointment: it is {_state(now)}")


def _state(item: JsonObject) -> str:
    return spelled(item.get("status"), STATES)


def _times(item: JsonObject) -> tuple[datetime | None, datetime | None]:
    valid = fields(item.get("validFor"))
    return moment(valid.get("startDateTime")), moment(valid.get("endDateTime"))


def _valid_for(slot: Mapping[str, str]) -> JsonObject:
    return {"startDateTime": slot["start"], "endDateTime": slot["end"]}


def _report(report: str) -> JsonObject:
    return {"id": report, "role": "problemReport", "@referredType": "TroubleTicket"}


def _place(place: JsonObject) -> JsonObject:
    # TMF646 wants a role of every place.
    return {"role": "installationAddress", **place}
