"""What the window makes of words, whoever wrote them."""

from playwright.sync_api import Dialog, Page, expect

from tests.web.widget.backend import Backend
from tests.web.widget.window import bubbles, open_chat, say


def test_hostile_words_are_shown_as_text(page: Page, backend: Backend) -> None:
    attack = "<img src=x onerror=alert(1)> **not bold** [x](https://example.com)"
    backend.opening = [
        {"text": f"{attack} [press](javascript:alert(1)) [tab](java\tscript:alert(1))"},
        {"text": "[data](data:text/html,x) [here](/relative) <b>plain</b>"},
    ]
    backend.replies[attack] = [{"text": "done"}]
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    open_chat(page, backend)
    say(page, attack)
    expect(bubbles(page).last).to_have_text("done")
    expect(page.locator("mend-chat .customer .bubble")).to_have_text(attack)
    expect(page.locator("mend-chat .customer :is(strong, a, img)")).to_have_count(0)
    expect(page.locator("mend-chat :is(.bubble img, .bubble b)")).to_have_count(0)
    links = page.locator("mend-chat a")
    assert [link.get_attribute("href") for link in links.all()] == ["https://example.com/"]
    expect(bubbles(page).nth(0)).to_contain_text("[press](javascript:alert(1))")
    expect(bubbles(page).nth(1)).to_contain_text("[here](/relative)")
    assert dialogs == []


def test_the_assistants_markdown_is_drawn(page: Page, backend: Backend) -> None:
    backend.opening = [
        {
            "text": "Go to *settings*, then **WiFi _name_**, `wlan_0_a`:\n\n"
            "1. off\n2. on\n\n- a\n- b\n\n"
            "[Call us](tel:+441234) or see https://example.com/help."
        }
    ]
    open_chat(page, backend)
    said = bubbles(page).first
    expect(said.locator("em")).to_have_text(["settings", "name"])
    expect(said.locator("strong")).to_have_text("WiFi name")
    expect(said.locator("code")).to_have_text("wlan_0_a")
    expect(said.locator("ol li")).to_have_text(["off", "on"])
    expect(said.locator("ul li")).to_have_text(["a", "b"])
    expect(said.locator("a").nth(0)).to_have_attribute("href", "tel:+441234")
    web = said.locator("a").nth(1)
    expect(web).to_have_attribute("href", "https://example.com/help")
    expect(web).to_have_attribute("rel", "noopener noreferrer")
