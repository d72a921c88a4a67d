"""A service problem system over real HTTP that fails in every way there is, by seed, and a clock that runs fast."""

import json
import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SPEED = 100.0  # our seconds in one real second
TIMEOUT = 0.1  # real seconds: 10 of ours
# Our seconds after the request; the settle time is 60.
LATE = (5.0, 45.0)
# After the repetition, so that no look-up before it could find it. The second look comes 60 later: what is later
# still is not seen.
TOO_LATE = (1.0, 40.0)

Problem = dict[str, Any]


class FastClock:
    """Our time: SPEED times as fast as the real one."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def monotonic(self) -> float:
        """Seconds of our time since the start."""
        return (time.monotonic() - self._start) * SPEED

    def __call__(self) -> datetime:
        """The moment."""
        return datetime(2026, 3, 2, 9, 0, tzinfo=UTC) + timedelta(seconds=self.monotonic())


class _Gone(Exception):
    """The connection was cut."""


class Unruly:
    """The system. `problems` is what it has, in the order in which it came to be."""

    def __init__(self, seed: int, clock: FastClock):
        self.clock = clock
        self.problems: list[Problem] = []
        self.faults: Counter[str] = Counter()
        self.overdue: dict[str, Problem] = {}  # requests that take effect after their repetition
        self.too_late: set[str] = set()  # the keys that ever had one
        self.chance = random.Random(seed)
        self.lock = threading.Lock()
        self._server = self._serve(0)
        self.port: int = self._server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def go_down(self, seconds: float) -> None:
        """Refuse connections for so many real seconds."""
        self.close()
        self.faults["refused connection"] += 1
        time.sleep(seconds)
        self._server = self._serve(self.port)

    def made(self, *, standing: bool = False) -> dict[str, list[str]]:
        """The ids of what it has under each of our keys; `standing`: without what was cancelled."""
        found: dict[str, list[str]] = {}
        with self.lock:
            for each in self.problems:
                if not standing or each["status"] != "cancelled":
                    found.setdefault(_key(each), []).append(each["id"])
        return found

    def keep(self, body: Problem) -> Problem:
        """The effect of a POST."""
        with self.lock:
            made = {
                **body,
                "id": f"SP-{len(self.problems) + 1}",
                "status": "acknowledged",
                "creationDate": self.clock().isoformat(),
            }
            self.problems.append(made)
        return made

    def late(self, body: Problem, between: tuple[float, float]) -> None:
        """The effect comes when nobody waits for the answer any more."""
        with self.lock:
            seconds = self.chance.uniform(*between)
        timer = threading.Timer(seconds / SPEED, self.keep, [body])
        timer.daemon = True
        timer.start()

    def choose(self, among: dict[str, float]) -> str:
        """What goes wrong this time."""
        with self.lock:
            what = self.chance.choices(list(among), list(among.values()))[0]
            self.faults[what] += 1
        return what

    def _serve(self, port: int) -> ThreadingHTTPServer:
        system = self

        class Bound(Handler):
            unruly = system

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass

        server = Server(("127.0.0.1", port), Bound)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return server


class Handler(BaseHTTPRequestHandler):
    """One request; `before` and `after` say whether the effect had come about when it went wrong."""

    unruly: Unruly

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.unruly.lock:
            overdue = self.unruly.overdue.pop(_key(body), None)
        if overdue:
            self.unruly.late(overdue, TOO_LATE)
        ways: dict[str, tuple[float, Callable[[], None]]] = {
            "done": (40, lambda: self._answer(201, self.unruly.keep(body))),
            "reset before": (5, self._cut),
            "reset after": (5, lambda: self._after(body, self._cut)),
            "500 before": (4, lambda: self._answer(500, {"code": "1", "reason": "broken"})),
            "500 after": (4, lambda: self._after(body, lambda: self._answer(500, {}))),
            "503 before": (4, lambda: self._answer(503, {})),
            "503 after": (4, lambda: self._after(body, lambda: self._answer(503, {}))),
            "429": (4, lambda: self._answer(429, {}, **{"Retry-After": "2"})),
            "time-out before": (4, self._hang),
            "time-out after": (5, lambda: self._after(body, self._hang)),
            "garbage after": (4, lambda: self._after(body, self._garbage)),
            "no id after": (3, lambda: self._after(body, lambda: self._answer(201, {}))),
            "wrong id after": (4, lambda: self._after(body, self._wrong_id)),
            "late": (5, lambda: self._late(body)),
            "later than the settle time": (4, lambda: self._overdue(body)),
        }
        ways[self.unruly.choose({name: weight for name, (weight, _) in ways.items()})][1]()

    def do_GET(self) -> None:
        if self._goes_wrong("look-up"):
            return
        parts = urlsplit(self.path)
        with self.unruly.lock:
            found = [dict(each) for each in self.unruly.problems]
        if wanted := parse_qs(parts.query).get("externalIdentifier.id"):
            ours = [each for each in found if _key(each) == wanted[0]]
            self._answer(200, ours)
            return
        (one,) = [each for each in found if parts.path.endswith("/" + each["id"])]
        self._answer(200, one)

    def do_PATCH(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self._goes_wrong("undoing"):
            return
        with self.unruly.lock:
            (one,) = [each for each in self.unruly.problems if self.path.endswith("/" + each["id"])]
            one.update(body)
        if not self._goes_wrong("undoing, done"):
            self._answer(200, one)

    def _goes_wrong(self, what: str) -> bool:
        ways = {"": 80.0, f"{what}: 503": 5, f"{what}: reset": 5, f"{what}: time-out": 3}
        ways |= {f"{what}: garbage": 5}
        match self.unruly.choose(ways).rpartition(": ")[2]:
            case "503":
                self._answer(503, {})
            case "reset":
                self._cut()
            case "time-out":
                self._hang()
            case "garbage":
                self._garbage()
            case _:
                return False
        return True

    def _after(self, body: Problem, then: Callable[[], None]) -> None:
        self.unruly.keep(body)
        then()

    def _late(self, body: Problem) -> None:
        self.unruly.late(body, LATE)
        self._hang()

    def _overdue(self, body: Problem) -> None:
        with self.unruly.lock:
            self.unruly.overdue[_key(body)] = body
            self.unruly.too_late.add(_key(body))
        self._hang()

    def _wrong_id(self) -> None:
        with self.unruly.lock:
            wrong = self.unruly.chance.choice([*self.unruly.problems, {"id": "SP-X"}])["id"]
        self._answer(201, {"id": wrong})

    def _answer(self, status: int, body: Any, **headers: str) -> None:
        content = json.dumps(body).encode()
        self._send(status, "application/json", content, **headers)

    def _garbage(self) -> None:
        self._send(200, "text/html", b"<html>Welcome to the portal</html>")

    def _send(self, status: int, kind: str, content: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": len(content),
            **headers,
        }.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(content)

    def _hang(self) -> None:
        time.sleep(TIMEOUT * 2)
        raise _Gone

    def _cut(self) -> None:
        """A reset, not a polite end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        raise _Gone

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""


def _key(body: Problem) -> str:
    return str(body["externalIdentifier"][0]["id"])
