"""TMF653 Service Test v4.2.0: a line test, started by letter and read when it has completed.

POST and GET /serviceTest. It has no external id, so our key is part of the mandatory `name`. Metric
names are not standardised: `sync` (true/false), `downstreamRate` (Mbit/s), `errorRate` (errored
seconds an hour) and `snrMargin` (dB) are understood, and a `ruleViolation` by the provider on one
of them counts whatever our own limits say.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mend.systems.adapter import Adapter, ids_of, ours
from mend.systems.base import JsonObject
from mend.systems.client import Client
from mend.systems.collection import Collection, Dialect
from mend.systems.shapes import objects, plain

BASE = "/tmf-api/serviceTestManagement/v4"
SPECIFICATION = "line_test"


@dataclass(frozen=True)
class Limits:
    """From where on a line counts as bad.

    Usual values of DSL and fibre operators, not of a standard.
    """

    # Protocol overhead takes about a tenth of what a line carries, and a test at a busy hour some
    # more: above four fifths of the sold speed nobody can tell a fault from that.
    share_of_sold: float = 0.8
    # One errored second a minute is where calls and video are seen to break.
    errored_seconds_an_hour: float = 60.0
    # Lines are set up for 6 dB; below it noise of an ordinary day makes them lose sync.
    snr_margin_db: float = 6.0


@dataclass(frozen=True)
class LineTest:
    """Where a test stands: `state` is accepted, completed or failed; `outcome` one of
    CHECK_OUTCOMES or None.
    """

    state: str
    outcome: str | None = None
    evidence: JsonObject = field(default_factory=dict)


class ServiceTests(Adapter):
    """The provider's line tests."""

    limits = Limits()

    def __init__(self, client: Client):
        super().__init__(client)
        self.tests = Collection(client, Dialect(f"{BASE}/serviceTest"))

    def deliver(self, operation: str, key: str, body: Mapping[str, Any]) -> str:
        """`start` a line test of a service. Raises TryLater, Refused."""
        if operation != "start":
            raise self._not_known(operation)
        return self.tests.create(start_body(key, body))

    def _find(self, key: str) -> list[str]:
        known = name(key)
        found = ours(
            self.tests,
            {"name": known},
            lambda item: item.get("name") == known,
            born="startDateTime",
        )
        return ids_of(self.tests, found)

    def result(self, key: str, sold_mbps: Callable[[], float | None]) -> LineTest:
        """How a test stands, by their id. Raises TryLater, Refused.

        `sold_mbps` gives the sold downstream speed; it is asked once the test has completed.
        """
        test = self.tests.get(key)
        state = plain(test.get("state"))
        if state in ("failed", "rejected", "cancelled"):
            return LineTest("failed", evidence={"reason": state})
        if state != "completed":
            return LineTest("accepted")
        outcome, evidence = judge(objects(test.get("testMeasure")), sold_mbps(), self.limits)
        return LineTest("completed", outcome, evidence)


def name(key: str) -> str:
    """The test's name, by which it is found again."""
    return f"Mend line test {key}"


def start_body(key: str, body: Mapping[str, Any]) -> JsonObject:
    """ServiceTest_Create for a line test."""
    return {
        "name": name(key),
        "mode": "ONDEMAND",
        "relatedService": {"id": body["service"]},
        "testSpecification": {"id": SPECIFICATION},
    }


def judge(
    measures: list[JsonObject], sold_mbps: float | None, limits: Limits
) -> tuple[str | None, JsonObject]:
    """The outcome of a line test and its evidence.

    The worst that is shown counts: a line without sync is a fault, one that loses it is unstable
    before it is slow. `good` needs sync and a rate that was compared with what was sold; without
    those it is not known (None).
    """
    values = {_metric(each): _value(each) for each in measures}
    violated = sorted(_metric(each) for each in measures if objects(each.get("ruleViolation")))
    evidence = {**values, "sold_mbps": sold_mbps, "violated": violated}
    sync = values.get("sync")
    if sync is False or "sync" in violated:
        return "fault", evidence
    errors, margin = _number(values.get("errorRate")), _number(values.get("snrMargin"))
    if (
        {"errorRate", "snrMargin"} & set(violated)
        or (errors is not None and errors > limits.errored_seconds_an_hour)
        or (margin is not None and margin < limits.snr_margin_db)
    ):
        return "unstable", evidence
    rate = _number(values.get("downstreamRate"))
    if "downstreamRate" in violated:
        return "slow", evidence
    if rate is None or sold_mbps is None:
        return None, evidence
    if rate < sold_mbps * limits.share_of_sold:
        return "slow", evidence
    return ("good" if sync is True else None), evidence


def _metric(measure: JsonObject) -> str:
    return str(measure.get("metricName") or "")


def _value(measure: JsonObject) -> Any:
    value = measure.get("value")
    value = value.get("value") if isinstance(value, dict) else value
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    return value if isinstance(value, bool | int | float | str) else None


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
