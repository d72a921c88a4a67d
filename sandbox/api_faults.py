"""How an API can be told to misbehave; misbehaviour.py acts it out.

One mode for each API at a time, set by `POST /sandbox/faults`:

- `slow` waits `seconds` (real) and then answers;
- `fail` answers `status` (503), `refuse` answers `status` (422) as one does for a bad request;
- `garbage` answers 200 with what is not JSON, `huge` with `size` megabytes of it that is;
- `vanish` closes the connection without an answer, `redirect` answers 302 to `location`;
- `lie` says that all is well: a POST made something under a wrong `id`, nothing is found by any
  look-up, a record has a wrong id, a PATCH was carried out;
- `apply_late` answers 504 after `hold` (real seconds) and applies the request `seconds` of sandbox
  time later;
- `work_fails` accepts work, which then ends badly;
- `flaky` picks one of `modes` at random for a share (`probability`) of the calls, by `seed`.

All but `slow`, `refuse` and `apply_late` apply the request all the same when `applies` is true.
`methods` limits a mode (apply_late: what changes something), `times` the number of calls.
"""

import random
from dataclasses import dataclass, field, replace

from sandbox.exchange import JsonObject
from sandbox.shapes import check_kinds, check_mandatory, invalid

APIS = (
    "productInventory",
    "productCatalogManagement",
    "productOrderingManagement",
    "productOfferingQualification",
    "serviceProblemManagement",
    "serviceTestManagement",
    "serviceActivationAndConfiguration",
    "troubleTicket",
    "appointment",
    "usageConsumption",
    "customerBillManagement",
    "partyInteraction",
)
ACTED = (
    "slow", "fail", "refuse", "garbage", "huge", "vanish", "redirect", "lie", "apply_late",
)  # fmt: skip
MODES = (*ACTED, "work_fails", "flaky", "off")
CHANGING = ("POST", "PATCH", "DELETE")
STATUSES = {"refuse": (400, 409, 422)}
ELSEWHERE = "http://127.0.0.1:9/elsewhere"
LARGEST = 200  # megabytes
KINDS: dict[str, type] = {
    "api": str,
    "mode": str,
    "status": int,
    "applies": bool,
    "methods": list,
    "times": int,
    "location": str,
    "size": int,
    "id": str,
    "modes": list,
    "seed": int,
}


@dataclass
class ApiFault:
    """How one API misbehaves, and for how many more calls (None: until it is switched off)."""

    mode: str
    seconds: float = 0.0
    hold: float = 0.0
    status: int | None = None
    applies: bool = False
    methods: tuple[str, ...] = ()
    times: int | None = None
    location: str = ELSEWHERE
    size: int = 50
    id: str = ""
    modes: tuple[str, ...] = ()
    probability: float = 1.0
    seed: int = 0

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

    by_api: dict[str, ApiFault] = field(default_factory=dict)
    _dice: dict[str, random.Random] = field(default_factory=dict)

    def set(self, body: JsonObject) -> None:
        """Set or switch off the mode of `body["api"]`, `all` for every one. Raises TmfError 400."""
        check_mandatory(body, ["api", "mode"])
        fault = read_fault(body)
        if body["api"] not in (*APIS, "all"):
            raise invalid("api", f"must be all or one of {', '.join(APIS)}")
        for api in APIS if body["api"] == "all" else (body["api"],):
            self.by_api.pop(api, None)
            if fault.mode != "off":
                self.by_api[api] = replace(fault)
                self._dice[api] = random.Random(fault.seed)  # noqa: S311 (to be repeatable)

    def work_fails(self, api: str) -> bool:
        """Whether work that `api` accepted ends badly at this moment."""
        fault = self.by_api.get(api)
        return fault is not None and fault.mode == "work_fails"

    def hitting(self, api: str, method: str) -> ApiFault | None:
        """The fault that a call meets now, None when it is served well; counts the call."""
        fault = self.by_api.get(api)
        if fault is None or not fault.meets(method):
            return None
        if fault.mode != "flaky":
            return fault
        dice = self._dice[api]
        # Both are drawn at every call, so that a sequence depends on the seed alone.
        hit, mode = dice.random() < fault.probability, dice.choice(fault.modes)
        chosen = replace(fault, mode=mode, times=None)
        return chosen if hit and chosen.meets(method) else None


def read_fault(body: JsonObject) -> ApiFault:
    """The fault that a control's body describes. Raises TmfError 400."""
    check_kinds(body, KINDS)
    body = {name: value for name, value in body.items() if value is not None}
    mode = body["mode"]
    if mode not in MODES:
        raise invalid("mode", f"must be one of {', '.join(MODES)}")
    modes = body.get("modes") or list(ACTED if mode == "flaky" else ())
    if not all(each in ACTED for each in modes):
        raise invalid("modes", f"must be a list out of {', '.join(ACTED)}")
    _check_status(mode, body.get("status"))
    if not 1 <= body.get("size", 50) <= LARGEST:
        raise invalid("size", f"must be between 1 and {LARGEST} megabytes")
    share = body.get("probability", 1.0)
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
        raise invalid("probability", "must be between 0 and 1")
    return ApiFault(
        mode=mode,
        seconds=seconds_of(body, "seconds"),
        hold=seconds_of(body, "hold"),
        status=body.get("status"),
        applies=body.get("applies", False),
        methods=tuple(str(method).upper() for method in body.get("methods", [])),
        times=body.get("times"),
        location=body.get("location", ELSEWHERE),
        size=body.get("size", 50),
        id=body.get("id", ""),
        modes=tuple(modes),
        probability=float(share),
        seed=body.get("seed", 0),
    )


def seconds_of(body: JsonObject, name: str) -> float:
    """A number of seconds in `body`, 0 when absent. Raises TmfError 400."""
    value = body.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 31622400:
        raise invalid(name, "must be a number of seconds, not negative, at most a year")
    return float(value)


def _check_status(mode: str, status: int | None) -> None:
    allowed = STATUSES.get(mode)
    if status is None:
        return
    if allowed is not None and status not in allowed:
        raise invalid("status", f"must be one of {', '.join(map(str, allowed))}")
    if not 400 <= status <= 599:
        raise invalid("status", "must be between 400 and 599")
