"""How the provider's systems are called.

Every call has a bounded time and a bounded answer, follows no redirect and uses no address from an
answer.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn
from urllib.parse import quote

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    MaxRetryError,
    NewConnectionError,
)

from mend.systems.base import PATIENT_TIMEOUT, JsonObject, Refused, SystemError, TryLater

CONNECT_TIMEOUT = 2.0
MAX_ANSWER = 1_000_000  # bytes
# A system may ask for patience, not for silence.
MAX_RETRY_AFTER = 3600.0
MAX_REASON = 300
MAX_ID = 128
# More than one customer's products or one service's problems ever come to.
LIST_LIMIT = "100"
JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"

# A wrong or expired token and too many calls say nothing about the letter: it may be sent again as
# it is.
_NOT_THE_LETTER = frozenset({401, 403, 407, 425, 429})
_WITH_CONTENT = frozenset({200, 201, 202, 206})
_NOTHING = object()


@dataclass(frozen=True)
class _Call:
    """One call under way."""

    name: str
    method: str
    deadline: float
    writes: bool  # otherwise it has no effect, so that its outcome is never unknown
    content: str = "wanted"  # or "optional", or "ignored"

    def garbage(self, what: str) -> NoReturn:
        """Raise TryLater for an answer that cannot be used."""
        text = f"{self.name}: {self.method} answer is {what}"
        raise TryLater(text, maybe_applied=self.writes) from None


class Client:
    """Calls one API of one system. `read_timeout` (seconds) is for what a turn waits for,
    `patient_timeout` for everything else.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        *,
        token: str = "",
        read_timeout: float = 2.0,
        patient_timeout: float = PATIENT_TIMEOUT,
    ):
        self.name = name
        self._base = base_url.rstrip("/")
        self._read_timeout = read_timeout
        self._patient_timeout = patient_timeout
        self._session = requests.Session()
        # Only the settings read the environment: no proxies, .netrc or certificates from there.
        self._session.trust_env = False
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=16, max_retries=0))
        # A compressed answer could be far larger than it looks.
        self._session.headers.update({"Accept": JSON, "Accept-Encoding": "identity"})
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def item(self, path: str, *, patient: bool = False) -> JsonObject:
        """GET one resource. Raises TryLater, Refused."""
        call = self._call("GET", patient=patient)
        return _object(call, self._send(call, self._base + path))

    def items(
        self, path: str, filters: Mapping[str, str], *, patient: bool = False
    ) -> list[JsonObject]:
        """GET the resources that fit the filters, the first 100. Raises TryLater, Refused."""
        call = self._call("GET", patient=patient)
        params = {**filters, "limit": LIST_LIMIT}
        answer = self._send(call, self._base + path, params=params)
        if not isinstance(answer, list) or not all(isinstance(each, dict) for each in answer):
            call.garbage("not a list of objects")
        return answer

    def ask(self, path: str, body: JsonObject) -> JsonObject:
        """POST a question that changes nothing, within the read time-out. Raises TryLater, Refused."""
        call = self._call("POST", patient=False, writes=False)
        return _object(call, self._send(call, self._base + path, body=body))

    def write(self, method: str, path: str, body: JsonObject) -> JsonObject:
        """POST or PATCH and give the answered resource. Raises TryLater, Refused."""
        call = self._call(method, writes=True)
        return _object(call, self._send(call, self._base + path, body=body))

    def change(self, path: str, body: JsonObject, kinds: tuple[str, ...] = (JSON,)) -> JsonObject:
        """PATCH, and give the answered resource, {} when nothing came with the 2xx.

        `kinds` are media types: the next is tried when one is not supported. Raises TryLater,
        Refused.
        """
        call = self._call("PATCH", writes=True, content="optional")
        for kind in kinds[:-1]:
            try:
                return self._changed(call, path, body, kind)
            except Refused as error:
                if error.status != 415:
                    raise
        return self._changed(call, path, body, kinds[-1])

    def remove(self, path: str) -> None:
        """DELETE; what is not there any more is removed. Raises TryLater, Refused."""
        call = self._call("DELETE", writes=True, content="ignored")
        try:
            self._send(call, self._base + path)
        except Refused as error:
            if error.status != 404:
                raise

    def tell(self, address: str, body: JsonObject) -> None:
        """POST to a whole address of somebody else's; any 2xx will do. Raises TryLater, Refused."""
        call = self._call("POST", writes=True, content="ignored")
        self._send(call, address, body=body)

    def their_id(self, method: str, data: JsonObject) -> str:
        """The id of an answered resource. Raises TryLater when there is none that can be used."""
        value = data.get("id")
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not 0 < len(value) <= MAX_ID or not value.isprintable():
            self._call(method, writes=method != "GET").garbage("no id")
        return value

    def _call(
        self, method: str, *, patient: bool = True, writes: bool = False, content: str = "wanted"
    ) -> _Call:
        limit = self._patient_timeout if patient else self._read_timeout
        return _Call(self.name, method, time.monotonic() + limit, writes, content)

    def _changed(self, call: _Call, path: str, body: JsonObject, kind: str) -> JsonObject:
        answer = self._send(call, self._base + path, body=body, kind=kind)
        return {} if answer is _NOTHING else _object(call, answer)

    def _send(
        self,
        call: _Call,
        address: str,
        *,
        params: Mapping[str, str] | None = None,
        body: JsonObject | None = None,
        kind: str = JSON,
    ) -> Any:
        limit = max(call.deadline - time.monotonic(), 0.001)
        try:
            with self._session.request(
                call.method,
                address,
                params=params,
                data=None if body is None else json.dumps(body, allow_nan=False).encode(),
                headers=None if body is None else {"Content-Type": kind},
                timeout=(min(CONNECT_TIMEOUT, limit), limit),
                allow_redirects=False,
                stream=True,
            ) as answer:
                _check_status(call, answer)
                if call.content == "ignored" or answer.status_code not in _WITH_CONTENT:
                    return _NOTHING
                content = _content(call, answer)
                if not content and call.content == "optional":
                    return _NOTHING
                return _parsed(call, answer, content)
        except (requests.RequestException, HTTPError, OSError) as error:
            applied = call.writes and not _never_sent(error)
            text = f"{call.name}: {call.method} {type(error).__name__}"
            raise TryLater(text, maybe_applied=applied) from None


def in_path(key: str) -> str:
    """An id as one segment of a path."""
    return quote(key, safe="")


def _check_status(call: _Call, answer: requests.Response) -> None:
    status = answer.status_code
    if status in _WITH_CONTENT or (200 <= status < 300 and call.content != "wanted"):
        return
    text = f"{call.name}: {call.method} answered {status}"
    if status in _NOT_THE_LETTER:
        raise TryLater(text, retry_after=_retry_after(answer), status=status)
    if 400 <= status < 500 and status != 408:
        raise Refused(text, _reason(call, answer), conflict=status == 409, status=status)
    # Errors, redirects and answers without content: nobody knows what has been done.
    raise TryLater(text, retry_after=_retry_after(answer), maybe_applied=call.writes, status=status)


def _content(call: _Call, answer: requests.Response) -> bytes:
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        call.garbage("compressed")
    content = bytearray()
    # read1 gives what has come, so a system that sends drop by drop cannot outlast the deadline.
    while piece := answer.raw.read1(65536):
        content += piece
        if len(content) > MAX_ANSWER:
            call.garbage(f"more than {MAX_ANSWER} bytes")
        if time.monotonic() > call.deadline:
            call.garbage("not complete in time")
    return bytes(content)


def _parsed(call: _Call, answer: requests.Response, content: bytes) -> Any:
    if "json" not in answer.headers.get("Content-Type", "").lower():
        call.garbage("not JSON")
    try:
        return json.loads(content, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        call.garbage("not JSON")


def _object(call: _Call, answer: Any) -> JsonObject:
    if not isinstance(answer, dict):
        call.garbage("not an object")
    return answer


def _reason(call: _Call, answer: requests.Response) -> str:
    """The system's own words (TMF630 Error: code, reason, message), as far as there are any."""
    try:
        error = _parsed(call, answer, _content(call, answer))
    except (SystemError, HTTPError, OSError):
        return ""
    if not isinstance(error, dict):
        return ""
    words = [str(error[name]) for name in ("code", "reason", "message") if error.get(name)]
    return " ".join(words)[:MAX_REASON]


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
