"""Making an API misbehave on purpose: slow, failing, talking rubbish, applying late.

Modes (set by `POST /sandbox/faults`, one per API at a time): `slow` waits `seconds` (real) and then
answers; `fail` answers `status`; `garbage` answers 200 with what is not JSON; `apply_late` answers
504 after `hold` (real seconds) and applies the request `seconds` of sandbox time later;
`work_fails` accepts tests and remote actions, which then fail. `fail` and `garbage` apply the
request all the same when `applies` is true. `methods` limits a mode (apply_late: POST and PATCH
only), `times` the number of calls.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.clock import Agenda
from sandbox.exchange import Answer, JsonObject, TmfError, error_body
from sandbox.shapes import check_kinds, check_mandatory, invalid

APIS = (
    "productInventory",
    "serviceProblemManagement",
    "serviceTestManagement",
    "serviceActivationAndConfiguration",
    "troubleTicket",
    "partyInteraction",
)
MODES = ("slow", "fail", "garbage", "apply_late", "work_fails", "off")
CHANGING = ("POST", "PATCH", "DELETE")
GARBAGE = "<html><body>Service temporarily unav"


@dataclass
class ApiFault:
    """How one API misbehaves, and for how many more calls (None: until it is switched off)."""

    mode: str
    seconds: float = 0.0
    hold: float = 0.0
    status: int = 503
    applies: bool = False
    methods: tuple[str, ...] = ()
    times: int | None = None

    def meets(self, method: str) -> bool:
        """Whether a call with `method` is hit now; counts it."""
        if self.mode == "work_fails" or (self.methods and method not in self.methods):
            return False
        if self.mode == "apply_late" and method not in CHANGING:
            return False
        if self.times is not None:
            if self.times <= 0:
                return False
            self.times -= 1
        return True


@dataclass
class ApiFaults:
    """Which API misbehaves how."""

    agenda: Agenda
    by_api: dict[str, ApiFault] = field(default_factory=dict)

    def set(self, body: JsonObject) -> None:
        """Set or switch off the mode of `body["api"]`. Raises TmfError 400."""
        check_mandatory(body, ["api", "mode"])
        kinds: dict[str, type] = {"api": str, "mode": str, "status": int, "applies": bool}
        check_kinds(body, {**kinds, "methods": list, "times": int})
        if body["api"] not in APIS:
            raise invalid("api", f"must be one of {', '.join(APIS)}")
        if body["mode"] not in MODES:
            raise invalid("mode", f"must be one of {', '.join(MODES)}")
        seconds, hold = (seconds_of(body, name) for name in ("seconds", "hold"))
        if not 400 <= body.get("status", 503) <= 599:
            raise invalid("status", "must be between 400 and 599")
        if body["mode"] == "off":
            self.by_api.pop(body["api"], None)
            return
        self.by_api[body["api"]] = ApiFault(
            mode=body["mode"],
            seconds=seconds,
            hold=hold,
            status=body.get("status", 503),
            applies=body.get("applies", False),
            methods=tuple(str(method).upper() for method in body.get("methods", [])),
            times=body.get("times"),
        )

    def work_fails(self, api: str) -> bool:
        """Whether work that `api` accepted ends badly at this moment."""
        fault = self.by_api.get(api)
        return fault is not None and fault.mode == "work_fails"

    async def answer(self, api: str, method: str, work: Callable[[], Answer]) -> Answer | str:
        """Do `work` as `api` would at the moment; a str is a raw body that is not JSON."""
        fault = self.by_api.get(api)
        if fault is None or not fault.meets(method):
            return work()
        if fault.mode == "slow":
            await asyncio.sleep(fault.seconds)
            return work()
        if fault.mode == "apply_late":
            self.agenda.after(fault.seconds, lambda: _quietly(work))
            await asyncio.sleep(fault.hold)
            return Answer(504, error_body(504, "5", "Gateway timeout", "No answer in time."))
        if fault.applies:
            work()
        if fault.mode == "garbage":
            return GARBAGE
        return Answer(fault.status, error_body(fault.status, "1", "Set to fail by /sandbox/faults"))


def seconds_of(body: JsonObject, name: str) -> float:
    """A number of seconds in `body`, 0 when absent. Raises TmfError 400."""
    value = body.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 31622400:
        raise invalid(name, "must be a number of seconds, not negative, at most a year")
    return float(value)


def _quietly(work: Callable[[], Answer]) -> None:
    """A request applied late has nobody left to be told that it was wrong."""
    try:
        work()
    except TmfError:
        return
