"""The words: read from YAML, refused when a response cannot be said."""

from pathlib import Path

import pytest

from mend.words import BadWords, read_words


def test_words_of_all_files_are_read_with_their_buttons(tmp_path: Path) -> None:
    (tmp_path / "sorry.yml").write_text(
        'version: "3.1"\n'
        "responses:\n"
        "  utter_sorry:\n"
        "  - text: Sorry, that did not work.\n"
        "    buttons:\n"
        "    - {title: Talk to a person, payload: /ask_person}\n"
        "  - text: |\n"
        "      Sorry.\n",
        encoding="utf-8",
    )
    (tmp_path / "talk.yml").write_text(
        "responses:\n  utter_answer_no:\n  - text: no\u2026\n", encoding="utf-8"
    )
    (tmp_path / "notes.txt").write_text("not words", encoding="utf-8")
    assert read_words(tmp_path) == {
        "utter_sorry": [
            {
                "text": "Sorry, that did not work.",
                "buttons": [{"title": "Talk to a person", "payload": "/ask_person"}],
            },
            {"text": "Sorry.", "buttons": []},
        ],
        "utter_answer_no": [{"text": "no\u2026", "buttons": []}],
    }


def test_yaml_is_read_as_1_2_where_no_and_on_are_words(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("responses:\n  utter_no:\n  - text: no\n", encoding="utf-8")
    assert read_words(tmp_path)["utter_no"][0]["text"] == "no"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("responses:\n  utter_a:\n  - buttons: []\n", "utter_a has a variation without a text"),
        ("responses:\n  utter_a: hello\n", "utter_a needs a list"),
        ("responses:\n  utter_a: []\n", "utter_a needs a list"),
        ("responses:\n  utter_a:\n  - {text: a, buttons: [{title: b}]}\n", "without a title"),
        ("responses:\n  utter_a:\n  - {text: a, buttons: x}\n", "must be a list"),
        ("responses: {a: [{text: b}\n", "not readable YAML"),
        ("nlu: []\n", "no `responses:`"),
        ("- a\n", "no `responses:`"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, content: str, complaint: str) -> None:
    (tmp_path / "broken.yml").write_text(content, encoding="utf-8")
    with pytest.raises(BadWords, match=complaint) as caught:
        read_words(tmp_path)
    assert "broken.yml" in str(caught.value)


def test_a_response_in_two_files_is_refused(tmp_path: Path) -> None:
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text("responses:\n  utter_a:\n  - text: a\n", encoding="utf-8")
    with pytest.raises(BadWords, match=r"b\.yml: utter_a is written in another file"):
        read_words(tmp_path)
