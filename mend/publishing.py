"""Tells others of changes to problem reports: subscribers by TMF621 events, the operator's own ticket system
by its copy of the report.

Both are watchers of the record book: they write their letters in the transaction of the change, so whoever must
learn of a change does so whichever way it came about, and nobody hears of one that was undone.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import uuid4

from mend.problem import Status
from mend.settings import Settings
from mend.store import ChangeKind, Page, event_letters, letters, subscriptions, tickets
from mend.store.page import Change, Watcher
from mend.ticket import Record, as_v4, moment

DOMAIN = "troubleTicket"
MIRROR = "trouble_ticket"
# A change of status to one of these is an event of its own besides.
FURTHER = {
    Status.RESOLVED: "TroubleTicketResolvedEvent",
    Status.PENDING: "TroubleTicketInformationRequiredEvent",
}

JsonObject = dict[str, Any]


def watchers(settings: Settings) -> list[Watcher]:
    """Who must learn of changes, by these settings."""
    base = settings.listeners
    found: list[Watcher] = [lambda page: publish(page, base)]
    if settings.track_and_manage == "elsewhere":
        found.append(lambda page: mirror(page, base))
    return found


def publish(page: Page, base_url: str) -> None:
    """Owe every subscription the events it wants of the page's changes, in their order."""
    wishes = subscriptions.all(page)
    if not wishes:
        return
    shown = {record.report.id: as_v4(record, base_url) for record in _records(page)}
    for change in _once_each(page.changes):
        if change.report not in shown:
            continue
        for kind, ticket in _events(change, shown[change.report]):
            event = _envelope(page, change.report, kind, ticket)
            for wish in wishes:
                if subscriptions.wanted(wish, kind, ticket):
                    event_letters.post(page, wish.id, wish.callback, change.report, event)


def mirror(page: Page, base_url: str) -> None:
    """Owe the operator's ticket system its copy of every changed report.

    Not of what came from there: that would go back and forth.
    """
    if page.origin == MIRROR:
        return
    for record in _records(page):
        number, ticket = record.report.id, as_v4(record, base_url)
        # Notes that came from there must not go back as if they were new.
        ours = {row.id for row in record.notes if row.origin != MIRROR}
        notes = [each for each in ticket.get("note", []) if each["id"] in ours]
        body = {"ticket": {**ticket, "note": notes}}
        first = letters.rewrite(page, MIRROR, "open", number, body)
        opening = first is letters.First.REWRITTEN
        if first is letters.First.NONE and record.report.ticket is None:
            letters.post(page, MIRROR, "open", "ticket", 0, number, body)
            opening = True
        # Whoever opens a ticket cannot say in which status: theirs begins as acknowledged.
        if not opening or record.report.status != Status.ACKNOWLEDGED:
            letters.post_latest(page, MIRROR, "update", "ticket", 0, number, body)


def _records(page: Page) -> list[Record]:
    return tickets.read_all(page, list(dict.fromkeys(change.report for change in page.changes)))


def _once_each(changes: Iterable[Change]) -> Iterator[Change]:
    """Each change of status, and the others once for each report; a new one has no others."""
    changes = list(changes)
    told = {change.report for change in changes if change.kind is ChangeKind.CREATED}
    for change in changes:
        if change.kind is ChangeKind.ATTRIBUTES:
            if change.report in told:
                continue
            told.add(change.report)
        yield change


def _events(change: Change, ticket: JsonObject) -> list[tuple[str, JsonObject]]:
    """The kinds of the change's events, each with the ticket as it was then."""
    if change.kind is ChangeKind.ATTRIBUTES:
        return [("TroubleTicketAttributeValueChangeEvent", ticket)]
    if change.kind is ChangeKind.CREATED:
        first = ticket["statusChange"][0]
        return [
            ("TroubleTicketCreateEvent", _at(ticket, first["status"], first.get("changeReason")))
        ]
    then = _at(ticket, change.status, change.reason)
    found = [("TroubleTicketStatusChangeEvent", then)]
    if change.status in FURTHER:
        found.append((FURTHER[Status(change.status)], then))
    return found


def _at(ticket: JsonObject, status: str | None, reason: str | None) -> JsonObject:
    """The ticket with that status, which a later change of the same transaction may have overtaken."""
    then = {**ticket, "status": str(status), "statusChangeReason": reason}
    if reason is None:
        del then["statusChangeReason"]
    if status not in (Status.RESOLVED, Status.CLOSED):
        then.pop("resolutionDate", None)
    return then


def _envelope(page: Page, report: str, kind: str, ticket: JsonObject) -> JsonObject:
    key = str(uuid4())
    return {
        "id": key,
        "eventId": key,
        "eventTime": moment(page.now),
        "eventType": kind,
        "timeOcurred": moment(page.now),  # spelled so in v4
        "domain": DOMAIN,
        "title": f"Trouble ticket {report} is {ticket['status']}",
        "correlationId": report,
        "event": {"troubleTicket": ticket},
    }
