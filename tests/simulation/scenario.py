"""A seed becomes a customer: their home and phone, what is wrong there, and how they are."""

import random
from dataclasses import dataclass, field

from tests.simulation import breaking, faults, services
from tests.simulation.state import World

GOALS_OF = {
    "home": (
        "no_internet",
        "slow_internet",
        "internet_drops",
        "wifi_drops",
        "no_wifi",
        "slow_wifi",
        "weak_wifi",
        "device_wont_join",
    ),
    "mobile": (
        "no_service",
        "no_data",
        "slow_data",
        "picture_messages",
        "calls_out",
        "calls_in",
        "texts",
        "roaming",
    ),
    "tv": ("no_tv", "remote_dead"),
    "home_phone": ("no_dial_tone",),
}
AREA_WEIGHTS = {"home": 42, "mobile": 42, "tv": 10, "home_phone": 6}
GOALS = tuple(goal for goals in GOALS_OF.values() for goal in goals)
HOW_MANY = (1, 1, 1, 2, 2, 2, 3, 3, 4, 5)
# An odd fault comes alone with this chance, instead of a usual one.
ODD = 0.05
# How often something is wrong that neither the customer nor a remote action can put right.
HOPELESS = 0.3


@dataclass(frozen=True)
class Persona:
    """How the customer talks and works."""

    manner: str = "plain"  # plain | expert | beginner | terse
    hasty: bool = False  # says that it works before it does
    mistaken: bool = False  # now and then takes one thing for another
    careful: bool = False  # says no to some cautions


@dataclass
class Scenario:
    """One customer with one complaint."""

    seed: int
    goal: str
    area: str
    faults: tuple[str, ...]
    persona: Persona
    world: World
    fixable: bool
    chance: random.Random = field(repr=False)
    done: tuple[str, ...] = ()  # what an expert has tried before they wrote


def _persona(chance: random.Random) -> Persona:
    manner = chance.choices(("plain", "expert", "beginner", "terse"), (45, 15, 25, 15))[0]
    return Persona(
        manner,
        hasty=chance.random() < 0.05,
        mistaken=chance.random() < 0.05,
        careful=chance.random() < 0.05,
    )


def _circumstances(world: World, goal: str, chance: random.Random) -> None:
    """What differs between homes and phones without being wrong."""
    home, mobile = world.home, world.mobile
    home.line.kind = chance.choice(("fibre", "cable", "copper"))
    home.line.sold = 50 if home.line.kind == "copper" else chance.choice((100, 250, 500))
    home.modem.present = chance.random() < 0.4
    home.main.kind = chance.choice(("laptop", "laptop", "phone"))
    systems = ("windows", "mac") if home.main.kind == "laptop" else ("iphone", "android")
    home.main.system = chance.choice(systems)
    home.has_net_cable = chance.random() < 0.7
    home.has_socket_near = chance.random() < 0.8
    home.has_mobile_data = chance.random() < 0.7
    if goal in ("no_internet", "slow_internet", "internet_drops") and home.main.kind == "laptop":
        home.main.wired = chance.random() < 0.2
    world.telephone.cordless = chance.random() < 0.8
    world.telephone.rented = chance.random() < 0.5
    world.telephone.has_other = chance.random() < 0.5
    mobile.system = (
        home.main.system if home.main.kind == "phone" else chance.choice(("iphone", "android"))
    )
    mobile.abroad = goal == "roaming"
    mobile.wifi_near = chance.random() < 0.8
    mobile.has_other_phone = chance.random() < 0.6


def _candidates(goal: str, area: str, wired: bool) -> list[faults.Fault]:
    """What can break the goal; the TV and the home phone fail by themselves, the internet behind them works."""
    own = {"tv": faults.TV, "home_phone": faults.HOME_PHONE}.get(area)
    found = [each for each in breaking.breakers(goal, wired) if own is None or each in own]
    half = goal in breaking.HALF
    return [fault for fault in found if not half or breaking.alone(fault, goal, wired)]


def _choose(goal: str, area: str, wired: bool, chance: random.Random) -> list[faults.Fault]:
    """One to five faults that can be there at the same time; two times in three all of them can be put right."""
    candidates = _candidates(goal, area, wired)
    usual = [fault for fault in candidates if not fault.odd]
    mendable = [fault for fault in usual if fault.owner in (faults.CUSTOMER, faults.REMOTE)]
    hopeless = [fault for fault in usual if fault not in mendable]
    odd = [fault for fault in candidates if fault.odd]
    count = min(chance.choice(HOW_MANY), len(mendable))
    chosen: list[faults.Fault] = []
    if odd and chance.random() < ODD:
        chosen.append(chance.choice(odd))
    elif hopeless and chance.random() < HOPELESS:
        chosen.append(chance.choice(hopeless))
    for fault in chance.sample(mendable, len(mendable)):
        paths = {path for other in chosen for path in (*other.bad, *other.given)}
        if len(chosen) < count and not paths & {*fault.bad, *fault.given}:
            chosen.append(fault)
    return chosen


# What an expert may have tried, by area: a name for it and what it changes.
TRIED: dict[str, dict[str, tuple[tuple[str, bool], ...]]] = {
    "home": {"router_restarted": (("home.router.stuck", False), ("home.router.switched_on", True))},
    "mobile": {"phone_restarted": (("mobile.stuck", False), ("mobile.messages_stuck", False))},
    "tv": {"tv_box_restarted": (("box.stuck", False),)},
    "home_phone": {},
}


def _try_first(world: World, area: str, chance: random.Random) -> tuple[str, ...]:
    done = [name for name in TRIED[area] if chance.random() < 0.7]
    if "router_restarted" in done and not services.powered(world.home):
        done.remove("router_restarted")
    for name in done:
        for path, value in TRIED[area][name]:
            world.put(path, value)
    return tuple(done)


def scenario(seed: int) -> Scenario:
    """The customer of a seed; the same one every time."""
    chance = random.Random(seed)
    area = chance.choices(tuple(AREA_WEIGHTS), tuple(AREA_WEIGHTS.values()))[0]
    goal = chance.choice(GOALS_OF[area])
    persona = _persona(chance)
    for _ in range(1000):
        world = World()
        _circumstances(world, goal, chance)
        chosen = _choose(goal, area, world.home.main.wired, chance)
        for fault in chosen:
            fault.put_in(world)
        done = _try_first(world, area, chance) if persona.manner == "expert" else ()
        there = tuple(fault.name for fault in chosen if fault.there(world))
        if not services.works(world, goal) and services.fits(world, goal) and there:
            can = breaking.fixable(world, goal)
            return Scenario(seed, goal, area, there, persona, world, can, chance, done)
    raise ValueError(f"no world fits the goal {goal} of seed {seed}")
