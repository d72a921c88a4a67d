"""A filter on tickets as a condition in SQL.

What is a column of its own is filtered exactly. For the rest the condition only leaves out what cannot fit: the
tickets that are left are made and looked at (`mend.ticket_filter.fits`), so the answer is right either way.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, and_, cast, exists, false, or_, true

from mend.problem import Status
from mend.store.tables import (
    appointment,
    attempt,
    crm_request,
    handoff,
    note,
    problem_report,
    product_order,
    provider_task,
    restoration,
    status_change,
)
from mend.ticket import CHANNEL, OWN, read_moment

report = problem_report.c

# SQLAlchemy gives a JSON path that names nothing as SQL's null on both databases.
_KEPT_CHANNEL = report.extra[("attributes", "channel", "id")].as_string()


@dataclass(frozen=True)
class Filter:
    """One attribute, by its dotted path, and the values that fit."""

    path: str
    wanted: list[str]


@dataclass(frozen=True)
class Condition:
    """A condition in SQL; when it is not exact, what it lets through is to be looked at."""

    sql: Any
    exact: bool


_TEXTS = {
    "id": report.id,
    "description": report.description,
    "severity": report.severity,
    "ticketType": report.ticket_type,
    "name": report.name,
    "priority": report.priority,
    "status": report.status,
    "statusChangeReason": report.status_reason,
    "externalId": report.external_id,
}
_MOMENTS = {
    "creationDate": report.created,
    "lastUpdate": report.last_update,
    "requestedResolutionDate": report.requested_resolution,
    "expectedResolutionDate": report.expected_resolution,
    "resolutionDate": report.resolved,
}


def condition(wanted: Filter) -> Condition:
    """The condition for one filter. An attribute that no ticket has lets nothing through."""
    if wanted.path in _TEXTS:
        return Condition(_TEXTS[wanted.path].in_([each for each in wanted.wanted if each]), True)
    if wanted.path in _MOMENTS:
        return Condition(_at(wanted.path, wanted.wanted), True)
    if wanted.path in ("channel.id", "channel.name"):
        return Condition(_channel(wanted), wanted.path == "channel.id")
    if wanted.path in _NARROW:
        narrow = _NARROW[wanted.path](wanted.wanted)
        return Condition(or_(narrow, _mentions(wanted.wanted)), False)
    name = wanted.path.split(".")[0]
    if name in _MADE:
        return Condition(true(), False)
    return Condition(and_(_mentions([name]), _mentions(wanted.wanted)), False)


def _at(path: str, texts: Sequence[str]) -> Any:
    moments = [when for when in map(read_moment, texts) if when is not None]
    fitting = _MOMENTS[path].in_(moments)
    if path == "resolutionDate":  # shown only while it is true
        return and_(fitting, report.status.in_([Status.RESOLVED, Status.CLOSED]))
    return fitting


def _channel(wanted: Filter) -> Any:
    kept = _mentions(wanted.wanted)
    if wanted.path == "channel.id":
        kept = _KEPT_CHANNEL.in_(wanted.wanted)
    if CHANNEL[wanted.path.removeprefix("channel.")] not in wanted.wanted:
        return kept
    return or_(kept, and_(_KEPT_CHANNEL.is_(None), report.opened_by == OWN))


def _mentions(texts: Sequence[str]) -> Any:
    """Whether what a client wrote holds one of these strings, as a name or as a value."""
    written = cast(report.extra, String)
    # As it stands in JSON; numbers and truth values stand there as they are.
    spelled = [
        each.contains(text, autoescape=True)
        for value in texts
        for each, text in ((written, json.dumps(value)), (written, value))
    ]
    return and_(report.extra.is_not(None), or_(*spelled)) if spelled else false()


def _of_report(table: Any, *conditions: Any) -> Any:
    return exists().where(table.c.report == report.id, *conditions)


def _of_run(table: Any, *conditions: Any) -> Any:
    run = restoration.alias("run")
    return exists().where(run.c.report == report.id, table.c.restoration == run.c.id, *conditions)


def _entity(wanted: list[str]) -> Any:
    visit = exists().where(
        crm_request.c.report == report.id,
        appointment.c.request == crm_request.c.id,
        appointment.c.external_id.in_(wanted),
    )
    services = cast(report.service_ids, String)
    return or_(
        report.product_id.in_(wanted),
        *(services.contains(json.dumps(each), autoescape=True) for each in wanted),
        _of_report(handoff, handoff.c.service_problem.in_(wanted)),
        _of_report(product_order, product_order.c.external_id.in_(wanted)),
        _of_report(crm_request, crm_request.c.external_id.in_(wanted)),
        _of_run(provider_task, provider_task.c.external_id.in_(wanted)),
        visit,
    )


# What the record book keeps in rows of its own: the condition that leaves out most of what cannot fit.
_NARROW: dict[str, Callable[[list[str]], Any]] = {
    "relatedParty.id": lambda wanted: report.customer.in_(wanted),
    "relatedEntity.id": _entity,
    "troubleTicketRelationship.id": lambda wanted: _of_report(
        crm_request, crm_request.c.external_id.in_(wanted)
    ),
    "note.id": lambda wanted: _of_report(note, note.c.id.in_(wanted)),
    "note.author": lambda wanted: _of_report(note, note.c.author.in_(wanted)),
    "note.text": lambda wanted: _of_report(note, note.c.text.in_(wanted)),
    "statusChange.status": lambda wanted: _of_report(
        status_change, status_change.c.status.in_(wanted)
    ),
    "restorationResult": lambda wanted: _of_report(restoration, restoration.c.result.in_(wanted)),
    "restorationActivities.kind": lambda wanted: _of_run(attempt, attempt.c.kind.in_(wanted)),
    "handOff.serviceProblem": lambda wanted: _of_report(
        handoff, handoff.c.service_problem.in_(wanted)
    ),
    "handOff.state": lambda wanted: _of_report(handoff, handoff.c.state.in_(wanted)),
}
# First names of what a ticket shows although no client wrote it.
_MADE = frozenset(
    {
        "channel",
        "href",
        "@type",
        "@baseType",
        "@schemaLocation",
        "statusChangeDate",
        "statusChange",
        "note",
        "relatedParty",
        "relatedEntity",
        "troubleTicketRelationship",
        "restorationResult",
        "restorationActivities",
        "handOff",
    }
)
