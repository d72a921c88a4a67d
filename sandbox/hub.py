"""Subscriptions and their events: TMF630's hub, as the v4 APIs use it; each API has its own.

An event is posted to the callback itself or, where an operator's system does that (a switch), to
`<callback>/listener/<event>`; in order for each subscriber, at least once: what is not answered
with 2xx is tried again, up to TRIES times. `query` may name the wanted kinds: `eventType=A,B`.
"""

import asyncio
import copy
import time
import uuid
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit, urlunsplit

from sandbox.callback import is_http_address, post
from sandbox.clock import Clock, iso
from sandbox.exchange import Answer, Call, JsonObject, not_found
from sandbox.shapes import check_kinds, check_mandatory, invalid

TRIES = 5
KEPT = 200  # events and deliveries, for replays and `/sandbox/state`; a demo may run for weeks


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
    """The subscribers of one API and the events they are owed.

    `token` is carried by every delivery as `Authorization: Bearer`.
    """

    clock: Clock
    domain: str
    token: str | None = None
    listener_style: bool = False
    subscriptions: dict[str, JsonObject] = field(default_factory=dict)
    history: deque[JsonObject] = field(default_factory=lambda: deque(maxlen=KEPT))
    done: deque[Delivery] = field(default_factory=lambda: deque(maxlen=KEPT))
    waiting: list[Delivery] = field(default_factory=list)

    def subscribe(self, call: Call) -> Answer:
        """POST /hub. Raises TmfError 400 for a callback that is not an http address."""
        check_mandatory(call.body, ["callback"])
        check_kinds(call.body, {"callback": str, "query": str})
        if not is_http_address(call.body["callback"]):
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
        event = self._event(kind, name, resource)
        self.history.append(event)
        self._owe(event)

    def forge(self, kind: str, name: str, resource: JsonObject) -> JsonObject:
        """Owe everybody an event that nothing led to; the event."""
        event = self._event(kind, name, resource)
        self._owe(event)
        return event

    def replay(self, count: int, *, backwards: bool, times: int) -> list[str]:
        """Owe everybody the last `count` events again, `times` each, with the ids they had.

        Gives those ids in the order of sending.
        """
        last = list(self.history)[-count:]
        if backwards:
            last.reverse()
        sent = [event for event in last for _ in range(times)]
        for event in sent:
            self._owe(event)
        return [event["eventId"] for event in sent]

    def _event(self, kind: str, name: str, resource: JsonObject) -> JsonObject:
        now = iso(self.clock.now())
        return {
            "eventId": str(uuid.uuid4()),
            "eventTime": now,
            "timeOcurred": now,  # spelled so in the v4 files
            "eventType": kind,
            "domain": self.domain,
            "event": {name: copy.deepcopy(resource)},
        }

    def _owe(self, event: JsonObject) -> None:
        kind = event["eventType"]
        for key, subscription in self.subscriptions.items():
            wanted = parse_qs(subscription["query"]).get("eventType")
            if wanted and kind.lower() not in ",".join(wanted).lower().split(","):
                continue
            address = subscription["callback"]
            if self.listener_style:
                address = _listener(address, kind)
            self.waiting.append(Delivery(key, address, event))

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
            post, delivery.callback, delivery.event, self.token
        )
        if delivered or delivery.tries >= TRIES:
            delivery.state = "delivered" if delivered else "failed"
            self.done.append(delivery)
            self.waiting = [other for other in self.waiting if other is not delivery]
        else:
            delivery.not_before = time.monotonic() + 2.0 ** (delivery.tries - 1)


async def deliver_all(hubs: Iterable[Hub]) -> None:
    """What is due in every hub."""
    await asyncio.gather(*(hub.deliver_due() for hub in hubs))


def _listener(callback: str, kind: str) -> str:
    # The v4 files name a client's listeners so: /listener/serviceProblemStateChangeEvent.
    address = urlsplit(callback)
    path = f"{address.path.rstrip('/')}/listener/{kind[0].lower()}{kind[1:]}"
    return urlunsplit((address.scheme, address.netloc, path, address.query, ""))
