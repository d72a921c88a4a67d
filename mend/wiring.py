"""Puts the parts together, once, when a process asks for them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mend import settings as settings_module
from mend.guides import Guide, read_all
from mend.provider import Provider
from mend.publishing import watchers
from mend.settings import Settings
from mend.store import Store, make_engine
from mend.systems import build
from mend.words import Utterance, read_words

GUIDES = Path("data/guides")
PICTURES = GUIDES / "pictures"
RESPONSES = Path("data/responses")


@dataclass(frozen=True)
class Mend:
    """What a turn works with."""

    settings: Settings
    store: Store
    guides: dict[str, Guide]
    words: dict[str, list[Utterance]]
    provider: Provider


def put_together(settings: Settings, guides: dict[str, Guide] | None = None) -> Mend:
    """Mend for these settings. Raises BadGuide when a guide cannot be read."""
    return Mend(
        settings=settings,
        store=open_store(settings),
        guides=read_all(GUIDES) if guides is None else guides,
        words=read_words(RESPONSES),
        provider=Provider(build(settings), settings.read_timeout),
    )


def open_store(settings: Settings) -> Store:
    """The record book, watched by whoever must learn of changes to problem reports."""
    return Store(make_engine(settings.database_url), watchers=watchers(settings))


@cache
def mend() -> Mend:
    """This process's Mend. rasa-sdk builds actions without arguments, so they ask here."""
    return put_together(settings_module.load())
