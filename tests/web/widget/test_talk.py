"""Talking in the chat window: opening, sending, answering, restoring."""

import re

from playwright.sync_api import Page, expect

from tests.web.widget.backend import Backend
from tests.web.widget.window import CARD, box, bubbles, launcher, open_chat, say, visit


def test_no_session_is_made_before_the_window_is_opened(page: Page, backend: Backend) -> None:
    visit(page, backend)
    expect(launcher(page)).to_be_visible()
    page.wait_for_timeout(200)
    assert backend.sessions == []
    assert backend.gets == []


def test_opening_puts_the_focus_into_the_text_box_and_escape_gives_it_back(
    page: Page, backend: Backend
) -> None:
    open_chat(page, backend)
    expect(page.get_by_role("dialog", name="Brightwater help")).to_be_visible()
    expect(box(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(launcher(page)).to_be_focused()


def test_a_message_is_sent_and_answered(page: Page, backend: Backend) -> None:
    open_chat(page, backend)
    say(page, "my internet is down")
    expect(bubbles(page)).to_have_text(
        [
            "Hello. What can I help you with?",
            "my internet is down",
            "You wrote: my internet is down",
        ]
    )
    assert [post["text"] for post in backend.posts] == ["my internet is down"]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", backend.posts[0]["id"])


def test_shift_and_enter_make_a_new_line(page: Page, backend: Backend) -> None:
    open_chat(page, backend)
    box(page).fill("one")
    box(page).press("Shift+Enter")
    box(page).press_sequentially("two")
    assert backend.posts == []
    box(page).press("Enter")
    expect(bubbles(page)).to_have_count(3)
    assert backend.posts[0]["text"] == "one\ntwo"


def test_the_whole_conversation_is_back_after_a_reload(page: Page, backend: Backend) -> None:
    open_chat(page, backend)
    for text in ("one", "two", "three"):
        say(page, text)
        expect(bubbles(page).last).to_have_text(f"You wrote: {text}")
    before = bubbles(page).all_inner_texts()
    page.reload()
    launcher(page).click()
    expect(bubbles(page)).to_have_count(len(before))
    assert bubbles(page).all_inner_texts() == before
    assert len(backend.sessions) == 2
    assert backend.sessions[1]["session"] in backend.talks
    assert len({talk.id for talk in backend.talks.values()}) == 1


def test_what_came_in_between_is_shown_in_order_and_once(page: Page, backend: Backend) -> None:
    open_chat(page, backend)
    backend.talk.say("The outage in your area is over.")
    say(page, "thanks")
    expect(bubbles(page)).to_have_text(
        [
            "Hello. What can I help you with?",
            "The outage in your area is over.",
            "thanks",
            "You wrote: thanks",
        ]
    )
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.wait_for_timeout(300)
    expect(bubbles(page)).to_have_count(4)


def test_a_step_shows_its_picture_its_place_and_its_minutes(page: Page, backend: Backend) -> None:
    backend.opening = [CARD]
    open_chat(page, backend)
    card = page.locator("mend-chat .card")
    picture = card.get_by_role("img", name="A router with one red light")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    for words in ("No internet at home", "Step 2 of 6", "about 2 minutes"):
        expect(card).to_contain_text(words)


def test_a_picture_from_another_place_is_not_loaded(page: Page, backend: Backend) -> None:
    elsewhere = {**CARD["about"], "picture": f"{backend.site}/identity"}
    backend.opening = [{**CARD, "about": elsewhere}]
    open_chat(page, backend)
    expect(page.locator("mend-chat .card")).to_contain_text("What do they show?")
    expect(page.locator("mend-chat img")).to_have_count(0)


def test_a_button_is_pressed_with_the_keyboard_alone(page: Page, backend: Backend) -> None:
    backend.opening = [CARD]
    visit(page, backend)
    page.keyboard.press("Tab")
    expect(launcher(page)).to_be_focused()
    page.keyboard.press("Enter")
    choice = page.get_by_role("button", name="One is red")
    expect(choice).to_be_visible()
    expect(box(page)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(choice).to_be_focused()
    page.keyboard.press("Enter")
    expect(bubbles(page).last).to_have_text("You wrote: One is red")
    expect(page.get_by_role("log")).to_be_focused()
    assert backend.posts[0]["button"] == {"message": 1, "index": 0}
    assert "text" not in backend.posts[0]


def test_buttons_stand_until_the_customer_has_answered(page: Page, backend: Backend) -> None:
    backend.opening = [CARD]
    open_chat(page, backend)
    backend.talk.say("A second message without buttons.")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(bubbles(page)).to_have_count(2)
    expect(page.get_by_role("button", name="One is red")).to_be_visible()
    say(page, "they are all dark")
    expect(bubbles(page)).to_have_count(4)
    expect(page.get_by_role("button", name="One is red")).to_have_count(0)


def test_a_slow_turn_shows_typing_until_its_answer_is_there(page: Page, backend: Backend) -> None:
    open_chat(page, backend)
    backend.slow["test my line"] = 1.2
    backend.replies["test my line"] = [{"text": "Your line is fine."}]
    say(page, "test my line")
    typing = page.get_by_role("status").filter(has_text="The assistant is typing")
    expect(typing).to_have_count(1)
    expect(bubbles(page).last).to_have_text("Your line is fine.")
    expect(typing).to_have_count(0)
    assert len(backend.posts) == 1


def test_news_is_fetched_while_some_is_expected(page: Page, backend: Backend) -> None:
    backend.expecting = True
    open_chat(page, backend)
    backend.talk.say("Your line test is back: all good.")
    expect(bubbles(page).last).to_have_text("Your line test is back: all good.")


def test_the_launcher_counts_what_came_while_the_window_was_closed(
    page: Page, backend: Backend
) -> None:
    open_chat(page, backend)
    backend.slow["and?"] = 1.0
    backend.replies["and?"] = [{"text": "First."}, {"text": "Second."}]
    say(page, "and?")
    page.get_by_role("button", name="Close the chat").click()
    expect(page.get_by_role("button", name="Open Brightwater help, 2 new messages")).to_be_visible()
    launcher(page).click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Open Brightwater help", exact=True)).to_be_visible()


def test_the_limit_is_shown_before_it_bites(page: Page, backend: Backend) -> None:
    open_chat(page, backend)
    box(page).fill("x" * 3500)
    expect(page.get_by_text("characters left")).to_have_count(0)
    box(page).fill("x" * 3990)
    expect(page.get_by_text("10 characters left")).to_be_visible()
    # The server counts characters: this one is two UTF-16 units.
    say(page, "\N{SATELLITE ANTENNA}" * 4001)
    expect(page.get_by_text("1 character too many")).to_be_visible()
    expect(page.get_by_role("button", name="Send")).to_have_attribute("aria-disabled", "true")
    assert backend.posts == []
    say(page, "\N{SATELLITE ANTENNA}" * 4000)
    expect(bubbles(page)).to_have_count(3)


def test_a_long_answer_is_shown_from_its_beginning(page: Page, backend: Backend) -> None:
    page.set_viewport_size({"width": 360, "height": 500})
    open_chat(page, backend)
    backend.replies["tell me"] = [{"text": "The beginning."}, *({"text": "more " * 40},) * 4]
    say(page, "tell me")
    expect(bubbles(page)).to_have_count(7)
    expect(page.get_by_text("The beginning.")).to_be_in_viewport()
    expect(bubbles(page).last).not_to_be_in_viewport()
    page.get_by_role("button", name="More below").click()
    expect(bubbles(page).last).to_be_in_viewport()
    expect(page.get_by_role("button", name="More below")).to_have_count(0)


def test_two_tabs_show_one_conversation(page: Page, backend: Backend) -> None:
    open_chat(page, backend)
    other = page.context.new_page()
    visit(other, backend)
    launcher(other).click()
    expect(bubbles(other)).to_have_count(1)
    say(other, "from the other tab")
    expect(bubbles(other)).to_have_count(3)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(bubbles(page)).to_have_text(bubbles(other).all_inner_texts())


def test_expected_news_is_counted_after_a_reload_and_opening_shows_everything(
    page: Page, backend: Backend
) -> None:
    backend.expecting = True
    open_chat(page, backend)
    say(page, "tell me when it is over")
    expect(bubbles(page)).to_have_count(3)
    page.clock.install()
    page.reload()
    expect(launcher(page)).to_be_visible()
    backend.gets.clear()
    backend.talk.say("It is over.")
    page.clock.fast_forward(61_000)
    counted = page.get_by_role("button", name="Open Brightwater help, 1 new message")
    expect(counted).to_be_visible()
    assert backend.gets == [3]
    assert len(backend.sessions) == 1
    counted.click()
    expect(bubbles(page)).to_have_count(4)
