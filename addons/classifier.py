"""Classifier: one logistic regression over every intent, problem, other need and danger at once.

Its labels are `problem/<guide>`, `other_need/<need>` and `danger/<kind>` (need and kind stand in
the phrases' metadata) and plain intents. Rasa is given the base intent, a ranking, and an entity
with the guide, need or kind. Needs are ranked as one, for they are all answered alike, and so are
dangers, for they are all acted on; problems are not, so "did you mean" sees two close guides.
Trained with scikit-learn; kept as npz and JSON and run in plain NumPy, so that loading a model
runs no pickle.
"""

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import (
    ENTITIES,
    FEATURE_TYPE_SENTENCE,
    INTENT,
    INTENT_RANKING_KEY,
    INTENT_RESPONSE_KEY,
    METADATA,
    METADATA_INTENT,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

# The intents whose label has a second part, and the entity that carries it.
PARTS = {"problem": "problem", "other_need": "need", "danger": "danger"}
RANKED_AS_ONE = frozenset({"other_need", "danger"})


def label_of(message: Message) -> str:
    """A training phrase's full label."""
    intent = str(message.get(INTENT_RESPONSE_KEY) or message.get(INTENT))
    metadata = (message.get(METADATA) or {}).get(METADATA_INTENT) or {}
    part = metadata.get(PARTS.get(intent, "")) if isinstance(metadata, dict) else None
    return f"{intent}/{part}" if part else intent


def features_of(message: Message) -> tuple[Integers, Floats, Floats]:
    """Columns and values of the sparse sentence features, one unit long, and the dense vector."""
    columns: list[Integers] = []
    values: list[Floats] = []
    dense: list[Floats] = []
    offset = 0
    for feature in message.features:
        if feature.attribute != TEXT or feature.type != FEATURE_TYPE_SENTENCE:
            continue
        if feature.is_sparse():
            row = feature.features.tocoo()
            columns.append(row.col.astype(np.int64) + offset)
            values.append(row.data.astype(np.float32))
            offset += row.shape[1]
        else:
            dense.append(feature.features.reshape(-1).astype(np.float32))
    indices = np.concatenate(columns) if columns else np.zeros(0, dtype=np.int64)
    counts = np.concatenate(values) if values else np.zeros(0, dtype=np.float32)
    length = float(np.linalg.norm(counts)) or 1.0
    vector = np.concatenate(dense) if dense else np.zeros(0, dtype=np.float32)
    return indices, counts / np.float32(length), vector


def _width(message: Message) -> int:
    """How many sparse columns there are."""
    return sum(
        feature.features.shape[1]
        for feature in message.features
        if feature.attribute == TEXT
        and feature.type == FEATURE_TYPE_SENTENCE
        and feature.is_sparse()
    )


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class JointClassifier(IntentClassifier, GraphComponent):  # type: ignore[misc]
    """The joint classifier: `C` (larger fits closer), `max_iter`, `ranking_length`, `seed`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Settings as tuned on the held-out phrases."""
        return {"C": 30.0, "max_iter": 500, "ranking_length": 5, "seed": 7}

    @classmethod
    def required_components(cls) -> list[type]:
        """Featurizers must come first."""
        return [Featurizer]

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed."""
        return ["sklearn"]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raise InvalidConfigException for a setting that cannot be used."""
        for name in ("C", "max_iter", "ranking_length"):
            value = config.get(name, 1)
            if not isinstance(value, int | float) or value <= 0:
                raise InvalidConfigException(f"JointClassifier: `{name}` must be above 0.")

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> "JointClassifier":
        """An untrained classifier."""
        return cls(config, model_storage, resource)

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Keep where to save to; labels and weights come with train() or load()."""
        self._config = {**self.get_default_config(), **config}
        self.validate_config(self._config)
        self._model_storage = model_storage
        self._resource = resource
        self._labels: list[str] = []
        self._sparse: Floats = np.zeros((0, 0), dtype=np.float32)
        self._dense: Floats = np.zeros((0, 0), dtype=np.float32)
        self._bias: Floats = np.zeros(0, dtype=np.float32)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on every phrase with an intent and save the weights."""
        examples = [
            message
            for message in training_data.intent_examples
            if message.get(TEXT) and message.features
        ]
        labels = [label_of(message) for message in examples]
        if len(set(labels)) < 2:
            raise InvalidConfigException(
                "The classifier needs phrases of at least two intents (data/nlu, data/guides)."
            )
        width = _width(examples[0])
        model = LogisticRegression(
            C=self._config["C"],
            max_iter=self._config["max_iter"],
            class_weight="balanced",
            random_state=self._config["seed"],
        ).fit(_matrix(examples, width), labels)
        coefficients = model.coef_.T.astype(np.float32)
        bias = model.intercept_.astype(np.float32)
        if len(model.classes_) == 2:  # scikit-learn then keeps one column, for the second class
            coefficients = np.concatenate([-coefficients, coefficients], axis=1) / 2
            bias = np.concatenate([-bias, bias]) / 2
        self._labels = [str(label) for label in model.classes_]
        self._sparse, self._dense = coefficients[:width], coefficients[width:]
        self._bias = bias
        self._save()
        return self._resource

    def _save(self) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(
                folder / "weights.npz", sparse=self._sparse, dense=self._dense, bias=self._bias
            )
            text = json.dumps(self._labels, ensure_ascii=False, indent=1)
            (folder / "labels.json").write_text(text, encoding="utf-8")

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
        **_: Any,
    ) -> "JointClassifier":
        """A trained classifier from the model archive; ValueError without its weights."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
            with np.load(folder / "weights.npz", allow_pickle=False) as weights:
                classifier._sparse = weights["sparse"]
                classifier._dense = weights["dense"]
                classifier._bias = weights["bias"]
        classifier._labels = labels
        return classifier

    def probabilities(self, message: Message) -> dict[str, float]:
        """Every full label with its probability; they add up to 1."""
        indices, values, dense = features_of(message)
        scores = self._bias + values @ self._sparse[indices]
        if dense.size:
            scores = scores + dense @ self._dense
        odds = np.exp(scores - scores.max())
        return dict(zip(self._labels, (odds / odds.sum()).tolist(), strict=True))

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, ranking, the guide's or need's entity, and what `rasa test nlu` reads."""
        for message in messages:
            if message.get(TEXT) and message.features:
                self._say(message, self.probabilities(message))
            else:
                message.set(INTENT, {"name": None, "confidence": 0.0}, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [], add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing that follows in the pipeline learns from predictions, so none are made."""
        return training_data

    def _say(self, message: Message, probabilities: dict[str, float]) -> None:
        ranked = _ranking(probabilities)
        label, confidence = max(ranked.items(), key=lambda item: item[1])
        base, _, part = label.partition("/")
        if base in RANKED_AS_ONE:
            members = {name: p for name, p in probabilities.items() if name.startswith(f"{base}/")}
            part = max(members, key=members.__getitem__).partition("/")[2] if members else ""
        intent: dict[str, Any] = {"name": base, "confidence": confidence}
        if base == "problem" and part:
            intent["full_retrieval_intent_name"] = label
            message.set("response_selector", _selected(label, confidence), add_to_output=True)
        best = sorted(ranked.items(), key=lambda item: -item[1])[: self._config["ranking_length"]]
        ranking = [{"name": name, "confidence": p} for name, p in best]
        message.set(INTENT, intent, add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        if part:
            found = {
                "entity": PARTS[base],
                "value": part,
                "start": 0,
                "end": len(message.get(TEXT)),
                "extractor": "JointClassifier",
            }
            message.set(ENTITIES, [*message.get(ENTITIES, []), found], add_to_output=True)


def _matrix(examples: list[Message], width: int) -> csr_matrix:
    """The training matrix: unit-long sparse part, then the dense part."""
    rows = [features_of(message) for message in examples]
    size = rows[0][2].size
    tail = np.arange(width, width + size)
    columns = np.concatenate([np.concatenate([row[0], tail]) for row in rows])
    values = np.concatenate([np.concatenate([row[1], row[2]]) for row in rows])
    starts = np.cumsum([0, *(row[0].size + size for row in rows)])
    return csr_matrix((values, columns, starts), shape=(len(rows), width + size))


def _ranking(probabilities: dict[str, float]) -> dict[str, float]:
    """Probabilities by ranked name: those that are answered alike are added up."""
    ranked: dict[str, float] = {}
    for label, probability in probabilities.items():
        base = label.partition("/")[0]
        name = base if base in RANKED_AS_ONE else label
        ranked[name] = ranked.get(name, 0.0) + probability
    return ranked


def _selected(label: str, confidence: float) -> dict[str, Any]:
    """A ResponseSelector's output, so that Rasa's own tests report per guide."""
    base = label.partition("/")[0]
    response = {
        "intent_response_key": label,
        "confidence": confidence,
        "responses": [],
        "utter_action": f"utter_{label}",
    }
    return {
        "all_retrieval_intents": [base],
        "default": {},
        base: {"response": response, "ranking": []},
    }
