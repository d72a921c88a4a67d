"""The sandbox's own controls: the clock, faults, switches, and moves of the provider's people."""

from datetime import datetime, timedelta

from sandbox.api_faults import seconds_of
from sandbox.clock import parse_iso
from sandbox.exchange import Answer, Call, JsonObject, not_found
from sandbox.line import Fault
from sandbox.provider import Provider
from sandbox.service_problem import Move
from sandbox.shapes import check_kinds, check_mandatory, invalid
from sandbox.state import api_faults, everything, time_of
from sandbox.trouble_ticket import DESK


class Control:
    """Handlers that act on one provider."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider

    def advance(self, call: Call) -> Answer:
        """POST /sandbox/clock {"advance": seconds}: what falls due has happened in the answer."""
        check_mandatory(call.body, ["advance"])
        self.provider.clock.advance(seconds_of(call.body, "advance"))
        self.provider.agenda.run_due()
        return Answer(200, time_of(self.provider))

    def faults(self, call: Call) -> Answer:
        """POST /sandbox/faults {"customer", "set": […], "clear": […]|"all"} or {"api", "mode"}."""
        if "api" in call.body:
            self.provider.api_faults.set(call.body)
            return Answer(200, {"apiFaults": api_faults(self.provider)})
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

    def switches(self, call: Call) -> Answer:
        """POST /sandbox/switches {"raisesServiceProblems"?: bool, "listenerStyle"?: bool | [api]}.

        Until the next reset. Raises TmfError 400.
        """
        check_kinds(call.body, {"raisesServiceProblems": bool})
        hubs, wanted = self.provider.hubs, call.body.get("listenerStyle")
        if isinstance(wanted, bool):
            wanted = list(hubs) if wanted else []
        if wanted is not None:
            if not isinstance(wanted, list) or not all(each in list(hubs) for each in wanted):
                raise invalid("listenerStyle", f"must be true, false or out of {', '.join(hubs)}")
            for api, hub in hubs.items():
                hub.listener_style = api in wanted
        if "raisesServiceProblems" in call.body:
            self.provider.follow_up.on = call.body["raisesServiceProblems"] is True
        return Answer(
            200,
            {
                "raisesServiceProblems": self.provider.follow_up.on,
                "listenerStyle": [api for api, hub in hubs.items() if hub.listener_style],
            },
        )

    def move_problem(self, call: Call) -> Answer:
        """POST /sandbox/service-problems/{id}/move {"status"?, "reason"?, "repairs"?: bool,
        "workaround"?: bool, "question"?, "expected"?: ISO date-time | seconds from now}.

        `workaround` goes with resolved and `question` with pending. Raises TmfError 400, 404, 409.
        """
        body, problems, key = call.body, self.provider.problems, call.path["id"]
        kinds: dict[str, type] = {"status": str, "reason": str, "question": str}
        check_kinds(body, {**kinds, "repairs": bool, "workaround": bool})
        if "expected" not in body:
            check_mandatory(body, ["status"])
        for name, status in (("workaround", "resolved"), ("question", "pending")):
            if body.get(name) and body.get("status") != status:
                raise invalid(name, f"goes with status {status}")
        problem = problems.record(key)
        if "expected" in body:
            expected = self._moment(body)
        if "status" in body:
            move = Move(
                body["status"],
                body.get("reason") or "",
                body.get("question") or "",
                body.get("workaround") is True,
                body.get("repairs", True) is True,
            )
            problem = problems.move(key, move)
        if "expected" in body:
            problem = problems.expect(key, expected)
        return Answer(200, problem)

    def move_ticket(self, call: Call) -> Answer:
        """POST /sandbox/trouble-tickets/{id}/move {"status", "reason"?, "note"?}."""
        check_mandatory(call.body, ["status"])
        check_kinds(call.body, {"status": str, "reason": str, "note": str})
        status, reason, note = (call.body.get(name) or "" for name in ("status", "reason", "note"))
        return Answer(200, self.provider.tickets.move(call.path["id"], status, reason, note))

    def note_on_ticket(self, call: Call) -> Answer:
        """POST /sandbox/trouble-tickets/{id}/note {"text", "author"?}: somebody else's note."""
        check_mandatory(call.body, ["text"])
        check_kinds(call.body, {"text": str, "author": str})
        author = call.body.get("author") or DESK
        return Answer(
            200, self.provider.tickets.add_note(call.path["id"], author, call.body["text"])
        )

    def move_order(self, call: Call) -> Answer:
        """POST /sandbox/product-orders/{id}/move {"state", "reason"?}."""
        check_mandatory(call.body, ["state"])
        check_kinds(call.body, {"state": str, "reason": str})
        reason = call.body.get("reason") or ""
        return Answer(200, self.provider.orders.move(call.path["id"], call.body["state"], reason))

    def move_appointment(self, call: Call) -> Answer:
        """POST /sandbox/appointments/{id}/move {"status"?, "validFor"?, "reason"?, "repairs"?}.

        completed, failed (a no-show) or cancelled; `validFor` puts it at another time, as
        operators' planners do. Raises TmfError 400, 404, 409.
        """
        body, appointments, key = call.body, self.provider.appointments, call.path["id"]
        check_kinds(body, {"status": str, "reason": str, "repairs": bool, "validFor": dict})
        if "validFor" not in body:
            check_mandatory(body, ["status"])
        made = appointments.record(key)
        if "validFor" in body:
            made = appointments.change(key, {"validFor": body["validFor"]})
        if "status" in body:
            repairs = body.get("repairs", True) is True
            made = appointments.move(key, body["status"], body.get("reason") or "", repairs)
        return Answer(200, made)

    def move_interaction(self, call: Call) -> Answer:
        """POST /sandbox/party-interactions/{id}/move {"status", "reason"?}."""
        check_mandatory(call.body, ["status"])
        check_kinds(call.body, {"status": str, "reason": str})
        reason = call.body.get("reason") or ""
        moved = self.provider.interactions.move(call.path["id"], call.body["status"], reason)
        return Answer(200, moved)

    def reset(self, call: Call) -> Answer:
        """POST /sandbox/reset {}: everything as at the start."""
        del call
        self.provider.reset()
        return Answer(200, time_of(self.provider))

    def state(self, call: Call) -> Answer:
        """GET /sandbox/state: everything that was received, for tests."""
        del call
        return Answer(200, everything(self.provider))

    def _moment(self, body: JsonObject) -> datetime:
        """The moment in `expected`. Raises TmfError 400."""
        if isinstance(body["expected"], int | float):
            seconds = seconds_of(body, "expected")
            return self.provider.clock.now() + timedelta(seconds=seconds)
        moment = parse_iso(body["expected"])
        if moment is None:
            raise invalid("expected", "must be an ISO date-time or seconds from now")
        return moment


def _named(body: JsonObject, key: str) -> list[Fault]:
    names = body.get(key) or []
    if not isinstance(names, list) or not all(name in list(Fault) for name in names):
        raise invalid(key, f"must be a list out of {', '.join(Fault)}")
    return [Fault(name) for name in names]
