"""Everything that the provider knows and received, for tests."""

from dataclasses import asdict

from sandbox.clock import iso
from sandbox.exchange import JsonObject
from sandbox.provider import Provider


def everything(provider: Provider) -> JsonObject:
    """The body of GET /sandbox/state."""
    hubs = provider.hubs
    return {
        **time_of(provider),
        "customers": [
            {
                "id": each.id,
                "name": each.name,
                "story": each.story,
                "faults": sorted(each.faults),
                "router": each.router.model,
            }
            for each in provider.customers.values()
        ],
        "serviceProblems": list(provider.problems.records.values()),
        "serviceTests": list(provider.tests.records.values()),
        "activations": list(provider.activations.monitors.values()),
        "troubleTickets": list(provider.tickets.records.values()),
        "partyInteractions": list(provider.interactions.records.values()),
        "appointments": list(provider.appointments.records.values()),
        "productOrders": list(provider.orders.records.values()),
        "cancelProductOrders": list(provider.orders.cancellations.values()),
        "productOfferingQualifications": list(provider.qualifications.records.values()),
        "subscriptions": [
            {"api": api, **each} for api, hub in hubs.items() for each in hub.subscriptions.values()
        ],
        "deliveries": [
            {"api": api, **asdict(each)}
            for api, hub in hubs.items()
            for each in [*hub.done, *hub.waiting]
        ],
        "apiFaults": api_faults(provider),
        "raisesServiceProblems": provider.follow_up.on,
    }


def time_of(provider: Provider) -> JsonObject:
    """The provider's time, and by how many seconds it is ahead."""
    return {"now": iso(provider.clock.now()), "offset": provider.clock.offset}


def api_faults(provider: Provider) -> JsonObject:
    """How each API misbehaves now."""
    return {api: asdict(fault) for api, fault in provider.api_faults.by_api.items()}
