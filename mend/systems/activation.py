"""TMF640 Service Activation and Configuration v4.0.0: remote actions on a service of the network.

Source: the v4.0.0 swagger of TM Forum and its community's answer that this API, because it acts on
the network directly, answers 202 with a Monitor (state InProgress, InError, Completed). PATCH
/service/{id} with two characteristics, the action and our key; GET /monitor/{id} says how it goes.
How a monitor is found again by the client's key is not standardised: GET /monitor?externalId=… and
the stored request are looked at, and a server that can do neither makes an unknown outcome a
person's.
"""

import json
from collections.abc import Mapping
from typing import Any

from mend.problem import ORDERED, RemoteAction
from mend.systems.adapter import Adapter, ids_of, ours
from mend.systems.base import JsonObject, Refused, TryLater
from mend.systems.client import Client, in_path
from mend.systems.collection import Collection, Dialect
from mend.systems.shapes import fields, objects, plain

BASE = "/tmf-api/serviceActivationAndConfiguration/v4"
_STATES = {"completed": "completed", "inerror": "failed", "failed": "failed"}


class Activations(Adapter):
    """The network's service activation."""

    def __init__(self, client: Client):
        super().__init__(client)
        self.monitors = Collection(client, Dialect(f"{BASE}/monitor"))

    def deliver(self, operation: str, key: str, body: Mapping[str, Any]) -> str:
        """`request` a remote action on a service; the id is the monitor's.

        Raises TryLater, Refused.
        """
        if operation != "request":
            raise self._not_known(operation)
        service = str(body["service"])
        path = f"{BASE}/service/{in_path(service)}"
        answer = self.client.write("PATCH", path, request_body(key, body))
        theirs = self.client.their_id("PATCH", answer)
        if theirs == service:
            # The service itself instead of a monitor: nothing to follow, so it has to be looked up.
            raise TryLater("activation: PATCH answered without a monitor", maybe_applied=True)
        return theirs

    def _find(self, key: str) -> list[str]:
        def is_ours(item: JsonObject) -> bool:
            return item.get("externalId") == key or key in _requested(item)

        return ids_of(self.monitors, ours(self.monitors, {"externalId": key}, is_ours))

    def state(self, key: str) -> str:
        """Where a remote action stands, by the monitor's id: accepted, completed or failed.

        Raises TryLater, Refused.
        """
        return _STATES.get(plain(self.monitors.get(key).get("state")), "accepted")


def request_body(key: str, body: Mapping[str, Any]) -> JsonObject:
    """Service_Update that asks for a remote action.

    Raises Refused for one that is not in the closed list, or is an order.
    """
    action = str(body["action"])
    if action not in list(RemoteAction) or action in ORDERED:
        raise Refused(f"activation: knows no action {action!r}")
    return {
        "serviceCharacteristic": [
            {"name": "requestedAction", "value": action, "valueType": "string"},
            {"name": "externalId", "value": key, "valueType": "string"},
        ]
    }


def _requested(monitor: JsonObject) -> list[Any]:
    """The values of the characteristics in the request that a monitor keeps as text."""
    try:
        body = fields(json.loads(fields(monitor.get("request")).get("body") or "{}"))
    except (TypeError, ValueError):
        return []
    return [each.get("value") for each in objects(body.get("serviceCharacteristic"))]
