"""Following line tests and remote actions until they have ended."""

from typing import Any

import pytest
from sqlalchemy import select

from mend.following import Follower, follow_actions, follow_tests
from mend.guides.progress import Phase, Progress
from mend.problem import ProductKind
from mend.store import Store, prompts, reports, restorations, tasks
from mend.store.tables import conversation, provider_task
from mend.systems.base import Refused, TryLater
from mend.systems.product_inventory import Product
from mend.systems.service_test import LineTest

TALK = "c1"


def _product(kind: ProductKind, service: str, sold: float | None) -> Product:
    return Product(f"prod-{service}", "x", kind, "active", (service,), None, sold)


class Provider:
    """The provider's systems as the followers see them: each answer is given or raised."""

    def __init__(self) -> None:
        self.service_test = self.activation = self.product_inventory = self
        self.test: LineTest | Exception = LineTest("accepted")
        self.action: str | Exception = "accepted"
        self.products: list[Product] | Exception = []
        self.reads: list[str] = []
        self.sold: list[float | None] = []

    def result(self, key: str, sold_mbps: Any) -> LineTest:
        self.reads.append(key)
        test = self._given(self.test)
        if test.state == "completed":
            self.sold.append(sold_mbps())
        return test

    def state(self, key: str) -> str:
        self.reads.append(key)
        return str(self._given(self.action))

    def products_of(self, customer: str) -> list[Product]:
        assert customer == "cus-1"
        return list(self._given(self.products))

    @staticmethod
    def _given(answer: Any) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def tests(store: Store, provider: Provider, clock: Any) -> Follower:
    return follow_tests(store, provider, monotonic=lambda: clock.now.timestamp())  # type: ignore[arg-type]


@pytest.fixture
def actions(store: Store, provider: Provider, clock: Any) -> Follower:
    return follow_actions(store, provider, monotonic=lambda: clock.now.timestamp())  # type: ignore[arg-type]


def _task(store: Store, kind: str, external_id: str, service: str = "svc-1") -> int:
    with store.page() as page:
        known = page.db.execute(select(conversation)).first()
        if known is None:
            page.db.execute(
                conversation.insert().values(
                    id=TALK, customer="cus-1", channel="web", started=page.now, last_seen=page.now
                )
            )
        report = reports.open_report(
            page,
            conversation=TALK,
            customer="cus-1",
            product_kind="broadband",
            symptom="no_internet",
            description="nothing works",
        )
        start = Progress("no_internet", "look_at_lights", Phase.ASKED)
        restoration = restorations.open_restoration(page, report, TALK, start)
        key = restorations.add_task(page, restoration, kind, service, "no_internet", None)
        tasks.accepted(page, key, external_id)
        return key


def _row(store: Store, key: int) -> Any:
    with store.glance() as page:
        return page.db.execute(select(provider_task).where(provider_task.c.id == key)).one()


def _news(store: Store) -> list[dict[str, Any]]:
    with store.glance() as page:
        return [prompt.data for prompt in prompts.waiting_prompts(page, TALK)]


def test_a_test_is_read_every_2_seconds_while_it_is_young_and_slower_later(
    store: Store, tests: Follower, provider: Provider, clock: Any
) -> None:
    _task(store, "line_test", "ST-1")
    for _ in range(120):
        tests.round()
        clock.move(1)
    assert len(provider.reads) == 60
    for _ in range(120):
        tests.round()
        clock.move(1)
    assert len(provider.reads) == 72


def test_a_completed_test_is_judged_against_its_own_services_speed(
    store: Store, tests: Follower, provider: Provider
) -> None:
    key = _task(store, "line_test", "ST-1")
    provider.test = LineTest("completed", "slow", {"downstreamRate": 5})
    provider.products = [
        _product(ProductKind.BROADBAND, "svc-2", 250.0),
        _product(ProductKind.BROADBAND, "svc-1", 80.0),
    ]
    assert tests.round() == 1
    row = _row(store, key)
    assert (row.state, row.outcome, row.evidence) == ("completed", "slow", {"downstreamRate": 5})
    assert provider.sold == [80.0]
    assert _news(store) == []
    assert tests.round() == 0


def test_a_tv_line_has_the_speed_that_broadband_was_sold_with(
    store: Store, tests: Follower, provider: Provider
) -> None:
    _task(store, "line_test", "ST-1", service="svc-tv")
    provider.test = LineTest("completed", "good")
    provider.products = [
        _product(ProductKind.TV, "svc-tv", None),
        _product(ProductKind.BROADBAND, "svc-1", 80.0),
    ]
    tests.round()
    assert provider.sold == [80.0]


@pytest.mark.parametrize(
    "products",
    [
        TryLater("503"),
        [],
        [_product(ProductKind.BROADBAND, "a", 80.0), _product(ProductKind.BROADBAND, "b", 40.0)],
    ],
)
def test_a_sold_speed_that_is_not_known_is_not_guessed(
    store: Store, tests: Follower, provider: Provider, products: Any
) -> None:
    _task(store, "line_test", "ST-1")
    provider.test = LineTest("completed", None)
    provider.products = products
    assert tests.round() == 1
    assert provider.sold == [None]


def test_the_end_of_a_remote_action_is_news(
    store: Store, actions: Follower, provider: Provider, clock: Any
) -> None:
    key = _task(store, "refresh_line", "MON-1")
    assert actions.round() == 0
    clock.move(2)
    provider.action = "completed"
    assert actions.round() == 1
    assert _row(store, key).state == "completed"
    assert _row(store, key).ended == clock.now
    assert _news(store) == [{"task": key}]


def test_a_remote_action_that_failed_is_news_too(
    store: Store, actions: Follower, provider: Provider
) -> None:
    key = _task(store, "refresh_line", "MON-1")
    provider.action = "failed"
    actions.round()
    assert _row(store, key).state == "failed"
    assert _news(store) == [{"task": key}]


def test_a_task_that_the_system_does_not_know_has_failed(
    store: Store, actions: Follower, provider: Provider
) -> None:
    key = _task(store, "refresh_line", "MON-1")
    provider.action = Refused("404", "60 not found")
    actions.round()
    row = _row(store, key)
    assert (row.state, row.evidence) == ("failed", {"reason": "404: 60 not found"})


def test_a_system_that_does_not_answer_is_asked_about_one_task_only(
    store: Store, actions: Follower, provider: Provider, clock: Any
) -> None:
    for number in range(5):
        _task(store, "refresh_line", f"MON-{number}")
    provider.action = TryLater("time-out")
    assert actions.round() == 0
    assert len(provider.reads) == 1
    provider.action = "completed"
    clock.move(2)
    assert actions.round() == 5


@pytest.mark.parametrize("action", ["accepted", TryLater("time-out")])
def test_nobody_waits_longer_than_a_quarter_of_an_hour(
    store: Store, actions: Follower, provider: Provider, clock: Any, action: Any
) -> None:
    key = _task(store, "refresh_line", "MON-1")
    provider.action = action
    clock.move(15 * 60)
    assert actions.round() == 0
    clock.move(10)
    assert actions.round() == 1
    assert _row(store, key).evidence == {"reason": "not finished in 15 minutes"}
    assert _news(store) == [{"task": key}]


def test_each_follower_keeps_to_its_kind(
    store: Store, tests: Follower, actions: Follower, provider: Provider
) -> None:
    _task(store, "line_test", "ST-1")
    _task(store, "refresh_tv", "MON-1")
    tests.round()
    assert provider.reads == ["ST-1"]
    actions.round()
    assert provider.reads == ["ST-1", "MON-1"]
