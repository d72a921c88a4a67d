"""An end is right or wrong by what is so at the end, whatever the guide says of itself."""

import random

import pytest

from tests.simulation import breaking, faults
from tests.simulation.customer import Customer, Said, Shown
from tests.simulation.outcome import HANDED_OFF, RESTORED, WORKAROUND, Outcome, report
from tests.simulation.scenario import Persona, Scenario
from tests.simulation.state import World


def ended(how: str | None, *names: str, mended: bool = False, helps: str = "") -> Outcome:
    world = World()
    for name in names:
        faults.CATALOGUE[name].put_in(world)
    fixable = breaking.fixable(world, "no_internet")
    case = Scenario(
        1, "no_internet", "home", names, Persona(), world, fixable, random.Random(1)
    )  # fmt: skip
    if mended:
        for name in names:
            faults.CATALOGUE[name].cure(world)
    if helps:
        world.helps.add(helps)
    return Outcome(Customer(case), [(Shown(("Well?",), ("Yes",)), Said(press="Yes"))], how)


@pytest.mark.parametrize(
    ("outcome", "right"),
    [
        (ended(RESTORED, "router_stuck", mended=True), True),
        (ended(RESTORED, "router_stuck"), False),
        (ended(HANDED_OFF, "router_stuck"), False),
        (ended(HANDED_OFF, "router_stuck", "line_cut"), True),
        (ended(RESTORED, "line_cut"), False),
        (ended(WORKAROUND, "router_stuck", helps="hotspot"), False),
        (ended(WORKAROUND, "line_cut", helps="hotspot"), True),
        (ended(WORKAROUND, "line_cut"), False),
        (ended(WORKAROUND, "line_cut", helps="wire"), False),
        (ended(None, "line_cut"), False),
    ],
)
def test_an_end_is_right_only_when_it_fits_the_state(outcome: Outcome, right: bool) -> None:
    assert (outcome.wrong() is None) is right


def test_somebody_who_could_not_do_a_step_may_be_handed_off() -> None:
    outcome = ended(HANDED_OFF, "router_stuck")
    outcome.customer.could_not.append("router_restart")
    assert outcome.wrong() is None


def test_a_lie_of_the_customer_is_not_the_guides_fault() -> None:
    outcome = ended(RESTORED, "router_stuck")
    outcome.customer.lies = 1
    assert outcome.wrong() is None


def test_the_report_counts_turns_ends_and_what_was_not_understood() -> None:
    outcome = ended(HANDED_OFF, "line_cut")
    outcome.customer.unmapped.append(("Does the flux hold?", ("It wanes",)))
    told = report([outcome, ended(RESTORED, "router_stuck", mended=True)])
    assert "no_internet" in told
    assert "2 walks" in told
    assert "not fixable → handed_off" in told
    assert "Does the flux hold?" in told
