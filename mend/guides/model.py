"""The nouns of a guide. The format is described in docs/write-a-guide.md."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mend.facts import FAMILIES
from mend.problem import (
    Cause,
    Check,
    CrmProcess,
    Destination,
    Layer,
    ProductKind,
    RemoteAction,
    RequestKind,
    StepKind,
)

FIXED = "fixed"
WORKED_AROUND = "worked_around"
BUILT_IN_ENDS = frozenset({FIXED, WORKED_AROUND})
OTHER_GUIDE = "problem/"  # a target that begins with it is another guide


class BadGuide(Exception):
    """A guide file that cannot be used; the message names the file, the place and what to do."""


@dataclass(frozen=True)
class Way:
    """Who takes over."""

    to: Destination
    suspect: Layer | None = None  # with to: smo
    process: CrmProcess | None = None  # with to: crm
    asks: RequestKind | None = None  # what of it, when it is not what the process is asked first


CALL_BACK = Way(Destination.CRM, process=CrmProcess.INTERACTION)


@dataclass(frozen=True)
class Answer:
    """One thing the customer can say to a step."""

    name: str
    title: str
    to: str  # a step, an end, FIXED or WORKED_AROUND
    hears: tuple[str, ...] = ()
    finds: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Variant:
    """What a step says instead to those who have one kind of device."""

    say: str | None = None
    help: str | None = None
    picture: str | None = None
    alt: str | None = None


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
    again: bool = False  # asked even though it is known: it may have changed
    variants: dict[str, Variant] = field(default_factory=dict)  # by family, see FAMILIES

    def answer(self, name: str) -> Answer | None:
        """The answer with that name."""
        return next((answer for answer in self.answers if answer.name == name), None)

    def for_device(self, facts: Mapping[str, str]) -> "Step":
        """The step in the words for the device that the customer is known to have."""
        step = self
        for family, variant in self.variants.items():
            fact, value = FAMILIES[family]
            if facts.get(fact) == value:
                told = {key: text for key, text in vars(variant).items() if text is not None}
                step = replace(step, **told)
        return step


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
    before: tuple[str, ...] = ()  # guides whose opening question must pass first
    passes: tuple[str, ...] = ()  # answers of the first step that mean: this part is well

    @property
    def first(self) -> str:
        """The step that opens the guide."""
        return next(iter(self.steps))

    def targets(self, step: Step) -> list[str]:
        """Everywhere a customer can go from a step."""
        return [answer.to for answer in step.answers] + [step.next]


Guides = Mapping[str, Guide]


def chain(guides: Guides, name: str) -> tuple[str, ...]:
    """The guides to walk for a problem, in order: those before it, each once, and its own at the end."""
    order: list[str] = []

    def visit(at: str, above: tuple[str, ...]) -> None:
        for earlier in guides[at].before:
            if earlier not in order and earlier not in above:
                visit(earlier, (*above, at))
        order.append(at)

    visit(name, ())
    return tuple(order)
