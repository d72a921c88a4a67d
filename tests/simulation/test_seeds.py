"""A thousand simulated customers walk the guides: each ends rightly for the state of their home and phone."""

import pytest

from tests.simulation.walk_driver import play

SEEDS = 1000
CHUNK = 50


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_every_customer_comes_to_the_right_end(first: int) -> None:
    played = [play(seed) for seed in range(first, first + CHUNK)]
    wrong = [(why, outcome.told()) for outcome in played if (why := outcome.wrong()) is not None]
    assert not wrong, "\n\n".join(f"{why}\n{told}" for why, told in wrong)


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_every_question_is_understood_by_somebody_who_reads_only_the_window(first: int) -> None:
    played = [play(seed) for seed in range(first, first + CHUNK)]
    assert [unmapped for outcome in played for unmapped in outcome.customer.unmapped] == []
