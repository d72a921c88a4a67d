"""Let a simulated customer walk a guide on the engine itself: no database, no Rasa, no network.

The one file of the simulation that knows the engine; everything the customer gets of it is what the window shows.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from mend.guides import Guides, read_all, walk
from mend.guides.hear import Heard, Move
from mend.guides.progress import Ending, Phase, View, Walked
from mend.guides.question import help_for, question
from mend.problem import Check, Result
from mend.reply import Word
from tests.simulation import provider
from tests.simulation.customer import PERSON, WORKS_NOW, Customer, Said, Shown
from tests.simulation.outcome import HANDED_OFF, PATIENCE, RESTORED, WORKAROUND, Outcome
from tests.simulation.scenario import scenario

ROOT = Path(__file__).parents[2]
GUIDE_OF = {
    "no_internet": "no_internet",
    "slow_internet": "slow_internet",
    "internet_drops": "connection_drops",
    "no_wifi": "wifi_none",
    "slow_wifi": "wifi_slow",
    "weak_wifi": "wifi_weak",
    "device_wont_join": "wifi_join",
    "no_service": "mobile_no_service",
    "no_data": "mobile_no_data",
    "slow_data": "mobile_slow_data",
    "picture_messages": "picture_messages",
    "calls_out": "mobile_calls",
    "calls_in": "mobile_calls",
    "texts": "texts_missing",
    "roaming": "roaming",
    "wifi_drops": "wifi_drops",
    "remote_dead": "tv_remote",
    "no_tv": "tv_no_signal",
    "no_dial_tone": "phone_no_dial_tone",
}
MOVES = {
    "/affirm": Move.YES,
    "/deny": Move.NO,
    "/ask_how": Move.HOW,
    "/cannot": Move.CANNOT,
    "/none_of_these": Move.NEITHER,
    "/works_now": Move.WORKS,
    "/ask_person": Move.PERSON,
}
ENDS = {
    Result.RESTORED: RESTORED,
    Result.WORKAROUND: WORKAROUND,
    Result.UNSUCCESSFUL: HANDED_OFF,
}


@cache
def guides() -> Guides:
    """The guides as they stand in data/guides."""
    return read_all(ROOT / "data" / "guides")


@cache
def responses() -> dict[str, str]:
    """What stands behind the names of responses."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "data" / "responses").glob("*.yml")):
        told = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        for name, texts in (told.get("responses") or {}).items():
            found[name] = str(texts[0]["text"]).strip()
    return found


def text_of(word: Word) -> str:
    """A word as the window shows it."""
    if word.text is not None:
        return word.text
    text = responses()[str(word.response)]
    for name, value in word.values.items():
        text = text.replace("{" + name + "}", value)
    return text


def title_of(title: str) -> str:
    """A button's title as the window shows it."""
    return responses().get(title, title)


class Driver:
    """One dialogue between a customer and a guide."""

    def __init__(self, customer: Customer, on: Guides, guide: str) -> None:
        self.customer = customer
        self.case = customer.case
        self.guides = on
        self.checks = provider.checks(self.case.world, self.case.area)
        # A test of the line lasts: its outcome is there after some answers only.
        self.test_in = self.case.chance.randrange(4)
        self.retested: str | None = None
        self.dialogue: list[tuple[Shown, Said]] = []
        facts = dict.fromkeys(self.case.done, "done")
        self.walked = walk.begin(on, guide, self.view(), facts)
        self.progress = self.walked.progress
        self.payloads: dict[str, str] = {}

    def view(self) -> View:
        """What is known from the provider's side at this moment."""
        known = {
            Check(name): found
            for name, found in self.checks.items()
            if name != Check.LINE_TEST or self.test_in <= 0
        }
        return View(True, known, self.retested)

    def run(self) -> Outcome:
        """Keep on until an end, or until the customer has enough."""
        while self.walked.ending is None and len(self.dialogue) < PATIENCE:
            if self.progress.phase is Phase.RUNNING:
                self._act()
                continue
            shown = self._show()
            said = self.customer.answer(shown)
            self.dialogue.append((shown, said))
            if said.press == PERSON:
                return self._over(HANDED_OFF)
            self._move(self._heard(said))
        return self._over(self._ended(self.walked.ending))

    def _ended(self, ending: Ending | None) -> str | None:
        return None if ending is None else ENDS[ending.result]

    def _over(self, ended: str | None) -> Outcome:
        place = f"{self.progress.guide}/{self.progress.end or self.progress.step}"
        ending = self.walked.ending
        if ending is not None:
            place += f" ({ending.cause}, {ending.way.to if ending.way else 'nobody takes over'})"
        return Outcome(self.customer, self.dialogue, ended, place)

    def _act(self) -> None:
        action = self.guides[self.progress.guide].steps[self.progress.step].action
        done = provider.remote(self.case.world, self.case.area, str(action))
        said = "utter_run_done" if done else "utter_run_failed"
        self.progress = walk.ran(self.progress)
        self.walked = Walked(self.progress, (said,))

    def _show(self) -> Shown:
        words = [
            help_for(self.guides, self.progress) if name == "help" else Word(name)
            for name in self.walked.says
        ]
        asked = question(self.guides, self.progress)
        buttons = [button for word in (*words, asked) for button in word.buttons]
        self.payloads = {title_of(button.title): button.payload for button in buttons}
        texts = tuple(text_of(word) for word in (*words, asked) if word.text or word.response)
        return Shown(texts, tuple(self.payloads), (asked.about or {}).get("alt"))

    def _heard(self, said: Said) -> Heard:
        if said.press is None:
            move = Move.WORKS if said.words == WORKS_NOW else None
            return Heard(said.words or "", move)
        payload = self.payloads[said.press]
        intent, _, rest = payload.partition("{")
        told: dict[str, Any] = json.loads("{" + rest) if rest else {}
        if "answer" in told:
            step, _, name = told["answer"].partition(".")
            return Heard(said.press, button=(step, name))
        if "fact" in told:
            fact, _, value = told["fact"].partition("=")
            return Heard(said.press, Move.FACT, finds={fact: value})
        return Heard(said.press, MOVES[intent])

    def _move(self, heard: Heard) -> None:
        before = self.progress
        self.walked = walk.answer(self.guides, self.progress, heard, self.view())
        self.progress = self.walked.progress
        self.test_in -= 1
        if (before.guide, before.step) != (self.progress.guide, self.progress.step):
            self.retested = None
        if self.walked.retest is Check.LINE_TEST:
            self.test_in = 0
            found = provider.checks(self.case.world, self.case.area)[Check.LINE_TEST]
            self.checks[Check.LINE_TEST] = self.retested = found


def play(seed: int, on: Guides | None = None) -> Outcome:
    """The dialogue of a seed."""
    case = scenario(seed)
    return Driver(Customer(case), on or guides(), GUIDE_OF[case.goal]).run()
