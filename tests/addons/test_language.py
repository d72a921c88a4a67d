"""The in-memory spaCy pipeline and the trade's words."""

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.utils.spacy_utils import SpacyModel
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message

from addons.language import ROOT, Language, TradeWords, build


@pytest.fixture(scope="module")
def model() -> SpacyModel:
    return build(ROOT / "data/entities.yml")


def entities(model: SpacyModel, text: str) -> list[tuple[str, str]]:
    extractor = TradeWords({"dimensions": None})
    [message] = extractor.process([Message({"text": text})], model)
    return [(found["entity"], found["value"]) for found in message.get("entities")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The lights on my HUB are red",
            [("light", "any"), ("device", "router"), ("light_colour", "red")],
        ),
        ("dsl light blinking", [("light", "dsl"), ("light_colour", "flashing")]),
        ("no telly in the sitting room", [("product", "tv"), ("room", "living_room")]),
        (
            "broadband is down since this morning",
            [("product", "broadband"), ("since", "since this morning")],
        ),
        ("it went off 3 days ago", [("since", "3 days ago")]),
        ("it shows Error code VM-102", [("error_code", "Error code VM-102")]),
        ("DNS_PROBE_FINISHED_NXDOMAIN", [("error_code", "DNS_PROBE_FINISHED_NXDOMAIN")]),
        ("two set-top boxes", [("device", "tv_box")]),
        ("I would like a coffee", []),
    ],
)
def test_the_trades_words_are_found_with_what_they_stand_for(
    model: SpacyModel, text: str, expected: list[tuple[str, str]]
) -> None:
    assert entities(model, text) == expected


def test_an_entity_points_at_the_customers_own_letters(model: SpacyModel) -> None:
    # This capital grows by one letter when it is made small, as the tokenizer's doc has it.
    text = "My İnternet BOX is dark, the ROUTER too"
    message = Message({"text": text})
    message.set(SPACY_DOCS["text"], model.model(text.lower()))
    TradeWords({"dimensions": None}).process([message], model)
    spans = [text[found["start"] : found["end"]] for found in message.get("entities")]
    assert "ROUTER" in spans


def test_the_doc_of_the_tokenizer_is_used_when_there_is_one(model: SpacyModel) -> None:
    message = Message({"text": "ROUTER"})
    message.set(SPACY_DOCS["text"], model.model("router"))
    TradeWords({"dimensions": ["device"]}).process([message], model)
    assert message.get("entities")[0]["value"] == "router"


def test_a_message_without_text_has_no_entities(model: SpacyModel) -> None:
    [message] = TradeWords({"dimensions": None}).process([Message({"intent": "greet"})], model)
    assert message.get("entities") is None


def test_words_have_lemmas(model: SpacyModel) -> None:
    assert [token.lemma_ for token in model.model("cables dropped")] == ["cable", "drop"]


def test_other_words_make_another_model(tmp_path: Path) -> None:
    names = []
    for word in ("hub", "box"):
        path = tmp_path / "entities.yml"
        path.write_text(f"trade_words: {{device: {{router: [{word}]}}}}", encoding="utf-8")
        names.append(build(path).fingerprint())
    assert names[0] != names[1]


@pytest.mark.parametrize(
    "content", ["", "words: {}", "trade_words: [router]", "trade_words: {a: ["]
)
def test_words_that_cannot_be_read_say_which_file(tmp_path: Path, content: str) -> None:
    path = tmp_path / "entities.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidConfigException, match=r"entities\.yml"):
        build(path)


def test_rasa_is_given_the_pipeline_without_a_model_folder() -> None:
    context = ExecutionContext(GraphSchema({}), "test")
    language = Language.create({}, None, Resource("language"), context)
    [message] = language.process([Message({"text": "My Router"})], language.provide())
    assert message.get(SPACY_DOCS["text"]).text == "my router"
