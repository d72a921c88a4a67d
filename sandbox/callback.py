"""Posting an event to a subscriber's address."""

import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit, urlunsplit

from sandbox.exchange import JsonObject

TIMEOUT = 5.0  # seconds, real
JSON_TYPE = "application/json;charset=utf-8"


def is_http_address(text: str) -> bool:
    """Whether events can be posted to `text`."""
    try:
        address = urlsplit(text)
        usable = address.scheme in ("http", "https") and bool(address.hostname)
        return usable and address.port != 0 and text.isascii()
    except ValueError:
        return False


def post(callback: str, event: JsonObject, token: str | None) -> tuple[bool, str]:
    """POST `event`; whether it was answered with 2xx, and what came back.

    Straight to the subscriber: no proxy that the machine may be set to, and no redirects.
    """
    address = urlsplit(callback)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    target = urlunsplit(("", "", address.path or "/", address.query, ""))
    headers = {"Content-Type": JSON_TYPE}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        connection = kind(str(address.hostname), address.port, timeout=TIMEOUT)
        try:
            connection.request("POST", target, json.dumps(event), headers)
            status = connection.getresponse().status
        finally:
            connection.close()
    except (OSError, ValueError, HTTPException) as error:
        return False, str(error) or type(error).__name__
    return 200 <= status < 300, str(status)
