"""What the provider's systems answered, in words."""

import string
from typing import Any

import pytest

from mend import news, news_of_others
from mend.reply import Reply
from mend.store import prompts
from tests.mend.people import WORDS, House, hand_off, responses

VALUES = {"report", "reference", "number", "question", "reason", "title", "until", "when"}


@pytest.mark.parametrize("kind", sorted(news_of_others.KINDS))
def test_every_kind_of_news_has_words_that_only_name_what_is_known(kind: str) -> None:
    names = [f"utter_news_{kind}"]
    names += [f"{names[0]}_saying"] if kind in news_of_others.WITH_WORDS else []
    for name in names:
        for variation in WORDS[name]:
            used = {
                field for _, field, _, _ in string.Formatter().parse(variation["text"]) if field
            }
            assert used <= VALUES


def test_buttons_and_words_of_their_own_belong_to_kinds_that_there_are() -> None:
    assert news_of_others.BUTTONS.keys() <= news_of_others.KINDS
    assert set(news_of_others.WITH_WORDS) <= news_of_others.KINDS


def tells(
    house: House, customer: Any, kind: str, data: dict[str, Any], busy: bool = False
) -> Reply:
    with house.store.page() as page:
        prompts.add_prompt(page, customer.conversation, kind, data)
    return customer.hears(kind, busy=busy)  # type: ignore[no-any-return]


def test_a_kind_that_there_is_not_says_nothing(house: House) -> None:
    assert tells(house, house.customer(), "handoff_exploded", {}) == Reply()


def test_news_while_another_question_is_open_opens_no_question(house: House) -> None:
    customer = hand_off(house)
    house.smo_shows("resolved")
    said = customer.hears("handoff_resolved", busy=True)
    assert (responses(said), said.slots) == (["utter_news_handoff_resolved"], {})


def test_the_title_is_the_guides_or_the_reports_own_name(house: House) -> None:
    customer = hand_off(house)
    data = {"report": house.report.id, "reference": "SP-1"}
    said = tells(house, customer, "handoff_resolved", data)
    assert said.words[0].values["title"] == "Internet that keeps dropping"
    assert said.slots == {}  # nothing is asked about


def test_the_same_news_is_said_in_the_same_words_when_the_turn_runs_again(house: House) -> None:
    customer = hand_off(house)
    house.smo_shows("resolved")
    with house.store.glance() as page:
        (prompt,) = prompts.waiting_prompts(page, customer.conversation)
    turn = customer.turn("action_tell_news", "")
    first = news.tell(house.mend, turn, prompt.id, False)
    customer.hear(first)
    customer.agrees()
    assert responses(first) == ["utter_news_handoff_resolved"]
    assert news.tell(house.mend, turn, prompt.id, False) == first
