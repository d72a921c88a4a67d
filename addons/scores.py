"""Scores: how well predicted labels fit the ones that people gave. Pure: no Rasa, no files."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

OUT_OF_SCOPE = "out_of_scope"
RESAMPLES = 2000
SEED = 7


@dataclass(frozen=True)
class Judged:
    """One message: the given label, others accepted, ours, and whether we refused to guess."""

    text: str
    gold: str
    accepted: frozenset[str]
    predicted: str
    refused: bool


@dataclass(frozen=True)
class Figure:
    """A share between 0 and 1 with its bootstrap 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f}  ({self.low:.3f} to {self.high:.3f})"


Measure = Callable[[Sequence[Judged]], float]


def strict(rows: Sequence[Judged]) -> float:
    """The share whose label is the one that people gave."""
    return _share([row.predicted == row.gold for row in rows])


def lenient(rows: Sequence[Judged]) -> float:
    """The share whose label is the given one or an accepted other."""
    return _share([row.predicted in {row.gold, *row.accepted} for row in rows])


def macro_f1(rows: Sequence[Judged]) -> float:
    """The mean of each label's F1, over the labels that people gave at least once."""
    gold = Counter(row.gold for row in rows)
    said = Counter(row.predicted for row in rows)
    hit = Counter(row.gold for row in rows if row.predicted == row.gold)
    return _share([2 * hit[label] / (count + said[label]) for label, count in gold.items()])


def refusals(rows: Sequence[Judged]) -> float:
    """The share of telecom messages that were not understood at all."""
    return _share([row.refused for row in rows if row.gold != OUT_OF_SCOPE])


def false_alarms(rows: Sequence[Judged]) -> float:
    """The share of out-of-scope messages that were taken for a telecom need."""
    return _share([row.predicted != OUT_OF_SCOPE for row in rows if row.gold == OUT_OF_SCOPE])


def _share(values: Sequence[float]) -> float:
    return float(np.mean(values)) if len(values) else 0.0


def with_interval(measure: Measure, rows: Sequence[Judged]) -> Figure:
    """The measure, and the middle 95 % of it over resampled messages (percentile bootstrap)."""
    random = np.random.default_rng(SEED)
    drawn = [
        measure([rows[i] for i in random.integers(0, len(rows), len(rows))])
        for _ in range(RESAMPLES)
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Figure(measure(rows), float(low), float(high))


def label_table(rows: Sequence[Judged]) -> str:
    """One line for each given label: how many, precision, recall, F1."""
    gold = Counter(row.gold for row in rows)
    said = Counter(row.predicted for row in rows)
    hit = Counter(row.gold for row in rows if row.predicted == row.gold)
    width = max(len(label) for label in gold)
    lines = [f"{'label':<{width}}    n  precision  recall     F1"]
    for label, count in sorted(gold.items(), key=lambda item: (-item[1], item[0])):
        precision = hit[label] / said[label] if said[label] else 0.0
        f1 = 2 * hit[label] / (count + said[label])
        lines.append(
            f"{label:<{width}}  {count:>3}  {precision:>9.2f}"
            f"  {hit[label] / count:>6.2f}  {f1:>5.2f}"
        )
    return "\n".join(lines)


def confusion_table(rows: Sequence[Judged]) -> str:
    """Given labels down, ours across (by number), a dot for none."""
    labels = sorted({row.gold for row in rows} | {row.predicted for row in rows})
    pairs = Counter((row.gold, row.predicted) for row in rows)
    width = max(len(label) for label in labels) + 4
    lines = [" " * width + "".join(f"{number:>4}" for number in range(1, len(labels) + 1))]
    for number, label in enumerate(labels, start=1):
        cells = "".join(f"{pairs[label, other] or '.':>4}" for other in labels)
        lines.append(f"{f'{number:>2}  {label}':<{width}}{cells}")
    return "\n".join(lines)
