"""YAML as designers write it."""

import pytest

from mend.yaml_text import BadYaml, load


def test_yes_and_no_are_words_and_true_is_true() -> None:
    assert load("{yes: no, on: off, again: true}") == {"yes": "no", "on": "off", "again": True}


def test_texts_over_several_lines_are_one() -> None:
    assert load("say: >-\n  One line\n  and another.") == {"say": "One line and another."}


@pytest.mark.parametrize(
    ("text", "says"),
    [("a: 1\na: 2", "the key a is there twice"), ("a: [1", "line"), ("a: !!python/none x", "tag")],
)
def test_what_is_wrong_says_where(text: str, says: str) -> None:
    with pytest.raises(BadYaml, match=says):
        load(text)
