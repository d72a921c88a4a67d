"""Sandbox time."""

import pytest

from sandbox.clock import Agenda, Clock, iso


def test_the_clock_runs_with_real_time_and_moves_on() -> None:
    real = [0.0]
    clock = Clock(lambda: real[0])
    clock.advance(60)
    real[0] = 1.5
    assert iso(clock.now()) == "1970-01-01T00:01:01.500Z"


@pytest.mark.parametrize("seconds", [-1, 1e12, float("nan")])
def test_the_clock_never_goes_back_nor_wild(seconds: float) -> None:
    with pytest.raises(ValueError, match="between"):
        Clock().advance(seconds)


def test_after_a_jump_everything_happens_in_order_and_at_its_own_time() -> None:
    clock = Clock(lambda: 0.0)
    agenda = Agenda(clock)
    seen: list[tuple[str, float]] = []

    def note(name: str) -> None:
        seen.append((name, clock.now().timestamp()))

    def first() -> None:
        note("first")
        agenda.after(5, lambda: note("its child"))

    agenda.after(20, lambda: note("second"))
    agenda.after(10, first)
    agenda.after(200, lambda: note("too late"))
    agenda.run_due()
    assert seen == []
    clock.advance(100)
    agenda.run_due()
    assert seen == [("first", 10), ("its child", 15), ("second", 20)]
    assert clock.now().timestamp() == 100


def test_work_that_fails_does_not_stop_the_clock() -> None:
    clock = Clock(lambda: 0.0)
    agenda = Agenda(clock)

    def fail() -> None:
        raise RuntimeError

    agenda.after(1, fail)
    clock.advance(9)
    with pytest.raises(RuntimeError):
        agenda.run_due()
    assert clock.now().timestamp() == 9
