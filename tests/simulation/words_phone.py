"""How people speak of the home phone: what titles say, and what questions ask.

Special rows stand before general ones.
"""

from tests.simulation import services
from tests.simulation.looking import Eyes, Row, Test, rows


def tone(eyes: Eyes) -> bool:
    return services.dial_tone(eyes.world)


def internet(eyes: Eyes) -> bool:
    return services.routed(eyes.home)


def handset(eyes: Eyes) -> str:
    return services.handset_says(eyes.landline)


def base_dark(eyes: Eyes) -> bool:
    phone = eyes.landline
    return phone.cordless and (not phone.base_plugged or phone.dead)


def other_tone(eyes: Eyes) -> bool:
    """Another phone at the same place has a tone."""
    return services.phone_line(eyes.world)


TITLES: tuple[Row, ...] = (
    *rows(
        r"router",
        (r"router has no lights|router stays dark", lambda e: e.lights == "none"),
        (r"router has lights, but", lambda e: e.lights != "none" and not tone(e)),
        (r"no phone socket", lambda e: False),
        (r"^into the router", lambda e: e.landline.cable_in and e.landline.socket_right),
        (r"^into a socket", lambda e: e.landline.cable_in and not e.landline.socket_right),
        (r"nowhere|find no cable", lambda e: not e.landline.cable_in),
        (r"internet is there, but", lambda e: internet(e) and not tone(e)),
        (r"no internet", lambda e: not internet(e)),
        (r"^no lights", lambda e: e.lights == "none"),
        (r"internet light is red", lambda e: e.lights == "red"),
        (r"all good", lambda e: e.lights == "normal"),
        (r"no router", lambda e: False),
    ),
    *rows(
        r"phone cable|other end",
        (r"^into the router", lambda e: e.landline.cable_in and e.landline.socket_right),
        (r"^into a socket", lambda e: e.landline.cable_in and not e.landline.socket_right),
        (r"nowhere|find no cable", lambda e: not e.landline.cable_in),
    ),
    *rows(
        "",
        (r"internet is fine", internet),
        (r"internet is down", lambda e: not internet(e)),
        (r"i have none$", lambda e: False),
        (r"cordless one", lambda e: e.landline.cordless),
        (r"with a cord$", lambda e: not e.landline.cordless),
        (r"i have both", lambda e: False),
        (r"with my own phone again", tone),
        (r"other phone has a tone", lambda e: other_tone(e) and not tone(e)),
        (r"no tone with either", lambda e: not other_tone(e)),
        (r"base shows no light", base_dark),
        (r"handset stays dark", lambda e: handset(e) == "dark"),
        (r"no base or is dark", lambda e: handset(e) in ("no_base", "dark")),
        (r"no base|searching", lambda e: handset(e) == "no_base"),
        (r"(handset|it) is dark", lambda e: handset(e) == "dark"),
        (r"looks as always", lambda e: handset(e) == "normal"),
        (r"no screen", lambda e: False),
        (r"still nothing", lambda e: not tone(e) and handset(e) == "normal"),
        (
            r"short beeps|engaged",
            lambda e: not tone(e) and e.landline.off_hook and handset(e) == "normal",
        ),
        (r"^nothing at all", lambda e: not tone(e) and handset(e) == "normal"),
        (r"crackles|hums", lambda e: False),
        (r"not at the usual", lambda e: False),
        (r"good tone, but", lambda e: tone(e) and not services.rings(e.world)),
        (r"came from you", lambda e: e.landline.rented),
        (r"bought it myself", lambda e: not e.landline.rented),
    ),
)

QUESTIONS: tuple[tuple[str, Test], ...] = (
    (r"tone", tone),
    (r"internet", internet),
    (r"both calls|ring", lambda e: services.rings(e.world)),
)
