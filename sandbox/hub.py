"""Subscriptions and their events: TMF630's hub, as TMF656 v4 uses it.

An event is posted to the callback itself, in order for each subscriber, at least once: what is not
answered with 2xx is tried again, up to TRIES times. `query` may name the wanted kinds:
`eventType=A,B`.
"""

import asyncio
import json
import time
import uuid
from collections import deque
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import parse_qs, urlsplit, urlunsplit

from sandbox.clock import Clock, iso
from sandbox.exchange import Answer, Call, JsonObject, not_found
from sandbox.shapes import check_kinds, check_mandatory, invalid

TRIES = 5
TIMEOUT = 5.0  # seconds, real
JSON_TYPE = "application/json;charset=utf-8"


@dataclass
class Delivery:
    """One event on its way to one subscriber. `state` is waiting, delivered or failed."""

    subscription: str
    callback: str
    event: JsonObject
    tries: int = 0
    not_before: float = 0.0  # real time, monotonic
    state: str = "waiting"
    answer: str = ""


@dataclass
class Hub:
    """The subscribers of one API and the events they are owed."""

    clock: Clock
    domain: str
    subscriptions: dict[str, JsonObject] = field(default_factory=dict)
    # The last ones only, for `/sandbox/state`; a demo may run for weeks.
    done: deque[Delivery] = field(default_factory=lambda: deque(maxlen=200))
    waiting: list[Delivery] = field(default_factory=list)

    def subscribe(self, call: Call) -> Answer:
        """POST /hub. Raises TmfError 400 for a callback that is not an http address."""
        check_mandatory(call.body, ["callback"])
        check_kinds(call.body, {"callback": str, "query": str})
        try:
            address = urlsplit(call.body["callback"])
            usable = address.scheme in ("http", "https") and bool(address.hostname)
            usable = usable and address.port != 0 and call.body["callback"].isascii()
        except ValueError:
            usable = False
        if not usable:
            raise invalid("callback", "must be an http or https address")
        key = uuid.uuid4().hex[:12]
        made = {"id": key, "callback": call.body["callback"], "query": call.body.get("query") or ""}
        self.subscriptions[key] = made
        return Answer(201, made)

    def unsubscribe(self, call: Call) -> Answer:
        """DELETE /hub/{id}; what that subscriber was still owed is dropped."""
        key = call.path["id"]
        if self.subscriptions.pop(key, None) is None:
            raise not_found("subscription", key)
        self.waiting = [delivery for delivery in self.waiting if delivery.subscription != key]
        return Answer(204)

    def emit(self, kind: str, name: str, resource: JsonObject) -> None:
        """Owe every subscriber the event `kind` (such as ServiceProblemStateChangeEvent) about
        `resource`.
        """
        now = iso(self.clock.now())
        for key, subscription in self.subscriptions.items():
            wanted = parse_qs(subscription["query"]).get("eventType")
            if wanted and kind.lower() not in ",".join(wanted).lower().split(","):
                continue
            event = {
                "eventId": str(uuid.uuid4()),
                "eventTime": now,
                "timeOcurred": now,  # spelled so in the v4 files
                "eventType": kind,
                "domain": self.domain,
                "event": {name: dict(resource)},
            }
            self.waiting.append(Delivery(key, subscription["callback"], event))

    async def deliver_due(self) -> None:
        """Try the next event of every subscriber that is due; a slow one holds up nobody else's."""
        now = time.monotonic()
        first: dict[str, Delivery] = {}
        for delivery in self.waiting:
            first.setdefault(delivery.subscription, delivery)
        due = [delivery for delivery in first.values() if delivery.not_before <= now]
        await asyncio.gather(*(self._try(delivery) for delivery in due))

    async def _try(self, delivery: Delivery) -> None:
        delivery.tries += 1
        delivered, delivery.answer = await asyncio.to_thread(
            _post, delivery.callback, delivery.event
        )
        if delivered or delivery.tries >= TRIES:
            delivery.state = "delivered" if delivered else "failed"
            self.done.append(delivery)
            self.waiting = [other for other in self.waiting if other is not delivery]
        else:
            delivery.not_before = time.monotonic() + 2.0 ** (delivery.tries - 1)


def _post(callback: str, event: JsonObject) -> tuple[bool, str]:
    """POST `event`; whether it was answered with 2xx, and what came back.

    Straight to the subscriber: no proxy that the machine may be set to, and no redirects.
    """
    address = urlsplit(callback)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    target = urlunsplit(("", "", address.path or "/", address.query, ""))
    try:
        connection = kind(str(address.hostname), address.port, timeout=TIMEOUT)
        try:
            connection.request("POST", target, json.dumps(event), {"Content-Type": JSON_TYPE})
            status = connection.getresponse().status
        finally:
            connection.close()
    except (OSError, ValueError, HTTPException) as error:
        return False, str(error) or type(error).__name__
    return 200 <= status < 300, str(status)
