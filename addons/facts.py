"""What a message says has been done or is so, by the ways of `data/facts.yml`: entities `fact`, `name=value`.

Precise rather than complete: a fact that is not there costs a question, a wrong one leaves a step out. So words that
ask, deny, plan or suppose give none.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from addons.language import ROOT
from addons.ways import Patterns, Sentence, Ways, compiled, ends_with, sentences, ways_of
from mend.facts import FACTS
from mend.yaml_text import BadYaml, load

ENTITY = "fact"
WHERE = ("before", "just_before", "asking", "after", "just_after", "question")


@dataclass(frozen=True)
class Unless:
    """Words that take a fact back, by where they are."""

    before: Patterns  # in the same clause, before the fact
    just_before: Patterns
    asking: Patterns  # at the beginning of the clause
    after: Patterns  # in the same clause, after the fact
    just_after: Patterns
    question: Patterns  # a question that only begins after the fact says nothing against it
    beside: Ways  # anywhere in the sentence, for one kind of fact

    def take_back(self, sentence: Sentence, name: str, match: re.Match[str]) -> bool:
        """Whether the sentence does not really say what was found in it."""
        start, end = sentence.clause(match.start())
        end = max(end, match.end() + 1)
        clause = f" {sentence.text[start:end].lstrip()}"
        before, after = f" {sentence.text[start : match.start()]}", sentence.text[match.end() : end]
        last = end >= len(sentence.text.removesuffix(" ? "))
        return (
            any(way.search(before) for way in self.before)
            or any(ends_with(way, before) for way in self.just_before)
            # The beginning may be a part of the fact: "is on" in "is on all devices".
            or any(way.match(clause, 1) for way in self.asking)
            or any(way.search(after) for way in self.after)
            or any(way.match(after, 1) for way in self.just_after)
            or any(kind == name and way.search(sentence.text) for kind, way in self.beside)
            or (sentence.asks and last and not any(way.search(after) for way in self.question))
        )


@dataclass(frozen=True)
class Told:
    """How facts are said, and what takes them back."""

    ways: Ways
    unless: Unless

    def told(self, text: str) -> dict[str, tuple[str, int, int]]:
        """Fact → value, start and end in the text; the last word on each counts."""
        found: dict[str, tuple[str, int, int]] = {}
        for sentence in sentences(text):
            said = [
                (match.start(), fact, sentence.place(match))
                for fact, way in self.ways
                for match in way.finditer(sentence.text)
                if not self.unless.take_back(sentence, fact.partition("=")[0], match)
            ]
            for _, fact, place in sorted(said):
                name, _, value = fact.partition("=")
                found[name] = (value, *place)
        return found


def read_facts(path: Path) -> Told:
    """The facts of a YAML file, each of them known. Raises InvalidConfigException, which says what is wrong."""
    try:
        content = load(path.read_text(encoding="utf-8"))
        groups, unless = content["words"], content["unless"]
        patterns = {
            where: tuple(compiled(str(way), groups) for way in unless[where]) for where in WHERE
        }
        beside = ways_of(unless["beside"], groups)
        told = Told(ways_of(content["facts"], groups), Unless(**patterns, beside=beside))
    except (OSError, BadYaml, KeyError, TypeError, AttributeError, re.error) as error:
        raise InvalidConfigException(
            f"{path} must hold `words:`, `unless:` and `facts:`: {error!r}"
        ) from error
    strange = sorted({fact for fact, _ in told.ways if fact.partition("=")[0] not in FACTS})
    if strange:
        raise InvalidConfigException(f"{path}: mend.facts has no fact {', '.join(strange)}")
    return told


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class Facts(GraphComponent):  # type: ignore[misc]
    """Finds facts in each message. `ways` is a path inside the project."""

    def __init__(self, told: Told) -> None:
        """With the ways read."""
        self.told = told

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Where the ways are."""
        return {"ways": "data/facts.yml"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,  # noqa: ARG003
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> "Facts":
        """Read the ways; raises InvalidConfigException when they cannot be read."""
        return cls(read_facts(ROOT / {**cls.get_default_config(), **config}["ways"]))

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the facts of each message to its entities."""
        for message in messages:
            found = [
                {
                    "entity": ENTITY,
                    "value": f"{name}={value}",
                    "start": start,
                    "end": end,
                    "confidence": None,
                    "extractor": "Facts",
                }
                for name, (value, start, end) in self.told.told(message.get(TEXT) or "").items()
            ]
            if found:
                message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages
