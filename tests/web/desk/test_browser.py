"""The pages in a real browser: accessible, usable by keyboard, narrow enough for a telephone."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from mend.settings import Settings
from mend.store import Store
from tests.web.desk.test_hostile import put_hostile_answers
from web.desk.app import create_app

CHROMIUM = "/usr/bin/chromium"
REPORT = "/desk/reports/PR7K2M9QXA"
OTHER = "/desk/reports/PR6XC3N7MD"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not shutil.which(CHROMIUM):
        reason = f"no browser at {CHROMIUM}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def address(town: Store, settings: Settings) -> Iterator[str]:
    """The desk over the six reports, on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(
        create_app(town, settings), port=port, ws="none", log_level="error", lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started:
        assert time.monotonic() < until, "the desk did not start"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def open_page(browser: Browser, address: str, width: int) -> tuple[Page, list[str]]:
    page = browser.new_context(
        base_url=address, viewport={"width": width, "height": 800}
    ).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


def sign_in(page: Page, name: str = "amir") -> None:
    page.goto("/desk/")
    page.fill("#name", name)
    page.fill("#password", "correct horse battery")
    page.click("main button")
    page.wait_for_url("**/desk/")


def violations(page: Page) -> list[Any]:
    options = {"runOnly": {"type": "tag", "values": AXE_TAGS}}
    found = Axe().run(page, options=options).response["violations"]
    return [(item["id"], [node["html"] for node in item["nodes"]]) for item in found]


def too_wide(page: Page) -> int:
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


@pytest.mark.parametrize("width", [1280, 400])
def test_axe_finds_nothing_and_nothing_sticks_out(
    browser: Browser, address: str, width: int
) -> None:
    page, complaints = open_page(browser, address, width)
    page.goto("/desk/login")
    assert violations(page) == []
    assert too_wide(page) == 0
    sign_in(page)
    assert violations(page) == []
    assert too_wide(page) == 0
    page.goto(REPORT)
    for summary in page.locator("summary").all():
        summary.click()
    assert violations(page) == []
    assert too_wide(page) == 0
    assert complaints == []
    page.context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_the_forms_of_a_report(
    browser: Browser, address: str, width: int
) -> None:
    page, _ = open_page(browser, address, width)
    sign_in(page, "sofia")
    page.goto(OTHER)
    assert page.get_by_label("Reason").is_hidden()
    page.click("text=Change the status")
    page.click("text=Add a note")
    assert violations(page) == []
    assert too_wide(page) == 0
    page.select_option("#status-then", "rejected")
    page.fill("#status-reason", "\u200b")
    page.get_by_role("button", name="Change status").click()
    page.wait_for_selector("[role=alert]")
    assert page.evaluate("document.activeElement.id") == "status-reason"
    assert violations(page) == []
    assert too_wide(page) == 0
    page.context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_one_word_of_any_length_does_not_push_a_page_wide(
    browser: Browser, address: str, town: Store, width: int
) -> None:
    with town.page() as book:
        put_hostile_answers(book, "W" * 4000)
    page, _ = open_page(browser, address, width)
    sign_in(page)
    assert too_wide(page) == 0
    page.goto(REPORT)
    for summary in page.locator("summary").all():
        summary.click()
    assert too_wide(page) == 0
    page.context.close()


def test_axe_finds_nothing_on_what_went_wrong(browser: Browser, address: str) -> None:
    page, _ = open_page(browser, address, 1280)
    page.goto("/desk/login")
    page.fill("#name", "amir")
    page.fill("#password", "wrong")
    page.click("main button")
    page.wait_for_selector("[role=alert]")
    assert violations(page) == []
    sign_in(page)
    page.goto("/desk/?status=closed")
    assert violations(page) == []
    page.goto("/desk/reports/PR404")
    assert violations(page) == []
    page.context.close()


def test_an_agent_gets_to_a_report_and_out_again_by_keyboard(
    browser: Browser, address: str
) -> None:
    page, _ = open_page(browser, address, 1280)
    page.goto("/desk/")
    page.wait_for_selector("#name:focus")  # the page asks for it; a busy machine takes a moment
    page.keyboard.type("amir")
    page.keyboard.press("Tab")
    page.keyboard.type("correct horse battery")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "PR7K2M9QXA":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{REPORT}")
    page.get_by_role("button", name="Sign out").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/login")
    page.goto(REPORT)
    assert "/desk/login" in page.url
    page.context.close()


def test_the_pages_work_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    page.select_option("#status", "held")
    page.click("text=Filter")
    page.wait_for_url("**status=held**")
    page.click("text=PR7K2M9QXA")
    page.wait_for_url(f"**{REPORT}")
    page.click("text=What was handed over")
    assert page.get_by_text("look_at_lights, check_cables").is_visible()
    page.click("text=Change the status")
    page.select_option("#status-then", "inProgress")
    page.fill("#status-reason", "the crew rang")
    page.get_by_role("button", name="Change status").click()
    page.wait_for_url(f"**{REPORT}#history")
    assert page.get_by_role("cell", name="amir: the crew rang").is_visible()
    page.click("text=Add a note")
    page.fill("#note-text", "they come at noon")
    page.get_by_role("button", name="Add note").click()
    page.wait_for_url(f"**{REPORT}#notes")
    assert page.get_by_text("they come at noon").is_visible()
    context.close()
