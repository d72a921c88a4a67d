"""Going through the doors of the desk as a browser does."""

import re
from typing import Any

from starlette.testclient import TestClient

PASSWORD = "correct horse battery"


def token_of(client: TestClient, path: str = "/desk/login") -> str:
    found = re.search(r'name="token" value="([0-9a-f]{64})"', client.get(path).text)
    assert found
    return found[1]


def sign_in(client: TestClient, name: str = "amir", password: str = PASSWORD, **more: Any) -> Any:
    form = {"token": token_of(client), "name": name, "password": password, **more}
    return client.post("/desk/login", data=form)


def csrf_of(client: TestClient) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get("/desk/").text)
    assert found
    return found[1]


def body_without_token(response: Any) -> str:
    return re.sub(r'name="token" value="[0-9a-f]{64}"', "", response.text)


def set_cookie(response: Any, name: str) -> str:
    lines: list[str] = response.headers.get_list("set-cookie")
    return next(line for line in lines if line.startswith(f"{name}="))
