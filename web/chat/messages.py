"""The conversation's two calls: take a message and answer it, and tell what has been said."""

import asyncio
import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from mend.store import Page, inbox, prompts, turns
from mend.store.inbox import Entry
from web.book import Book
from web.chat.errors import Refusal
from web.chat.limits import Limits
from web.chat.sessions import Session, Sessions
from web.chat.strict import clean, read_json
from web.chat.turns import Lane, Turns

TEXT_CHARACTERS = 4000
NUMBER_LIMIT = 2**31
CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
# The prompts' own message ids; a customer's may not collide with one in Rasa's tracker.
RESERVED_ID = re.compile(r"prompt-.*", re.IGNORECASE)
# How long a look at the conversation waits for what Mend has to say first.
PROMPT_PATIENCE = 5.0


class Messages:
    """GET and POST /chat/messages."""

    def __init__(
        self, book: Book, sessions: Sessions, limits: Limits, runner: Turns, seconds: float
    ) -> None:
        self.book = book
        self.sessions = sessions
        self.limits = limits
        self.runner = runner
        self.seconds = seconds

    async def post(self, request: Request) -> JSONResponse:
        """Accept a message, then answer it, or 202 when that takes longer than a turn may."""
        session = self.sessions.of_request(request, self.book.now())
        self.limits.messages.take(session.conversation)
        if self.runner.crowded:
            raise Refusal("try_again")
        content = await read_json(request)
        entry = await self.book.write(_receive, session, content)
        done = entry.state not in turns.WAITING or await self._answered(session, entry)
        said, state = await self.book.read(_look, session, entry.seq)
        body = {
            "accepted": {"id": entry.client_id, "seq": entry.seq},
            "messages": said,
            "working": not done,
            "expecting": state["expecting"],
        }
        return JSONResponse(body, 200 if done else 202)

    async def get(self, request: Request) -> JSONResponse:
        """What has been said after `after`; Mend's prompts are said first."""
        session = self.sessions.of_request(request, self.book.now())
        self.limits.looks.take(session.conversation)
        after = _after(request)
        said, state = await self.book.read(_look, session, after)
        if state["asked"] or (
            state["prompts"] and not self.runner.is_resting(session.conversation)
        ):
            lane = self.runner.wake(session.conversation)
            if not state["asked"]:
                await _wait_over(lane, PROMPT_PATIENCE)
            said, state = await self.book.read(_look, session, after)
        body = {"messages": said, "working": state["working"], "expecting": state["expecting"]}
        return JSONResponse(body)

    async def _answered(self, session: Session, entry: Entry) -> bool:
        """Wait until the message has its answer; False when its time is up."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self.seconds
        lane = self.runner.wake(session.conversation)
        while True:
            turned = lane.turned
            over = lane.over
            stored = await self.book.read(inbox.find_message, session.conversation, entry.seq)
            if stored is None:
                raise Refusal("no_session")
            if stored.state not in turns.WAITING:
                return True
            if over:
                raise Refusal("try_again")
            try:
                async with asyncio.timeout(until - loop.time()):
                    await turned.wait()
            except TimeoutError:
                return False


async def _wait_over(lane: Lane, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            while not lane.over:
                await lane.turned.wait()
    except TimeoutError:
        return


def check_session(page: Page, session: Session) -> None:
    """Raise Refusal no_session when the token is older than the conversation's sign-in."""
    try:
        if inbox.customer_of(page, session.conversation) == session.customer:
            return
    except inbox.NoConversation:
        pass
    raise Refusal("no_session")


def _receive(page: Page, session: Session, content: dict[str, Any]) -> Entry:
    """Store the message before it is acknowledged."""
    check_session(page, session)
    client_id, typed, button = content.get("id"), content.get("text"), content.get("button")
    if not isinstance(client_id, str) or not CLIENT_ID.fullmatch(client_id):
        raise Refusal("bad_message")
    if RESERVED_ID.fullmatch(client_id) or ("text" in content) == ("button" in content):
        raise Refusal("bad_message")
    where = page, session.conversation, client_id
    try:
        if "button" in content:
            return inbox.press(*where, *_place(button), session.customer)[0]
        return inbox.accept(*where, _text(typed), session.customer)[0]
    except inbox.IdReused:
        raise Refusal("id_reused") from None
    except inbox.OldButton:
        raise Refusal("old_button") from None
    except inbox.BadButton:
        raise Refusal("bad_button") from None


def _text(typed: Any) -> str:
    """The text as it is stored: as typed, but for what no database keeps."""
    if not isinstance(typed, str):
        raise Refusal("bad_message")
    text = clean(typed)
    if not text.strip():
        raise Refusal("empty")
    if len(text.strip()) > TEXT_CHARACTERS:
        raise Refusal("too_long")
    return text


def _place(button: Any) -> tuple[int, int]:
    given = button if isinstance(button, dict) else {}
    seq, index = given.get("message"), given.get("index")
    # A bool is an int to Python, not to us.
    if type(seq) is not int or type(index) is not int:
        raise Refusal("bad_button")
    if not 0 <= seq < NUMBER_LIMIT or not 0 <= index < NUMBER_LIMIT:
        raise Refusal("bad_button")
    return seq, index


def _after(request: Request) -> int:
    given = request.query_params.get("after", "0")
    if not re.fullmatch(r"[0-9]{1,9}", given):
        raise Refusal("bad_message")
    return int(given)


def _look(page: Page, session: Session, after: int) -> tuple[list[dict[str, Any]], dict[str, bool]]:
    """The messages after a number, and what is going on in the conversation."""
    check_session(page, session)
    conversation = session.conversation
    asked = bool(turns.waiting(page, conversation))
    state = {
        "asked": asked,
        "prompts": bool(prompts.waiting_prompts(page, conversation)),
        "working": asked or turns.turn_is_held(page, conversation),
        "expecting": prompts.is_news_likely(page, conversation),
    }
    return [_shown(entry) for entry in inbox.messages_after(page, conversation, after)], state


def _shown(entry: Entry) -> dict[str, Any]:
    """A message as the customer's window gets it; payloads stay here."""
    about = dict(entry.about) if entry.about else None
    if about and about.get("picture"):
        about["picture"] = f"/chat/pictures/{about['picture']}"
    return {
        "seq": entry.seq,
        "id": entry.client_id,
        "from": entry.author,
        "text": entry.text,
        "at": entry.at.isoformat(),
        "buttons": [
            {"index": index, "title": button["title"]} for index, button in enumerate(entry.buttons)
        ],
        "about": about,
    }
