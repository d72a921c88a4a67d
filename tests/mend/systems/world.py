"""A provider on a real socket: it keeps what it is given, answers in TM Forum's shapes, and does
wrong what a test tells it to.
"""

import contextlib
import copy
import gzip
import json
import socket
import struct
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

Item = dict[str, Any]
START = {
    "troubleTicket": {"status": "acknowledged"},
    "serviceProblem": {"status": "acknowledged"},
    "appointment": {"status": "confirmed"},
    "productOrder": {"state": "acknowledged"},
    "serviceTest": {"state": "acknowledged"},
}
BIG = 50_000_000


class Answer:
    """What is put on the wire."""

    def __init__(
        self,
        status: int,
        body: Any = None,
        headers: dict[str, str] | None = None,
        raw: bytes | None = None,
    ):
        self.status = status
        self.raw = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        self.headers = {"Content-Type": "application/json;charset=utf-8", **(headers or {})}


class World:
    """The provider. `wrong` is asked about each request before it is answered as it should be."""

    def __init__(self) -> None:
        world = self
        self.sent = 0

        class Handler(BaseHTTPRequestHandler):
            def handle_one_request(self) -> None:
                with contextlib.suppress(OSError, ValueError):
                    super().handle_one_request()

            def do_GET(self) -> None:
                world.serve(self)

            do_POST = do_PATCH = do_DELETE = do_GET

            def log_message(self, *_: Any) -> None:
                """Nobody reads it."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        loop = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        loop.start()
        self.released = threading.Event()
        self.reset()

    def reset(self) -> None:
        """As on the first day."""
        self.released.set()  # lets go of whoever is still kept waiting
        self.released = threading.Event()
        self.wrong: Callable[[World, Any, str, str], bool] | None = None
        self.items: dict[str, dict[str, Item]] = {}
        self.requests: list[tuple[str, str, Any, dict[str, str]]] = []
        self.looks_up = True
        self.unique = False
        self.moves = 0
        self.sent = 0

    def close(self) -> None:
        """Stop serving."""
        self.released.set()
        self.server.shutdown()
        self.server.server_close()

    def serve(self, handler: Any) -> None:
        """One request, done right or wrong."""
        length = int(handler.headers.get("Content-Length") or 0)
        body = json.loads(handler.rfile.read(length)) if length else None
        handler.asked = body
        address = urlsplit(handler.path)
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.requests.append((handler.command, handler.path, body, headers))
        if self.wrong and self.wrong(self, handler, handler.command, address.path):
            return
        self.put(handler, self.done(handler))

    def done(self, handler: Any) -> Answer:
        """Do what was asked, and give the answer."""
        address = urlsplit(handler.path)
        query = dict(parse_qsl(address.query))
        *_, name = parts = address.path.strip("/").split("/")
        collection = "/".join(parts[:4])
        if handler.command == "POST":
            return self._made(collection, name, handler.asked)
        if handler.command == "PATCH" and parts[3] == "service":
            request = {"body": json.dumps(handler.asked)}
            return self._made("/".join([*parts[:3], "monitor"]), "monitor", {"request": request})
        if len(parts) == 4:
            found = self.items.get(collection, {}).values()
            return Answer(200, [item for item in found if self._fits(item, query)])
        items, key = self.items.get(collection, {}), unquote(name)
        if key not in items:
            return Answer(404, {"code": "60", "reason": "not found"})
        if handler.command == "DELETE":
            del items[key]
            return Answer(204)
        if handler.command == "PATCH":
            items[key] |= {**handler.asked, "lastUpdate": self._now()}
        return Answer(200, items[key])

    def put(self, handler: Any, answer: Answer) -> None:
        """Put an answer on the wire."""
        handler.send_response(answer.status)
        for header, value in answer.headers.items():
            handler.send_header(header, value)
        handler.send_header("Content-Length", str(len(answer.raw)))
        handler.end_headers()
        handler.wfile.write(answer.raw)

    def all(self, name: str) -> list[Item]:
        """All resources of a kind, such as troubleTicket, of whichever version."""
        return [
            item
            for path, items in self.items.items()
            if path.endswith("/" + name)
            for item in items.values()
        ]

    def state(self) -> dict[str, dict[str, Item]]:
        """Everything that is kept, apart from when it was written."""
        kept = copy.deepcopy(self.items)
        for items in kept.values():
            for item in items.values():
                item.pop("lastUpdate", None)
        return kept

    def _made(self, collection: str, name: str, body: Item) -> Answer:
        items = self.items.setdefault(collection, {})
        if name == "cancelProductOrder":
            order = next(
                items[body["productOrder"]["id"]]
                for path, items in self.items.items()
                if path.endswith("/productOrder")
            )
            order["state"] = "cancelled"
        if self.unique and any(self._named(item) == self._named(body) for item in items.values()):
            return Answer(409, {"code": "1", "reason": "there is one already"})
        now = self._now()
        key = f"{name}-{len(items) + 1}"
        dates = ("creationDate", "orderDate", "startDateTime", "lastUpdate")
        born = {} if name == "monitor" else dict.fromkeys(dates, now)
        items[key] = {**body, **born, **START.get(name, {}), "id": key}
        return Answer(201, items[key])

    def _now(self) -> str:
        self.moves += 1
        return f"2026-03-02T09:{self.moves // 60:02}:{self.moves % 60:02}Z"

    def _fits(self, item: Item, query: dict[str, str]) -> bool:
        wanted = {name: value for name, value in query.items() if name != "limit"}
        if not self.looks_up:
            return True
        return all(value in json.dumps(self._at(item, name)) for name, value in wanted.items())

    @staticmethod
    def _at(item: Item, path: str) -> Any:
        """What stands at a dotted path; a monitor is found by what its request says."""
        if "request" in item:
            return item["request"]
        value: Any = item
        for part in path.split("."):
            inner = value[0] if isinstance(value, list) and value else value
            value = inner.get(part) if isinstance(inner, dict) else None
        return value

    @staticmethod
    def _named(item: Item) -> Any:
        names = ("externalId", "externalIdentifier", "request", "name", "description")
        return next((item[name] for name in names if item.get(name)), None)


# Ways to go wrong: each is done to the request that it is about.


def answers(*answer: Any, **more: Any) -> Callable[[World, Any], None]:
    """Answer so, and do nothing."""
    return lambda world, handler: world.put(handler, Answer(*answer, **more))


def does_but_answers(*answer: Any, **more: Any) -> Callable[[World, Any], None]:
    """Do it, and answer so."""

    def act(world: World, handler: Any) -> None:
        world.done(handler)
        world.put(handler, Answer(*answer, **more))

    return act


def silent(world: World, handler: Any) -> None:
    """Never answer, and do nothing."""
    world.released.wait(10)


def does_silently(world: World, handler: Any) -> None:
    """Do it, and never answer."""
    world.done(handler)
    world.released.wait(10)


def resets(world: World, handler: Any) -> None:
    """Cut the connection."""
    linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.connection.close()


def redirects(status: int) -> Callable[[World, Any], None]:
    """Send the caller elsewhere."""
    return lambda world, handler: world.put(
        handler, Answer(status, headers={"Location": f"{world.url}/stolen"})
    )


def floods(world: World, handler: Any) -> None:
    """Answer with 50 MB, and count how much of it was taken."""
    world.done(handler)
    handler.send_response(201)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(BIG))
    handler.end_headers()
    piece = b" " * 100_000
    while world.sent < BIG:
        handler.wfile.write(piece)
        world.sent += len(piece)


def bombs(world: World, handler: Any) -> None:
    """Answer with little that would become very much."""
    world.done(handler)
    headers = {"Content-Encoding": "gzip"}
    world.put(handler, Answer(201, raw=BOMB, headers=headers))


BOMB = gzip.compress(b'{"id": "' + b"x" * 20_000_000 + b'"}')
