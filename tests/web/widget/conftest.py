"""A browser, the two stand-ins, and a page that fails its test on any script error."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.web.widget.backend import Backend, running

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; a CI without it fails, a developer without it is told what to install."""
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is missing: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def servers() -> Iterator[Backend]:
    """The stand-ins, started once."""
    with running() as backend:
        yield backend


@pytest.fixture
def backend(servers: Backend) -> Backend:
    """The stand-ins as new."""
    servers.reset()
    return servers


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new browser profile. A script error or a breach of the site's policy fails the test."""
    context = browser.new_context()
    context.set_default_timeout(8000)
    page = context.new_page()
    broken: list[str] = []

    def overhear(said: ConsoleMessage) -> None:
        if "Content Security" in said.text or "mend-chat:" in said.text:
            broken.append(said.text)

    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", overhear)
    yield page
    context.close()
    assert broken == []
