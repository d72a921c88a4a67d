"""The lanes to our subscribers, which come and go."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from mend.event_lanes import SUBSCRIBER, EventLanes
from mend.lane import Lane
from mend.outbox import Postroom
from mend.settings import Settings
from mend.store import Page, Store, clients, event_letters, subscriptions
from mend.store.clients import Scope
from mend.store.tables import letter
from mend.systems.base import TryLater

SECRET = "x" * 32


class Subscribers:
    """Everybody behind a callback; those in `down` do not answer."""

    def __init__(self) -> None:
        self.got: list[tuple[str, int]] = []
        self.down: set[str] = set()
        self.asked: list[str] = []

    def deliver(self, operation: str, key: str, body: Any) -> str:
        self.asked.append(body["callback"])
        if body["callback"] in self.down:
            raise TryLater("connection refused", maybe_applied=True)
        self.got.append((body["callback"], body["event"]["n"]))
        return key

    def repeatable(self, operation: str) -> bool:
        return True


@pytest.fixture
def them() -> Subscribers:
    return Subscribers()


@pytest.fixture
def lanes(store: Store, clock: Any, them: Subscribers) -> EventLanes:
    def lane(about: int) -> Lane:
        return Lane(
            SUBSCRIBER,
            them,  # type: ignore[arg-type]
            store,
            timedelta(seconds=60),
            about=about,
            monotonic=lambda: clock.now.timestamp(),
            chance=lambda: 1.0,
        )

    return EventLanes(store, lane)


def join(store: Store, name: str) -> tuple[int, str]:
    with store.page() as page:
        client = clients.holder(page, clients.add(page, name, [Scope.EVENTS]))
        assert client is not None
        assert client.id is not None
        return client.id, subscriptions.add(page, client.id, f"http://{name}", "")


def owe(store: Store, key: str, name: str, n: int, report: str = "PR1") -> None:
    with store.page() as page:
        event_letters.post(page, key, f"http://{name}", report, {"eventId": str(n), "n": n})


def work(lanes: EventLanes, clock: Any, seconds: int) -> None:
    for _ in range(seconds):
        lanes.refresh()
        for round_ in lanes.rounds().values():
            while round_():
                pass
        clock.move(1)


def states(store: Store) -> list[str]:
    with store.glance() as page:
        return list(page.db.execute(select(letter.c.state).order_by(letter.c.id)).scalars())


def test_a_dead_subscriber_holds_up_nobody_else_and_gets_everything_in_order(
    store: Store, lanes: EventLanes, them: Subscribers, clock: Any
) -> None:
    (_, dead), (_, alive) = join(store, "dead"), join(store, "alive")
    them.down = {"http://dead"}
    for n in range(5):
        owe(store, dead, "dead", n)
        owe(store, alive, "alive", n)
    work(lanes, clock, 2)
    assert them.got == [("http://alive", n) for n in range(5)]
    work(lanes, clock, 3600)
    assert them.asked.count("http://dead") < 20
    them.down = set()
    work(lanes, clock, 1000)
    assert them.got[5:] == [("http://dead", n) for n in range(5)]
    assert set(states(store)) == {"delivered"}


def test_what_a_subscriber_that_has_left_was_owed_is_dropped(
    store: Store, lanes: EventLanes, them: Subscribers, clock: Any
) -> None:
    (client, key), (_, other) = join(store, "left"), join(store, "stays")
    owe(store, key, "left", 1)
    owe(store, other, "stays", 2)
    with store.page() as page:
        assert subscriptions.remove(page, client, key)
    work(lanes, clock, 1)
    assert them.got == [("http://stays", 2)]
    assert states(store) == ["dropped", "delivered"]
    assert len(lanes.rounds()) == 1


def test_a_client_whose_token_was_revoked_gets_nothing_more(
    store: Store, lanes: EventLanes, them: Subscribers, clock: Any
) -> None:
    _, key = join(store, "crm")
    owe(store, key, "crm", 1)
    with store.page() as page:
        clients.revoke(page, "crm")
    work(lanes, clock, 1)
    assert them.got == []
    assert states(store) == ["dropped"]


def test_a_subscriber_that_comes_while_the_post_room_works_gets_its_events(
    store: Store, lanes: EventLanes, them: Subscribers, clock: Any
) -> None:
    work(lanes, clock, 1)
    _, key = join(store, "new")
    owe(store, key, "new", 1)
    work(lanes, clock, 1)
    assert them.got == [("http://new", 1)]


def test_an_event_that_cannot_be_posted_for_three_days_waits_for_a_person(
    store: Store, lanes: EventLanes, them: Subscribers, clock: Any
) -> None:
    _, key = join(store, "dead")
    them.down = {"http://dead"}
    owe(store, key, "dead", 1)
    work(lanes, clock, 1)
    clock.move(3 * 86_400)
    work(lanes, clock, 1)
    assert states(store) == ["parked"]


class Nobody:
    """Systems of which only the subscribers are asked anything."""

    def __init__(self, them: Subscribers):
        self.them = them

    def deliverers(self) -> dict[str, Any]:
        return {"subscriber": self.them}

    def hubs(self) -> dict[str, Any]:
        return {}


def test_the_post_room_starts_and_ends_threads_as_subscribers_come_and_go(
    store: Store, them: Subscribers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mend.outbox.BEAT", 0.05)
    monkeypatch.setattr("mend.outbox.POLL", 0.02)
    settings = Settings(secret=SECRET, inner_secret=SECRET, action_secret=SECRET)
    room = Postroom(store, Nobody(them), settings)  # type: ignore[arg-type]
    over = threading.Event()
    thread = threading.Thread(target=room.run, args=(over,))
    before = threading.active_count()
    thread.start()

    def until(true: Any) -> None:
        deadline = time.monotonic() + 10
        while not true() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert true()

    client, key = join(store, "crm")
    owe(store, key, "crm", 1)
    until(lambda: them.got == [("http://crm", 1)])
    busy = threading.active_count()
    with store.page() as page:
        subscriptions.remove(page, client, key)
    until(lambda: threading.active_count() == busy - 1)
    over.set()
    thread.join(5)
    until(lambda: threading.active_count() == before)


def test_delivered_events_are_forgotten_after_a_week_and_others_are_not(
    store: Store, clock: Any
) -> None:
    with store.page() as page:
        for state in ("delivered", "waiting"):
            event_letters.post(page, state, "http://127.0.0.1/", "PR1", {"eventId": state})
            page.db.execute(update(letter).where(letter.c.id == _last(page)).values(state=state))
    clock.move(8 * 86400)
    with store.page() as page:
        assert event_letters.forget(page, page.now - timedelta(days=7)) == 1
        assert page.db.execute(select(letter.c.state)).scalars().all() == ["waiting"]


def _last(page: Page) -> int:
    return int(page.db.execute(select(func.max(letter.c.id))).scalar())
