"""The nouns of a walk: where a customer is, what is known, and what one move leaves behind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from mend.guides.model import Way
from mend.problem import Cause, Check, RemoteAction, Result


class Phase(StrEnum):
    """What is being asked at the step."""

    CAUTION = "caution"  # may this be lost?
    PROPOSED = "proposed"  # shall the provider do this?
    RUNNING = "running"  # the provider is doing it
    ASKED = "asked"  # the step's own question
    CONFIRM = "confirm"  # is all well again?
    ANSWERED = "answered"  # others have done something about it: is all well again?
    ENDED = "ended"


@dataclass(frozen=True)
class View:
    """What is known from the provider's side right now."""

    account: bool  # somebody is signed in and the product is known: remote actions are possible
    checks: dict[Check, str] = field(default_factory=dict)  # only what is known
    retested: str | None = None  # the line test that was asked for at this very step


@dataclass(frozen=True)
class Progress:
    """Where a customer is; kept in the record book between messages."""

    guide: str
    step: str
    phase: Phase
    facts: dict[str, str] = field(default_factory=dict)  # still true, by name
    goal: str = ""  # the guide of the problem that they came with; empty: the same
    # What comes when the guide they are in is well: guides, or "guide/step" to come back to.
    queue: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()  # "guide/step" of what was asked, for "go back" and "step n"
    heeded: tuple[str, ...] = ()  # checks whose outcome has led somewhere already
    misses: int = 0  # answers in a row that meant nothing here
    mismatches: int = 0  # how often what they see matched no answer of this step
    doubted: bool = False  # "it works" was asked once more because a test says otherwise
    end: str | None = None  # the guide's end that was reached, when it was one of its own
    # Who says that it is done: handoff/7, order/3, workaround/12, customer.
    answers: str | None = None
    relief: bool = False  # what they did is meant to help for now only

    @property
    def problem(self) -> str:
        """The guide of the problem that the customer came with."""
        return self.goal or self.guide

    def as_json(self) -> dict[str, Any]:
        """What the record book keeps beside guide, step, phase and facts."""
        return {name: getattr(self, name) for name in KEPT}

    @classmethod
    def from_json(
        cls, guide: str, step: str, phase: str, kept: Mapping[str, Any], facts: dict[str, str]
    ) -> "Progress":
        """The progress that was kept."""
        known: dict[str, Any] = {
            name: tuple(kept[name]) if isinstance(kept[name], list | tuple) else kept[name]
            for name in KEPT
            if name in kept
        }
        return cls(guide, step, Phase(phase), facts, **known)


KEPT = (
    "goal", "queue", "trail", "heeded", "misses", "mismatches", "doubted", "end", "answers", "relief"
)  # fmt: skip


@dataclass(frozen=True)
class Tried:
    """One attempt: what was asked and what came of it."""

    guide: str
    step: str
    kind: str
    answered: str | None
    answer: str | None
    effect: str  # fixed | relief | no_effect | learned | skipped | asked_for | unknown
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Ending:
    """How the walk came to an end, before it is written as a restoration's result."""

    result: Result
    cause: Cause
    way: Way | None = None  # who takes over; None when restored
    restored_by: str | None = None
    until: int | None = None  # hours a work-around is meant to help


@dataclass(frozen=True)
class Walked:
    """One move: the new progress, what to record, what to say, and what to start."""

    progress: Progress
    says: tuple[str, ...] = ()  # names of responses, said before the next question
    tried: tuple[Tried, ...] = ()
    found: dict[str, str] = field(default_factory=dict)  # facts established now
    ending: Ending | None = None
    start: RemoteAction | None = None
    retest: Check | None = None
    paused: bool = False
