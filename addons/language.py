"""Language: the spaCy pipeline of Mend, built in memory, so that no model folder has to be made.

Blank English, lookup lemmas from spacy-lookups-data, and an entity ruler with the trade's words
from `data/entities.yml`. `Language` takes the place of SpacyNLP in config.yml and `TradeWords` that
of SpacyEntityExtractor: Rasa hands the model on by the provider's class name, so the two belong
together.
"""

import hashlib
from pathlib import Path
from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.extractors.spacy_entity_extractor import SpacyEntityExtractor
from rasa.nlu.utils.spacy_utils import SpacyModel, SpacyNLP
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

ROOT = Path(__file__).resolve().parent.parent


def read_trade_words(path: Path, nlp: spacy.Language) -> list[dict[str, Any]]:
    """The entity ruler's patterns from a YAML file; InvalidConfigException says what is wrong."""
    try:
        words = YAML(typ="safe").load(path.read_text(encoding="utf-8"))["trade_words"]
        return [
            {"label": entity, "id": value, "pattern": pattern}
            for entity, values in words.items()
            for value, ways in values.items()
            for way in ways
            for pattern in _token_patterns(way, nlp)
        ]
    except (OSError, YAMLError, KeyError, TypeError, AttributeError) as error:
        raise InvalidConfigException(
            f"{path} must hold `trade_words:`, entity → value → ways to say it: {error!r}"
        ) from error


def _token_patterns(
    way: str | list[dict[str, Any]], nlp: spacy.Language
) -> list[list[dict[str, Any]]]:
    """A way to say it: plain words (any case, singular or plural) or a spaCy token pattern."""
    if not isinstance(way, str):
        return [way]
    tokens = [token.text.lower() for token in nlp.tokenizer(way)]
    last = tokens[-1]
    plural = last + ("es" if last.endswith(("s", "x", "ch")) else "s")
    start = [{"LOWER": token} for token in tokens[:-1]]
    return [[*start, {"LOWER": {"IN": [last, plural]}}]]


def build(path: Path) -> SpacyModel:
    """The pipeline over the trade's words in `path`; its name changes when the words do."""
    nlp = spacy.blank("en")
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    # In this order: initialize() loads the lemma tables, and would empty a ruler that had patterns.
    nlp.initialize()
    ruler: Any = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(read_trade_words(path, nlp))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return SpacyModel(model=nlp, model_name=f"blank-en-{spacy.__version__}-{digest}")


@DefaultV1Recipe.register(
    [
        DefaultV1Recipe.ComponentType.MODEL_LOADER,
        DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER,
    ],
    is_trainable=False,
    model_from="Language",
)
class Language(SpacyNLP):  # type: ignore[misc]
    """SpacyNLP over a pipeline built in memory. `words` is a path inside the project."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Case is not kept: customers shout and whisper the same words."""
        return {"case_sensitive": False, "words": "data/entities.yml"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,  # noqa: ARG003
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> "Language":
        """Build the pipeline; raises InvalidConfigException when the words cannot be read."""
        config = {**cls.get_default_config(), **config}
        return cls(build(ROOT / config["words"]), config)


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False, model_from="Language"
)
class TradeWords(SpacyEntityExtractor):  # type: ignore[misc]
    """The ruler's entities, with the value the word stands for (`hub` → device `router`)."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,  # noqa: ARG003
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> GraphComponent:
        """A new extractor; `dimensions` limits it to some entities."""
        return cls(config)

    def process(self, messages: list[Message], model: SpacyModel) -> list[Message]:
        """Add the entities that the ruler found in each message."""
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            # The lower-cased doc has the same offsets, but for a few letters that grow by it.
            doc = message.get(SPACY_DOCS[TEXT])
            if doc is None or len(doc.text) != len(text):
                doc = model.model(text)
            found = [
                {
                    "entity": span.label_,
                    "value": span.ent_id_ or text[span.start_char : span.end_char],
                    "start": span.start_char,
                    "end": span.end_char,
                    "confidence": None,
                }
                for span in doc.ents
            ]
            found = self.filter_irrelevant_entities(
                self.add_extractor_name(found), self._config["dimensions"]
            )
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages
