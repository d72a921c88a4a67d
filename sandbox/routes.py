"""Which address leads to which handler: the TM Forum APIs and the sandbox's own controls.

The handlers are looked up at each call, because a reset puts new systems in their place.
"""

from collections.abc import Callable

from starlette.routing import BaseRoute, Route

from sandbox import (
    activation,
    appointment,
    customer_bill,
    inventory,
    party_interaction,
    product_catalog,
    product_order,
    qualification,
    service_problem,
    service_test,
    trouble_ticket,
    usage,
)
from sandbox.control import Control
from sandbox.events import Events
from sandbox.exchange import Answer, Call
from sandbox.provider import WITH_EVENTS, Provider
from sandbox.server import Handler, control_route, tmf_route

Find = Callable[[Provider], Handler]
# Base, path and, by method, where its handler is in the provider.
Row = tuple[str, str, dict[str, Find]]
TABLE: list[Row] = [
    (inventory.BASE, "/product", {"GET": lambda p: p.inventory.search}),
    (inventory.BASE, "/product/{id}", {"GET": lambda p: p.inventory.get}),
    (product_catalog.BASE, "/productOffering", {"GET": lambda p: p.catalog.search}),
    (product_catalog.BASE, "/productOffering/{id}", {"GET": lambda p: p.catalog.get}),
    (product_catalog.BASE, "/productOfferingPrice", {"GET": lambda p: p.catalog.search_prices}),
    (product_catalog.BASE, "/productOfferingPrice/{id}", {"GET": lambda p: p.catalog.get_price}),
    (
        product_order.BASE,
        "/productOrder",
        {"GET": lambda p: p.orders.search, "POST": lambda p: p.orders.create},
    ),
    (product_order.BASE, "/productOrder/{id}", {"GET": lambda p: p.orders.get}),
    (
        product_order.BASE,
        "/cancelProductOrder",
        {"GET": lambda p: p.orders.search_cancellations, "POST": lambda p: p.orders.cancel},
    ),
    (
        product_order.BASE,
        "/cancelProductOrder/{id}",
        {"GET": lambda p: p.orders.get_cancellation},
    ),
    (
        qualification.BASE,
        "/productOfferingQualification",
        {"GET": lambda p: p.qualifications.search, "POST": lambda p: p.qualifications.create},
    ),
    (
        qualification.BASE,
        "/productOfferingQualification/{id}",
        {"GET": lambda p: p.qualifications.get},
    ),
    (
        service_problem.BASE,
        "/serviceProblem",
        {"GET": lambda p: p.problems.search, "POST": lambda p: p.problems.create},
    ),
    (
        service_problem.BASE,
        "/serviceProblem/{id}",
        {"GET": lambda p: p.problems.get, "PATCH": lambda p: p.problems.patch},
    ),
    (
        service_test.BASE,
        "/serviceTest",
        {"GET": lambda p: p.tests.search, "POST": lambda p: p.tests.create},
    ),
    (service_test.BASE, "/serviceTest/{id}", {"GET": lambda p: p.tests.get}),
    (activation.BASE, "/service", {"GET": lambda p: p.activations.list_services}),
    (
        activation.BASE,
        "/service/{id}",
        {"GET": lambda p: p.activations.get_service, "PATCH": lambda p: p.activations.request},
    ),
    (activation.BASE, "/monitor", {"GET": lambda p: p.activations.list_monitors}),
    (activation.BASE, "/monitor/{id}", {"GET": lambda p: p.activations.get_monitor}),
    (
        trouble_ticket.BASE,
        "/troubleTicket",
        {"GET": lambda p: p.tickets.search, "POST": lambda p: p.tickets.create},
    ),
    (
        trouble_ticket.BASE,
        "/troubleTicket/{id}",
        {"GET": lambda p: p.tickets.get, "PATCH": lambda p: p.tickets.patch},
    ),
    (appointment.BASE, "/searchTimeSlot", {"POST": lambda p: p.appointments.search_slots}),
    (appointment.BASE, "/searchTimeSlot/{id}", {"GET": lambda p: p.appointments.get_search}),
    (
        appointment.BASE,
        "/appointment",
        {"GET": lambda p: p.appointments.search, "POST": lambda p: p.appointments.create},
    ),
    (
        appointment.BASE,
        "/appointment/{id}",
        {"GET": lambda p: p.appointments.get, "PATCH": lambda p: p.appointments.patch},
    ),
    (usage.BASE, "/usageConsumptionReport", {"GET": lambda p: p.usage.search}),
    (usage.BASE, "/usageConsumptionReport/{id}", {"GET": lambda p: p.usage.get}),
    (customer_bill.BASE, "/customerBill", {"GET": lambda p: p.bills.search}),
    (customer_bill.BASE, "/customerBill/{id}", {"GET": lambda p: p.bills.get}),
    (
        party_interaction.BASE,
        "/partyInteraction",
        {"GET": lambda p: p.interactions.search, "POST": lambda p: p.interactions.create},
    ),
    (
        party_interaction.BASE,
        "/partyInteraction/{id}",
        {"GET": lambda p: p.interactions.get, "PATCH": lambda p: p.interactions.patch},
    ),
]


def tmf_routes(provider: Provider) -> list[BaseRoute]:
    """The routes of all the TM Forum APIs, with a hub for each that has events."""
    rows = [*TABLE, *(row for api in WITH_EVENTS for row in _hub_rows(api))]
    return [
        tmf_route(
            provider,
            base.split("/")[2],
            base + path,
            {method: _late(provider, find) for method, find in handlers.items()},
        )
        for base, path, handlers in rows
    ]


def control_routes(provider: Provider) -> list[BaseRoute]:
    """The routes of the sandbox's own controls."""
    control, events = Control(provider), Events(provider)
    posts: dict[str, Handler] = {
        "clock": control.advance,
        "faults": control.faults,
        "switches": control.switches,
        "reset": control.reset,
        "events/replay": events.replay,
        "events/send": events.send,
        "service-problems/{id}/move": control.move_problem,
        "trouble-tickets/{id}/move": control.move_ticket,
        "trouble-tickets/{id}/note": control.note_on_ticket,
        "product-orders/{id}/move": control.move_order,
        "appointments/{id}/move": control.move_appointment,
        "party-interactions/{id}/move": control.move_interaction,
    }
    made: list[Route] = [
        control_route(provider, f"/sandbox/{path}", "POST", handle)
        for path, handle in posts.items()
    ]
    return [*made, control_route(provider, "/sandbox/state", "GET", control.state)]


def _hub_rows(api: str) -> list[Row]:
    base = f"/tmf-api/{api}/v4"
    return [
        (base, "/hub", {"POST": lambda p: p.hubs[api].subscribe}),
        (base, "/hub/{id}", {"DELETE": lambda p: p.hubs[api].unsubscribe}),
    ]


def _late(provider: Provider, find: Find) -> Handler:
    def handle(call: Call) -> Answer:
        return find(provider)(call)

    return handle
