"""A thousand simulated customers walk the guides: each ends rightly for the state of their home and phone."""

from functools import cache

import pytest

from tests.simulation.outcome import Outcome
from tests.simulation.walk_driver import play

SEEDS = 1000
CHUNK = 50


@cache
def walked(first: int) -> list[Outcome]:
    """The dialogues of one chunk of seeds."""
    return [play(seed) for seed in range(first, first + CHUNK)]


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_every_customer_comes_to_the_right_end(first: int) -> None:
    wrong = [
        f"{why}\n{outcome.told()}"
        for outcome in walked(first)
        if (why := outcome.wrong()) is not None
    ]
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_every_question_is_understood_by_somebody_who_sees_only_the_window(first: int) -> None:
    lost = [
        f"seed {outcome.customer.case.seed}: {text} {titles}"
        for outcome in walked(first)
        if not outcome.customer.mistakes
        for text, titles in outcome.customer.unmapped
    ]
    assert not lost, "\n".join(lost)


@pytest.mark.parametrize("seed", [3, 17, 404])
def test_a_seed_is_the_same_dialogue_every_time(seed: int) -> None:
    first, second = play(seed), play(seed)
    assert (first.dialogue, first.ended) == (second.dialogue, second.ended)
