"""The sandbox's own controls: the clock, faults, what was received, SM&O's moves."""

from dataclasses import asdict

from sandbox.api_faults import seconds_of
from sandbox.clock import iso
from sandbox.exchange import Answer, Call, JsonObject, not_found
from sandbox.line import Fault
from sandbox.provider import Provider
from sandbox.shapes import check_kinds, check_mandatory, invalid


class Control:
    """Handlers that act on one provider."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider

    def advance(self, call: Call) -> Answer:
        """POST /sandbox/clock {"advance": seconds}: what falls due has happened in the answer."""
        check_mandatory(call.body, ["advance"])
        self.provider.clock.advance(seconds_of(call.body, "advance"))
        self.provider.agenda.run_due()
        return Answer(200, self._time())

    def faults(self, call: Call) -> Answer:
        """POST /sandbox/faults {"customer", "set": […], "clear": […]|"all"} or {"api", "mode"}."""
        if "api" in call.body:
            self.provider.api_faults.set(call.body)
            return Answer(200, {"apiFaults": self._api_faults()})
        check_mandatory(call.body, ["customer"])
        customer = self.provider.customers.get(str(call.body["customer"]))
        if customer is None:
            raise not_found("customer", str(call.body["customer"]))
        clear = list(Fault) if call.body.get("clear") == "all" else _named(call.body, "clear")
        put = _named(call.body, "set")
        for fault in clear:
            self.provider.clear_fault(customer, fault)
        for fault in put:
            self.provider.set_fault(customer, fault)
        return Answer(200, {"customer": customer.id, "faults": sorted(customer.faults)})

    def move(self, call: Call) -> Answer:
        """POST /sandbox/service-problems/{id}/move {"status", "reason"?, "repairs"?: bool}."""
        check_mandatory(call.body, ["status"])
        check_kinds(call.body, {"status": str, "reason": str, "repairs": bool})
        problem = self.provider.problems.move(
            call.path["id"],
            call.body["status"],
            call.body.get("reason") or "",
            call.body.get("repairs", True),
        )
        return Answer(200, problem)

    def reset(self, call: Call) -> Answer:
        """POST /sandbox/reset {}: everything as at the start."""
        del call
        self.provider.reset()
        return Answer(200, self._time())

    def state(self, call: Call) -> Answer:
        """GET /sandbox/state: everything that was received, for tests."""
        del call
        provider, hub = self.provider, self.provider.problem_hub
        return Answer(
            200,
            {
                **self._time(),
                "customers": [
                    {
                        "id": each.id,
                        "name": each.name,
                        "story": each.story,
                        "faults": sorted(each.faults),
                    }
                    for each in provider.customers.values()
                ],
                "serviceProblems": list(provider.problems.records.values()),
                "serviceTests": list(provider.tests.records.values()),
                "activations": list(provider.activations.monitors.values()),
                "troubleTickets": list(provider.tickets.records.values()),
                "partyInteractions": list(provider.interactions.records.values()),
                "subscriptions": list(hub.subscriptions.values()),
                "deliveries": [asdict(each) for each in [*hub.done, *hub.waiting]],
                "apiFaults": self._api_faults(),
            },
        )

    def _time(self) -> JsonObject:
        return {"now": iso(self.provider.clock.now()), "offset": self.provider.clock.offset}

    def _api_faults(self) -> JsonObject:
        return {api: asdict(fault) for api, fault in self.provider.api_faults.by_api.items()}


def _named(body: JsonObject, key: str) -> list[Fault]:
    names = body.get(key) or []
    if not isinstance(names, list) or not all(name in list(Fault) for name in names):
        raise invalid(key, f"must be a list out of {', '.join(Fault)}")
    return [Fault(name) for name in names]
