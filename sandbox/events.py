"""Controls over what subscribers are told: again, backwards, twice, or what never happened."""

from sandbox.exchange import Answer, Call
from sandbox.hub import KEPT, Hub
from sandbox.provider import Provider
from sandbox.shapes import check_kinds, check_mandatory, invalid

ORDERS = ("as_sent", "backwards")


class Events:
    """Handlers that act on one provider's hubs."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider

    def replay(self, call: Call) -> Answer:
        """POST /sandbox/events/replay {"api", "count"?: 1, "order"?: "backwards", "times"?: 2}.

        The last events of an API once more, with the eventIds that they had; those ids in the order
        of sending. Raises TmfError 400.
        """
        hub = self._hub(call)
        check_kinds(call.body, {"count": int, "order": str, "times": int})
        given = {name: value for name, value in call.body.items() if value is not None}
        count, times = given.get("count", 1), given.get("times", 1)
        order = given.get("order", ORDERS[0])
        if order not in ORDERS:
            raise invalid("order", f"must be one of {', '.join(ORDERS)}")
        for name, value in (("count", count), ("times", times)):
            if not 1 <= value <= KEPT:
                raise invalid(name, f"must be between 1 and {KEPT}")
        sent = hub.replay(count, backwards=order == "backwards", times=times)
        return Answer(200, {"eventIds": sent})

    def send(self, call: Call) -> Answer:
        """POST /sandbox/events/send {"api", "eventType", "resource": {"id", …}}: a forged event.

        It may speak of what does not exist, or say of what does exist what is not so.
        """
        hub = self._hub(call)
        check_mandatory(call.body, ["eventType", "resource"])
        check_kinds(call.body, {"eventType": str, "resource": dict, "name": str})
        kinds = {
            "serviceProblemManagement": "serviceProblem",
            "productOrderingManagement": "productOrder",
        }
        name = call.body.get("name") or kinds.get(hub.domain, hub.domain)
        event = hub.forge(call.body["eventType"], name, call.body["resource"])
        return Answer(200, {"event": event})

    def _hub(self, call: Call) -> Hub:
        check_mandatory(call.body, ["api"])
        check_kinds(call.body, {"api": str})
        hub = self.provider.hubs.get(call.body["api"])
        if hub is None:
            raise invalid("api", f"must be one of {', '.join(self.provider.hubs)}")
        return hub
