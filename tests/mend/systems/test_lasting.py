"""Line tests and remote actions: how they stand, and how a line is judged."""

from typing import Any

import pytest
import responses

from mend.problem import CHECK_OUTCOMES, Check
from mend.systems import Systems
from mend.systems.base import Refused, TryLater
from mend.systems.service_test import Limits, judge

TEST = "/tmf-api/serviceTestManagement/v4/serviceTest/ST-1"
MONITOR = "/tmf-api/serviceActivationAndConfiguration/v4/monitor/MON-1"


def _measures(**values: Any) -> list[dict[str, Any]]:
    return [
        {"metricName": name, "value": {"name": name, "value": value}}
        for name, value in values.items()
    ]


GOOD = {"sync": True, "downstreamRate": 78.0, "errorRate": 2, "snrMargin": 9.5}


@pytest.mark.parametrize(
    ("values", "sold", "outcome"),
    [
        (GOOD, 80.0, "good"),
        ({**GOOD, "sync": "true"}, 80.0, "good"),
        ({**GOOD, "sync": False}, 80.0, "fault"),
        ({**GOOD, "sync": "False"}, None, "fault"),
        ({**GOOD, "downstreamRate": 63.9}, 80.0, "slow"),
        ({**GOOD, "downstreamRate": 64.0}, 80.0, "good"),
        ({**GOOD, "errorRate": 61}, 80.0, "unstable"),
        ({**GOOD, "snrMargin": "5.9"}, 80.0, "unstable"),
        ({**GOOD, "snrMargin": 1, "downstreamRate": 5}, 80.0, "unstable"),
        (GOOD, None, None),
        ({"sync": True}, 80.0, None),
        ({"downstreamRate": 78.0}, 80.0, None),
        ({"downstreamRate": 5}, 80.0, "slow"),
        ({**GOOD, "downstreamRate": "n/a"}, 80.0, None),
        ({}, 80.0, None),
    ],
)
def test_a_line_is_judged_by_its_worst_measure_and_never_guessed(
    values: dict[str, Any], sold: float | None, outcome: str | None
) -> None:
    found, evidence = judge(_measures(**values), sold, Limits())
    assert found == outcome
    assert found is None or found in CHECK_OUTCOMES[Check.LINE_TEST]
    assert evidence["sold_mbps"] == sold


@pytest.mark.parametrize(
    ("metric", "outcome"),
    [("sync", "fault"), ("downstreamRate", "slow"), ("errorRate", "unstable"), ("tv", "good")],
)
def test_the_providers_own_limits_count(metric: str, outcome: str) -> None:
    measures = _measures(**{**GOOD, "tv": True})
    for measure in measures:
        if measure["metricName"] == metric:
            measure["ruleViolation"] = [{"name": "bad"}]
    assert judge(measures, 80.0, Limits())[0] == outcome


def _sold() -> float | None:
    return 80.0


@pytest.mark.parametrize("state", ["acknowledged", "inProgress", "pending", "", None, "weird"])
@responses.activate
def test_a_test_that_runs_is_accepted(systems: Systems, url: str, state: str | None) -> None:
    responses.add("GET", url + TEST, json={"id": "ST-1", "state": state})
    assert (
        systems.service_test.result("ST-1", lambda: pytest.fail("not asked yet")).state
        == "accepted"
    )


@pytest.mark.parametrize("state", ["failed", "rejected", "cancelled"])
@responses.activate
def test_a_test_that_broke_off_has_failed(systems: Systems, url: str, state: str) -> None:
    responses.add("GET", url + TEST, json={"id": "ST-1", "state": state})
    result = systems.service_test.result("ST-1", _sold)
    assert (result.state, result.outcome) == ("failed", None)


@responses.activate
def test_a_completed_test_is_judged(systems: Systems, url: str) -> None:
    test = {"id": "ST-1", "state": "completed", "testMeasure": _measures(**GOOD)}
    responses.add("GET", url + TEST, json=test)
    result = systems.service_test.result("ST-1", _sold)
    assert (result.state, result.outcome) == ("completed", "good")
    assert result.evidence["downstreamRate"] == 78.0


@responses.activate
def test_a_test_that_is_gone_is_refused(systems: Systems, url: str) -> None:
    responses.add("GET", url + TEST, status=404, json={"code": "60", "reason": "not found"})
    with pytest.raises(Refused):
        systems.service_test.result("ST-1", _sold)


@pytest.mark.parametrize(
    ("state", "stands"),
    [
        ("InProgress", "accepted"),
        ("Completed", "completed"),
        ("InError", "failed"),
        ("in error", "failed"),
        (None, "accepted"),
    ],
)
@responses.activate
def test_a_remote_action_is_done_only_when_its_monitor_says_so(
    systems: Systems, url: str, state: str | None, stands: str
) -> None:
    responses.add("GET", url + MONITOR, json={"id": "MON-1", "state": state})
    assert systems.activation.state("MON-1") == stands


@responses.activate
def test_an_answer_without_a_monitor_leaves_the_outcome_unknown(systems: Systems, url: str) -> None:
    path = "/tmf-api/serviceActivationAndConfiguration/v4/service/svc-1"
    responses.add("PATCH", url + path, json={"id": "svc-1", "state": "active"})
    with pytest.raises(TryLater) as caught:
        systems.activation.deliver("request", "k", {"action": "refresh_tv", "service": "svc-1"})
    assert caught.value.maybe_applied
