"""The simulated line: what can be wrong, what a test then shows, what puts it right.

Thresholds are the sandbox's own, in the range that DSL operators use; a broken one is a
`ruleViolation`.
"""

from enum import StrEnum
from typing import Any

from sandbox.exchange import JsonObject


class Fault(StrEnum):
    """What can be wrong with a customer's service."""

    AREA_OUTAGE = "area_outage"
    SUSPENDED = "suspended"
    LINE_FAULT = "line_fault"
    SLOW_LINE = "slow_line"
    UNSTABLE_LINE = "unstable_line"
    STUCK_PROFILE = "stuck_profile"
    CAPPED = "capped"
    WIFI_STUCK = "wifi_stuck"
    ROUTER_FAULTY = "router_faulty"
    TV_ENTITLEMENT_LOST = "tv_entitlement_lost"
    PHONE_UNREGISTERED = "phone_unregistered"
    NOT_RECONNECTED = "not_reconnected"  # paid, and suspended still
    CELL_OUTAGE = "cell_outage"
    MOBILE_NOT_SET_UP = "mobile_not_set_up"
    ROAMING_OFF = "roaming_off"
    SIM_NOT_ACTIVATED = "sim_not_activated"
    SIM_BLOCKED = "sim_blocked"
    MOBILE_DATA_USED_UP = "mobile_data_used_up"
    PHONE_SETTINGS_LOST = "phone_settings_lost"
    VOICEMAIL_BROKEN = "voicemail_broken"
    MAILBOX_FULL = "mailbox_full"
    MAILBOX_LOCKED = "mailbox_locked"


# What each remote action puts right. An action on anything else completes and changes nothing.
CLEARED_BY: dict[str, frozenset[Fault]] = {
    "refresh_line": frozenset({Fault.STUCK_PROFILE}),
    "refresh_wifi": frozenset({Fault.WIFI_STUCK}),
    "refresh_tv": frozenset({Fault.TV_ENTITLEMENT_LOST}),
    "refresh_phone": frozenset({Fault.PHONE_UNREGISTERED}),
    "refresh_mobile": frozenset({Fault.MOBILE_NOT_SET_UP}),
    "send_settings": frozenset({Fault.PHONE_SETTINGS_LOST}),
    "activate_sim": frozenset({Fault.SIM_NOT_ACTIVATED}),
    "reset_voicemail": frozenset({Fault.VOICEMAIL_BROKEN}),
    "password_link": frozenset({Fault.MAILBOX_LOCKED}),
}

# The kind of product that an action needs, where it is not the line into the home.
NEEDS_KIND = {
    "refresh_phone": "home_phone",
    "refresh_mobile": "mobile",
    "send_settings": "mobile",
    "activate_sim": "mobile",
    "reset_voicemail": "mobile",
    "password_link": "email",
}

# What is wrong with a mobile line or a mailbox and not with the line into the home.
OF_KIND: dict[str, frozenset[Fault]] = {
    "mobile": frozenset(
        {
            Fault.CELL_OUTAGE,
            Fault.MOBILE_NOT_SET_UP,
            Fault.ROAMING_OFF,
            Fault.SIM_NOT_ACTIVATED,
            Fault.SIM_BLOCKED,
            Fault.MOBILE_DATA_USED_UP,
            Fault.PHONE_SETTINGS_LOST,
            Fault.VOICEMAIL_BROKEN,
        }
    ),
    "email": frozenset({Fault.MAILBOX_FULL, Fault.MAILBOX_LOCKED}),
}

# What SM&O's engineers repair. The rest is the customer's equipment, a bill, an allowance or an
# order.
REPAIRED_BY_SMO = frozenset(
    {
        Fault.AREA_OUTAGE,
        Fault.LINE_FAULT,
        Fault.SLOW_LINE,
        Fault.UNSTABLE_LINE,
        Fault.STUCK_PROFILE,
        Fault.TV_ENTITLEMENT_LOST,
        Fault.PHONE_UNREGISTERED,
        Fault.CELL_OUTAGE,
        Fault.MOBILE_NOT_SET_UP,
        Fault.SIM_NOT_ACTIVATED,
        Fault.VOICEMAIL_BROKEN,
        Fault.MAILBOX_LOCKED,
    }
)

# What a technician can put right in the home: the line up to the socket, the router, the WiFi.
REPAIRED_BY_VISIT = frozenset(
    {
        Fault.LINE_FAULT,
        Fault.SLOW_LINE,
        Fault.UNSTABLE_LINE,
        Fault.STUCK_PROFILE,
        Fault.ROUTER_FAULTY,
        Fault.WIFI_STUCK,
    }
)

LOWEST_SHARE_OF_SOLD = 0.8
HIGHEST_ERROR_RATE = 60  # errored seconds an hour
LOWEST_SNR_MARGIN = 6.0  # dB


def about(kind: str) -> frozenset[Fault]:
    """The faults that are about a service of that kind; those at home share their line's."""
    others = frozenset(fault for faults in OF_KIND.values() for fault in faults)
    return OF_KIND.get(kind, frozenset(Fault) - others)


def measure(
    sold: tuple[float, float], faults: set[Fault], kind: str, when: str
) -> list[JsonObject]:
    """TMF653 testMeasures of a customer's line.

    `sold` is (downstream, upstream) in Mbit/s; `kind` the product kind whose service was tested,
    which adds its own measure for `tv` and `home_phone`; `when` an ISO time. Of a mobile line only
    `sync` is seen: whether the network knows it.
    """
    if kind == "mobile":
        known = Fault.MOBILE_NOT_SET_UP not in faults
        violation = None if known else _must_be_true("notSetUp", "critical")
        return [_measure("sync", known, None, when, violation)]
    share, errors, margin = 0.97, 2, 9.5
    if Fault.SLOW_LINE in faults:
        share, margin = 0.35, 6.4
    if Fault.STUCK_PROFILE in faults:
        share, margin = 0.1, 14.0
    if Fault.UNSTABLE_LINE in faults:
        share, errors, margin = min(share, 0.93), 420, 1.8
    sync = not faults & {Fault.AREA_OUTAGE, Fault.LINE_FAULT}
    if not sync:
        share, errors, margin = 0.0, 0, 0.0
    down, up = (round(rate * share, 1) for rate in sold)
    lowest = round(sold[0] * LOWEST_SHARE_OF_SOLD, 1)
    slow = sync and down < lowest
    noisy = sync and errors > HIGHEST_ERROR_RATE
    weak = sync and margin < LOWEST_SNR_MARGIN
    measures = [
        _measure("sync", sync, None, when, None if sync else _must_be_true("noSync", "critical")),
        _measure(
            "downstreamRate", down, "Mbit/s", when, _at_least("belowSold", lowest) if slow else None
        ),
        _measure("upstreamRate", up, "Mbit/s", when),
        _measure(
            "errorRate",
            errors,
            "errored seconds/hour",
            when,
            _at_most("errorRateHigh", HIGHEST_ERROR_RATE) if noisy else None,
        ),
        _measure(
            "snrMargin",
            margin,
            "dB",
            when,
            _at_least("snrMarginLow", LOWEST_SNR_MARGIN) if weak else None,
        ),
    ]
    if kind == "tv":
        entitled = Fault.TV_ENTITLEMENT_LOST not in faults
        violation = None if entitled else _must_be_true("notEntitled", "major")
        measures.append(_measure("tvEntitlement", entitled, None, when, violation))
    if kind == "home_phone":
        registered = Fault.PHONE_UNREGISTERED not in faults
        violation = None if registered else _must_be_true("notRegistered", "major")
        measures.append(_measure("voiceRegistration", registered, None, when, violation))
    return measures


def _measure(
    name: str, value: Any, unit: str | None, when: str, violation: JsonObject | None = None
) -> JsonObject:
    kind = "boolean" if isinstance(value, bool) else "number"
    measured: JsonObject = {
        "metricName": name,
        "captureDateTime": when,
        "captureMethod": "line test",
        "value": {"name": name, "value": value, "valueType": kind},
        "ruleViolation": [violation] if violation else [],
    }
    return {**measured, "unitOfMeasure": unit} if unit else measured


def _must_be_true(name: str, severity: str) -> JsonObject:
    return {
        "name": name,
        "conformanceTargetExact": "true",
        "conformanceComparatorExact": True,
        "thresholdRuleSeverity": severity,
    }


def _at_least(name: str, lowest: float) -> JsonObject:
    return {
        "name": name,
        "conformanceTargetLower": str(lowest),
        "conformanceComparatorLower": ">=",
        "thresholdRuleSeverity": "major",
    }


def _at_most(name: str, highest: float) -> JsonObject:
    return {
        "name": name,
        "conformanceTargetUpper": str(highest),
        "conformanceComparatorUpper": "<=",
        "thresholdRuleSeverity": "minor",
    }
