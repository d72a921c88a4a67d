"""Acting out an API's fault: what a call is answered with instead of, or after, what it should be.

The modes are described in api_faults.py.
"""

import asyncio
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sandbox.api_faults import CHANGING, ApiFault
from sandbox.clock import Agenda
from sandbox.exchange import Answer, Call, JsonObject, TmfError, error_body

GARBAGE = "<html><body>Service temporarily unav"
MEGABYTE = 1_000_000


class Vanished(Exception):
    """The connection is to be closed without an answer."""


@dataclass(frozen=True)
class Raw:
    """An answer that is not made of a resource: its content type and its pieces."""

    kind: str
    content: Iterator[bytes]


@dataclass(frozen=True)
class Request:
    """What a misbehaving API knows of a call: the method, the call and how to serve it well."""

    method: str
    call: Call
    serve: Callable[[], Answer]

    def quietly(self) -> None:
        """Serve it with nobody left to be told that it was wrong."""
        try:
            self.serve()
        except TmfError:
            return


async def misbehave(fault: ApiFault, request: Request, agenda: Agenda) -> Answer | Raw:
    """The answer to `request` under `fault`. Raises Vanished, TmfError."""
    if fault.mode == "slow":
        await asyncio.sleep(fault.seconds)
        return request.serve()
    if fault.mode == "apply_late":
        agenda.after(fault.seconds, request.quietly)
        await asyncio.sleep(fault.hold)
        return Answer(504, error_body(504, "5", "Gateway timeout", "No answer in time."))
    if fault.mode == "refuse":
        status = fault.status if fault.status in (400, 409, 422) else 422
        return Answer(status, error_body(status, "2", "Refused by /sandbox/faults"))
    if fault.applies:
        request.quietly()
    if fault.mode == "vanish":
        raise Vanished
    if fault.mode == "garbage":
        return Raw("text/html", iter([GARBAGE.encode()]))
    if fault.mode == "huge":
        return Raw("application/json", _huge(fault.size))
    if fault.mode == "redirect":
        return Answer(302, headers={"Location": fault.location})
    if fault.mode == "lie":
        return _lie(fault, request)
    status = fault.status or 503
    return Answer(status, error_body(status, "1", "Set to fail by /sandbox/faults"))


def _huge(megabytes: int) -> Iterator[bytes]:
    """A JSON array of one very long string."""
    yield b'["'
    for _ in range(megabytes):
        yield b"x" * MEGABYTE
    yield b'"]'


def _lie(fault: ApiFault, request: Request) -> Answer:
    wrong = fault.id or f"LIE-{uuid.uuid4().hex[:8]}"
    if request.method == "DELETE":
        return Answer(204)
    if request.method in CHANGING:
        status = 201 if request.method == "POST" else 200
        return Answer(status, {**request.call.body, **_named(request.call.path, wrong)})
    if "id" not in request.call.path:
        return Answer(200, [], {"X-Total-Count": "0", "X-Result-Count": "0"})
    answer = request.serve()
    return Answer(answer.status, {**answer.body, "id": wrong}, answer.headers)


def _named(path: Mapping[str, str], wrong: str) -> JsonObject:
    return {"id": path.get("id", wrong), "href": f"/{wrong}"}
