"""A problem report as a TMF621 v4.0.0 trouble ticket: `CustomerProblemReport`, Mend's subclass of it.

Beside the fields of TroubleTicket it says what TM Forum has no field for: how the latest restoration ended
(`restorationResult`), what was tried (`restorationActivities`) and what SM&O was asked to do (`handOff`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

from mend.problem import Check, CrmProcess, Status

BASE = "/tmf-api/troubleTicket/v4"
SCHEMA = "/tmf-api/schema/CustomerProblemReport.schema.json"
TYPE = "CustomerProblemReport"
OWN = "mend"  # the report's opened_by when no other system opened it
OWN_FIELDS = ("restorationResult", "restorationActivities", "handOff")
CHANNEL = {"id": "self-service", "name": "self service"}
# The requests that travel as tickets of their own; the others as interactions or appointments.
BY_TICKET = frozenset(
    {
        CrmProcess.ORDER_HANDLING,
        CrmProcess.BILL_INQUIRY,
        CrmProcess.RETENTION,
        CrmProcess.QOS_SLA,
    }
)

JsonObject = dict[str, Any]
Row = Any  # a row of the record book


@dataclass(frozen=True)
class Record:
    """A problem report with all that its ticket shows; every list is oldest first."""

    report: Row
    statuses: list[Row] = field(default_factory=list)
    notes: list[Row] = field(default_factory=list)
    restorations: list[Row] = field(default_factory=list)
    attempts: list[Row] = field(default_factory=list)
    tasks: list[Row] = field(default_factory=list)
    handoffs: list[Row] = field(default_factory=list)
    requests: list[Row] = field(default_factory=list)
    appointments: list[Row] = field(default_factory=list)
    orders: list[Row] = field(default_factory=list)


def as_v4(record: Record, base_url: str) -> JsonObject:
    """The ticket as JSON, without the attributes that have no value. `base_url` has no trailing slash."""
    report = record.report
    kept = kept_attributes(report)
    last = record.statuses[-1] if record.statuses else None
    ended = report.status in (Status.RESOLVED, Status.CLOSED)
    ticket = {
        **kept,
        "id": report.id,
        "href": href(report.id, base_url),
        **_type(kept, base_url),
        "name": report.name,
        "description": report.description,
        "severity": report.severity,
        "ticketType": report.ticket_type,
        "priority": report.priority,
        "status": str(report.status),
        "statusChangeDate": moment(last.at if last else report.created),
        "statusChangeReason": report.status_reason,
        "statusChange": [_status_change(row) for row in record.statuses],
        "creationDate": moment(report.created),
        "lastUpdate": moment(report.last_update),
        "requestedResolutionDate": moment(report.requested_resolution),
        "expectedResolutionDate": moment(report.expected_resolution),
        "resolutionDate": moment(report.resolved) if ended else None,
        "externalId": report.external_id,
        "channel": kept.get("channel") or (CHANNEL if report.opened_by == OWN else None),
        "note": [_note(row) for row in record.notes],
        "relatedParty": _joined(related_parties(record), kept.get("relatedParty")),
        "relatedEntity": _joined(related_entities(record), kept.get("relatedEntity")),
        "troubleTicketRelationship": _joined(
            child_tickets(record), kept.get("troubleTicketRelationship")
        ),
        "restorationResult": _result(record),
        "restorationActivities": _activities(record),
        "handOff": _hand_off(record),
    }
    return {name: value for name, value in ticket.items() if value not in (None, "", [], {})}


def href(number: str, base_url: str) -> str:
    """The address of a ticket."""
    return f"{base_url}{BASE}/troubleTicket/{number}"


def moment(when: datetime | None) -> str | None:
    """A moment in UTC as TM Forum writes it, exact to the microsecond."""
    return when.isoformat().replace("+00:00", "Z") if when else None


def read_moment(text: str, zone: tzinfo | None = None) -> datetime | None:
    """A moment that a client wrote (RFC 3339), in UTC; None when it is none.

    `zone` is taken for a moment that names none; without it such a moment is none.
    """
    try:
        # A plus sign that was not escaped in an address arrives as a space.
        when = datetime.fromisoformat(text.replace(" ", "+"))
        when = when.replace(tzinfo=when.tzinfo or zone)
        return when.astimezone(UTC) if when.tzinfo else None
    except (ValueError, OverflowError):
        return None


def kept_attributes(report: Row) -> JsonObject:
    """What client systems wrote and the record book has no column for, by TMF621's name."""
    return dict((report.extra or {}).get("attributes") or {})


def related_parties(record: Record) -> list[JsonObject]:
    """The parties that the record book itself knows: the customer."""
    customer = record.report.customer
    if not customer:
        return []
    return [{"id": customer, "role": "customer", "@referredType": "Customer"}]


def related_entities(record: Record) -> list[JsonObject]:
    """The entities that the record book itself knows of, each once."""
    report = record.report
    product = [_entity(report.product_id, "affectedProduct", "Product", report.product_name)]
    services = [_entity(each, "affectedService", "Service") for each in report.service_ids or []]
    tests = [
        _entity(row.external_id, "diagnosticResult", "ServiceTest")
        for row in record.tasks
        if row.kind == Check.LINE_TEST
    ]
    problems = [
        _entity(row.service_problem, "serviceProblem", "ServiceProblem") for row in record.handoffs
    ]
    orders = [_entity(row.external_id, "resultingOrder", "ProductOrder") for row in record.orders]
    visits = [_entity(row.external_id, "appointment", "Appointment") for row in record.appointments]
    talks = [
        _entity(row.external_id, "interaction", "PartyInteraction")
        for row in record.requests
        if row.process == CrmProcess.INTERACTION
    ]
    found = [*product, *services, *tests, *problems, *orders, *visits, *talks]
    return _joined([each for each in found if each["id"]], None)


def child_tickets(record: Record) -> list[JsonObject]:
    """The requests to other CRM processes that are tickets of their own."""
    return [
        {"id": row.external_id, "name": row.number, "relationshipType": "isChild"}
        for row in record.requests
        if row.external_id and row.process in BY_TICKET
    ]


def same_reference(one: JsonObject, other: JsonObject) -> bool:
    """Whether two references mean the same thing: one id, and the same role or kind of thing."""
    return one.get("id") == other.get("id") and any(
        str(one[name]).lower() == str(other.get(name)).lower()
        for name in ("role", "@referredType", "relationshipType")
        if name in one
    )


def _joined(ours: list[JsonObject], kept: Iterable[JsonObject] | None) -> list[JsonObject]:
    """Ours and what a client wrote; what both name is shown in the client's words."""
    theirs = list(kept or [])
    found: list[JsonObject] = []
    for each in ours:
        if not any(same_reference(each, other) for other in [*theirs, *found]):
            found.append(each)
    return [*found, *theirs]


def _type(kept: JsonObject, base_url: str) -> JsonObject:
    names = ("@type", "@baseType", "@schemaLocation")
    if any(name in kept for name in names):
        return {name: kept[name] for name in names if name in kept}
    return {"@type": TYPE, "@baseType": "TroubleTicket", "@schemaLocation": f"{base_url}{SCHEMA}"}


def _entity(key: str | None, role: str, kind: str, name: str | None = None) -> JsonObject:
    named = {"name": name} if name else {}
    return {"id": key, **named, "role": role, "@referredType": kind}


def _status_change(row: Row) -> JsonObject:
    reason = {"changeReason": row.reason} if row.reason else {}
    return {"status": str(row.status), "changeDate": moment(row.at), **reason}


def _note(row: Row) -> JsonObject:
    return {"id": row.id, "author": row.author, "date": moment(row.at), "text": row.text}


def _result(record: Record) -> str | None:
    """How the latest restoration that has ended did so."""
    ended = [row for row in record.restorations if row.result]
    return str(ended[-1].result) if ended else None


def _activities(record: Record) -> list[JsonObject]:
    numbers = {row.id: row.number for row in record.restorations}
    return [
        {
            "restoration": numbers[row.restoration],
            "kind": str(row.kind),
            "step": f"{row.guide}/{row.step}",
            **({"effect": row.effect} if row.effect else {}),
            "date": moment(row.ended or row.started),
        }
        for row in record.attempts
    ]


def _hand_off(record: Record) -> JsonObject | None:
    """The latest hand-off to SM&O."""
    if not record.handoffs:
        return None
    row = record.handoffs[-1]
    known = {"serviceProblem": row.service_problem} if row.service_problem else {}
    return {"suspectedLayer": str(row.suspected_layer), "state": str(row.state), **known}
