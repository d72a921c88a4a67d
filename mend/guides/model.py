"""The nouns of a guide. The format is described in docs/write-a-guide.md."""

from dataclasses import dataclass, field

from mend.problem import (
    Cause,
    Check,
    CrmProcess,
    Destination,
    Layer,
    ProductKind,
    RemoteAction,
    StepKind,
)

FIXED = "fixed"
WORKED_AROUND = "worked_around"
BUILT_IN_ENDS = frozenset({FIXED, WORKED_AROUND})


class BadGuide(Exception):
    """A guide file that cannot be used; the message names the file, the place and what to do."""


@dataclass(frozen=True)
class Way:
    """Who takes over."""

    to: Destination
    suspect: Layer | None = None  # with to: smo
    process: CrmProcess | None = None  # with to: crm


@dataclass(frozen=True)
class Answer:
    """One thing the customer can say to a step."""

    name: str
    title: str
    to: str  # a step, an end, FIXED or WORKED_AROUND
    hears: tuple[str, ...] = ()
    finds: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One step; `minutes` is what it costs the customer."""

    name: str
    kind: StepKind
    say: str
    answers: tuple[Answer, ...]
    next: str
    help: str | None = None
    picture: str | None = None
    alt: str | None = None
    minutes: int | None = None
    caution: str | None = None
    action: RemoteAction | None = None
    retest: Check | None = None
    done_by: tuple[str, ...] = ()
    cause: Cause | None = None
    suspect: Layer | None = None
    until: int | None = None  # hours
    permanent: Way | None = None

    def answer(self, name: str) -> Answer | None:
        """The answer with that name."""
        return next((answer for answer in self.answers if answer.name == name), None)


@dataclass(frozen=True)
class End:
    """Where a guide stops without having restored anything."""

    name: str
    cause: Cause
    way: Way
    say: str


@dataclass(frozen=True)
class Guide:
    """One problem, from the first look at the provider's side to its ends."""

    name: str
    title: str
    product: ProductKind
    checks: dict[Check, dict[str, str]]
    steps: dict[str, Step]
    ends: dict[str, End]
    opening: str
    examples: tuple[str, ...]

    @property
    def first(self) -> str:
        """The step that opens the guide."""
        return next(iter(self.steps))

    def targets(self, step: Step) -> list[str]:
        """Everywhere a customer can go from a step."""
        return [answer.to for answer in step.answers] + [step.next]
