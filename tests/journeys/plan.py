"""Find a way through a guide to a wished end with the pure engine, so that journeys need not know its steps."""

from collections import deque
from collections.abc import Callable
from pathlib import Path

from mend.guides import Guide, read_all, walk
from mend.guides.hear import Heard, Move
from mend.guides.progress import Phase, Progress, View, Walked
from mend.problem import Check

GUIDES = read_all(Path("data/guides"))
HEALTHY = {Check.SUSPENDED: "active", Check.OUTAGE: "none"}
Goal = Callable[[Guide, Walked], bool]

YES, NO = ("Yes", Move.YES), ("No", Move.NO)
GO_AHEAD, RATHER_NOT = ("Yes, go ahead", Move.YES), ("Rather not", Move.NO)


def way(name: str, goal: Goal, *, signed_in: bool = True) -> list[str]:
    """The titles to press, one after the other, until `goal` holds for a move. Raises LookupError."""
    view = View(signed_in, HEALTHY if signed_in else {})
    first = walk.begin(GUIDES, name, view, {}).progress
    waiting: deque[tuple[Progress, list[str]]] = deque([(first, [])])
    seen: set[tuple[str, str, Phase]] = set()
    while waiting:
        progress, titles = waiting.popleft()
        guide = GUIDES[progress.guide]
        here = (progress.guide, progress.step, progress.phase)
        if here in seen:
            continue
        seen.add(here)
        for title, heard in _choices(guide, progress):
            walked = walk.answer(GUIDES, progress, heard, view)
            if goal(guide, walked):
                return [*titles, title]
            after = walked.progress
            if after.phase is Phase.RUNNING:
                after = walk.ran(after)
            if walked.ending is None:
                waiting.append((after, [*titles, title]))
    raise LookupError(f"{name} has no such end")


def _choices(guide: Guide, progress: Progress) -> list[tuple[str, Heard]]:
    match progress.phase:
        case Phase.ASKED:
            step = guide.steps[progress.step]
            return [
                (answer.title, Heard(answer.title, button=(step.name, answer.name)))
                for answer in step.answers
            ]
        case Phase.PROPOSED:
            return [(title, Heard(title, move)) for title, move in (GO_AHEAD, RATHER_NOT)]
        case _:
            return [(title, Heard(title, move)) for title, move in (YES, NO)]
