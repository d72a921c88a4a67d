"""Keeping subscribed to systems that are down, refuse, or forget us."""

from typing import Any

import pytest

from mend.settings import Settings
from mend.store import Store, subscribed
from mend.subscribing import RENEW, Subscribing
from mend.systems.base import Refused, TryLater

SECRET = "x" * 32
CALLBACK = "https://mend.example.com/tmf-api/listener"


class Hub:
    """A system's hub; `plan` says how the next subscriptions fail."""

    def __init__(self) -> None:
        self.there: dict[str, str] = {}
        self.plan: list[Exception] = []
        self.end_fails: Exception | None = None
        self.asked = 0

    def subscribe(self, callback: str, query: str = "") -> str:
        self.asked += 1
        if self.plan:
            raise self.plan.pop(0)
        key = f"S-{self.asked}"
        self.there[key] = callback
        return key

    def unsubscribe(self, key: str) -> None:
        if self.end_fails:
            raise self.end_fails
        self.there.pop(key, None)


@pytest.fixture
def hub() -> Hub:
    return Hub()


def subscribing(store: Store, clock: Any, hubs: dict[str, Hub], **settings: Any) -> Subscribing:
    made = Settings(
        secret=SECRET,
        inner_secret=SECRET,
        action_secret=SECRET,
        listener_url="https://mend.example.com/",
        **settings,
    )
    return Subscribing(store, hubs, made, monotonic=lambda: clock.now.timestamp())  # type: ignore[arg-type]


def remembered(store: Store, name: str = "service_problem") -> str | None:
    with store.glance() as page:
        return subscribed.at(page, name)


def test_the_post_room_subscribes_when_it_starts_and_remembers(
    store: Store, clock: Any, hub: Hub
) -> None:
    work = subscribing(store, clock, {"service_problem": hub})
    assert (work.round(), work.round()) == (1, 0)
    assert hub.there == {"S-1": CALLBACK}
    assert remembered(store) == "S-1"


def test_another_start_ends_the_old_subscription(store: Store, clock: Any, hub: Hub) -> None:
    subscribing(store, clock, {"service_problem": hub}).round()
    subscribing(store, clock, {"service_problem": hub}).round()
    assert hub.there == {"S-2": CALLBACK}
    assert remembered(store) == "S-2"


def test_every_few_hours_it_is_renewed(store: Store, clock: Any, hub: Hub) -> None:
    work = subscribing(store, clock, {"service_problem": hub})
    work.round()
    hub.there.clear()  # they have forgotten us
    clock.move(RENEW - 1)
    assert work.round() == 0
    clock.move(1)
    assert work.round() == 1
    assert hub.there == {"S-2": CALLBACK}


def test_a_system_that_is_down_is_asked_less_and_less_often_and_holds_up_no_other(
    store: Store, clock: Any, hub: Hub
) -> None:
    other = Hub()
    hub.plan = [TryLater("503")] * 2000
    work = subscribing(store, clock, {"service_problem": hub, "appointment": other})
    for _ in range(3600):
        work.round()
        clock.move(1)
    assert hub.asked < 15
    assert other.there == {"S-1": CALLBACK}
    hub.plan = []
    clock.move(900)
    work.round()
    assert len(hub.there) == 1
    assert remembered(store) is not None


def test_one_that_has_us_already_is_left_alone(store: Store, clock: Any, hub: Hub) -> None:
    hub.plan = [Refused("409", conflict=True)]
    work = subscribing(store, clock, {"service_problem": hub})
    assert work.round() == 1
    clock.move(RENEW - 1)
    work.round()
    assert hub.asked == 1


def test_an_old_subscription_that_will_not_end_does_not_stand_in_the_way(
    store: Store, clock: Any, hub: Hub
) -> None:
    subscribing(store, clock, {"service_problem": hub}).round()
    hub.end_fails = Refused("403")
    subscribing(store, clock, {"service_problem": hub}).round()
    assert remembered(store) == "S-2"


def test_no_new_subscription_while_the_old_one_may_still_be_there(
    store: Store, clock: Any, hub: Hub
) -> None:
    subscribing(store, clock, {"service_problem": hub}).round()
    hub.end_fails = TryLater("503")
    subscribing(store, clock, {"service_problem": hub}).round()
    assert (hub.asked, remembered(store)) == (1, "S-1")


def test_a_bug_does_not_subscribe_over_and_over(store: Store, clock: Any, hub: Hub) -> None:
    hub.plan = [KeyError("x"), KeyError("x")]  # type: ignore[list-item]
    work = subscribing(store, clock, {"service_problem": hub})
    with pytest.raises(KeyError):
        work.round()
    for _ in range(60):
        work.round()
        clock.move(1)
    assert hub.asked == 1


def test_who_does_not_want_events_does_not_subscribe(store: Store, clock: Any, hub: Hub) -> None:
    assert subscribing(store, clock, {"service_problem": hub}, subscribe=False).round() == 0
    assert hub.asked == 0
