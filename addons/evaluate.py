"""Evaluate: `python -m addons.evaluate FILE` measures the newest model on labelled messages.

FILE is a CSV in UTF-8 with the columns text, gold and alt (other acceptable labels, `|` between
them); more columns may follow. Our labels are translated by `evaluation_labels.yml`.
The messages are only read, never kept.
Exits with 0 when it measured, with 2 and one sentence when it could not.
"""

import asyncio
import csv
import logging
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.model import get_latest_model
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from ruamel.yaml import YAML

from addons import scores
from addons.classifier import PARTS

LABELS = Path(__file__).with_name("evaluation_labels.yml")
COLUMNS = ("text", "gold", "alt")


class CannotEvaluate(Exception):
    """The measurement cannot be made; the message is one sentence for the person who asked."""


@dataclass(frozen=True)
class Labels:
    """The translation of our labels, and the labels that a file may use."""

    translation: Mapping[str, str]
    known: frozenset[str]


@dataclass(frozen=True)
class Row:
    """One labelled message."""

    text: str
    gold: str
    accepted: frozenset[str]


def read_labels(path: Path = LABELS) -> Labels:
    """The table of labels."""
    content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return Labels(content["labels"], frozenset(content["known"]))


def read_rows(path: Path, known: frozenset[str]) -> list[Row]:
    """The labelled messages of a CSV. Raises CannotEvaluate with the line that is wrong."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _rows(csv.DictReader(file, strict=True), path.name, known)
    except OSError as error:
        raise CannotEvaluate(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CannotEvaluate(f"{path.name} is not text in UTF-8.") from None
    except csv.Error as error:
        raise CannotEvaluate(f"{path.name} is not a CSV file: {error}.") from None


def _rows(reader: "csv.DictReader[str]", name: str, known: frozenset[str]) -> list[Row]:
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or [])]
    if missing:
        raise CannotEvaluate(f"{name} has no column {', '.join(missing)}.")
    rows = []
    for record in reader:
        text, gold, alt = ((record[column] or "").strip() for column in COLUMNS)
        accepted = frozenset(part.strip() for part in alt.split("|") if part.strip())
        if not text:
            raise CannotEvaluate(f"{name} line {reader.line_num}: the message is empty.")
        for label in (gold, *sorted(accepted)):
            if label not in known:
                raise CannotEvaluate(f"{name} line {reader.line_num}: unknown label {label!r}.")
        rows.append(Row(text, gold, accepted))
    if not rows:
        raise CannotEvaluate(f"{name} holds no messages.")
    return rows


def label_of(parsed: Mapping[str, Any]) -> str:
    """The full label of a parsed message: `problem/<guide>`, `other_need/<need>` or the intent."""
    intent = str((parsed.get("intent") or {}).get("name"))
    if intent in PARTS:
        for entity in parsed.get("entities", []):
            if entity["entity"] == PARTS[intent]:
                return f"{intent}/{entity['value']}"
    return intent


def load(folder: Path) -> Agent:
    """The newest model in a folder, ready to parse. Raises CannotEvaluate when there is none."""
    newest = get_latest_model(str(folder))
    if newest is None:
        raise CannotEvaluate(f"There is no model in {folder}; run `mend train` first.")
    return Agent.load(newest)


async def parse_all(agent: Agent, texts: Sequence[str]) -> list[dict[str, Any]]:
    """What the model makes of each text. Leading slashes are dropped, as the channel does."""
    return [await agent.parse_message(text.lstrip("/ ")) for text in texts]


def judge(row: Row, parsed: Mapping[str, Any], labels: Labels) -> scores.Judged:
    """One message with our label in the file's terms; CannotEvaluate if the table lacks it."""
    label = label_of(parsed)
    if label not in labels.translation:
        raise CannotEvaluate(f"{LABELS.name} does not translate our label {label!r}.")
    refused = label == DEFAULT_NLU_FALLBACK_INTENT_NAME
    return scores.Judged(row.text, row.gold, row.accepted, labels.translation[label], refused)


def report(judged: Sequence[scores.Judged], milliseconds: float) -> str:
    """All figures as text, each with its 95 % interval."""
    telecom = sum(row.gold != scores.OUT_OF_SCOPE for row in judged)
    measures = {
        "strict": scores.strict,
        "lenient": scores.lenient,
        "macro-F1": scores.macro_f1,
        "refused, of telecom": scores.refusals,
        "false alarms, of out of scope": scores.false_alarms,
    }
    lines = [
        f"{len(judged)} messages, {telecom} of them about telecom; "
        f"{milliseconds:.1f} ms a message (median)",
        "",
        f"{'':<30}       95 % interval",
        *(
            f"{name:<30} {scores.with_interval(measure, judged)}"
            for name, measure in measures.items()
        ),
        "",
        scores.label_table(judged),
        "",
        "Given labels down, ours across by number:",
        scores.confusion_table(judged),
    ]
    return "\n".join(lines) + "\n"


async def measure(agent: Agent, rows: Sequence[Row], labels: Labels) -> str:
    """Parse every message and report on it."""
    judged, times = [], []
    for row in rows:
        start = time.perf_counter()
        parsed = (await parse_all(agent, [row.text]))[0]
        times.append((time.perf_counter() - start) * 1000)
        judged.append(judge(row, parsed, labels))
    return report(judged, sorted(times)[len(times) // 2])


def main(arguments: Sequence[str], models: Path = Path("models")) -> int:
    """Measure the file named on the command line; returns the exit code."""
    try:
        if len(arguments) != 1:
            raise CannotEvaluate("Usage: python -m addons.evaluate FILE")
        labels = read_labels()
        rows = read_rows(Path(arguments[0]), labels.known)
        # Rasa tells every parse at debug level, and to standard output, where the figures go.
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
        sys.stdout.write(asyncio.run(measure(load(models), rows, labels)))
    except CannotEvaluate as reason:
        sys.stderr.write(f"{reason}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
