"""Which danger a message tells of, by the ways of `data/danger.yml`, whatever the classifier takes it for.

A question tells of it as well ("there is smoke, what shall I do?"); a figure of speech, a denial and a supposition do
not.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from rasa.shared.exceptions import InvalidConfigException

from addons.ways import Patterns, Sentence, Ways, compiled, ends_with, sentences, ways_of
from mend.yaml_text import BadYaml, load


@dataclass(frozen=True)
class Dangers:
    """How dangers are told, and what takes them back."""

    ways: Ways
    figures: Patterns
    before: Patterns  # in the same clause
    just_before: Patterns

    def kind(self, text: str) -> str | None:
        """The kind of danger that the text tells of, or None."""
        said = sentences(text)
        for kind, way in self.ways:
            for sentence in said:
                if any(self._is_meant(sentence, match) for match in way.finditer(sentence.text)):
                    return kind
        return None

    def _is_meant(self, sentence: Sentence, match: re.Match[str]) -> bool:
        before = f" {sentence.text[sentence.clause(match.start())[0] : match.start()]}"
        return not (
            any(
                figure.start() < match.end() and match.start() < figure.end()
                for way in self.figures
                for figure in way.finditer(sentence.text)
            )
            or any(way.search(before) for way in self.before)
            or any(ends_with(way, before) for way in self.just_before)
        )


def read_dangers(path: Path) -> Dangers:
    """The dangers of a YAML file. Raises InvalidConfigException, which says what is wrong."""
    try:
        content = load(path.read_text(encoding="utf-8"))
        groups, unless = content["words"], content["unless"]
        patterns = {
            where: tuple(compiled(str(way), groups) for way in unless[where])
            for where in ("figures", "before", "just_before")
        }
        return Dangers(ways_of(content["danger"], groups), **patterns)
    except (OSError, BadYaml, KeyError, TypeError, AttributeError, re.error) as error:
        raise InvalidConfigException(
            f"{path} must hold `words:`, `unless:` and `danger:`: {error!r}"
        ) from error
