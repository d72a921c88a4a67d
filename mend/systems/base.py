"""What the provider's systems have in common: how they are called, and how that can go wrong.

Every call has a bounded time and a bounded answer, follows no redirect and uses no address from an
answer. The text of an error names the system and what happened, never what was sent, so it may be
logged.
"""

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn, Protocol
from urllib.parse import quote

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    MaxRetryError,
    NewConnectionError,
)

JsonObject = dict[str, Any]

CONNECT_TIMEOUT = 2.0
# Nobody waits in the chat for a delivery, and a call given up too early is one whose outcome is
# unknown.
PATIENT_TIMEOUT = 10.0
MAX_ANSWER = 1_000_000  # bytes
# A system may ask for patience, not for silence.
MAX_RETRY_AFTER = 3600.0
MAX_REASON = 300
MAX_ID = 128
# More than one customer's products or one service's problems ever come to.
LIST_LIMIT = "100"

# A wrong or expired token and too many calls say nothing about the letter: it may be sent again as
# it is.
_NOT_THE_LETTER = frozenset({401, 403, 407, 425, 429})


class SystemError(Exception):
    """A provider's system did not do what it was asked."""


class TryLater(SystemError):
    """It may work later.

    `maybe_applied`: the request may have had its effect; look it up before repeating it.
    """

    def __init__(
        self, text: str, *, retry_after: float | None = None, maybe_applied: bool = False
    ) -> None:
        super().__init__(text)
        self.retry_after = retry_after  # seconds, as the system asked
        self.maybe_applied = maybe_applied


class Refused(SystemError):
    """It will not work like this.

    `reason` is the system's own words; `conflict`: it may be there already.
    """

    def __init__(self, text: str, reason: str = "", *, conflict: bool = False) -> None:
        super().__init__(text)
        self.reason = f"{text}: {reason}" if reason else text
        self.conflict = conflict


class Deliverer(Protocol):
    """What the post room needs of a system."""

    def deliver(self, operation: str, key: str, body: Mapping[str, Any]) -> str:
        """Do it under our `key` and give their id. Raises TryLater, Refused."""

    def find(self, key: str) -> str | None:
        """Their id of what was done under our `key`, or None. Raises TryLater, Refused."""

    def find_all(self, key: str) -> list[str]:
        """All of theirs under our `key`: more than one if it was done twice.

        Raises TryLater, Refused.
        """


class Client:
    """Calls one API of one system. `read_timeout` (seconds) is for what a turn waits for."""

    def __init__(self, name: str, base_url: str, *, token: str = "", read_timeout: float = 2.0):
        self.name = name
        self._base = base_url.rstrip("/")
        self._read_timeout = read_timeout
        self._session = requests.Session()
        # Only the settings read the environment: no proxies, .netrc or certificates from there.
        self._session.trust_env = False
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=16, max_retries=0))
        # A compressed answer could be far larger than it looks.
        self._session.headers.update({"Accept": "application/json", "Accept-Encoding": "identity"})
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def item(self, path: str, *, patient: bool = False) -> JsonObject:
        """GET one resource. Raises TryLater, Refused."""
        answer = self._send("GET", path, patient=patient)
        if not isinstance(answer, dict):
            self._garbage("GET", "not an object")
        return answer

    def items(
        self, path: str, filters: Mapping[str, str], *, patient: bool = False
    ) -> list[JsonObject]:
        """GET the resources that fit the filters, the first 100. Raises TryLater, Refused."""
        answer = self._send("GET", path, params={**filters, "limit": LIST_LIMIT}, patient=patient)
        if not isinstance(answer, list) or not all(isinstance(each, dict) for each in answer):
            self._garbage("GET", "not a list of objects")
        return answer

    def write(self, method: str, path: str, body: JsonObject) -> JsonObject:
        """POST or PATCH and give the answered resource. Raises TryLater, Refused."""
        answer = self._send(method, path, body=body, patient=True)
        if not isinstance(answer, dict):
            self._garbage(method, "not an object")
        return answer

    def their_id(self, method: str, data: JsonObject) -> str:
        """The id of an answered resource. Raises TryLater when there is none that can be used."""
        value = data.get("id")
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not 0 < len(value) <= MAX_ID or not value.isprintable():
            self._garbage(method, "no id")
        return value

    def _send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: JsonObject | None = None,
        patient: bool,
    ) -> Any:
        limit = PATIENT_TIMEOUT if patient else self._read_timeout
        deadline = time.monotonic() + limit
        writes = method != "GET"
        try:
            with self._session.request(
                method,
                self._base + path,
                params=params,
                data=None if body is None else json.dumps(body, allow_nan=False).encode(),
                headers={"Content-Type": "application/json"} if writes else None,
                timeout=(min(CONNECT_TIMEOUT, limit), limit),
                allow_redirects=False,
                stream=True,
            ) as answer:
                self._check_status(method, answer, deadline)
                content = self._content(method, answer, deadline)
                return self._parsed(method, answer, content)
        except (requests.RequestException, HTTPError, OSError) as error:
            applied = writes and not _never_sent(error)
            text = f"{self.name}: {method} {type(error).__name__}"
            raise TryLater(text, maybe_applied=applied) from None

    def _check_status(self, method: str, answer: requests.Response, deadline: float) -> None:
        status = answer.status_code
        if status in (200, 201, 202, 206):
            return
        writes = method != "GET"
        text = f"{self.name}: {method} answered {status}"
        if status in _NOT_THE_LETTER:
            raise TryLater(text, retry_after=_retry_after(answer))
        if 400 <= status < 500 and status != 408:
            raise Refused(text, self._reason(answer, deadline), conflict=status == 409)
        # Errors, redirects and answers without content: nobody knows what has been done.
        raise TryLater(text, retry_after=_retry_after(answer), maybe_applied=writes)

    def _content(self, method: str, answer: requests.Response, deadline: float) -> bytes:
        if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            self._garbage(method, "compressed")
        content = bytearray()
        # read1 gives what has come, so a system that sends drop by drop cannot outlast the
        # deadline.
        while piece := answer.raw.read1(65536):
            content += piece
            if len(content) > MAX_ANSWER:
                self._garbage(method, f"more than {MAX_ANSWER} bytes")
            if time.monotonic() > deadline:
                self._garbage(method, "not complete in time")
        return bytes(content)

    def _parsed(self, method: str, answer: requests.Response, content: bytes) -> Any:
        if "json" not in answer.headers.get("Content-Type", "").lower():
            self._garbage(method, "not JSON")
        try:
            return json.loads(content, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            self._garbage(method, "not JSON")

    def _reason(self, answer: requests.Response, deadline: float) -> str:
        """The system's own words (TMF630 Error: code, reason, message), as far as there are any."""
        try:
            error = self._parsed("GET", answer, self._content("GET", answer, deadline))
        except (SystemError, HTTPError, OSError):
            return ""
        if not isinstance(error, dict):
            return ""
        words = [str(error[name]) for name in ("code", "reason", "message") if error.get(name)]
        return " ".join(words)[:MAX_REASON]

    def _garbage(self, method: str, what: str) -> NoReturn:
        raise TryLater(
            f"{self.name}: {method} answer is {what}", maybe_applied=method != "GET"
        ) from None


class Adapter(ABC):
    """A system that takes letters; each subclass knows one TM Forum API."""

    def __init__(self, client: Client):
        self.client = client

    @abstractmethod
    def deliver(self, operation: str, key: str, body: Mapping[str, Any]) -> str:
        """Do it under our `key` and give their id. Raises TryLater, Refused."""

    @abstractmethod
    def find_all(self, key: str) -> list[str]:
        """All of theirs under our `key`. Raises TryLater, Refused."""

    def find(self, key: str) -> str | None:
        """Their id of what was done under our `key`, or None. Raises TryLater, Refused."""
        return next(iter(self.find_all(key)), None)

    def _ours(
        self, path: str, filters: Mapping[str, str], is_ours: Callable[[JsonObject], bool]
    ) -> list[str]:
        """The ids of what is ours.

        A system that passes over the filter cannot say that there is nothing.
        """
        items = self.client.items(path, filters, patient=True)
        ours = [self.client.their_id("GET", item) for item in items if is_ours(item)]
        if items and not ours:
            raise Refused(f"{self.client.name}: does not look up by our id")
        return ours

    def _not_known(self, operation: str) -> Refused:
        return Refused(f"{self.client.name}: knows no operation {operation!r}")


def in_path(key: str) -> str:
    """An id as one segment of a path."""
    return quote(key, safe="")


def objects(value: Any) -> list[JsonObject]:
    """The objects in an answered list; anything else is passed over."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _never_sent(error: Exception) -> bool:
    """Whether the connection was never made, so that nothing can have been done."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    if isinstance(cause, MaxRetryError):
        cause = cause.reason
    return isinstance(cause, NewConnectionError | ConnectTimeoutError)


def _retry_after(answer: requests.Response) -> float | None:
    """Seconds that the system asked us to wait (RFC 9110 10.2.3), at most an hour."""
    text = answer.headers.get("Retry-After", "").strip()
    if not text:
        return None
    if text.isdecimal() and len(text) < 10:
        return min(float(text), MAX_RETRY_AFTER)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    wait = (until.astimezone(UTC) - datetime.now(UTC)).total_seconds()
    return min(max(wait, 0.0), MAX_RETRY_AFTER)
