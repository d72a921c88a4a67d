"""How a dialogue ended, whether that was right, and what many of them say together."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tests.simulation import breaking, deeds
from tests.simulation.customer import Customer, Said, Shown

RESTORED, WORKAROUND, HANDED_OFF = "restored", "workaround", "handed_off"
# No customer goes on for longer.
PATIENCE = 120


@dataclass
class Outcome:
    """One dialogue and its end."""

    customer: Customer
    dialogue: list[tuple[Shown, Said]]
    ended: str | None  # None: no end within the customer's patience
    place: str = ""  # where it ended, for the report

    @property
    def turns(self) -> int:
        return len(self.dialogue)

    def wrong(self) -> str | None:
        """Why this end is not the right one; None when it is."""
        who, case = self.customer, self.customer.case
        if self.ended is None:
            return f"no end within {PATIENCE} turns"
        if self.ended == RESTORED:
            return None if who.works or who.lies else "restored, and it does not work"
        if (
            self.ended == WORKAROUND
            and not deeds.relieved(case.world, case.goal)
            and not who.mistakes
        ):
            return "a work-around that does not help"
        if case.fixable and not self._excused():
            return f"{self.ended}, and it could be put right: {', '.join(self.left())}"
        return None

    def _excused(self) -> bool:
        """The customer could not or would not do a step, or led astray: the end may be another one."""
        who = self.customer
        return bool(who.could_not or who.declined or who.mistakes or who.lies)

    def left(self) -> list[str]:
        """The faults that are still there and concern the goal."""
        case = self.customer.case
        return [fault.name for fault in breaking.in_the_way(case.world, case.goal)]

    def told(self) -> str:
        """The dialogue, to be read by people."""
        case = self.customer.case
        lines = [
            f"seed {case.seed}: {case.goal}, {', '.join(case.faults)}, {case.persona}",
            f"fixable: {case.fixable}; tried before: {', '.join(case.done) or 'nothing'}",
        ]
        for shown, said in self.dialogue:
            lines += [f"  bot: {text}" for text in shown.texts]
            lines.append(f"       {' | '.join(shown.buttons)}")
            lines.append(f"  cust: {said.press or repr(said.words)}")
        lines.append(f"  end: {self.ended} {self.place}")
        lines += [f"  unmapped: {text} {titles}" for text, titles in self.customer.unmapped]
        return "\n".join(lines)


def _spread(numbers: list[int]) -> str:
    ordered = sorted(numbers)
    at = [ordered[int(share * (len(ordered) - 1))] for share in (0.1, 0.5, 0.9, 1)]
    return f"{len(ordered):4} walks, turns 10% {at[0]}, median {at[1]}, 90% {at[2]}, most {at[3]}"


def report(outcomes: Iterable[Outcome]) -> str:
    """Turns by goal and by persona, ends, and what was not understood."""
    by_goal: dict[str, list[int]] = defaultdict(list)
    by_manner: dict[str, list[int]] = defaultdict(list)
    ends: Counter[str] = Counter()
    unmapped: Counter[str] = Counter()
    stumped: Counter[str] = Counter()
    for outcome in outcomes:
        case = outcome.customer.case
        by_goal[case.goal].append(outcome.turns)
        by_manner[case.persona.manner].append(outcome.turns)
        ends[f"{'fixable' if case.fixable else 'not fixable'} → {outcome.ended}"] += 1
        unmapped.update(f"{text} {titles}" for text, titles in outcome.customer.unmapped)
        stumped.update(f"{text} {titles}" for text, titles in outcome.customer.stumped)
    lines = [f"{goal:18} {_spread(turns)}" for goal, turns in sorted(by_goal.items())]
    lines += [f"{manner:18} {_spread(turns)}" for manner, turns in sorted(by_manner.items())]
    lines += [f"{end:30} {count}" for end, count in ends.most_common()]
    lines += [f"nothing true {count:4} × {what}" for what, count in stumped.most_common()]
    lines += [f"unmapped {count:4} × {what}" for what, count in unmapped.most_common()]
    return "\n".join(lines)
