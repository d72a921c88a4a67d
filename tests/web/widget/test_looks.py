"""The window for everybody: accessibility, writing from the right, small screens, less motion."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.web.widget.backend import Backend
from tests.web.widget.window import CARD, box, bubbles, launcher, open_chat, say, visit

MOVING = """() => document.querySelector('mend-chat').shadowRoot.getAnimations().length"""

TOO_SMALL = """[...document.querySelector('mend-chat').shadowRoot.querySelectorAll('button')]
    .map(button => button.getBoundingClientRect())
    .filter(box => box.width && (box.width < 44 || box.height < 44)).length"""


def violations(page: Page) -> list[str]:
    """What axe finds, by all its rules (WCAG 2.2 A and AA, and best practice)."""
    # A finished picture: axe cannot judge colours that are still fading in.
    page.wait_for_function(
        MOVING.replace("length", "filter(a => a.playState !== 'finished').length == 0")
    )
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found]


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("width", [1100, 320])
def test_axe_finds_nothing(page: Page, backend: Backend, direction: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    backend.opening = [{"text": "Hello. See [help](https://example.com)."}, CARD]
    visit(page, backend, dir=direction)
    expect(launcher(page)).to_be_visible()
    assert violations(page) == []
    launcher(page).click()
    expect(bubbles(page)).to_have_count(2)
    assert violations(page) == []
    page.get_by_role("button", name="One is red").click()
    expect(bubbles(page)).to_have_count(4)
    backend.talk.say("Hello, this is Sam.", "person")
    page.route("**/chat/messages", lambda route: route.abort())
    say(page, "is anybody there?")
    expect(page.get_by_text("Not sent")).to_be_visible()
    box(page).fill("x" * 4001)
    assert violations(page) == []


def test_rtl_at_320_pixels_needs_no_sideways_scrolling(page: Page, backend: Backend) -> None:
    page.set_viewport_size({"width": 320, "height": 568})
    backend.opening = [{"text": "w" * 300}, CARD]
    open_chat(page, backend, lang="ar")
    say(page, "x" * 300)
    expect(bubbles(page)).to_have_count(4)
    assert page.locator("mend-chat .root").get_attribute("dir") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for part in (".log", ".panel", ".composer"):
        wide = page.locator(f"mend-chat {part}").evaluate("e => e.scrollWidth - e.clientWidth")
        assert wide <= 0, part
    own = page.locator("mend-chat .customer .bubble").bounding_box()
    theirs = page.locator("mend-chat .card").bounding_box()
    assert own is not None
    assert theirs is not None
    assert own["x"] <= 17
    assert theirs["x"] + theirs["width"] >= 303


def test_the_launcher_stands_where_the_page_wants_it(page: Page, backend: Backend) -> None:
    page.set_viewport_size({"width": 1000, "height": 600})
    for attributes, left in (
        ({}, False),
        ({"dir": "rtl"}, True),
        ({"dir": "rtl", "position": "right"}, False),
        ({"position": "left"}, True),
    ):
        visit(page, backend, **attributes)
        place = launcher(page).bounding_box()
        assert place is not None
        assert (place["x"] < 500) is left, attributes


def test_every_target_is_at_least_44_pixels(page: Page, backend: Backend) -> None:
    backend.opening = [CARD]
    open_chat(page, backend)
    page.route("**/chat/messages", lambda route: route.abort())
    expect(page.get_by_role("button", name="One is red")).to_be_visible()
    # Once the window has risen: on a busy machine it is still growing when its buttons can be seen.
    page.wait_for_function(f"{TOO_SMALL} === 0", timeout=5000)
    say(page, "hello")
    expect(page.get_by_role("button", name="Retry")).to_be_visible()
    page.wait_for_function(f"{TOO_SMALL} === 0", timeout=5000)


@pytest.mark.parametrize(("wish", "moves"), [("reduce", False), ("no-preference", True)])
def test_nothing_moves_for_those_who_asked_for_it(
    browser: Browser, backend: Backend, wish: str, moves: bool
) -> None:
    context = browser.new_context(reduced_motion="reduce" if wish == "reduce" else "no-preference")
    page = context.new_page()
    open_chat(page, backend)
    backend.slow["wait"] = 3.0
    say(page, "wait")
    expect(page.locator("mend-chat .dots")).to_be_visible()
    assert (page.evaluate(MOVING) > 0) is moves
    context.close()


def test_the_window_can_be_read_in_forced_colours(browser: Browser, backend: Backend) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    open_chat(page, backend)
    say(page, "hello")
    expect(bubbles(page)).to_have_count(3)
    for bubble in bubbles(page).all():
        edge, ground = bubble.evaluate(
            "e => [getComputedStyle(e).borderTopColor, getComputedStyle(e).backgroundColor]"
        )
        assert edge != ground
    assert violations(page) == []
    context.close()


def test_a_screen_reader_hears_who_speaks_and_not_the_history(page: Page, backend: Backend) -> None:
    visit(page, backend)
    log = page.locator("mend-chat [role=log]")
    expect(log).to_have_attribute("aria-live", "off")
    launcher(page).click()
    expect(bubbles(page)).to_have_count(1)
    expect(log).to_have_attribute("aria-live", "polite")
    say(page, "hello")
    expect(bubbles(page)).to_have_count(3)
    backend.talk.say("I am Sam.", "person")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(bubbles(page)).to_have_count(4)
    heard = page.locator("mend-chat .row > .sr").all_inner_texts()
    assert heard == ["Assistant said", "You said", "Assistant said", "Adviser said"]


def test_the_page_around_it_does_not_change_its_looks(page: Page, backend: Backend) -> None:
    open_chat(page, backend)
    before = bubbles(page).first.evaluate(
        "e => JSON.stringify([getComputedStyle(e).font,"
        "getComputedStyle(e).letterSpacing, getComputedStyle(e).color])"
    )
    page.evaluate("""() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`* { font: 30px serif; letter-spacing: 9px; color: lime; }
            html { --mend-accent: #6b2fa0; }`);
        document.adoptedStyleSheets = [sheet];
    }""")
    after = bubbles(page).first.evaluate(
        "e => JSON.stringify([getComputedStyle(e).font,"
        "getComputedStyle(e).letterSpacing, getComputedStyle(e).color])"
    )
    assert after == before
    accent = page.locator("mend-chat .mark").evaluate("e => getComputedStyle(e).backgroundColor")
    assert accent == "rgb(107, 47, 160)"
