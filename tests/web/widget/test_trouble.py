"""What goes wrong between the window and the service, and what the customer sees of it."""

import re

from playwright.sync_api import APIResponse, Page, Route, expect

from tests.web.widget.backend import Backend
from tests.web.widget.window import CARD, box, bubbles, launcher, open_chat, say, visit


def test_a_button_that_the_server_holds_old_is_explained(page: Page, backend: Backend) -> None:
    backend.opening = [CARD]
    open_chat(page, backend)
    backend.faults = [(410, "old_button", {})]
    page.get_by_role("button", name="One is red").click()
    expect(page.get_by_text("That choice is no longer open.")).to_be_visible()
    expect(bubbles(page)).to_have_count(1)


def test_a_message_whose_answer_was_lost_is_sent_again_under_the_same_id(
    page: Page, backend: Backend
) -> None:
    open_chat(page, backend)
    lost: list[APIResponse] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route("**/chat/messages", lose)
    say(page, "hello?")
    expect(page.get_by_text("Not sent")).to_be_visible()
    page.get_by_role("button", name="Retry").click()
    expect(bubbles(page).last).to_have_text("You wrote: hello?")
    expect(page.get_by_text("Not sent")).to_have_count(0)
    assert [post["id"] for post in backend.posts] == [backend.posts[0]["id"]] * 2
    assert [m["text"] for m in backend.talk.messages].count("hello?") == 1
    expect(bubbles(page)).to_have_count(3)


def test_what_could_not_be_sent_survives_a_reload(page: Page, backend: Backend) -> None:
    open_chat(page, backend)
    page.route("**/chat/messages", lambda route: route.abort())
    say(page, "keep this")
    expect(page.get_by_text("Not sent")).to_be_visible()
    page.unroute("**/chat/messages")
    page.reload()
    launcher(page).click()
    expect(bubbles(page).last).to_have_text("You wrote: keep this")
    assert [post["text"] for post in backend.posts] == ["keep this"]


def test_an_unsent_message_of_yesterday_waits_for_the_customer(
    page: Page, backend: Backend
) -> None:
    visit(page, backend)
    page.evaluate(
        """base => localStorage.setItem(`mend-chat:${base}:unsent`, JSON.stringify([
            {id: 'an-old-one', text: 'old news', at: '2020-01-01T10:00:00Z'}]))""",
        f"{backend.chat}/chat/",
    )
    page.reload()
    launcher(page).click()
    expect(page.get_by_text("Not sent")).to_be_visible()
    say(page, "new news")
    expect(page.get_by_text("You wrote: new news")).to_be_visible()
    assert [post["text"] for post in backend.posts] == ["new news"]
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("old news")).to_have_count(0)


def test_the_window_says_that_it_is_offline_and_sends_when_the_network_is_back(
    page: Page, backend: Backend
) -> None:
    open_chat(page, backend)
    page.context.set_offline(True)
    say(page, "anybody there?")
    expect(page.get_by_role("status").filter(has_text="No connection.")).to_be_visible()
    expect(page.get_by_text("Not sent")).to_be_visible()
    page.context.set_offline(False)
    expect(bubbles(page).last).to_have_text("You wrote: anybody there?")
    expect(page.get_by_text("No connection.")).to_have_count(0)
    assert len(backend.posts) == 1


def test_an_ended_session_is_renewed_and_the_message_sent_again(
    page: Page, backend: Backend
) -> None:
    open_chat(page, backend)
    backend.faults = [(401, "no_session", {})]
    say(page, "still here")
    expect(bubbles(page).last).to_have_text("You wrote: still here")
    assert len(backend.sessions) == 2
    assert backend.sessions[1]["session"]
    assert backend.posts[0]["id"] == backend.posts[1]["id"]


def test_too_many_messages_wait_as_long_as_the_server_asks(page: Page, backend: Backend) -> None:
    open_chat(page, backend)
    backend.faults = [(429, "slow_down", {"retry-after": "2"})]
    say(page, "quick")
    expect(page.get_by_text("will be sent shortly")).to_be_visible()
    page.wait_for_timeout(1200)
    assert len(backend.posts) == 1
    expect(bubbles(page).last).to_have_text("You wrote: quick")
    assert len(backend.posts) == 2


def test_a_refused_text_is_given_back(page: Page, backend: Backend) -> None:
    open_chat(page, backend)
    backend.faults = [(422, "bad_message", {})]
    say(page, "\u2060")
    expect(page.get_by_text("could not be sent")).to_be_visible()
    expect(box(page)).to_have_value("\u2060")
    expect(bubbles(page)).to_have_count(1)


def test_the_window_works_where_nothing_can_be_stored(page: Page, backend: Backend) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }});"
        "crypto.randomUUID = undefined;"
    )
    open_chat(page, backend)
    say(page, "hello")
    expect(bubbles(page).last).to_have_text("You wrote: hello")
    assert re.fullmatch(r"[0-9a-f-]{14}4[0-9a-f-]{21}", backend.posts[0]["id"])


def test_a_tab_whose_token_is_over_takes_the_one_of_the_other_tab(
    page: Page, backend: Backend
) -> None:
    open_chat(page, backend)
    ours = next(iter(backend.talks))
    other = page.context.new_page()
    visit(other, backend)
    launcher(other).click()
    expect(bubbles(other)).to_have_count(1)
    theirs = list(backend.talks)[-1]
    del backend.talks[ours]
    say(page, "hello")
    expect(bubbles(page).last).to_have_text("You wrote: hello")
    assert backend.sessions[-1]["session"] == theirs
    assert len({talk.id for talk in backend.talks.values()}) == 1
