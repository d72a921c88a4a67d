"""What a text asks to look at, and whether what a button says is so: read from the state, from nothing else.

The vocabulary is data: rows of (what the question is about, what the title says, what has to be so). The first row that
matches a title speaks for it.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property

from tests.simulation import mobile_services, services
from tests.simulation.state import Box, Device, Home, Mobile, Telephone, World


def plain(text: str) -> str:
    """Lower case, plain apostrophes and quotes, single spaces."""
    text = text.lower().replace("’", "'").replace("“", '"').replace("”", '"')
    return re.sub(r"\s+", " ", text).strip()


@dataclass
class Eyes:
    """What the customer can perceive while one question is before them."""

    world: World
    goal: str
    changed: bool = False  # what they have just done made a difference
    did: frozenset[str] = frozenset()

    @property
    def home(self) -> Home:
        return self.world.home

    @property
    def main(self) -> Device:
        return self.world.home.main

    @property
    def other(self) -> Device:
        return self.world.home.other

    @property
    def phone(self) -> Mobile:
        return self.world.mobile

    @property
    def box(self) -> Box:
        return self.world.box

    @property
    def landline(self) -> Telephone:
        return self.world.telephone

    @cached_property
    def works(self) -> bool:
        """The goal is usable as it was bought."""
        return services.works(self.world, self.goal)

    @property
    def lights(self) -> str:
        return services.lights(self.home)

    @property
    def modem_lights(self) -> str:
        """What the separate modem shows."""
        modem, line = self.home.modem, self.home.line
        if not modem.plugged:
            return "none"
        return "red" if modem.stuck or line.cut or line.outage or line.jammed else "normal"

    @property
    def screen(self) -> str:
        return mobile_services.screen_says(self.phone)

    def well(self, device: Device, wired: bool = False) -> bool:
        """The device does what the customer misses."""
        home = self.home
        if wired and not device.wired:
            device = replace(device, wired=True, cable_in=True)
        wired = device.wired
        reached = services.online(home, device)
        if self.goal in ("no_internet", "no_wifi", "device_wont_join"):
            return reached and not home.site_down
        if self.goal in ("internet_drops", "wifi_drops"):
            shaky = services.line_drops(home) or (not wired and services.wifi_drops(home, device))
            return reached and not shaky
        if wired:
            enough = services.ENOUGH * min(home.line.sold, services.WIFI_TOP)
            return services.wired_speed(home) * services.own_pace(device) >= enough
        return services.enough(home, device, far=self.goal == "weak_wifi")

    @property
    def wired_well(self) -> bool:
        """A computer at the router's cable does what the customer misses."""
        return self.well(Device(wired=True), wired=True)

    @property
    def can_wire(self) -> bool:
        return self.home.has_net_cable and self.home.has_socket_near


Test = Callable[[Eyes], bool]


@dataclass(frozen=True)
class Row:
    """One piece of vocabulary."""

    about: str  # what has to stand in the question; empty: any
    title: str  # what has to stand in the title
    so: Test


def rows(about: str, *pairs: tuple[str, Test]) -> tuple[Row, ...]:
    """Rows that share what the question is about."""
    return tuple(Row(about, title, so) for title, so in pairs)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def holds(pattern: str, text: str) -> bool:
    """Whether the pattern stands somewhere in the text."""
    return not pattern or _pattern(pattern).search(text) is not None


def asked(text: str) -> str:
    """The question of a text: its last sentence that ends in a question mark, else all of it."""
    sentences = re.split(r"(?<=[.?!:])\s+", text.strip())
    questions = [sentence for sentence in sentences if sentence.endswith("?")]
    return questions[-1] if questions else text


@dataclass(frozen=True)
class Vocabulary:
    """What titles mean, and what questions ask."""

    titles: tuple[Row, ...]
    questions: tuple[tuple[str, Test], ...]  # a question that yes and no answer

    def proposition(self, text: str) -> Test | None:
        """What the question asks, as something that is so or not."""
        question = asked(text)
        return next((so for pattern, so in self.questions if holds(pattern, question)), None)

    def meaning(self, text: str, title: str) -> tuple[int, Test] | None:
        """What has to be so for the title to be true, and how general it is; None when it is not understood."""
        about, said = plain(text), plain(title)
        polar = POLAR.match(said)
        if polar and (polar[2] == "" or polar[1] == "yes"):
            exact = self._row(about, said) if polar[2] else None
            return exact or self._polar(about, polar[1] == "yes", polar[2])
        told = self._row(about, said)
        if told is not None and holds(UNCHANGED, said):
            place, row_so = told
            so = self.proposition(about) or (lambda eyes: eyes.works)
            return place, lambda eyes: row_so(eyes) and not so(eyes)
        if told is None and polar:
            return self._polar(about, False, polar[2])
        return told or self._generic(about, said)

    def _row(self, about: str, said: str) -> tuple[int, Test] | None:
        found = (
            (place, row.so)
            for place, row in enumerate(self.titles)
            if holds(row.title, said) and holds(row.about, f"{about} {said}")
        )
        return next(found, None)

    def _polar(self, about: str, yes: bool, rest: str) -> tuple[int, Test] | None:
        told = self._row(about, rest) if rest else None
        if told is not None:
            return told
        so = self.proposition(about)
        if so is None:
            return self._generic(about, rest) if rest else None
        return GENERAL, so if yes else lambda eyes: not so(eyes)

    def _generic(self, about: str, said: str) -> tuple[int, Test] | None:
        so = self.proposition(about) or (lambda eyes: eyes.works)
        if holds(WELL, said):
            return GENERAL, so
        if holds(UNCHANGED, said):
            return GENERAL + 1, lambda eyes: not so(eyes)
        return None


GENERAL = 10_000  # behind every row
POLAR = re.compile(r"(yes|no)(?:$|[,:;.]+ *|(?<=yes) +| +(?=(?:i|it|they|that)\b))(.*)$")
WELL = (
    r"^(it|that|this|they|everything|all)?('s| is| are)? ?(now )?"
    r"(works?|quick|quicker|stays on|good|fine|well|fixed|helped|did it|was it|back|there|on again|better|solved)\b"
    r"|^works\b|^(now )?it works|^better\b|^fixed\b"
)
UNCHANGED = (
    r"^no change|^(still |it is |it's |that is )*(the )?same\b|^still\b|^(it )?(did|does|has) ?n[o']t"
    r"|^not (yet|really|any)|^nothing (changed|changes|happens)|^no (better|difference)|^it did not"
    r"|^that did not|^didn't"
)


def first_true(
    vocabulary: Vocabulary, text: str, titles: Iterable[str], eyes: Eyes
) -> tuple[str | None, list[str]]:
    """The most precise of the titles that are true; and the titles that are not understood."""
    unknown: list[str] = []
    true: list[tuple[int, str]] = []
    for title in titles:
        meaning = vocabulary.meaning(text, title)
        if meaning is None:
            unknown.append(title)
        elif meaning[1](eyes):
            true.append((meaning[0], title))
    return (min(true, key=lambda each: each[0])[1] if true else None), unknown
