"""Which answer of a step do the customer's own words mean?

The order is: a pressed button, words that name an answer, then what the classifier took the message for (a
`Move`). Only the first two know the step, so they win over the classifier.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from mend.guides.model import Answer, Step

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


class Move(StrEnum):
    """What can be said at every step; domain.yml maps intents to these."""

    YES = "@yes"
    NO = "@no"
    WORKS = "@works"
    SAME = "@same"
    HOW = "@how"
    CANNOT = "@cannot"
    TRIED = "@tried"
    BACK = "@back"
    AGAIN = "@again"
    NEITHER = "@neither"
    WAIT = "@wait"
    LATER = "@later"
    FACT = "@fact"
    OVER = "@over"
    PERSON = "@person"


@dataclass(frozen=True)
class Heard:
    """What the customer said: the words, and what the button or the classifier makes of them."""

    text: str
    move: Move | None = None
    button: tuple[str, str] | None = None  # step, answer
    finds: dict[str, str] = field(default_factory=dict)  # the facts that the words tell


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation; typographic apostrophes made plain."""
    return _WORD.findall(text.lower().replace("’", "'"))


def _holds(said: list[str], phrase: list[str]) -> bool:
    length = len(phrase)
    return length > 0 and any(said[i : i + length] == phrase for i in range(len(said) - length + 1))


def named_answer(step: Step, text: str) -> Answer | None:
    """The answer whose title or phrase stands in the text; the longest wins, a tie names none."""
    said = words_of(text)
    best: dict[str, int] = {}
    for answer in step.answers:
        for phrase in (answer.title, *answer.hears):
            words = words_of(phrase)
            if _holds(said, words):
                best[answer.name] = max(best.get(answer.name, 0), len(words))
    if not best:
        return None
    longest = max(best.values())
    winners = [name for name, length in best.items() if length == longest]
    return step.answer(winners[0]) if len(winners) == 1 else None


# A move that a step may have an answer for, by the answer names that mean something everywhere.
_ANSWERS_OF: dict[Move, tuple[str, ...]] = {
    # A step asks "does it work now?"; its `fixed` is confirmed once more before anything is recorded.
    Move.YES: ("yes", "fixed"),
    Move.NO: ("no",),
    Move.WORKS: ("fixed",),
    Move.SAME: ("same",),
}


def answer_of(step: Step, heard: Heard) -> Answer | None:
    """The answer of the step that was given, or None when the words mean none of them."""
    if heard.button is not None:
        at, name = heard.button
        return step.answer(name) if at == step.name else None
    named = named_answer(step, heard.text)
    if named is not None:
        return named
    for name in _ANSWERS_OF.get(heard.move, ()) if heard.move else ():
        if (answer := step.answer(name)) is not None:
            return answer
    return None
