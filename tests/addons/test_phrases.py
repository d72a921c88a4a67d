"""What customers might say: enough, in many voices, and the held-out phrases kept apart."""

import re
from collections import defaultdict
from itertools import combinations

import pytest
from ruamel.yaml import YAML

from addons.classifier import PARTS
from addons.language import ROOT

LEAST = {"other_need": 60, "out_of_scope": 50, "danger": 60}
HELD_OUT: dict[str, list[str]] = {}
for path in sorted((ROOT / "tests/data/held_out").glob("*.yml")):
    HELD_OUT |= YAML(typ="safe").load(path.read_text(encoding="utf-8"))["held_out"]


def words(phrase: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9']+", phrase.lower()))


def phrases(folder: str) -> dict[str, list[str]]:
    """Full label → training phrases of the YAML files in a folder of data/."""
    found = defaultdict(list)
    for path in sorted((ROOT / "data" / folder).glob("*.yml")):
        for item in YAML(typ="safe").load(path.read_text(encoding="utf-8")).get("nlu", []):
            part = (item.get("metadata") or {}).get(PARTS.get(item["intent"], ""))
            label = f"{item['intent']}/{part}" if part else item["intent"]
            found[label] += [line.strip()[2:] for line in item["examples"].splitlines() if line]
    return dict(found)


TALK = phrases("nlu")
INTENTS: dict[str, list[str]] = defaultdict(list)
for label, said in TALK.items():
    INTENTS[label.partition("/")[0]] += said


INTENTS |= phrases("guides")


@pytest.mark.parametrize("intent", sorted(INTENTS))
def test_an_intent_has_enough_phrases(intent: str) -> None:
    least = 25 if intent.startswith("problem/") else LEAST.get(intent, 30)
    assert len(set(INTENTS[intent])) >= least


@pytest.mark.parametrize("intent", sorted(INTENTS))
def test_no_two_phrases_of_an_intent_share_more_than_half_their_words(intent: str) -> None:
    alike = []
    for one, other in combinations(INTENTS[intent], 2):
        first, second = words(one), words(other)
        # Of three words or fewer the longer one counts: "yes" would forbid every other yes.
        sizes = sorted([len(first), len(second)])
        size = sizes[0] if sizes[0] > 3 else sizes[1]
        if len(first & second) > size / 2:
            alike.append((one, other))
    assert alike == []


@pytest.mark.parametrize("label", sorted({*TALK, *INTENTS} - {"other_need", "danger"}))
def test_every_label_has_held_out_phrases(label: str) -> None:
    assert len(set(HELD_OUT[label])) >= 10


def test_no_held_out_phrase_is_trained_on() -> None:
    trained = {
        tuple(re.findall(r"[a-z0-9']+", phrase.lower()))
        for said in [*TALK.values(), *phrases("guides").values()]
        for phrase in said
    }
    copied = [
        phrase
        for said in HELD_OUT.values()
        for phrase in map(str, said)
        if tuple(re.findall(r"[a-z0-9']+", phrase.lower())) in trained
    ]
    assert copied == []
