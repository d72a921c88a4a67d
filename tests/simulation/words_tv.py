"""How people speak of TV, TV box and remote control: what titles say, and what questions ask.

Special rows stand before general ones.
"""

from tests.simulation import services
from tests.simulation.looking import Eyes, Row, Test, rows


def picture(eyes: Eyes) -> bool:
    return services.picture(eyes.world)


def screen(eyes: Eyes) -> str:
    return services.screen(eyes.world)


def light(eyes: Eyes) -> str:
    return services.box_light(eyes.box)


def internet(eyes: Eyes) -> bool:
    return services.routed(eyes.home)


def box_fine(eyes: Eyes) -> bool:
    """On another TV the box would show a picture."""
    box = eyes.box
    runs = services.box_light(box) == "green" and not box.stuck and not box.muddled
    return runs and services.fed(eyes.world) and box.rights and not box.platform_down


def obeys(eyes: Eyes) -> bool:
    return services.obeys(eyes.world)


def box_reacts(eyes: Eyes) -> bool:
    """To the button on its own case."""
    return light(eyes) != "none" and not eyes.box.stuck


def sends(eyes: Eyes) -> bool:
    """The remote control sends anything at all."""
    box = eyes.box
    return box.batteries_good and not box.key_stuck and not box.remote_dead


TITLES: tuple[Row, ...] = (
    *rows(
        r"remote control|power button on the tv box|camera|menu button",
        (r"box reacts, the remote", lambda e: box_reacts(e) and not obeys(e)),
        (
            r"box still reacts to nothing|does not react",
            lambda e: light(e) != "none" and not box_reacts(e),
        ),
        (r"box reacts", box_reacts),
        (r"no light at all|box stays dark", lambda e: light(e) == "none"),
        (r"has a light, the remote", lambda e: light(e) != "none" and not obeys(e)),
        (r"no button on it|only close up|remote of the tv", lambda e: False),
        (r"only some (buttons|keys)|only with some", lambda e: False),
        (r"tv obeys, the box", lambda e: not obeys(e) and not e.box.steers_box and sends(e)),
        (r"box obeys, the tv", lambda e: False),
        (r"its own button is dead", lambda e: not obeys(e) and not box_reacts(e)),
        (r"no picture to see", lambda e: not picture(e)),
        (r"a dot lights up", sends),
        (r"nothing, with no key", lambda e: not sends(e)),
        (r"cannot try that", lambda e: False),
        (r"nothing happens", lambda e: not obeys(e)),
        (r"another remote works|box's remote is dead", lambda e: False),
    ),
    *rows(
        r"router",
        (r"router has no lights|router stays dark", lambda e: e.lights == "none"),
        (r"router has lights, but", lambda e: e.lights != "none" and not picture(e)),
        (
            r"internet (is )?(there|back), but",
            lambda e: internet(e) and not picture(e),
        ),
        (r"no internet", lambda e: not internet(e)),
    ),
    *rows(
        "",
        (r"internet is fine", internet),
        (r"internet is down", lambda e: not internet(e)),
        (r"box is fine, this tv", lambda e: box_fine(e) and not picture(e)),
        (r"tv is fine, the box", lambda e: not box_fine(e) and not picture(e)),
        (r"box does not start", lambda e: light(e) == "none"),
        (r"still no signal", lambda e: screen(e) == "no_signal"),
        (r"no signal, or a dark", lambda e: screen(e) in ("no_signal", "dark")),
        (r"no signal|no input", lambda e: screen(e) == "no_signal"),
        (r"nothing at all|dark screen", lambda e: screen(e) == "dark"),
        (r"box (stays dark|has no light)|no light at all", lambda e: light(e) == "none"),
        (r"has a light, but", lambda e: light(e) != "none" and not picture(e)),
        (r"red or orange", lambda e: light(e) == "red"),
        (r"light, green", lambda e: light(e) == "green"),
        (r"cannot see the box", lambda e: False),
        (r"logo or", lambda e: screen(e) == "message"),
        (r"channels are missing", lambda e: screen(e) == "some"),
        (r"freezes", lambda e: False),
        (r"sound is wrong", lambda e: e.box.muted and picture(e)),
        (r"remote is dead", lambda e: picture(e) and not services.obeys(e.world)),
        (r"^(one channel|some channels)", lambda e: screen(e) == "some"),
        (r"all of them, but the menu", lambda e: screen(e) == "message"),
        (r"no picture at all", lambda e: screen(e) in ("no_signal", "dark")),
        (r"there, but break up", lambda e: False),
        (r"not in the list|asks for a pin or shows a lock|i must subscribe", lambda e: False),
        (r"do not know the pin", lambda e: False),
        (r"no lock, or no change", lambda e: not picture(e)),
        (r"an error, or it stays black", lambda e: not picture(e)),
        (r"still no picture", lambda e: not picture(e)),
    ),
)

QUESTIONS: tuple[tuple[str, Test], ...] = (
    (r"picture", picture),
    (r"internet", internet),
    (r"remote|button", lambda e: services.obeys(e.world)),
    (r"channel|watch", picture),
)
