"""The assistant behind the chat face: Rasa's inner channel on loopback, reached with a secret."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from mend.settings import SECRET_HEADER, Settings
from mend.store.turns import Saying, Understood
from web.chat.strict import clean
from web.strict import BadJson, parse

log = logging.getLogger("mend.chat")

PATH = "/webhooks/inner"
CONNECTIONS = 64
HEALTH_SECONDS = 2.0
REPEAT_AFTER = 0.3
ABOUT = ("guide", "title", "step", "kind", "minutes", "number", "of", "picture", "alt")


class AssistantDown(Exception):
    """The assistant is not there, refuses, or answers nonsense."""


class AssistantSlow(Exception):
    """No answer in time; the turn may still be running."""


class AssistantRefuses(AssistantDown):
    """The assistant will never take this turn."""


@dataclass(frozen=True)
class Ask:
    """One turn: typed `text`, or a button's or prompt's `payload` with its text."""

    conversation: str
    message_id: str
    customer: str | None
    text: str
    payload: str | None = None


@dataclass(frozen=True)
class Reply:
    """What Mend says and what it took the customer's message for."""

    sayings: list[Saying]
    understood: Understood


class Assistant(Protocol):
    """Whoever answers turns. The same message id again must give the same answer."""

    async def turn(self, ask: Ask, seconds: float) -> Reply:
        """The answer within `seconds`. Raises AssistantDown or AssistantSlow."""

    async def healthy(self) -> bool:
        """Whether a turn would be answered now."""

    async def close(self) -> None:
        """Give back connections."""


class InnerChannel:
    """The Assistant that is Rasa, on kept connections."""

    def __init__(self, settings: Settings, transport: httpx.AsyncBaseTransport | None = None):
        self._http = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{settings.assistant_port}{PATH}",
            headers={SECRET_HEADER: settings.inner_secret},
            timeout=2 * settings.turn_timeout,  # each call brings a shorter deadline
            limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
            follow_redirects=False,
            trust_env=False,
            transport=transport,
        )

    async def turn(self, ask: Ask, seconds: float) -> Reply:
        """One turn of Rasa. A message id is never run twice there, so a lost call is repeated."""
        body: dict[str, Any] = {
            "conversation": ask.conversation,
            "message_id": ask.message_id,
            "customer": ask.customer,
            "text": ask.text,
        }
        if ask.payload is not None:
            body["payload"] = ask.payload
        try:
            async with asyncio.timeout(seconds):
                try:
                    response = await self._http.post("/turn", json=body)
                    lost = response.status_code == 503
                except httpx.TransportError:
                    lost = True
                if lost:
                    await asyncio.sleep(REPEAT_AFTER)
                    response = await self._http.post("/turn", json=body)
        except TimeoutError:
            raise AssistantSlow from None
        except httpx.HTTPError as error:
            raise AssistantDown(type(error).__name__) from None
        return _reply(response)

    async def healthy(self) -> bool:
        """Whether Rasa has its model loaded."""
        try:
            async with asyncio.timeout(HEALTH_SECONDS):
                return (await self._http.get("/health")).status_code == 200
        except (TimeoutError, httpx.HTTPError):
            return False

    async def close(self) -> None:
        """Close the kept connections."""
        await self._http.aclose()


def _reply(response: httpx.Response) -> Reply:
    if response.status_code == 504:
        raise AssistantSlow
    if response.status_code in (401, 413, 422):
        raise AssistantRefuses(str(response.status_code))
    if response.status_code != 200:
        raise AssistantDown(str(response.status_code))
    try:
        content = parse(response.content)
        sayings = [_saying(message) for message in content["messages"]]
        understood = _understood(content.get("understood") or {})
    except (BadJson, KeyError, TypeError, AttributeError) as error:
        raise AssistantDown(f"answer: {type(error).__name__}") from None
    return Reply([saying for saying in sayings if saying.text or saying.buttons], understood)


def _saying(message: dict[str, Any]) -> Saying:
    buttons = tuple(
        {"title": clean(button["title"]), "payload": clean(button["payload"])}
        for button in message.get("buttons") or []
    )
    return Saying(clean(message.get("text") or ""), buttons, _about(message.get("metadata") or {}))


def _about(metadata: dict[str, Any]) -> dict[str, Any] | None:
    if not isinstance(metadata.get("guide"), str):
        return None
    about = {key: metadata.get(key) for key in ABOUT}
    return {key: clean(value) if isinstance(value, str) else value for key, value in about.items()}


def _understood(content: dict[str, Any]) -> Understood:
    intent, confidence = content.get("intent"), content.get("confidence")
    ranking = content.get("ranking")
    return Understood(
        clean(intent)[:128] if isinstance(intent, str) else None,
        float(confidence) if isinstance(confidence, int | float) else None,
        ranking if isinstance(ranking, list) else None,
    )
