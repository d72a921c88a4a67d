"""What a text asks the customer to do, and how that changes the state.

The vocabulary is data: a deed has a pattern, what it sets, and what has to be so for the customer to be able to do it.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.looking import holds, plain
from tests.simulation.state import World

Possible = Callable[[World], bool]


def always(world: World) -> bool:
    """Everybody can."""
    return True


@dataclass(frozen=True)
class Deed:
    """One thing a customer can do when a text asks for it."""

    name: str
    asked: str  # the pattern
    sets: dict[str, Any] = field(default_factory=dict)
    can: Possible = always
    looks: bool = False  # done when only asked what happens, too
    helps: str = ""  # a help for now that is set up with it
    act: Callable[[World], bool] | None = None  # what is more than setting values
    cures: dict[str, tuple[Any, Any]] = field(default_factory=dict)  # path: (only this, becomes)

    def do(self, world: World) -> bool:
        """Do it; whether that changed anything."""
        changed = [world.put(path, value) for path, value in self.sets.items()]
        for path, (only, then) in self.cures.items():
            if world.get(path) == only:
                changed.append(world.put(path, then))
        if self.act is not None:
            changed.append(self.act(world))
        if self.helps:
            world.helps.add(self.helps)
        return any(changed)


# A sentence that tells what not to do, or only what will happen, asks for nothing.
_NOT = re.compile(r"\b(do not(?! disturb)|don't|never|no need to|you need not)\b")


def instructions(text: str) -> str:
    """The sentences of a text that ask for something."""
    sentences = re.split(r"(?<=[.?!:;])\s+", plain(text))
    asking = [sentence for sentence in sentences if not sentence.endswith("?")]
    return " ".join(sentence for sentence in asking if not _NOT.search(sentence))


def deeds_in(text: str, catalogue: Iterable[Deed]) -> list[Deed]:
    """What the text asks for, in the order of the catalogue."""
    told = instructions(text)
    return [deed for deed in catalogue if holds(deed.asked, told)]


def looks_in(text: str, catalogue: Iterable[Deed]) -> list[Deed]:
    """What somebody does to be able to answer the question."""
    return [deed for deed in catalogue if deed.looks and holds(deed.asked, plain(text))]
