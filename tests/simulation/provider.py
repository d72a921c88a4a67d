"""The provider's side: what its checks find, and what its remote actions do. Read from the state and done to it."""

from collections.abc import Callable

from tests.simulation import mobile_services
from tests.simulation.state import World

# What each remote action puts right: path, only when it stands at this, what it becomes.
ACTIONS: dict[str, tuple[tuple[str, object, object], ...]] = {
    "refresh_line": (
        ("home.line.jammed", True, False),
        ("home.line.slow_profile", True, False),
    ),
    "refresh_wifi": (("home.router.crowded_channel", True, False),),
    "refresh_tv": (("box.rights", False, True),),
    "refresh_phone": (("telephone.registered", False, True),),
    "refresh_mobile": (("mobile.provisioned", False, True),),
    "send_settings": (("mobile.apn", "wrong", "right"), ("mobile.mms_centre", False, True)),
    "activate_sim": (("mobile.sim_state", "not_activated", "active"),),
    "reset_voicemail": (("mobile.voicemail_open", False, True),),
    "password_link": (),
    "enable_roaming": (("mobile.roaming_line", False, True),),
}
# What has to be so for an action to reach its target.
REACHES: dict[str, Callable[[World], bool]] = {
    "refresh_wifi": lambda world: world.home.router.plugged and not world.home.router.dead,
    "send_settings": lambda world: mobile_services.registered(world.mobile),
}


def checks(world: World, area: str) -> dict[str, str]:
    """What the provider's checks find, by the check's name."""
    if area == "mobile":
        phone = world.mobile
        return {
            "outage": "known" if phone.outage else "none",
            "suspended": phone.suspended,
            "allowance": phone.allowance,
            "line_test": "good" if phone.provisioned else "fault",
            "roaming": "on" if phone.roaming_line else "off",
            "sim": phone.sim_state,
        }
    line = world.home.line
    return {
        "outage": "known" if line.outage or world.box.platform_down else "none",
        "suspended": line.suspended,
        "line_test": _line_test(world),
    }


def _line_test(world: World) -> str:
    line = world.home.line
    if line.cut or line.outage or line.jammed:
        return "fault"
    if line.noisy:
        return "unstable"
    return "slow" if line.slow_profile else "good"


def remote(world: World, area: str, action: str) -> bool:
    """Do a remote action; whether it could be done."""
    if action == "reconnect":
        line = world.mobile if area == "mobile" else world.home.line
        paid = line.suspended == "paid"
        if paid:
            line.suspended = "active"
        return paid
    for path, only, then in ACTIONS[action]:
        if world.get(path) == only and REACHES.get(action, _reached)(world):
            world.put(path, then)
    return True


def _reached(world: World) -> bool:
    return True
