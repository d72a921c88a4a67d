"""What a message says has been done or is so, by the patterns of `data/facts.yml`: entities `fact`, `name=value`.

Precise rather than complete: a fact that is not there costs a question, a wrong one leaves a step out. So a sentence
that asks, denies, plans or supposes gives none.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from mend.facts import FACTS
from mend.yaml_text import BadYaml, load

ROOT = Path(__file__).resolve().parent.parent
ENTITY = "fact"
GAP = r"(?:\W+[\w'-]+){0,3}?\W+"  # up to three words
_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;\n]*")
_CLAUSE = re.compile(r",|\bbut\b|\band now\b|\bthough\b|\balthough\b")


@dataclass(frozen=True)
class Ways:
    """How facts are said, and what takes them back."""

    facts: tuple[tuple[str, re.Pattern[str]], ...]
    unless: re.Pattern[str]

    def told(self, text: str) -> dict[str, tuple[str, int, int]]:
        """Fact → value, start and end in the text; the last word on each counts."""
        plain = text.lower().replace("’", "'")
        found: dict[str, tuple[str, int, int]] = {}
        for sentence in _SENTENCE.finditer(plain):
            if sentence.group().rstrip().endswith("?"):
                continue
            at = sentence.start()
            for clause in _clauses(sentence.group()):
                for fact, way in self.facts:
                    match = way.search(plain, at + clause[0], at + clause[1])
                    before = plain[at + clause[0] : match.end()] if match else ""
                    if match and not self.unless.search(before.replace("off and on", "")):
                        name, _, value = fact.partition("=")
                        found[name] = (value, match.start(), match.end())
        return found


def _clauses(sentence: str) -> list[tuple[int, int]]:
    edges = [0, *(each.end() for each in _CLAUSE.finditer(sentence)), len(sentence)]
    return list(pairwise(edges))


def read_ways(path: Path, key: str = "facts") -> Ways:
    """The ways below `key` in a YAML file. Raises InvalidConfigException, which says what is wrong."""
    try:
        content = load(path.read_text(encoding="utf-8"))
        facts = tuple(
            (str(fact), _pattern(str(way))) for fact, ways in content[key].items() for way in ways
        )
        unless = "|".join(_pattern(str(way)).pattern for way in content["unless"])
    except (OSError, BadYaml, KeyError, TypeError, AttributeError, re.error) as error:
        raise InvalidConfigException(
            f"{path} must hold `{key}:` and `unless:`: {error!r}"
        ) from error
    return Ways(facts, re.compile(unless))


def read_facts(path: Path) -> Ways:
    """The facts of a YAML file, each of them known. Raises InvalidConfigException."""
    ways = read_ways(path)
    strange = sorted({fact for fact, _ in ways.facts if fact.partition("=")[0] not in FACTS})
    if strange:
        raise InvalidConfigException(f"{path}: mend.facts has no fact {', '.join(strange)}")
    return ways


def _pattern(way: str) -> re.Pattern[str]:
    parts = []
    for part in re.split(r"\s*\.\.\.\s*", way.strip()):
        literal = re.escape(part).replace(r"\(", "(?:").replace(r"\)", ")").replace(r"\|", "|")
        parts.append(literal.replace(r"\*", r"\w*").replace(r"\ ", r"\W+"))
    return re.compile(r"(?<![\w])" + GAP.join(f"(?:{part})" for part in parts) + r"(?![\w])")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class Facts(GraphComponent):  # type: ignore[misc]
    """Finds facts in each message. `ways` is a path inside the project."""

    def __init__(self, ways: Ways) -> None:
        """With the patterns read."""
        self.ways = ways

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Where the patterns are."""
        return {"ways": "data/facts.yml"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,  # noqa: ARG003
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> "Facts":
        """Read the patterns; raises InvalidConfigException when they cannot be read."""
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
                for name, (value, start, end) in self.ways.told(message.get(TEXT) or "").items()
            ]
            if found:
                message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages
