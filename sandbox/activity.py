"""What the provider's systems received last, in words, for the demo page's panel."""

from sandbox.clock import iso
from sandbox.exchange import JsonObject
from sandbox.provider import Provider

LENGTH = 12


def recent(provider: Provider) -> JsonObject:
    """{"now", "items": [{"at", "what", "who", "state", "id"}]}, newest first."""
    items = [
        *(
            _item(
                each["creationDate"],
                f"Problem for the engineers: {each['description']}",
                _owner(provider, [service["id"] for service in each.get("affectedService") or []]),
                each["status"],
                each["id"],
            )
            for each in provider.problems.records.values()
            if each["category"] != "system.originated"
        ),
        *(
            _item(
                each["startDateTime"],
                "Line test",
                _owner(provider, [each["relatedService"]["id"]]),
                each["state"],
                each["id"],
            )
            for each in provider.tests.records.values()
        ),
        *(
            _item(
                each["requestDate"],
                f"Remote action: {each['requestedAction'].replace('_', ' ')}",
                _owner(provider, [each["sourceHref"].rsplit("/", 1)[-1]]),
                each["state"],
                each["id"],
            )
            for each in provider.activations.monitors.values()
        ),
        *(
            _item(
                each["creationDate"],
                f"Ticket ({each['ticketType']}): {each.get('name') or each['description']}",
                _party(provider, each),
                each["status"],
                each["id"],
            )
            for each in provider.tickets.records.values()
        ),
        *(
            _item(
                each["creationDate"],
                f"Contact logged: {each['reason']}",
                _party(provider, each),
                each["status"],
                each["id"],
            )
            for each in provider.interactions.records.values()
        ),
    ]
    items.sort(key=lambda item: str(item["at"]), reverse=True)
    return {"now": iso(provider.clock.now()), "items": items[:LENGTH]}


def _item(at: str, what: str, who: str, state: str, key: str) -> JsonObject:
    short = what if len(what) <= 140 else what[:139] + "…"
    return {"at": at, "what": short, "who": who, "state": state, "id": key}


def _owner(provider: Provider, services: list[str]) -> str:
    for service in services:
        found = provider.owner(service)
        if found is not None:
            return found[0].name
    return ""


def _party(provider: Provider, record: JsonObject) -> str:
    for party in record.get("relatedParty") or []:
        if party["id"] in provider.customers:
            return provider.customers[party["id"]].name
    return ""
