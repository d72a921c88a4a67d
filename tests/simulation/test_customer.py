"""The customer answers from the state of their home and phone, and from what the window shows; from nothing else."""

import random

import pytest

from tests.simulation import breaking, faults
from tests.simulation.customer import CANNOT, HOW, NEITHER, NO, YES, Customer, Said, Shown
from tests.simulation.scenario import GOALS_OF, Persona, Scenario
from tests.simulation.state import World

LIGHTS = Shown(
    ("Look at the lights on your router. What do you see?",),
    ("No lights at all", "A red light", "The lights look normal", NEITHER, HOW),
)
RESTART = Shown(
    (
        "Pull the power plug of your router out, wait 30 seconds and put it back in. Does it work now?",
    ),
    ("It works now", "No change", HOW, CANNOT),
)
CONFIRM = Shown(("Is everything working as it should again?",), (YES, NO))


def somebody(
    goal: str, *names: str, persona: Persona | None = None, world: World | None = None
) -> Customer:
    world = world or World()
    for name in names:
        faults.CATALOGUE[name].put_in(world)
    area = next(area for area, goals in GOALS_OF.items() if goal in goals)
    fixable = breaking.fixable(world, goal)
    case = Scenario(
        1, goal, area, names, persona or Persona(), world, fixable, random.Random(1)
    )  # fmt: skip
    return Customer(case)


@pytest.mark.parametrize(
    ("fault", "title"),
    [
        ("router_unplugged", "No lights at all"),
        ("line_cut", "A red light"),
        ("router_stuck", "The lights look normal"),
    ],
)
def test_the_lights_are_told_as_they_are(fault: str, title: str) -> None:
    assert somebody("no_internet", fault).answer(LIGHTS) == Said(press=title)


def test_when_nothing_fits_none_of_these_is_pressed() -> None:
    assert somebody("no_internet", "router_dying").answer(LIGHTS) == Said(press=NEITHER)


def test_what_the_text_asks_for_is_done_and_helps_only_against_its_fault() -> None:
    assert somebody("no_internet", "router_stuck").answer(RESTART) == Said(press="It works now")
    assert somebody("no_internet", "line_cut").answer(RESTART) == Said(press="No change")
    both = somebody("no_internet", "router_stuck", "line_cut")
    assert both.answer(RESTART) == Said(press="No change")
    assert not both.case.world.home.router.stuck


def test_a_question_changes_nothing() -> None:
    who = somebody("no_internet", "router_unplugged", "router_stuck")
    who.answer(LIGHTS)
    assert not who.case.world.home.router.plugged


def test_the_same_question_is_answered_from_what_is_so_by_now() -> None:
    who = somebody("no_internet", "router_unplugged", "line_cut")
    assert who.answer(LIGHTS) == Said(press="No lights at all")
    who.answer(RESTART)
    assert who.answer(LIGHTS) == Said(press="A red light")


def test_a_confirmation_is_answered_from_the_goal() -> None:
    who = somebody("picture_messages", "picture_messages_off")
    assert who.answer(CONFIRM) == Said(press=NO)
    who.case.world.mobile.mms_on = True
    assert who.answer(CONFIRM) == Said(press=YES)


def test_a_question_that_is_not_understood_is_recorded_and_help_is_asked_for() -> None:
    odd = Shown(("Does the flux hold?",), ("It oscillates", "It wanes", NEITHER, HOW))
    who = somebody("no_internet", "line_cut")
    assert who.answer(odd) == Said(press=HOW)
    assert who.answer(odd) == Said(press=NEITHER)
    assert len(who.unmapped) == 1


def test_what_cannot_be_done_is_said_so() -> None:
    world = World()
    world.mobile.wifi_near = False
    text = "Turn WiFi calling on. Can you make a call now?"
    shown = Shown((text,), ("It works now", "No change", CANNOT))
    who = somebody("calls_out", "no_coverage", world=world)
    assert who.answer(shown) == Said(press=CANNOT)
    assert who.could_not


def test_the_help_for_the_own_phone_is_picked() -> None:
    world = World()
    world.mobile.system = "iphone"
    shown = Shown(
        ("Open the settings.", "Turn flight mode off. Do you see signal bars now?"),
        ("On an iPhone", "On an Android phone", "It works now", "No change", CANNOT),
    )
    who = somebody("no_service", "flight_mode", world=world)
    assert who.answer(shown) == Said(press="On an iPhone")


def test_a_beginner_asks_how_before_they_do_it() -> None:
    who = somebody("no_internet", "router_stuck", persona=Persona("beginner"))
    replies = {
        who.answer(Shown((f"Question {number}: restart your router. Well?",), RESTART.buttons))
        == Said(press=HOW)
        for number in range(20)
    }
    assert replies == {True, False}


def test_somebody_terse_types_what_the_button_says() -> None:
    who = somebody("no_internet", "line_cut", persona=Persona("terse"))
    assert who.answer(LIGHTS) == Said(words="a red light")


def test_somebody_hasty_now_and_then_says_too_early_that_it_works() -> None:
    said = set()
    for seed in range(20):
        who = somebody("no_internet", "line_cut", persona=Persona(hasty=True))
        who.case.chance.seed(seed)
        said.add(who.answer(CONFIRM).press)
    assert said == {YES, NO}
