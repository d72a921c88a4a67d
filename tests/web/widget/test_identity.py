"""Who the operator's site says is here, and what the window shows then."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.widget.backend import Backend, subject
from tests.web.widget.window import bubbles, launcher, open_chat, say


def test_a_signed_in_customer_is_named_and_asked_for_with_the_sites_own_cookies(
    page: Page, backend: Backend
) -> None:
    backend.customer = "ana"
    open_chat(page, backend, identity="/identity")
    expect(page.get_by_text("Signed in as ana")).to_be_visible()
    assert subject(backend.sessions[0]["identity"]) == "ana"


@pytest.mark.parametrize("next_one", ["ben", None])
def test_another_customer_does_not_see_what_the_last_one_wrote(
    page: Page, backend: Backend, next_one: str | None
) -> None:
    backend.customer = "ana"
    open_chat(page, backend, identity="/identity")
    say(page, "my secret")
    expect(bubbles(page)).to_have_count(3)
    page.keyboard.press("Escape")
    backend.customer = next_one
    launcher(page).click()
    expect(bubbles(page)).to_have_count(1)
    expect(page.get_by_text("my secret")).to_have_count(0)
    assert backend.talk.customer == next_one
    assert len({talk.id for talk in backend.talks.values()}) == 2
    assert "session" not in backend.sessions[-1]


def test_signing_in_keeps_the_conversation(page: Page, backend: Backend) -> None:
    open_chat(page, backend, identity="/identity")
    say(page, "before")
    expect(bubbles(page)).to_have_count(3)
    backend.customer = "ana"
    page.reload()
    launcher(page).click()
    expect(page.get_by_text("Signed in as ana")).to_be_visible()
    expect(bubbles(page)).to_have_count(3)


def test_signing_out_can_clear_the_browser(page: Page, backend: Backend) -> None:
    open_chat(page, backend)
    assert page.evaluate("Object.keys(localStorage)") != []
    page.keyboard.press("Escape")
    page.evaluate("document.querySelector('mend-chat').forget()")
    assert page.evaluate("Object.keys(localStorage)") == []
