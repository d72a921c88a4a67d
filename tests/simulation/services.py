"""What each complaint is about, and whether it works as it was bought."""

from collections.abc import Callable

from tests.simulation import mobile_services as mobile
from tests.simulation.home_services import (
    ENOUGH,
    ENOUGH_FAR,
    WIFI_TOP,
    enough,
    joined,
    lets_in,
    lights,
    line_drops,
    line_speed,
    line_up,
    online,
    own_pace,
    powered,
    routed,
    sees_wifi,
    sends_wifi,
    speed,
    wifi_drops,
    wifi_on_air,
    wired_online,
    wired_speed,
)
from tests.simulation.other_services import (
    box_light,
    dial_tone,
    fed,
    handset_says,
    obeys,
    phone_line,
    picture,
    rings,
    screen,
)
from tests.simulation.state import Device, Home, World

__all__ = [
    "ENOUGH",
    "ENOUGH_FAR",
    "GOALS",
    "WIFI_TOP",
    "box_light",
    "dial_tone",
    "enough",
    "fed",
    "fits",
    "handset_says",
    "joined",
    "lets_in",
    "lights",
    "line_drops",
    "line_speed",
    "line_up",
    "obeys",
    "online",
    "own_pace",
    "phone_line",
    "picture",
    "powered",
    "rings",
    "routed",
    "screen",
    "sees_wifi",
    "sends_wifi",
    "speed",
    "wifi_drops",
    "wifi_on_air",
    "wired_online",
    "wired_speed",
    "works",
]


def _internet(world: World) -> bool:
    home = world.home
    return _on_all(home, online) and not home.site_down


def _on_all(home: Home, well: Callable[[Home, Device], bool]) -> bool:
    """On the main device and on the other one; somebody who uses a cable does not miss the WiFi."""
    return well(home, home.main) and (home.main.wired or well(home, home.other))


def _steady(world: World) -> bool:
    home = world.home
    return _internet(world) and not line_drops(home) and not wifi_drops(home, home.main)


GOALS: dict[str, Callable[[World], bool]] = {
    "no_internet": _internet,
    "slow_internet": lambda w: _on_all(w.home, enough),
    "internet_drops": _steady,
    "wifi_drops": _steady,
    "no_wifi": lambda w: _on_all(w.home, online),
    "slow_wifi": lambda w: _on_all(w.home, enough),
    "weak_wifi": lambda w: enough(w.home, w.home.main, far=True),
    "device_wont_join": lambda w: online(w.home, w.home.main),
    "no_service": lambda w: mobile.served(w.mobile),
    "no_data": lambda w: mobile.data(w.mobile) and w.mobile.app_data_on and not w.mobile.app_down,
    "slow_data": lambda w: mobile.fast(w.mobile) and not w.mobile.app_old,
    "picture_messages": lambda w: mobile.picture_message(w.mobile),
    "calls_out": lambda w: mobile.calls_out(w.mobile),
    "calls_in": lambda w: mobile.calls_in(w.mobile),
    "texts": lambda w: mobile.texts(w.mobile),
    "roaming": lambda w: mobile.served(w.mobile) and mobile.data(w.mobile),
    "no_tv": picture,
    "remote_dead": obeys,
    "no_dial_tone": dial_tone,
}


def works(world: World, goal: str) -> bool:
    """Whether what the customer came for is usable as they bought it."""
    return GOALS[goal](world)


def fits(world: World, goal: str) -> bool:
    """Whether somebody in this world would come with that complaint and not with a bigger one."""
    home = world.home
    main, other = home.main, home.other
    match goal:
        case "slow_internet":
            return speed(home, main) > 0 and speed(home, other) > 0 and not line_drops(home)
        case "slow_wifi":
            good = wired_speed(home) >= ENOUGH * home.line.sold
            return speed(home, main) > 0 and good and not main.wired
        case "weak_wifi":
            return enough(home, main) and speed(home, main, far=True) > 0 and not main.wired
        case "internet_drops":
            return online(home, main) and (line_drops(home) or wifi_drops(home, main))
        case "wifi_drops":
            lost = wifi_drops(home, main) and not line_drops(home)
            return online(home, main) and lost and not main.wired
        case "remote_dead":
            return picture(world)
        case "no_wifi":
            gone = not joined(home, main) and not joined(home, other)
            return gone and not main.wired and powered(home)
        case "device_wont_join":
            return (
                not joined(home, main) and joined(home, other) and routed(home) and not main.wired
            )
        case "slow_data":
            return mobile.data(world.mobile)
        case "calls_out" | "calls_in" | "texts":
            # With no signal at all people say so themselves, mostly; some do not notice.
            return not world.mobile.abroad
        case "roaming":
            return world.mobile.abroad
    return True
