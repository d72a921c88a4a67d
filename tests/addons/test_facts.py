"""Facts in the customers' own words: what is said to be so or done, and what is not."""

from pathlib import Path

import pytest
from rasa.shared.exceptions import InvalidConfigException

from addons.facts import read_facts
from addons.language import ROOT
from mend.facts import FACTS, FAMILIES

WAYS = read_facts(ROOT / "data/facts.yml")

TOLD = {
    "I restarted the router twice already": {"router_restarted": "done"},
    "rebooted my hub, still nothing": {"router_restarted": "done"},
    "the modem was restarted an hour ago": {"router_restarted": "done"},
    "turned the router off and on": {"router_restarted": "done"},
    "switching the hub off and on did not help": {"router_restarted": "done"},
    "I have unplugged the box for a minute": {"router_restarted": "done"},
    "pulled the plug of the router": {"router_restarted": "done"},
    "it's slow but I already rebooted the router": {"router_restarted": "done"},
    "checked all the cables": {"cables_checked": "done"},
    "I tried another cable": {"cables_checked": "done"},
    "the cables are fine": {"cables_checked": "done"},
    "tried a different wall socket": {"power_checked": "done"},
    "there are no lights on the router": {"router_lights": "dark"},
    "the router is dark": {"router_lights": "dark"},
    "a red light on the router": {"router_lights": "red"},
    "my modem blinks red": {"router_lights": "red"},
    "LOS is red since noon": {"router_lights": "red"},
    "all lights are green": {"router_lights": "normal"},
    "no internet on all my devices": {"scope": "all_devices"},
    "it is the same on every device": {"scope": "all_devices"},
    "only on my laptop": {"scope": "one_device"},
    "the other devices work": {"scope": "one_device"},
    "works with a cable": {"wired": "works"},
    "ethernet is fine, wifi is not": {"wired": "works"},
    "it is slow even with a cable": {"wired": "bad"},
    "I moved the router to the middle of the flat": {"router_placed": "done"},
    "I forgot the network and joined again": {"wifi_rejoined": "done"},
    "ran a speed test": {"speed_tested": "done"},
    "the speed test shows 3": {"speed_tested": "done"},
    "I rebooted the laptop": {"device_restarted": "done"},
    "I restarted my phone": {"phone_restarted": "done"},
    "switched the phone off and on": {"phone_restarted": "done"},
    "I restarted the tv box": {"tv_box_restarted": "done"},
    "put in new batteries": {"batteries_changed": "done"},
    "flight mode is off": {"flight_mode_off": "done"},
    "toggled airplane mode": {"flight_mode_off": "done"},
    "I took the sim out and back in": {"sim_reseated": "done"},
    "mobile data is on": {"data_on": "done"},
    "data roaming is on": {"roaming_on": "done"},
    "the APN is right": {"apn_checked": "done"},
    "VPN is off": {"vpn_off": "done"},
    "I have no vpn": {"vpn_off": "done"},
    "data saver is off": {"data_saver_off": "done"},
    "I reinstalled the app": {"app_updated": "done"},
    "I already changed my password": {"password_reset": "done"},
    "I have full bars": {"mobile_service": "works"},
    "no bars on my phone": {"mobile_service": "none"},
    "we are abroad": {"abroad": "abroad"},
    "it's an iPhone": {"phone": "iphone"},
    "a Samsung Galaxy": {"phone": "android"},
    "I'm on Windows": {"computer": "windows"},
    "on my macbook": {"computer": "mac"},
    "we've got fibre": {"access": "fibre"},
    "I have DSL": {"access": "copper"},
    "there is a separate modem": {"modem": "separate"},
    "restarted the router, checked the cables": {"router_restarted": "done", "cables_checked": "done"},
    "I have an iphone and restarted the phone": {"phone": "iphone", "phone_restarted": "done"},
}  # fmt: skip
NOTHING = [
    "I haven't restarted the router",
    "not restarted the router yet",
    "should I restart the router?",
    "shall I reboot the modem",
    "I will restart the router later",
    "I'll reboot the hub",
    "do I have to restart the router",
    "if I restart the router my settings are lost",
    "how do I restart the router",
    "going to restart the router now",
    "never restarted the router",
    "can you restart my router",
    "I could not check the cables, they were not checked",
    "the cables weren't checked by the technician",
    "I want to try another cable",
    "is it only on my laptop?",
    "don't know whether all lights are green",
    "I can't see if the router is dark",
    "flight mode? is it off?",
    "the router restarts by itself",
    "my internet is slow",
    "the phone is dead",
    "hello",
    "I need new batteries",
    "where can I buy new batteries",
    "I don't have an iphone",
]


@pytest.mark.parametrize("text", TOLD)
def test_what_is_said_to_be_so_is_a_fact(text: str) -> None:
    assert {name: value for name, (value, _, _) in WAYS.told(text).items()} == TOLD[text]


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_asked_planned_or_denied_is_none(text: str) -> None:
    assert WAYS.told(text) == {}


def test_the_last_word_counts() -> None:
    told = WAYS.told("the router is dark. Sorry, a red light on the router")
    assert told["router_lights"][0] == "red"


def test_every_family_of_devices_can_be_told() -> None:
    ways = {fact for fact, _ in WAYS.facts}
    assert {"=".join(pair) for pair in FAMILIES.values()} <= ways
    assert {fact.partition("=")[0] for fact in ways} <= set(FACTS)


@pytest.mark.parametrize(
    ("text", "says"),
    [("facts: {moon=full: [a moon]}\nunless: [not]", "no fact moon"), ("facts: []", "must hold")],
)
def test_a_bad_file_says_what_is_wrong(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "facts.yml"
    path.write_text(text)
    with pytest.raises(InvalidConfigException, match=says):
        read_facts(path)
