"""Customers who talk to the trained model and the real actions in this process, beside a running sandbox."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from addons.dialogue import Dialogue
from mend.store import inbox, prompts
from mend.wiring import mend
from tests.mapping.world import World


class Spoken(World):
    """A world whose customers talk through Rasa."""

    def __init__(self, folder: Path, port: int, dialogue: Dialogue, **settings: str):
        super().__init__(folder, port, **settings)
        self.dialogue = dialogue

    @contextmanager
    def lived_in(self) -> Iterator["Spoken"]:
        """While it lasts, the actions of this process work in this world."""
        before = dict(os.environ)
        os.environ.update(self.given)
        mend.cache_clear()
        mend().store.clock = self.now
        self.mend = mend()
        try:
            yield self
        finally:
            os.environ.clear()
            os.environ.update(before)
            mend.cache_clear()

    def talk(self, customer: str | None) -> "Talk":
        return Talk(self, customer)


@dataclass
class Said:
    """What the window shows after one turn."""

    texts: list[str]
    buttons: dict[str, str]  # title → payload, of the last message that has any
    about: dict[str, Any] = field(default_factory=dict)  # of the last question
    intent: str | None = None

    @property
    def all(self) -> str:
        return "\n".join(self.texts)


class Talk:
    """One customer in one conversation."""

    def __init__(self, world: Spoken, customer: str | None):
        self.world, self.customer, self.count = world, customer, 0
        with world.store.page() as page:
            self.conversation = inbox.open_conversation(page, customer)
        self.last = Said([], {})
        self.lines: list[str] = []

    def says(self, text: str) -> Said:
        self.lines.append(f"> {text}")
        return self._turn(text=text)

    def presses(self, title: str) -> Said:
        assert title in self.last.buttons, (title, self.last)
        self.lines.append(f"> [{title}]")
        return self._turn(text=title, payload=self.last.buttons[title])

    def hears(self) -> list[Said]:
        """Whatever Mend says unasked by now."""
        heard = []
        while True:
            with self.world.store.glance() as page:
                waiting = prompts.waiting_prompts(page, self.conversation)
            if not waiting:
                return heard
            payload = f'/tell_news{{"prompt": "{waiting[0].id}"}}'
            heard.append(self._turn(text=waiting[0].kind, payload=payload))
            with self.world.store.page() as page:
                prompts.finish_prompt(page, waiting[0].id, said=bool(heard[-1].texts))

    def _turn(self, **asked: str) -> Said:
        self.count += 1
        answer = self.world.dialogue.turn(
            conversation=self.conversation,
            message_id=f"m{self.count}",
            customer=self.customer,
            **asked,
        )
        messages = answer["messages"]
        self.lines += [f"< {each['text']}" for each in messages]
        with_buttons = [each["buttons"] for each in messages if each["buttons"]]
        about = [each["metadata"] for each in messages if each["metadata"].get("guide")]
        said = Said(
            [each["text"] for each in messages],
            {each["title"]: each["payload"] for each in (with_buttons or [[]])[-1]},
            about[-1] if about else {},
            answer["understood"]["intent"],
        )
        if messages:
            self.last = said
        return said
