"""How a TMF656 service problem reads: where it stands, until when, and what SM&O wants to know."""

import re
from dataclasses import dataclass
from datetime import datetime

from mend.systems.base import JsonObject
from mend.systems.notes import Note, by_others
from mend.systems.shapes import characteristics, moment, plain, spelled, words

# TMF656 ServiceProblemStateType.
STATES = (
    "acknowledged",
    "rejected",
    "pending",
    "held",
    "inProgress",
    "resolved",
    "cancelled",
    "closed",
)
# Each open one may be cancelled: TMF656's life cycle, unlike TMF621's, allows it from held too.
OPEN = frozenset({"acknowledged", "inProgress", "held", "pending"})

# eTOM 1.4.6.3 has the same three outcomes as 1.3.7.6, and TMF656 no field for them.
_WORKAROUND = re.compile(r"\bwork[- ]?around", re.IGNORECASE)
_NO_WORKAROUND = re.compile(r"\b(?:no|not|without)\b[^.,;]{0,20}\bwork[- ]?around", re.IGNORECASE)


@dataclass(frozen=True)
class ServiceProblem:
    """A service problem as SM&O shows it."""

    id: str
    status: str  # as TMF656 spells it: acknowledged, inProgress, …
    category: str
    description: str
    reason: str = ""  # of the last change of status
    expected: datetime | None = None  # when they expect to have resolved it
    workaround: bool = False  # what they did is a temporary relief
    question: str | None = None  # what they want to know while they wait for the customer
    last_update: datetime | None = None
    notes: tuple[Note, ...] = ()  # by others than Mend


def problem_of(key: str, item: JsonObject) -> ServiceProblem:
    """A ServiceProblem in v4's words, whose usable id is `key`."""
    status = spelled(item.get("status"), STATES)
    reason = words(item.get("statusChangeReason"))
    notes = by_others(item.get("note"))
    told = characteristics(item.get("characteristic"))
    expected = moment(told.get("expectedresolutiondate"))
    if expected is None and status in OPEN:
        expected = moment(item.get("resolutionDate"))
    asked = reason or (notes[-1].text if notes else "")
    return ServiceProblem(
        id=key,
        status=status,
        category=words(item.get("category")),
        description=words(item.get("description")),
        reason=reason,
        expected=expected,
        workaround=plain(told.get("resolutiontype")) == "workaround" or _is_workaround(reason),
        question=(asked or None) if status == "pending" else None,
        last_update=moment(item.get("lastUpdate")),
        notes=notes,
    )


def _is_workaround(reason: str) -> bool:
    return bool(_WORKAROUND.search(reason)) and not _NO_WORKAROUND.search(reason)
