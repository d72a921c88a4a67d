"""Agents: sessions end, wrong passwords lock a name, and what they did is written down."""

from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select, update

from mend.store import Store, agents
from mend.store.agents import Role
from mend.store.tables import agent, agent_session, audit


@pytest.fixture
def ana(store: Store) -> str:
    with store.page() as page:
        agents.add_agent(page, "ana", "a hash", Role.AGENT)
    return "ana"


def _sign_in(store: Store, name: str) -> str | None:
    with store.page() as page:
        return agents.sign_in(page, name)


def _refuse(store: Store, name: str, times: int = 1) -> None:
    for _ in range(times):
        with store.page() as page:
            agents.refuse(page, name)


def _signed_in(store: Store, cookie: str) -> agents.SignedIn | None:
    with store.glance() as page:
        return agents.signed_in(page, cookie)


def _audit(store: Store) -> list[tuple[str, str, str | None]]:
    with store.glance() as page:
        rows = page.db.execute(select(audit).order_by(audit.c.id))
        return [(row.agent, row.what, row.about) for row in rows]


def test_a_session_tells_who_and_is_kept_as_a_digest(store: Store, ana: str) -> None:
    cookie = _sign_in(store, ana)
    assert cookie
    session = _signed_in(store, cookie)
    assert session
    assert (session.name, session.role) == ("ana", Role.AGENT)
    assert len(session.csrf) >= 32
    with store.glance() as page:
        kept = page.db.execute(select(agent_session.c.id)).scalar_one()
    assert kept == sha256(cookie.encode()).hexdigest()
    assert _audit(store) == [("ana", "signed_in", None)]


def test_two_sessions_share_neither_cookie_nor_csrf(store: Store, ana: str) -> None:
    one, two = _sign_in(store, ana), _sign_in(store, ana)
    assert one
    assert two
    assert one != two
    first, second = _signed_in(store, one), _signed_in(store, two)
    assert first
    assert second
    assert first.csrf != second.csrf


@pytest.mark.parametrize("cookie", ["", "nobody's", "\x00", "\ud800", "x" * 10_000])
def test_a_cookie_that_was_never_given_is_nobody(store: Store, ana: str, cookie: str) -> None:
    _sign_in(store, ana)
    assert _signed_in(store, cookie) is None


def test_a_session_that_idles_for_half_an_hour_is_over(store: Store, clock: Any, ana: str) -> None:
    cookie = _sign_in(store, ana)
    assert cookie
    clock.move(30 * 60 - 1)
    assert _signed_in(store, cookie)
    clock.move(1)
    assert _signed_in(store, cookie) is None


def test_a_session_in_use_goes_on_for_eight_hours_and_no_longer(
    store: Store, clock: Any, ana: str
) -> None:
    cookie = _sign_in(store, ana)
    assert cookie
    for _ in range(8 * 3 - 1):
        clock.move(20 * 60)
        assert _signed_in(store, cookie)
        with store.page() as page:
            agents.touch(page, cookie)
    clock.move(20 * 60)
    assert _signed_in(store, cookie) is None


def test_a_touch_is_due_after_a_minute(store: Store, clock: Any, ana: str) -> None:
    cookie = _sign_in(store, ana)
    assert cookie
    session = _signed_in(store, cookie)
    assert session
    clock.move(59)
    assert not session.stale(clock())
    clock.move(1)
    assert session.stale(clock())


def test_signing_out_ends_the_session_once(store: Store, ana: str) -> None:
    cookie = _sign_in(store, ana)
    assert cookie
    for _ in range(2):
        with store.page() as page:
            agents.sign_out(page, cookie)
    assert _signed_in(store, cookie) is None
    assert [what for _, what, _ in _audit(store)] == ["signed_in", "signed_out"]


def test_ended_sessions_are_cleared_away_at_the_next_sign_in(
    store: Store, clock: Any, ana: str
) -> None:
    _sign_in(store, ana)
    clock.move(31 * 60)
    _sign_in(store, ana)
    with store.glance() as page:
        assert len(list(page.db.execute(select(agent_session.c.id)))) == 1


def test_five_wrong_passwords_lock_the_name_for_five_minutes(
    store: Store, clock: Any, ana: str
) -> None:
    _refuse(store, ana, 4)
    assert _sign_in(store, ana)
    _refuse(store, ana, 5)
    assert _sign_in(store, ana) is None
    clock.move(299)
    assert _sign_in(store, ana) is None
    clock.move(1)
    assert _sign_in(store, ana)
    assert [what for _, what, _ in _audit(store)].count("locked") == 1


def test_a_locked_name_is_not_locked_for_longer_by_more_of_the_same(
    store: Store, clock: Any, ana: str
) -> None:
    _refuse(store, ana, 5)
    clock.move(200)
    _refuse(store, ana, 20)
    clock.move(100)
    assert _sign_in(store, ana)


def test_a_lock_does_not_touch_other_names(store: Store, ana: str) -> None:
    with store.page() as page:
        agents.add_agent(page, "ben", "a hash", Role.VIEWER)
    _refuse(store, ana, 5)
    assert _sign_in(store, "ben")


@pytest.mark.parametrize("name", ["nobody", "", "\x00", "a" * 10_000, "' or 1=1 --", "\ud800"])
def test_an_unknown_name_has_no_hash_no_session_and_no_trace(
    store: Store, ana: str, name: str
) -> None:
    with store.glance() as page:
        assert agents.password_hash_of(page, name) is None
    _refuse(store, name, 6)
    assert _sign_in(store, name) is None
    assert _audit(store) == []


def test_a_name_is_found_whatever_its_case(store: Store) -> None:
    with store.page() as page:
        agents.add_agent(page, " Ana ", "a hash", Role.AGENT)
    with store.glance() as page:
        assert agents.password_hash_of(page, "ANA") == "a hash"


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "a" * 65])
def test_a_name_nobody_could_type_is_refused(store: Store, name: str) -> None:
    with store.page() as page, pytest.raises(ValueError, match="printable"):
        agents.add_agent(page, name, "a hash", Role.AGENT)


def test_a_role_that_does_not_exist_is_refused(store: Store) -> None:
    with store.page() as page, pytest.raises(ValueError, match="king"):
        agents.add_agent(page, "ana", "a hash", "king")  # type: ignore[arg-type]


def test_a_role_taken_away_counts_at_once(store: Store, ana: str) -> None:
    cookie = _sign_in(store, ana)
    assert cookie
    with store.page() as page:
        page.db.execute(update(agent).values(role="viewer"))
    session = _signed_in(store, cookie)
    assert session
    assert session.role is Role.VIEWER


@pytest.mark.parametrize(
    ("role", "covered"),
    [
        (Role.VIEWER, {Role.VIEWER}),
        (Role.AGENT, {Role.VIEWER, Role.AGENT}),
        (Role.SUPERVISOR, set(Role)),
    ],
)
def test_a_role_covers_itself_and_the_ones_below(role: Role, covered: set[Role]) -> None:
    assert {needed for needed in Role if role.covers(needed)} == covered


def test_there_is_an_agent_once_one_was_added(store: Store) -> None:
    with store.page() as page:
        assert not agents.any_agent(page)
        agents.add_agent(page, "ana", "a hash", Role.VIEWER)
        assert agents.any_agent(page)


@pytest.mark.parametrize("name", ["mend", "Customer", " sandbox "])
def test_nobody_signs_notes_as_mend_or_the_customer(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match="names somebody else"), store.page() as page:
        agents.add_agent(page, name, "hash", agents.Role.AGENT)
