"""Settle times of single systems."""

import pytest

from mend.settings import BadSettings, Settings

SECRET = "x" * 32


def settings(times: str) -> Settings:
    return Settings(
        secret=SECRET,
        inner_secret=SECRET,
        action_secret=SECRET,
        settle_time=60.0,
        settle_times=times,
    )


def test_a_system_may_have_a_settle_time_of_its_own() -> None:
    made = settings("service_problem=120 activation=20")
    names = ("service_problem", "activation", "appointment", "subscriber")
    assert [made.settle_of(name) for name in names] == [120.0, 20.0, 60.0, 60.0]


@pytest.mark.parametrize(
    "times", ["smo=60", "service_problem", "service_problem=", "activation=-1", "activation=nan"]
)
def test_nonsense_and_unknown_systems_stop_the_start(times: str) -> None:
    with pytest.raises(BadSettings, match="MEND_SETTLE_TIMES"):
        settings(times)
