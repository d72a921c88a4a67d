"""How a TMF621 trouble ticket of the operator's own system reads."""

from dataclasses import dataclass
from datetime import datetime

from mend.problem import Status
from mend.systems.base import JsonObject
from mend.systems.notes import Note, by_others
from mend.systems.shapes import moment, objects, plain, spelled, words


@dataclass(frozen=True)
class Ticket:
    """A ticket as the operator's system shows it."""

    id: str
    status: str  # as TMF621 spells it: acknowledged, inProgress, …
    reason: str = ""  # of the last change of status
    expected: datetime | None = None  # when they expect to have resolved it
    last_update: datetime | None = None
    notes: tuple[Note, ...] = ()  # by others than Mend
    service_problems: tuple[str, ...] = ()  # SM&O's ids of what the ticket system asked of them
    external_id: str = ""


def ticket_of(key: str, item: JsonObject) -> Ticket:
    """A TroubleTicket in v4's words, whose usable id is `key`."""
    return Ticket(
        id=key,
        status=spelled(item.get("status"), Status),
        reason=words(item.get("statusChangeReason")),
        expected=moment(item.get("expectedResolutionDate")),
        last_update=moment(item.get("lastUpdate")),
        notes=by_others(item.get("note")),
        service_problems=_service_problems(item),
        external_id=words(item.get("externalId")),
    )


def _service_problems(item: JsonObject) -> tuple[str, ...]:
    found = [
        words(each.get("id"))
        for each in objects(item.get("relatedEntity"))
        # A ticket system that asks SM&O itself may name the relation otherwise.
        if "serviceproblem" in (plain(each.get("role")), plain(each.get("@referredType")))
    ]
    return tuple(dict.fromkeys(key for key in found if key))
