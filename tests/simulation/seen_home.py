"""What people can tell of their internet at home when they look."""

from dataclasses import replace

from tests.simulation import services
from tests.simulation.looking import Eyes


def sees(eyes: Eyes) -> bool:
    return services.sees_wifi(eyes.home, eyes.main)


def joined(eyes: Eyes) -> bool:
    return services.joined(eyes.home, eyes.main)


def online(eyes: Eyes) -> bool:
    return services.online(eyes.home, eyes.main)


def refused(eyes: Eyes) -> bool:
    lets_in = services.lets_in(eyes.home, eyes.main)
    return lets_in and eyes.main.network == "own" and not eyes.main.password_right


def cannot_join(eyes: Eyes) -> bool:
    return sees(eyes) and not joined(eyes)


def nothing_loads(eyes: Eyes) -> bool:
    return joined(eyes) and not online(eyes)


def near_well(eyes: Eyes) -> bool:
    return services.enough(eyes.home, eyes.main)


def far_well(eyes: Eyes) -> bool:
    return services.enough(eyes.home, eyes.main, far=True)


def only_far(eyes: Eyes) -> bool:
    return near_well(eyes) and not far_well(eyes)


def only_main(eyes: Eyes) -> bool:
    return not eyes.well(eyes.main) and eyes.well(eyes.other)


def both_bad(eyes: Eyes) -> bool:
    return not eyes.well(eyes.main) and not eyes.well(eyes.other)


def only_wifi(eyes: Eyes) -> bool:
    return eyes.can_wire and eyes.wired_well and not eyes.well(eyes.main)


def wired_bad(eyes: Eyes) -> bool:
    return eyes.can_wire and not eyes.wired_well


def wired_loads(eyes: Eyes) -> bool:
    return services.wired_online(eyes.home)


def restarts(eyes: Eyes) -> bool:
    return eyes.lights == "restarts" or (
        eyes.goal in ("internet_drops", "wifi_drops") and eyes.home.router.hot
    )


def line_drops(eyes: Eyes) -> bool:
    line, router = eyes.home.line, eyes.home.router
    return line.noisy or not line.filtered or router.line_cable == "loose"


def wifi_drops(eyes: Eyes) -> bool:
    return services.wifi_drops(eyes.home, eyes.main)


def steady_wifi(eyes: Eyes) -> bool:
    return joined(eyes) and not wifi_drops(eyes) and not restarts(eyes)


def wifi_light_off(eyes: Eyes) -> bool:
    return services.powered(eyes.home) and not services.sends_wifi(eyes.home)


def test_well(eyes: Eyes) -> bool:
    """The test at the router: by cable when they have one, else one step away from it."""
    if eyes.main.kind == "laptop" and eyes.can_wire:
        return eyes.well(replace(eyes.main, wired=True))
    return eyes.wired_well if eyes.can_wire else near_well(eyes)
