"""Notes on tickets and service problems: TMF's Note {id, author, date, text}, a list that is replaced
as a whole.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mend.systems.base import OWNER, JsonObject
from mend.systems.shapes import moment, objects, words

FIELDS = ("id", "author", "date", "text")


@dataclass(frozen=True)
class Note:
    """A note that somebody wrote. `id` is theirs, or made of its words where they give none."""

    id: str
    author: str
    text: str
    date: datetime | None


def by_others(value: Any) -> tuple[Note, ...]:
    """The notes in an answered list that Mend did not write, in their order."""
    return tuple(
        Note(_id(each), words(each.get("author")), text, moment(each.get("date")))
        for each in objects(value)
        if (text := words(each.get("text"))) and words(each.get("author")).lower() != OWNER
    )


def with_ours(theirs: Any, ours: list[JsonObject]) -> list[JsonObject] | None:
    """The whole list to send: all of theirs as they are, and what they lack of ours.

    None when they have all of ours.
    """
    there = objects(theirs)
    missing = [note for note in ours if not any(_same(each, note) for each in there)]
    return [*there, *(_sent(note) for note in missing)] if missing else None


def _id(note: JsonObject) -> str:
    """The note's id; one without is known by its author, date and text."""
    text = "\n".join(words(note.get(name)) for name in FIELDS[1:])
    return words(note.get("id")) or hashlib.sha256(text.encode()).hexdigest()[:32]


def _same(theirs: JsonObject, ours: JsonObject) -> bool:
    """By the id, or, at a system that gives ids of its own, by author and text."""
    if theirs.get("id") and theirs.get("id") == ours.get("id"):
        return True
    if theirs.get("text") != ours.get("text") or words(theirs.get("author")) != _author(ours):
        return False
    dates = moment(theirs.get("date")), moment(ours.get("date"))
    return None in dates or dates[0] == dates[1]


def _author(note: JsonObject) -> str:
    return words(note.get("author")) or OWNER


def _sent(note: JsonObject) -> JsonObject:
    kept = {name: note[name] for name in FIELDS if note.get(name) is not None}
    return {**kept, "author": _author(note)}
