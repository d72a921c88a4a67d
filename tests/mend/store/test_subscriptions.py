"""Subscriptions: one of a kind for each client, gone with it, and what their queries ask for."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from mend.store import Page, Store, clients, subscriptions
from mend.store.clients import Scope
from mend.store.subscriptions import Subscribed

TICKET: dict[str, Any] = {
    "id": "PR1",
    "status": "resolved",
    "severity": "High",
    "flag": True,
    "count": 3,
    "relatedParty": [{"id": "cus-1"}, {"id": "cus-2"}],
}
EVENT = "TroubleTicketStatusChangeEvent"


@pytest.fixture
def client() -> Callable[[Page, str], int]:
    def make(page: Page, name: str) -> int:
        found = clients.holder(page, clients.add(page, name, [Scope.EVENTS]))
        assert found is not None
        assert found.id is not None
        return found.id

    return make


def test_the_same_again_is_known_and_the_transaction_goes_on(
    store: Store, client: Callable[[Page, str], int]
) -> None:
    with store.page() as page:
        crm = client(page, "crm")
        first = subscriptions.add(page, crm, "http://x/1", "")
        with pytest.raises(Subscribed) as there:
            subscriptions.add(page, crm, "http://x/1", "")
        assert there.value.id == first
        subscriptions.add(page, crm, "http://x/1", "status=held")
        subscriptions.add(page, client(page, "other"), "http://x/1", "")
        assert len(subscriptions.all(page)) == 3


def test_only_ones_own_can_be_ended(store: Store, client: Callable[[Page, str], int]) -> None:
    with store.page() as page:
        crm, other = client(page, "crm"), client(page, "other")
        key = subscriptions.add(page, crm, "http://x/1", "")
        assert not subscriptions.remove(page, other, key)
        assert [row.id for row in subscriptions.of_client(page, crm)] == [key]
        assert subscriptions.remove(page, crm, key)
        assert subscriptions.all(page) == []


def test_a_revoked_client_gets_no_more_events(
    store: Store, client: Callable[[Page, str], int]
) -> None:
    with store.page() as page:
        subscriptions.add(page, client(page, "crm"), "http://x/1", "")
        clients.revoke(page, "crm")
        assert subscriptions.all(page) == []


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", True),
        (f"eventType={EVENT}", True),
        ("eventType=A,troubleTicketStatusChangeEvent", True),
        ("eventType=TroubleTicketCreateEvent", False),
        ("eventType=", False),
        ("?status=resolved", True),
        ("status=held,resolved", True),
        ("status=held", False),
        (f"eventType={EVENT}&status=held", False),
        (f"eventType={EVENT}&status=resolved&severity=High", True),
        ("relatedParty.id=cus-2", True),
        ("relatedParty.id=cus-3", False),
        ("flag=true", True),
        ("count=3", True),
        ("count=true", False),
        ("nothing=x", False),
        ("status.deep=x", False),
        ("fields=id,status", True),
        ("status=", False),
    ],
)
def test_a_query_says_which_events_are_wanted(query: str, wanted: bool) -> None:
    row = SimpleNamespace(query=query)
    assert subscriptions.wanted(row, EVENT, TICKET) is wanted
