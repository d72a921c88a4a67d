"""How people speak of the internet at home: what titles say, and what questions ask.

Special rows stand before general ones.
"""

from dataclasses import replace

from tests.simulation import services
from tests.simulation.looking import Eyes, Row, Test, rows


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


def _test_well(eyes: Eyes) -> bool:
    """The test at the router: by cable when they have one, else one step away from it."""
    if eyes.main.kind == "laptop" and eyes.can_wire:
        return eyes.well(replace(eyes.main, wired=True))
    return eyes.wired_well if eyes.can_wire else near_well(eyes)


_MODEM = r"\b(modem|fibre box)\b.*\blights?\b|\blights?\b.*\b(modem|fibre box)\b"
_DROPS = r"\bdrop|breaks off|cut off|stay on"

TITLES: tuple[Row, ...] = (
    *rows(
        r"\brepeater|mesh",
        (r"i use one|yes", lambda e: e.home.has_repeater),
        (r"only the router|no, ", lambda e: not e.home.has_repeater),
        (r"without it", lambda e: False),
    ),
    *rows(
        _DROPS,
        (r"restart|all go (out|off)|go out and|off and on", restarts),
        (r"turns? red|goes red|internet light", line_drops),
        (
            r"^(they )?stay|only (the )?wifi (light )?goes|nothing changes",
            lambda e: not restarts(e) and not line_drops(e),
        ),
        (r"no restart", lambda e: not restarts(e) and not e.works),
        (r"bars go away", lambda e: wifi_drops(e) or restarts(e)),
        (
            r"^(on )?every device",
            lambda e: both_bad(e) and not only_wifi(e),
        ),
        (r"gone now and stays", lambda e: not online(e)),
        (r"yes, the other one", lambda e: e.well(e.other)),
        (r"the other one stays", lambda e: e.well(e.other)),
        (r"no, it drops too", lambda e: not e.well(e.other)),
        (
            r"bars stay",
            lambda e: (line_drops(e) or not e.works) and not wifi_drops(e) and not restarts(e),
        ),
        (r"telephone rings", lambda e: not e.home.line.filtered),
        (r"certain machine", lambda e: e.home.router.place == "crammed"),
        (r"same hour", lambda e: False),
        (r"nothing that i know", lambda e: True),
        (r"yes, all lights", restarts),
        (r"no, it stays switched", lambda e: not restarts(e)),
        (
            r"cable too|by cable it drops|everything|cable as well",
            lambda e: wired_bad(e) or line_drops(e) or restarts(e),
        ),
        (r"bars stay", lambda e: line_drops(e) and not wifi_drops(e)),
        (r"far away|one room", lambda e: False),
        (
            r"cable stays|all on wifi|wifi on all|only (the )?wifi",
            lambda e: (
                wifi_drops(e) and not e.well(e.other) and not line_drops(e) and not restarts(e)
            ),
        ),
        (r"only one device|one device", only_main),
        (r"dropped again|still drops", lambda e: not e.works),
        (r"cannot join", cannot_join),
    ),
    *rows(
        _MODEM,
        (r"only the router|no second", lambda e: not e.home.modem.present),
        (r"^no lights?|dark|no light", lambda e: e.home.modem.present and e.modem_lights == "none"),
        (r"red|orange|amber|blink", lambda e: e.home.modem.present and e.modem_lights == "red"),
        (
            r"normal|green|white|steady|as usual|fine|all on",
            lambda e: e.home.modem.present and e.modem_lights == "normal",
        ),
    ),
    *rows(
        r"power plug of that box",
        (r"has lights now", lambda e: e.modem_lights != "none" and not e.works),
        (r"stays dark", lambda e: e.modem_lights == "none"),
    ),
    *rows(
        r"out of the wall|first socket",
        (r"fibre", lambda e: e.home.line.kind == "fibre"),
        (r"round socket", lambda e: e.home.line.kind == "cable"),
        (r"^a telephone socket", lambda e: e.home.line.kind == "copper"),
        (r"filter or a telephone|a filter, splitter", lambda e: not e.home.line.filtered),
        (r"splitter, long", lambda e: False),
        (r"nothing but", lambda e: e.home.line.filtered and e.home.line.kind != "fibre"),
        (r"can stay like that|i leave it there", lambda e: e.works),
        (r"i need a new filter", lambda e: False),
    ),
    *rows(
        r"how is it connected|forget your wifi",
        (r"shows the bars", lambda e: not e.main.wired and joined(e)),
        (r"does not join", lambda e: not e.main.wired and not joined(e)),
        (r"network cable|uses a cable", lambda e: e.main.wired),
    ),
    *rows(
        r"phone that works",
        (r"opens by wifi", lambda e: services.online(e.home, e.other)),
        (r"nothing opens", lambda e: not services.online(e.home, e.other)),
        (r"no such phone", lambda e: False),
    ),
    *rows(
        r"\blights?\b",
        (
            r"only the wifi light|wifi light is off",
            lambda e: e.lights == "normal" and wifi_light_off(e),
        ),
        (r"dark, or|no lights, or", lambda e: e.lights in ("none", "restarts")),
        (
            r"lights on and normal|lights on, and normal",
            lambda e: e.lights == "normal" and not e.works,
        ),
        (r"^(still )?no lights?|dark|no light|lights stay off", lambda e: e.lights == "none"),
        (r"restart|off and on|on and off|again and again|over and over|all the time", restarts),
        (r"blinking", lambda e: e.lights in ("red", "restarts")),
        (r"\bred\b|orange|amber", lambda e: e.lights == "red"),
        (
            r"lights are on, but no|lights, but no (internet|wifi)",
            lambda e: e.lights != "none" and not e.works,
        ),
        (r"has no lights", lambda e: e.lights == "none"),
        (r"has lights", lambda e: e.lights != "none"),
        (r"normal|green|white|steady|as usual|fine|all on", lambda e: e.lights == "normal"),
        (r"lights? (are|is|came|come) ?(back|on)", lambda e: e.lights != "none"),
    ),
    *rows(
        r"\bcable\b",
        (r"all is quick now", lambda e: e.works),
        (r"fast there, slow", lambda e: _test_well(e) and not e.works),
        (r"slow there as well", lambda e: not _test_well(e)),
        (
            r"only on wifi, by cable",
            lambda e: e.can_wire and wired_loads(e) and not e.well(e.main) and not e.well(e.other),
        ),
        (r"by cable it (works|opens)", lambda e: e.can_wire and wired_loads(e)),
        (r"not by cable either", lambda e: e.can_wire and not wired_loads(e)),
        (
            r"quick by cable|cable (is|works).*wifi|fast (by|with|on)? ?(the )?cable|good by cable",
            only_wifi,
        ),
        (
            r"slow by cable|by cable (it is )?slow|cable (is|it is) (slow|bad)|slow.*cable (too|as well)",
            lambda e: wired_bad(e) and wired_loads(e),
        ),
        (r"nothing loads", lambda e: e.can_wire and not wired_loads(e)),
        (
            r"cannot try|can't (try|test)|no (cable|computer)|have (no|none)|don't have",
            lambda e: not e.can_wire,
        ),
        (r"not the cable|wifi on all", lambda e: only_wifi(e) and not e.well(e.other)),
    ),
    *rows(
        r"speed",
        (r"clearly less", lambda e: not _test_well(e)),
        (r"only test by wifi", lambda e: not e.can_wire),
        (r"about 95", lambda e: False),
        (r"about what i", lambda e: _test_well(e)),
    ),
    *rows(
        r"at which hours|when is it slow",
        (r"evening", lambda e: e.home.line.crowded),
        (r"all the time", lambda e: not e.home.line.crowded),
        (r"short while|comes and goes", lambda e: False),
    ),
    *rows(
        r"name still missing|is the name|in the list",
        (
            r"only on one device|only one device",
            lambda e: not sees(e) and services.sees_wifi(e.home, e.other),
        ),
    ),
    *rows(
        "",
        (r"only near", only_far),
        (
            r"(bad |only )?on one device( only)?$|^only (this|one)( device)?$",
            only_main,
        ),
        (r"only far|only away|further away|in one room|far rooms?|some rooms", only_far),
        (
            r"everywhere|close to the router|beside (it|the router)|near the router",
            lambda e: not near_well(e) and not only_main(e),
        ),
        (
            r"not on any|on all devices|on any device|still missing",
            lambda e: not sees(e) and not services.sees_wifi(e.home, e.other),
        ),
        (r"does not show", lambda e: not sees(e) and services.sees_wifi(e.home, e.other)),
        (
            r"only one (website|page|app)|one website",
            lambda e: online(e) and e.home.site_down,
        ),
        (r"games or calls|games and calls", lambda e: False),
        (r"i use cables", lambda e: e.main.wired),
        (r"the line first", lambda e: True),
        (r"go on with the wifi", lambda e: False),
        (r"cannot try that|can't try", lambda e: False),
        (r"bad there as well", lambda e: online(e) and not near_well(e)),
        (r"nothing opens at all", lambda e: not online(e)),
        (r"yes, it is quick there", near_well),
        (r"no, slow there", lambda e: not near_well(e)),
        (r"others are quick", lambda e: e.well(e.other)),
        (r"slow there too", lambda e: not e.well(e.other)),
        (r"no single one", lambda e: not e.works),
        (r"but cannot stay|cannot be left", lambda e: False),
        (r"^by wifi", lambda e: not e.main.wired),
        (r"^by a network cable", lambda e: e.main.wired),
        (r"yes, others open|others open", online),
        (r"open very slowly", lambda e: False),
        (r"cannot tell", lambda e: False),
        (r"i have only one device", lambda e: False),
        (r"works at the moment|nowhere, everything", lambda e: e.works),
        (r"cannot look", lambda e: False),
        (r"does not join", lambda e: not e.main.wired and not joined(e)),
        (r"everything is slow", lambda e: not e.well(e.main) and not e.well(e.other)),
        (r"while the others pause", lambda e: False),
        (r"cannot (stay|be left) there", lambda e: False),
        (r"full bars, but (it is )?slow|bars, but slow", lambda e: False),
        (r"nothing loads|no internet|without internet", nothing_loads),
        (r"one of my two", lambda e: False),
        (
            r"wrong password|refused|not accepted|does not take|want.*password",
            refused,
        ),
        (r"don't (have|know) the (right )?password|password i don't", refused),
        (r"give it to somebody|want a new one", lambda e: False),
        (
            r"yes, a (phone|computer)",
            lambda e: services.joined(e.home, e.other) and "phone" in e.home.other.kind,
        ),
        (r"^no, none", lambda e: not services.joined(e.home, e.other)),
        (r"can read it", lambda e: True),
        (
            r"found nothing|cannot (get in|find)|can't (get in|find)|i cannot$|no label",
            lambda e: False,
        ),
        (r"it is weak|but weak", lambda e: online(e) and not near_well(e)),
        (r"joins, and pages", online),
        (r"others? (take|can)|others are fine", lambda e: services.joined(e.home, e.other)),
        (r"cannot join|can't join", cannot_join),
        (r"network is not in|not in the list|name is gone|not there", lambda e: not sees(e)),
        (r"only near the router", lambda e: False),
        (r"(name|it) is (there|back)|i see it|in the list", sees),
        (r"(only|just) (this|one|that|on one) ?(device|one)?\b|one device", only_main),
        (r"^(on )?(all|every|both)|no device", both_bad),
        (r"on another device it opens", lambda e: services.online(e.home, e.other)),
        (r"nothing opens anywhere", lambda e: not services.online(e.home, e.other)),
        (r"other device|no other", lambda e: False),
    ),
)

QUESTIONS: tuple[tuple[str, Test], ...] = (
    (r"separate modem|two boxes", lambda e: e.home.modem.present),
    (r"repeater|mesh", lambda e: e.home.has_repeater),
    (r"any light|lights? (on|come|back)|has light", lambda e: e.lights != "none"),
    (r"\blights?\b.*(normal|green|steady)", lambda e: e.lights == "normal"),
    (
        r"other devices? (join|use|without)|(other|another|second) (device|phone|computer)",
        lambda e: services.joined(e.home, e.other),
    ),
    (r"\b(name|wifi)\b.*\b(list|there again)\b|in (the|its) list|is it there", sees),
    (r"wifi stay on", steady_wifi),
    (r"\bjoin", joined),
    (r"(page|internet|anything|something).*(load|open|work)", online),
    (r"with (the|a) (network )?cable|by cable|wired", wired_loads),
    (r"vpn", lambda e: e.main.vpn != "off"),
)
