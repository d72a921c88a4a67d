"""Facts in the customers' own words: what is said to be so or done, and what is not."""

from pathlib import Path

import pytest
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message
from ruamel.yaml import YAML

from addons.facts import Facts, read_facts
from addons.language import ROOT
from mend.facts import FACTS, FAMILIES
from mend.guides import read_all

TOLD = read_facts(ROOT / "data/facts.yml")
SAID = YAML(typ="safe").load((ROOT / "tests/data/said/facts.yml").read_text(encoding="utf-8"))
WAYS = sorted({fact for fact, _ in TOLD.ways})


@pytest.mark.parametrize(
    ("text", "facts"), [(text, facts) for facts, texts in SAID["told"].items() for text in texts]
)
def test_what_is_said_to_be_so_is_a_fact(text: str, facts: str) -> None:
    found = {f"{name}={value}" for name, (value, _, _) in TOLD.told(text).items()}
    assert found == set(facts.split())


@pytest.mark.parametrize("text", SAID["nothing"])
def test_what_is_asked_planned_or_denied_is_none(text: str) -> None:
    assert TOLD.told(text) == {}


def test_every_fact_and_value_is_one_that_a_guide_finds() -> None:
    found = {
        f"{name}={value}"
        for guide in read_all(ROOT / "data/guides").values()
        for step in guide.steps.values()
        for answer in step.answers
        for name, value in answer.finds.items()
    }
    assert set(WAYS) - found - {"=".join(pair) for pair in FAMILIES.values()} == set()
    assert {fact.partition("=")[0] for fact in WAYS} <= set(FACTS)


@pytest.mark.parametrize("fact", WAYS)
def test_every_fact_is_in_the_examples(fact: str) -> None:
    assert any(fact in facts.split() for facts in SAID["told"])


def test_every_family_of_devices_can_be_told() -> None:
    assert {"=".join(pair) for pair in FAMILIES.values()} <= set(WAYS)


def test_the_last_word_counts() -> None:
    told = TOLD.told("the router is dark. Sorry, a red light on the router")
    assert told["router_lights"][0] == "red"


def test_facts_are_entities_beside_the_others() -> None:
    text = "All lights are GREEN, I have an iPhone"
    message = Message({"text": text, "entities": [{"entity": "device", "value": "phone"}]})
    Facts(TOLD).process([message])
    device, *facts = message.get("entities")
    assert device["entity"] == "device"
    assert {(each["value"], text[each["start"] : each["end"]]) for each in facts} == {
        ("router_lights=normal", "lights are GREEN"), ("phone=iphone", "iPhone"),
    }  # fmt: skip


UNLESS = (
    "{before: [], just_before: [], asking: [], after: [], just_after: [], question: [], beside: {}}"
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"words: {{}}\nunless: {UNLESS}\nfacts: {{moon=full: [a moon]}}", "no fact moon"),
        (f"words: {{}}\nunless: {UNLESS}\nfacts: {{phone=iphone: [<moon>]}}", "moon"),
        ("facts: []", "must hold"),
        ("facts: [", "must hold"),
    ],
)
def test_a_bad_file_says_what_is_wrong(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "facts.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidConfigException, match=says):
        read_facts(path)
