"""Danger in the customers' own words, and what only sounds like it."""

from pathlib import Path

import pytest
from rasa.shared.exceptions import InvalidConfigException
from ruamel.yaml import YAML

from addons.danger import read_dangers
from addons.language import ROOT
from mend.safety import KINDS

DANGERS = read_dangers(ROOT / "data/danger.yml")
SAID = YAML(typ="safe").load((ROOT / "tests/data/said/danger.yml").read_text(encoding="utf-8"))


def phrases() -> list[tuple[str, str]]:
    """Every training phrase with its intent."""
    return [
        (item["intent"], line.strip()[2:])
        for folder in ("nlu", "guides")
        for path in sorted((ROOT / "data" / folder).glob("*.yml"))
        for item in YAML(typ="safe").load(path.read_text(encoding="utf-8")).get("nlu", [])
        for line in item["examples"].splitlines()
    ]


@pytest.mark.parametrize(
    ("text", "kind"), [(text, kind) for kind, texts in SAID["danger"].items() for text in texts]
)
def test_danger_is_told_by_its_kind(text: str, kind: str) -> None:
    assert DANGERS.kind(text) == kind


@pytest.mark.parametrize("text", SAID["no_danger"])
def test_figures_of_speech_and_plain_faults_are_no_danger(text: str) -> None:
    assert DANGERS.kind(text) is None


def test_the_kinds_are_those_that_there_is_an_instruction_for() -> None:
    assert {kind for kind, _ in DANGERS.ways} == set(KINDS) == set(SAID["danger"])


def test_what_customers_say_of_anything_else_is_no_danger() -> None:
    alarms = [text for intent, text in phrases() if intent != "danger" and DANGERS.kind(text)]
    assert len(alarms) <= 3  # one in a thousand, such as a decoder that is burning hot


@pytest.mark.parametrize("text", ["danger: {fire: [smoke]}", "danger: ["])
def test_a_bad_file_says_what_is_wrong(text: str, tmp_path: Path) -> None:
    path = tmp_path / "danger.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidConfigException, match=r"danger\.yml must hold"):
        read_dangers(path)
