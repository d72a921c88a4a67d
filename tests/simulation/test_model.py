"""The model of the customer's home and phone holds together."""

import pytest

from tests.simulation import breaking, faults, mobile_services, provider, services
from tests.simulation.deeds_home import HOME
from tests.simulation.deeds_mobile import MOBILE
from tests.simulation.doing import Deed, deeds_in
from tests.simulation.scenario import GOALS, scenario
from tests.simulation.state import World


def do(world: World, text: str, catalogue: tuple[Deed, ...] = HOME) -> None:
    for deed in deeds_in(text, catalogue):
        deed.do(world)


def test_a_world_nobody_has_touched_works_as_bought() -> None:
    assert [goal for goal in GOALS if not services.works(World(), goal)] == []


@pytest.mark.parametrize("name", faults.CATALOGUE)
def test_every_fault_breaks_some_goal_and_is_there_until_it_is_cured(name: str) -> None:
    fault = faults.CATALOGUE[name]
    wired = breaking.WIRED in fault.given
    broken = [goal for goal in GOALS if fault in breaking.breakers(goal, wired)]
    assert broken
    world = World()
    world.mobile.abroad = "roaming" in broken and "mobile.abroad" in fault.given
    fault.put_in(world)
    assert fault.there(world)
    fault.cure(world)
    assert not fault.there(world)
    assert all(services.works(world, goal) for goal in broken)


def test_a_fault_hides_another_one() -> None:
    world = World()
    world.home.router.plugged = False
    world.home.router.wifi_on = False
    world.home.line.cut = True
    assert services.lights(world.home) == "none"
    world.home.router.plugged = True
    assert services.lights(world.home) == "red"
    world.home.line.cut = False
    assert services.lights(world.home) == "normal"
    assert not services.sees_wifi(world.home, world.home.main)


def test_what_the_screen_says_is_the_first_thing_that_is_wrong() -> None:
    phone = World().mobile
    phone.flight, phone.sim, phone.network_choice = True, "pin", "wrong"
    assert mobile_services.screen_says(phone) == "plane"
    phone.flight = False
    assert mobile_services.screen_says(phone) == "locked"
    phone.sim = "in"
    assert mobile_services.screen_says(phone) == "emergency"
    phone.network_choice = "auto"
    assert mobile_services.screen_says(phone) == "bars"


def test_a_restart_frees_a_router_that_is_stuck_and_nothing_else() -> None:
    world = World()
    world.home.router.stuck = world.home.router.misconfigured = True
    do(world, "Pull the power plug of the router out, wait 30 seconds and put it back in.")
    assert not world.home.router.stuck
    assert world.home.router.misconfigured


def test_what_a_text_warns_of_is_not_done() -> None:
    world = World()
    world.home.router.misconfigured = True
    do(world, "Do not press the small reset hole with a paper clip.")
    assert world.home.router.misconfigured


def test_a_loose_sim_card_is_put_right_and_a_missing_one_is_not() -> None:
    for state, after in (("loose", "in"), ("missing", "missing")):
        world = World()
        world.mobile.sim = state
        do(world, "Take the SIM card out and push it back in.", MOBILE)
        assert world.mobile.sim == after


def test_remote_actions_put_right_what_is_theirs() -> None:
    for action, fault, area in (
        ("refresh_line", "line_slow_profile", "home"),
        ("refresh_wifi", "wifi_channel_crowded", "home"),
        ("refresh_tv", "tv_rights_lost", "tv"),
        ("refresh_phone", "registration_lost", "home_phone"),
        ("refresh_mobile", "not_provisioned", "mobile"),
        ("send_settings", "apn_wrong", "mobile"),
        ("activate_sim", "sim_not_activated", "mobile"),
        ("enable_roaming", "roaming_off_on_line", "mobile"),
        ("reconnect", "mobile_paid_for", "mobile"),
    ):
        world = World()
        faults.CATALOGUE[fault].put_in(world)
        assert provider.remote(world, area, action)
        assert not faults.CATALOGUE[fault].there(world), action


def test_a_bill_that_is_open_is_not_reconnected() -> None:
    world = World()
    world.home.line.suspended = "suspended"
    assert not provider.remote(world, "home", "reconnect")
    assert provider.checks(world, "home")["suspended"] == "suspended"


def test_the_checks_tell_what_is_wrong_on_the_providers_side() -> None:
    world = World()
    assert set(provider.checks(world, "mobile").values()) == {
        "none", "active", "left", "good", "on"
    }  # fmt: skip
    world.home.line.noisy = True
    assert provider.checks(world, "home")["line_test"] == "unstable"
    world.home.line.cut = True
    assert provider.checks(world, "home")["line_test"] == "fault"


def test_a_seed_is_the_same_customer_every_time() -> None:
    first, second = scenario(7), scenario(7)
    assert (first.goal, first.faults, first.persona, first.world) == (
        second.goal,
        second.faults,
        second.persona,
        second.world,
    )


def test_every_customer_has_one_to_five_faults_that_break_what_they_came_for() -> None:
    for seed in range(300):
        case = scenario(seed)
        assert 1 <= len(case.faults) <= 5
        assert not services.works(case.world, case.goal)


def test_a_fault_that_nobody_can_put_right_makes_the_case_one_to_hand_off() -> None:
    world = World()
    faults.CATALOGUE["router_stuck"].put_in(world)
    assert breaking.fixable(world, "no_internet")
    faults.CATALOGUE["line_cut"].put_in(world)
    assert not breaking.fixable(world, "no_internet")
