"""The vocabulary of each area: the special words first, then those that everybody uses."""

from tests.simulation import deeds, words_home, words_mobile, words_phone, words_tv
from tests.simulation.looking import Eyes, Row, Vocabulary, rows

COMPUTERS = {"On Windows": "windows", "On a Mac": "mac"}
PHONES = {"On an iPhone": "iphone", "On an Android phone": "android"}
MODEM = "I have a separate modem"
DEVICES = frozenset({*COMPUTERS, *PHONES, MODEM})


def devices(eyes: Eyes, offered: tuple[str, ...]) -> list[str]:
    """Which of the buttons offered name what they have: the computer in question if there is one, else the phone."""
    main = eyes.main
    kinds = COMPUTERS if main.kind == "laptop" and set(COMPUTERS) & set(offered) else PHONES
    system = eyes.phone.system if kinds is PHONES else main.system
    mine = [title for title in offered if kinds.get(title) == system]
    return [*mine, MODEM] if MODEM in offered and eyes.home.modem.present else mine


COMMON: tuple[Row, ...] = rows(
    "",
    (r"\balready\b|^(it|they) (was|were) (on|off|in|fine|right)", lambda e: not e.changed),
    (
        r"(that|it|this) helps|good enough|helps for now|will do",
        lambda e: deeds.relieved(e.world, e.goal),
    ),
    (r"i don't know|cannot tell|can't tell|not sure", lambda e: False),
    (r"^no, i (need|want|have)|what else", lambda e: not deeds.relieved(e.world, e.goal)),
    (r"does not help|no help|not (for|enough)", lambda e: not deeds.relieved(e.world, e.goal)),
)

VOCABULARY: dict[str, Vocabulary] = {
    "home": Vocabulary((*words_home.TITLES, *COMMON), words_home.QUESTIONS),
    "mobile": Vocabulary((*words_mobile.TITLES, *COMMON), words_mobile.QUESTIONS),
    "tv": Vocabulary((*words_tv.TITLES, *COMMON), words_tv.QUESTIONS),
    "home_phone": Vocabulary((*words_phone.TITLES, *COMMON), words_phone.QUESTIONS),
}
