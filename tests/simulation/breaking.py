"""Which faults break what a customer came for, and whether all of it can be put right."""

from copy import deepcopy
from functools import cache

from tests.simulation import services
from tests.simulation.faults import CATALOGUE, CUSTOMER, REMOTE, Fault
from tests.simulation.state import World

WIRED = "home.main.wired"
ABROAD_GOAL = "roaming"


@cache
def breakers(goal: str, wired: bool = False) -> tuple[Fault, ...]:
    """The faults that break a goal all by themselves, for somebody with or without a computer on a cable."""
    return tuple(fault for fault in CATALOGUE.values() if _breaks(fault, goal, wired))


def _breaks(fault: Fault, goal: str, wired: bool) -> bool:
    world = World()
    world.home.main.wired = wired
    if WIRED in fault.given and not wired:
        return False
    if goal == ABROAD_GOAL:
        world.mobile.abroad = True
    elif "mobile.abroad" in fault.given:
        return False
    fault.put_in(world)
    return not services.works(world, goal)


# Complaints of somebody for whom most of it works: a fault that takes it all away is not behind them.
HALF = (
    "slow_internet",
    "slow_wifi",
    "weak_wifi",
    "internet_drops",
    "wifi_drops",
    "device_wont_join",
    "slow_data",
)


@cache
def alone(fault: Fault, goal: str, wired: bool = False) -> bool:
    """Whether this fault by itself makes somebody come with this very complaint."""
    world = World()
    world.home.main.wired = wired
    fault.put_in(world)
    return services.fits(world, goal) and not services.works(world, goal)


def fixable(world: World, goal: str) -> bool:
    """Whether the goal works once everything that the customer or a remote action can put right is put right."""
    left = copy_of(world)
    for fault in CATALOGUE.values():
        if fault.owner in (CUSTOMER, REMOTE) and fault.there(left):
            fault.cure(left)
    return services.works(left, goal)


def in_the_way(world: World, goal: str) -> list[Fault]:
    """The faults that are there and concern the goal."""
    known = breakers(goal, world.home.main.wired)
    return [fault for fault in known if fault.there(world)]


def copy_of(world: World) -> World:
    """A world of its own with the same state."""
    return deepcopy(world)
