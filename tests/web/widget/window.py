"""The chat window as a test sees it: by the names and roles that a customer meets."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.web.widget.backend import Backend

CARD: dict[str, Any] = {
    "text": "Look at the lights. **What do they show?**",
    "about": {
        "guide": "no_internet",
        "title": "No internet at home",
        "step": "look_at_lights",
        "kind": "ask",
        "minutes": 2,
        "number": 2,
        "of": 6,
        "picture": "/chat/pictures/lights.svg",
        "alt": "A router with one red light",
    },
    "buttons": [{"index": 0, "title": "One is red"}, {"index": 1, "title": "All look normal"}],
}


def launcher(page: Page) -> Locator:
    return page.get_by_role("button", name="Open Brightwater help")


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your message")


def bubbles(page: Page) -> Locator:
    return page.locator("mend-chat .bubble")


def visit(page: Page, backend: Backend, **attributes: str) -> None:
    page.goto(backend.page(heading="Brightwater help", **attributes))


def open_chat(page: Page, backend: Backend, **attributes: str) -> None:
    visit(page, backend, **attributes)
    launcher(page).click()
    expect(bubbles(page)).not_to_have_count(0)


def say(page: Page, text: str) -> None:
    box(page).fill(text)
    box(page).press("Enter")
