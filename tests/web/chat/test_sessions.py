"""Sessions: tokens nobody can forge, conversations that go on, and what is said first."""

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest

from mend.store import inbox
from web.chat.errors import Refusal
from web.chat.identity import Identity
from web.chat.sessions import Session, Sessions

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


class Doorman:
    """Believes the identity token `is:<customer>`."""

    async def check(self, token: str) -> Identity:
        """The customer after `is:`."""
        if not token.startswith("is:"):
            raise Refusal("bad_identity")
        return Identity(token.removeprefix("is:"), "Ada")

    async def close(self) -> None:
        """Nothing to close."""


@pytest.fixture(autouse=True)
def doorman(face: Any) -> None:
    face.options["identities"] = Doorman()


def test_a_token_gives_back_its_session_until_it_expires() -> None:
    sessions = Sessions("s" * 32, 1)
    session = Session("conversation", "C1", "Ada \u00d8", LATER)
    token = sessions.write(session)
    assert sessions.read(token, NOW) == session
    assert sessions.read(token, LATER - timedelta(seconds=1)) == session
    assert sessions.read(token, LATER) is None


def test_every_changed_character_of_a_token_is_noticed() -> None:
    sessions = Sessions("s" * 32, 1)
    token = sessions.write(Session("conversation", None, None, LATER))
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    for place, character in enumerate(token):
        for other in alphabet:
            if other != character:
                forged = token[:place] + other + token[place + 1 :]
                assert sessions.read(forged, NOW) is None, (place, other)


def test_a_token_of_another_secret_is_refused() -> None:
    token = Sessions("t" * 32, 1).write(Session("conversation", None, None, LATER))
    assert Sessions("s" * 32, 1).read(token, NOW) is None


def _unsigned() -> str:
    return jwt.encode({"c": "conversation"}, None, algorithm="none")


FORGED = [
    "",
    "x",
    ".",
    "a.b",
    "\u00e9",
    "\ud800",
    "n\x00l",
    "x" * 5000,
    _unsigned(),
    base64.urlsafe_b64encode(b'["c",null,null,9999999999]').decode() + ".",
]


@pytest.mark.parametrize("token", FORGED)
def test_what_is_not_a_token_is_refused(token: str) -> None:
    assert Sessions("s" * 32, 1).read(token, NOW) is None


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Basic abc", "Bearer x.y", f"Bearer {_unsigned()}", "token"],
)
async def test_a_request_without_a_good_token_is_refused(
    face: Any, customer: Any, authorization: str | None
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    for answer in (
        await customer.http.get("/chat/messages", headers=headers),
        await customer.http.post("/chat/messages", json={"id": "m1", "text": "x"}, headers=headers),
    ):
        assert (answer.status_code, answer.json()["error"]) == (401, "no_session")
    assert face.assistant.asks == []


@pytest.mark.asyncio
async def test_two_authorization_headers_are_refused(customer: Any) -> None:
    bearer = ("Authorization", customer.headers["Authorization"])
    answer = await customer.http.get("/chat/messages", headers=[bearer, bearer])
    assert answer.status_code == 401


@pytest.mark.asyncio
async def test_a_token_in_the_address_is_not_looked_at(customer: Any) -> None:
    answer = await customer.http.get(f"/chat/messages?token={customer.session['token']}")
    assert answer.status_code == 401


@pytest.mark.asyncio
async def test_an_expired_token_is_refused(face: Any, customer: Any) -> None:
    face.clock.move(24 * 3600 + 1)
    assert (await customer.say("slow")).status_code == 401


@pytest.mark.asyncio
async def test_a_token_opens_its_own_conversation_only(
    face: Any, http: httpx.AsyncClient, customer: Any
) -> None:
    await customer.say("my secret")
    stranger = await face.arrive(http)
    assert stranger.conversation != customer.conversation
    assert "customer: my secret" not in await stranger.texts()


@pytest.mark.asyncio
async def test_a_new_session_says_what_the_window_needs(face: Any, http: httpx.AsyncClient) -> None:
    session = (await face.arrive(http)).session
    expires = datetime.fromisoformat(session["expires"])
    assert abs(expires - datetime.now(UTC) - timedelta(hours=24)) < timedelta(seconds=5)
    assert (session["signed_in"], session["name"], session["limit"]) == (False, None, 4000)
    assert session["poll"] > 0
    assert len(session["conversation"]) == 32


@pytest.mark.asyncio
async def test_the_opening_line_is_said_once(face: Any, http: httpx.AsyncClient) -> None:
    customer = await face.arrive(http)
    again = await face.arrive(http, session=customer.session["token"])
    assert again.conversation == customer.conversation
    assert await again.texts() == ["mend: You said: opening"]


@pytest.mark.asyncio
@pytest.mark.parametrize("token", ["", "forged", "\u00e9.x"])
async def test_a_bad_earlier_token_starts_a_new_conversation(
    face: Any, http: httpx.AsyncClient, customer: Any, token: str
) -> None:
    other = await face.arrive(http, session=token)
    assert other.conversation != customer.conversation


@pytest.mark.asyncio
async def test_an_identity_signs_a_new_conversation_in(face: Any, http: httpx.AsyncClient) -> None:
    customer = await face.arrive(http, identity="is:C1")
    assert (customer.session["signed_in"], customer.session["name"]) == (True, "Ada")
    await customer.say("slow")
    assert face.assistant.asks[-1].customer == "C1"
    assert face.assistant.asks[0].customer == "C1"
    assert face.moved == []


@pytest.mark.asyncio
@pytest.mark.parametrize("identity", ["forged", 7, ["is:C1"], {}])
async def test_a_bad_identity_is_refused_and_opens_nothing(
    http: httpx.AsyncClient, face: Any, identity: Any
) -> None:
    answer = await http.post("/chat/session", json={"identity": identity})
    assert (answer.status_code, answer.json()["error"]) == (401, "bad_identity")
    with face.store.glance() as page:
        assert page.db.exec_driver_sql("SELECT count(*) FROM conversation").scalar() == 0


@pytest.mark.asyncio
async def test_signing_in_during_the_chat_keeps_the_conversation_and_ends_the_old_token(
    face: Any, customer: Any
) -> None:
    await customer.say("slow", "m1")
    same = await face.arrive(customer.http, session=customer.session["token"], identity="is:C1")
    assert same.conversation == customer.conversation
    assert same.session["signed_in"] is True
    assert face.moved == [(same.conversation, "C1")]
    assert (await customer.say("hm", "m2")).status_code == 401
    await same.say("hm", "m3")
    assert [ask.customer for ask in face.assistant.asks] == [None, "C1"]
    with face.store.glance() as page:
        assert inbox.messages_after(page, same.conversation, 1)[0].customer is None


@pytest.mark.asyncio
async def test_a_sign_in_whose_answer_was_lost_may_be_repeated(face: Any, customer: Any) -> None:
    body = {"session": customer.session["token"], "identity": "is:C1"}
    for _ in range(2):
        again = await face.arrive(customer.http, **body)
        assert again.conversation == customer.conversation
    assert len(face.moved) == 1
    without = await face.arrive(customer.http, session=customer.session["token"])
    assert without.conversation != customer.conversation


@pytest.mark.asyncio
async def test_two_customers_who_sign_in_at_once_do_not_share_a_conversation(
    face: Any, customer: Any
) -> None:
    token = customer.session["token"]
    both = await asyncio.gather(
        *(face.arrive(customer.http, session=token, identity=f"is:C{n}") for n in (1, 2))
    )
    assert both[0].conversation != both[1].conversation
    assert len(face.moved) == 1


@pytest.mark.asyncio
async def test_another_customers_identity_starts_a_new_conversation(
    face: Any, http: httpx.AsyncClient
) -> None:
    first = await face.arrive(http, identity="is:C1")
    second = await face.arrive(http, identity="is:C2", session=first.session["token"])
    assert second.conversation != first.conversation
    assert (await first.look())["messages"]


@pytest.mark.asyncio
async def test_a_sign_in_does_not_last_longer_without_a_new_proof(
    face: Any, http: httpx.AsyncClient
) -> None:
    signed_in = await face.arrive(http, identity="is:C1")
    nobody = await face.arrive(http)
    face.clock.move(3600)
    still = await face.arrive(http, session=signed_in.session["token"])
    assert still.session["signed_in"] is True
    assert still.session["name"] == "Ada"
    assert still.session["expires"] == signed_in.session["expires"]
    longer = await face.arrive(http, session=nobody.session["token"])
    assert longer.session["expires"] > nobody.session["expires"]
    proved = await face.arrive(http, session=still.session["token"], identity="is:C1")
    assert proved.session["expires"] > still.session["expires"]


def _prompts(face: Any, conversation: str) -> list[str]:
    with face.store.glance() as page:
        rows = page.db.exec_driver_sql(
            "SELECT kind FROM prompt WHERE conversation = ? ORDER BY id", (conversation,)
        )
        return [row.kind for row in rows]


@pytest.mark.asyncio
async def test_a_customer_who_left_a_guide_elsewhere_is_asked_about_that_first(
    face: Any, http: httpx.AsyncClient
) -> None:
    face.left = {"restoration": 3}
    customer = await face.arrive(http, identity="is:C1")
    assert _prompts(face, customer.conversation) == ["resume"]
    with face.store.glance() as page:
        data = page.db.exec_driver_sql("SELECT data FROM prompt").scalar()
    assert json.loads(data) == {"restoration": 3}


@pytest.mark.asyncio
async def test_who_comes_back_after_a_while_is_asked_once_to_go_on(
    face: Any, customer: Any
) -> None:
    async def come_back() -> list[str]:
        await face.arrive(customer.http, session=customer.session["token"])
        return _prompts(face, customer.conversation)

    face.left = {"restoration": 3}
    await customer.say("slow", "m1")
    assert await come_back() == ["opening"]
    face.clock.move(1800)
    assert await come_back() == ["opening", "resume"]
    assert await come_back() == ["opening", "resume"]
    await customer.say("yes", "m2")
    face.clock.move(1800)
    assert await come_back() == ["opening", "resume", "resume"]


@pytest.mark.asyncio
async def test_who_comes_back_with_nothing_left_is_not_greeted_again(
    face: Any, customer: Any
) -> None:
    await customer.say("slow", "m1")
    face.clock.move(7200)
    await face.arrive(customer.http, session=customer.session["token"])
    assert _prompts(face, customer.conversation) == ["opening"]


@pytest.mark.asyncio
async def test_too_many_sessions_from_one_address_are_slowed_down(face: Any) -> None:
    from web.chat.limits import Bucket, Limits

    face.options["limits"] = Limits(sessions=Bucket(3, 0.1))
    async with face.open() as http:
        codes = [(await http.post("/chat/session", json={})).status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]


@pytest.mark.asyncio
async def test_a_session_sets_no_cookie(http: httpx.AsyncClient) -> None:
    answer = await http.post("/chat/session", json={})
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
