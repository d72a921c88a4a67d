"""The customer: sees what the window shows, does what it asks, looks, and presses what is true."""

from dataclasses import dataclass, field

from tests.simulation import deeds, services, words
from tests.simulation.doing import Deed, deeds_in, looks_in
from tests.simulation.looking import WELL, Eyes, first_true, holds, plain
from tests.simulation.scenario import Scenario

HOW = "How do I do that?"
CANNOT = "I can't do that"
NEITHER = "None of these"
SKIP = "Skip this question"
PERSON = "Talk to a person"
WORKS_NOW = "it works now"
YES, NO = "Yes", "No"
GO_AHEAD, RATHER_NOT = "Yes, go ahead", "Rather not"
ALWAYS_THERE = frozenset({HOW, CANNOT, NEITHER, SKIP, PERSON, GO_AHEAD, RATHER_NOT})

CONFIRMS = r"is everything working|all well again|does that help you"
NO_OTHER_QUESTION = r"^how is it now"
CAUTIONS = r"^before we do this"
DOES_NOT_KNOW = r"not sure|do(n't| not) know|cannot (tell|find|see)|can't (tell|find|see)"
# How often a mistaken customer takes one thing for another, and a hasty one says too early that it works.
MISTAKES = 0.15
HASTE = 0.5


@dataclass(frozen=True)
class Shown:
    """What the window shows at once."""

    texts: tuple[str, ...]
    buttons: tuple[str, ...]
    alt: str | None = None


@dataclass(frozen=True)
class Said:
    """What the customer does: press a button, or type."""

    press: str | None = None
    words: str | None = None


@dataclass
class Customer:
    """Somebody with a complaint, for one dialogue."""

    case: Scenario
    unmapped: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    stumped: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)  # no answer was true
    could_not: list[str] = field(default_factory=list)
    declined: int = 0
    mistakes: int = 0
    lies: int = 0
    did: list[str] = field(default_factory=list)
    changed: bool = False
    _helped: dict[str, str] = field(
        default_factory=dict
    )  # question: the help that was shown for it
    _done: set[str] = field(default_factory=set)  # questions whose deeds are done
    _told: set[str] = field(default_factory=set)  # questions where they told their kind of device
    _lost: set[str] = field(default_factory=set)  # questions that were not understood
    _before: str = ""

    def answer(self, shown: Shown) -> Said:
        """What the customer does about what the window shows."""
        question = shown.texts[-1]
        if NO in shown.buttons and holds(CONFIRMS, plain(question)):
            return self._confirm(shown)
        if holds(CAUTIONS, plain(question)):
            return self._heed()
        if GO_AHEAD in shown.buttons:
            return Said(press=GO_AHEAD)
        kind = self._kind_of_device(shown)
        if kind is not None:
            return Said(press=kind)
        if len(shown.texts) > 1 and question in self._helped:
            self._helped[question] = " ".join(shown.texts[:-1])
        if self._wants_help(question, shown):
            self._helped[question] = ""
            return Said(press=HOW)
        if NEITHER in shown.buttons:
            for deed in looks_in(question, deeds.OF_AREA[self.case.area]):
                if deed.can(self.case.world):
                    deed.do(self.case.world)
        elif question not in self._done:
            refusal = self._do(question, shown)
            if refusal is not None:
                return refusal
        return self._look(question, shown)

    def _chance(self, share: float) -> bool:
        return self.case.chance.random() < share

    @property
    def works(self) -> bool:
        """Whether what they came for works."""
        return services.works(self.case.world, self.case.goal)

    def _confirm(self, shown: Shown) -> Said:
        asked = " ".join(shown.texts)
        if "help you" in plain(asked):
            return Said(press=YES if deeds.relieved(self.case.world, self.case.goal) else NO)
        if (
            not self.works
            and self.case.persona.hasty
            and "still sees" not in asked
            and self._chance(HASTE)
        ):
            self.lies += 1
            return Said(press=YES)
        return Said(press=YES if self.works else NO)

    def _heed(self) -> Said:
        if self.case.persona.careful and self._chance(0.5):
            self.declined += 1
            return Said(press=NO)
        return Said(press=YES)

    def _kind_of_device(self, shown: Shown) -> str | None:
        """The button for the kind of device that they have, once for each question."""
        question = shown.texts[-1]
        mine = words.devices(self._eyes(), shown.buttons)
        if not mine or question in self._told:
            return None
        self._told.add(question)
        return mine[0]

    def _wants_help(self, question: str, shown: Shown) -> bool:
        new = HOW in shown.buttons and question not in self._helped
        return new and self.case.persona.manner == "beginner" and self._chance(0.6)

    def _eyes(self) -> Eyes:
        return Eyes(self.case.world, self.case.goal, self.changed, frozenset(self.did))

    def _text(self, question: str) -> str:
        return f"{question} {self._helped.get(question, '')}"

    def _do(self, question: str, shown: Shown) -> Said | None:
        """Do what the text asks; what to say instead when that is not possible or not clear."""
        asked = deeds_in(question, deeds.OF_AREA[self.case.area])
        asked = asked or deeds_in(self._text(question), deeds.OF_AREA[self.case.area])
        if not asked and CANNOT in shown.buttons:
            if HOW in shown.buttons and question not in self._helped:
                self._helped[question] = ""
                return Said(press=HOW)
            self._miss("does not know what to do", question, shown)
        self._done.add(question)
        self.case.world.helps.clear()
        if (
            asked
            and not any(deed.can(self.case.world) for deed in asked)
            and CANNOT in shown.buttons
        ):
            self.could_not += [deed.name for deed in asked]
            return Said(press=CANNOT)
        able = [deed for deed in asked if deed.can(self.case.world)]
        self.changed = any([self._did(deed) for deed in able])
        return None

    def _did(self, deed: Deed) -> bool:
        self.did.append(deed.name)
        return deed.do(self.case.world)

    def _miss(self, why: str, question: str, shown: Shown) -> None:
        own = tuple(title for title in shown.buttons if title not in ALWAYS_THERE)
        self.unmapped.append((f"{why}: {question}", own))

    def _look(self, question: str, shown: Shown) -> Said:
        own = [
            title
            for title in shown.buttons
            if title not in ALWAYS_THERE and title not in words.DEVICES
        ]
        eyes = self._eyes()
        about = f"{question} {shown.alt or ''}"
        if holds(NO_OTHER_QUESTION, plain(question)):
            about = self._before  # they look again at what they looked at before
        elif own:
            self._before = about
        true, unknown = first_true(words.VOCABULARY[self.case.area], about, own, eyes)
        if self.case.persona.mistaken and len(own) > 1 and self._chance(MISTAKES):
            self.mistakes += 1
            return self._say(self.case.chance.choice([title for title in own if title != true]))
        if self.case.persona.hasty and not self.works and self._chance(HASTE):
            early = [title for title in own if holds(WELL, plain(title))]
            if early:
                self.lies += 1
                return self._say(early[0])
        if true is not None:
            return self._say(true)
        if unknown and question not in self._lost:
            self._lost.add(question)
            self._miss(f"does not understand {unknown}", question, shown)
            if HOW in shown.buttons and question not in self._helped:
                self._helped[question] = ""
                return Said(press=HOW)
        if self.works and NEITHER in shown.buttons:
            return Said(words=WORKS_NOW)  # what they did to look at it has put it right
        return self._give_up(own, shown)

    def _give_up(self, own: list[str], shown: Shown) -> Said:
        unsure = next((title for title in own if holds(DOES_NOT_KNOW, plain(title))), None)
        if unsure is not None:
            return self._say(unsure)
        self.stumped.append((shown.texts[-1], tuple(own)))
        for title in (NEITHER, CANNOT, SKIP):
            if title in shown.buttons:
                return Said(press=title)
        return Said(press=own[-1])

    def _say(self, title: str) -> Said:
        if self.case.persona.manner == "terse":
            return Said(words=title.lower())
        return Said(press=title)
