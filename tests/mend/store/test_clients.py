"""Client systems: tokens that are shown once, names that are one system's for ever."""

import pytest

from mend.store import Store, clients
from mend.store.clients import Scope


def test_a_token_leads_to_its_client_and_to_no_other(store: Store) -> None:
    with store.page() as page:
        one = clients.add(page, "crm", [Scope.READ, Scope.WRITE, Scope.READ])
        other = clients.add(page, " billing ", [Scope.EVENTS])
    assert one != other
    with store.glance() as page:
        crm, billing = clients.holder(page, one), clients.holder(page, other)
        assert crm is not None
        assert billing is not None
        assert (crm.name, crm.scopes) == ("crm", {Scope.READ, Scope.WRITE})
        assert (billing.name, billing.scopes) == ("billing", {Scope.EVENTS})
        for wrong in ("", one[:-1], one + "x", one.swapcase(), "caf\u00e9", "\ud800", "\x00"):
            assert clients.holder(page, wrong) is None


def test_a_token_has_256_random_bits(store: Store) -> None:
    with store.page() as page:
        tokens = {clients.add(page, f"c{n}", [Scope.READ]) for n in range(20)}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {43}  # base 64 of 32 bytes


@pytest.mark.parametrize(
    "name", ["", "  ", "mend", "Mend", "sandbox", "customer", "a b", "caf\u00e9", "a\nb", "x" * 49]
)
def test_a_name_that_would_be_in_doubt_is_refused(store: Store, name: str) -> None:
    with store.page() as page, pytest.raises(ValueError, match="client"):
        clients.add(page, name, [Scope.READ])


def test_a_client_needs_a_scope(store: Store) -> None:
    with store.page() as page, pytest.raises(ValueError, match="scope"):
        clients.add(page, "crm", [])


def test_a_revoked_client_is_gone_and_its_name_is_never_given_again(store: Store) -> None:
    with store.page() as page:
        token = clients.add(page, "crm", [Scope.READ])
        assert clients.revoke(page, "crm")
        assert not clients.revoke(page, "crm")
        assert not clients.revoke(page, "nobody")
        assert clients.holder(page, token) is None
        with pytest.raises(ValueError, match="or was"):
            clients.add(page, "crm", [Scope.READ])
        assert [(row.name, row.revoked is not None) for row in clients.all_clients(page)] == [
            ("crm", True)
        ]
