"""What the provider's systems received last, in words, for the demo page's panel."""

from collections.abc import Iterator

from sandbox.catalog import OFFERINGS
from sandbox.clock import iso
from sandbox.exchange import JsonObject
from sandbox.outages import CATEGORIES
from sandbox.provider import Provider

LENGTH = 12


def recent(provider: Provider) -> JsonObject:
    """{"now", "items": [{"at", "what", "who", "state", "id"}]}, newest first."""
    items = [
        *_problems(provider),
        *_tests(provider),
        *_actions(provider),
        *_tickets(provider),
        *_contacts(provider),
        *_visits(provider),
        *_orders(provider),
    ]
    items.sort(key=lambda item: str(item["at"]), reverse=True)
    return {"now": iso(provider.clock.now()), "items": items[:LENGTH]}


def _problems(provider: Provider) -> Iterator[JsonObject]:
    for each in provider.problems.records.values():
        if each["category"] not in CATEGORIES:
            what = f"Problem for the engineers: {each['description']}"
            services = [service["id"] for service in each.get("affectedService") or []]
            owner = _owner(provider, services)
            yield _item(each["creationDate"], what, owner, each["status"], each["id"])


def _tests(provider: Provider) -> Iterator[JsonObject]:
    for each in provider.tests.records.values():
        owner = _owner(provider, [each["relatedService"]["id"]])
        yield _item(each["startDateTime"], "Line test", owner, each["state"], each["id"])


def _actions(provider: Provider) -> Iterator[JsonObject]:
    for each in provider.activations.monitors.values():
        what = f"Remote action: {each['requestedAction'].replace('_', ' ')}"
        owner = _owner(provider, [each["sourceHref"].rsplit("/", 1)[-1]])
        yield _item(each["requestDate"], what, owner, each["state"], each["id"])


def _tickets(provider: Provider) -> Iterator[JsonObject]:
    for each in provider.tickets.records.values():
        what = f"Ticket ({each['ticketType']}): {each.get('name') or each['description']}"
        who = _party(provider, each)
        yield _item(each["creationDate"], what, who, each["status"], each["id"])


def _contacts(provider: Provider) -> Iterator[JsonObject]:
    for each in provider.interactions.records.values():
        what, who = f"Contact logged: {each['reason']}", _party(provider, each)
        yield _item(each["creationDate"], what, who, each["status"], each["id"])


def _visits(provider: Provider) -> Iterator[JsonObject]:
    for each in provider.appointments.records.values():
        start, end = each["validFor"]["startDateTime"], each["validFor"]["endDateTime"]
        what = f"Visit: {start[:10]}, {start[11:16]}–{end[11:16]}"
        who = _party(provider, each)
        yield _item(each["creationDate"], what, who, each["status"], each["id"])


def _orders(provider: Provider) -> Iterator[JsonObject]:
    for each in provider.orders.records.values():
        items = "; ".join(_ordered(provider, item) for item in each["productOrderItem"])
        who = _buyer(provider, each)
        yield _item(each["orderDate"], f"Order: {items}", who, each["state"], each["id"])


def _item(at: str, what: str, who: str, state: str, key: str) -> JsonObject:
    short = what if len(what) <= 140 else what[:139] + "…"
    return {"at": at, "what": short, "who": who, "state": state, "id": key}


def _owner(provider: Provider, services: list[str]) -> str:
    for service in services:
        found = provider.inventory.owner(service)
        if found is not None:
            return found[0].name
    return ""


def _party(provider: Provider, record: JsonObject) -> str:
    for party in record.get("relatedParty") or []:
        if party["id"] in provider.customers:
            return provider.customers[party["id"]].name
    return ""


def _buyer(provider: Provider, order: JsonObject) -> str:
    """Who ordered: whose product it is about, or else the related party."""
    for item in order["productOrderItem"]:
        found = provider.inventory.having((item.get("product") or {}).get("id", ""))
        if found is not None:
            return found[0].name
    return _party(provider, order)


def _ordered(provider: Provider, item: JsonObject) -> str:
    offering = OFFERINGS.get((item.get("productOffering") or {}).get("id", ""))
    found = provider.inventory.having((item.get("product") or {}).get("id", ""))
    what = offering.name if offering else found[1].name if found else ""
    return f"{item['action']} {what}".rstrip()
