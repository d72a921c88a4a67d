"""TMF640 Service Activation and Configuration v4.0.0, as far as remote actions need it.

Source: the v4.0.0 swagger (as republished by operators) and TM Forum's community answer that this
API gives 202 with a monitor, because it acts on the network directly.
Base: /tmf-api/serviceActivationAndConfiguration/v4.
"""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.clock import Agenda, iso
from sandbox.collection import choose_fields, find
from sandbox.exchange import Answer, Call, JsonObject, not_found
from sandbox.line import CLEARED_BY
from sandbox.shapes import check_mandatory, check_references, invalid

BASE = "/tmf-api/serviceActivationAndConfiguration/v4"
_JSON_HEADER = {"name": "Content-Type", "value": "application/json;charset=utf-8"}


@dataclass
class Activations:
    """The provider's services and the requests to act on them. `takes` is sandbox seconds.

    `services` lists the services as TMF640 shows them; `perform` carries an action out on a service
    id and says whether it could; `fails` says whether the activation system is broken at that
    moment.
    """

    agenda: Agenda
    own_url: str
    takes: float
    services: Callable[[], list[JsonObject]]
    perform: Callable[[str, str], bool]
    fails: Callable[[], bool]
    monitors: dict[str, JsonObject] = field(default_factory=dict)

    def list_services(self, call: Call) -> Answer:
        """GET /service."""
        return find(self.services(), call)

    def get_service(self, call: Call) -> Answer:
        """GET /service/{id}."""
        return Answer(200, choose_fields(self._service(call.path["id"]), call))

    def list_monitors(self, call: Call) -> Answer:
        """GET /monitor."""
        return find(self.monitors.values(), call)

    def get_monitor(self, call: Call) -> Answer:
        """GET /monitor/{id}."""
        key = call.path["id"]
        if key not in self.monitors:
            raise not_found("monitor", key)
        return Answer(200, choose_fields(self.monitors[key], call))

    def request(self, call: Call) -> Answer:
        """PATCH /service/{id}: accept a remote action. Raises TmfError 400, 404.

        It travels as the serviceCharacteristic `requestedAction` beside `externalId`, the client's
        key. The answer is 202 with a Monitor (InProgress → Completed | InError) and its address in
        Location. TMF640 does not say how to find a monitor by one's own key: here it repeats
        `externalId`, `requestedAction` and `requestDate`, so GET /monitor?externalId=… works.
        """
        service = self._service(call.path["id"])
        check_mandatory(call.body, ["serviceCharacteristic"])
        check_references(call.body, {"serviceCharacteristic": ("name",)})
        wanted = {each["name"]: each.get("value") for each in call.body["serviceCharacteristic"]}
        action = wanted.get("requestedAction")
        if not isinstance(action, str) or action not in CLEARED_BY:
            raise invalid("requestedAction", f"must be one of {', '.join(CLEARED_BY)}")
        key = f"MON-{uuid.uuid4().hex[:8]}"
        monitor: JsonObject = {
            "id": key,
            "href": f"{self.own_url}{BASE}/monitor/{key}",
            "sourceHref": service["href"],
            "state": "InProgress",
            "request": {
                "method": "PATCH",
                "to": service["href"],
                "body": json.dumps(call.body),
                "header": [_JSON_HEADER],
            },
            "requestDate": iso(self.agenda.clock.now()),
            "requestedAction": action,
            "@type": "Monitor",
        }
        if "externalId" in wanted:
            monitor["externalId"] = wanted["externalId"]
        self.monitors[key] = monitor
        self.agenda.after(self.takes, lambda: self._complete(monitor, service["id"], action))
        return Answer(202, dict(monitor), {"Location": monitor["href"]})

    def _complete(self, monitor: JsonObject, service: str, action: str) -> None:
        done = not self.fails() and self.perform(service, action)
        monitor["state"] = "Completed" if done else "InError"
        monitor["response"] = {
            "statusCode": "200" if done else "500",
            "body": json.dumps({"id": service, "requestedAction": action, "done": done}),
            "header": [_JSON_HEADER],
        }

    def _service(self, key: str) -> JsonObject:
        for service in self.services():
            if service["id"] == key:
                return service
        raise not_found("service", key)
