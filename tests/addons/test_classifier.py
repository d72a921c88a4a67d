"""The joint classifier on small made-up features, and config.yml as Rasa checks it."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasa.shared.utils.io
from rasa.engine import validation
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.data import TrainingType
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from addons.classifier import JointClassifier, label_of
from addons.language import ROOT

RESOURCE = Resource("classifier")
CONTEXT = ExecutionContext(GraphSchema({}), "test")
WORDS = ["down", "slow", "picture", "bill", "cancel", "hello", "bye"]
PHRASES = [
    ("down", "problem/no_internet", None),
    ("down down", "problem/no_internet", None),
    ("slow", "problem/slow_internet", None),
    ("slow slow", "problem/slow_internet", None),
    ("bill", "other_need", "billing"),
    ("cancel", "other_need", "cancel_service"),
    ("hello", "greet", None),
    ("bye", "goodbye", None),
]


def message(text: str, label: str = "", need: str | None = None) -> Message:
    """A message with word counts as sparse and a noisy copy as dense features."""
    data: dict[str, Any] = {"text": text}
    if label:
        data["intent"] = label.partition("/")[0]
        data["intent_response_key"] = label if "/" in label else None
        data["metadata"] = {"intent": {"need": need}} if need else {}
    counts = np.array([[text.split().count(word) for word in WORDS]], dtype=float)
    made = Message(data)
    for half in (csr_matrix(counts[:, :3]), csr_matrix(counts[:, 3:])):
        made.add_features(Features(half, "sentence", "text", f"n-grams {half.shape}"))
    made.add_features(Features(csr_matrix(counts), "sequence", "text", "not for us"))
    made.add_features(Features(counts * 0.5, "sentence", "text", "dense"))
    return made


def examples() -> list[Message]:
    return [message(*phrase) for phrase in PHRASES]


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    return LocalModelStorage(tmp_path)


@pytest.fixture
def classifier(storage: LocalModelStorage) -> JointClassifier:
    JointClassifier.create({}, storage, RESOURCE, CONTEXT).train(TrainingData(examples()))
    return JointClassifier.load({}, storage, RESOURCE, CONTEXT)


def answer(classifier: JointClassifier, text: str) -> Message:
    return classifier.process([message(text)])[0]


def test_a_problem_carries_its_guide_in_every_place_that_is_read(
    classifier: JointClassifier,
) -> None:
    found = answer(classifier, "slow")
    assert found.get("intent")["name"] == "problem"
    assert found.get("intent")["full_retrieval_intent_name"] == "problem/slow_internet"
    [entity] = found.get("entities")
    assert (entity["entity"], entity["value"]) == ("problem", "slow_internet")
    assert found.get("intent_ranking")[0]["name"] == "problem/slow_internet"
    selected = found.get("response_selector")["problem"]["response"]
    assert selected["intent_response_key"] == "problem/slow_internet"
    assert found.as_dict(only_output_properties=True)["intent"]["name"] == "problem"


def test_a_need_and_a_danger_have_the_label_that_their_metadata_name() -> None:
    for intent, part in (("other_need", "need"), ("danger", "danger")):
        asked = Message({"intent": intent, "metadata": {"intent": {part: "this"}}})
        assert label_of(asked) == f"{intent}/this"


def test_an_intent_has_no_entity_of_the_classifier(classifier: JointClassifier) -> None:
    found = answer(classifier, "hello")
    assert found.get("intent")["name"] == "greet"
    assert found.get("entities") is None
    assert "full_retrieval_intent_name" not in found.get("intent")


def test_entities_found_before_are_kept(classifier: JointClassifier) -> None:
    asked = message("down")
    asked.set("entities", [{"entity": "device", "value": "router"}])
    classifier.process([asked])
    assert [entity["entity"] for entity in asked.get("entities")] == ["device", "problem"]


def test_needs_are_ranked_as_one_and_named_apart(classifier: JointClassifier) -> None:
    asked = message("bill cancel bill")
    classifier.process([asked])
    assert asked.get("intent")["name"] == "other_need"
    assert asked.get("entities")[0]["value"] == "billing"
    single = classifier.probabilities(asked)
    both = single["other_need/billing"] + single["other_need/cancel_service"]
    assert asked.get("intent")["confidence"] == pytest.approx(both)
    assert [entry["name"] for entry in asked.get("intent_ranking")].count("other_need") == 1


def test_two_close_guides_are_left_to_the_fallback(classifier: JointClassifier) -> None:
    asked = message("slow down")
    classifier.process([asked])
    fallback = FallbackClassifier({"threshold": 0.1, "ambiguity_threshold": 0.05})
    fallback.process([asked])
    assert asked.get("intent")["name"] == "nlu_fallback"
    names = {entry["name"] for entry in asked.get("intent_ranking")[1:3]}
    assert names == {"problem/no_internet", "problem/slow_internet"}


def test_the_ranking_has_five_entries_that_fall(classifier: JointClassifier) -> None:
    ranking = answer(classifier, "bye").get("intent_ranking")
    confidences = [entry["confidence"] for entry in ranking]
    assert len(ranking) == 5
    assert confidences == sorted(confidences, reverse=True)


@pytest.mark.parametrize("labels", [2, 8])
def test_plain_numpy_gives_what_scikit_learn_gives(storage: LocalModelStorage, labels: int) -> None:
    trained = examples()[-labels:]
    JointClassifier.create({}, storage, RESOURCE, CONTEXT).train(TrainingData(trained))
    loaded = JointClassifier.load({}, storage, RESOURCE, CONTEXT)

    def row(made: Message) -> np.ndarray:
        counts = np.array([made.get("text").split().count(word) for word in WORDS], dtype=float)
        return np.concatenate([counts / (np.linalg.norm(counts) or 1), counts * 0.5])

    settings = JointClassifier.get_default_config()
    model = LogisticRegression(C=settings["C"], class_weight="balanced", max_iter=500)
    model.fit([row(made) for made in trained], [label_of(made) for made in trained])
    asked = message("hello bye slow")
    expected = dict(zip(model.classes_, model.predict_proba([row(asked)])[0], strict=True))
    assert loaded.probabilities(asked) == pytest.approx(expected, abs=1e-3)


def test_training_twice_gives_the_same_weights(storage: LocalModelStorage) -> None:
    saved = []
    for _ in range(2):
        JointClassifier.create({}, storage, RESOURCE, CONTEXT).train(TrainingData(examples()))
        with storage.read_from(RESOURCE) as folder:
            saved.append((folder / "weights.npz").read_bytes())
    with storage.read_from(RESOURCE) as folder:
        assert sorted(path.name for path in folder.iterdir()) == ["labels.json", "weights.npz"]
    assert saved[0] == saved[1]


def test_a_model_with_pickled_weights_is_refused(storage: LocalModelStorage) -> None:
    JointClassifier.create({}, storage, RESOURCE, CONTEXT).train(TrainingData(examples()))
    with storage.write_to(RESOURCE) as folder:
        evil = np.array([{"run": "me"}], dtype=object)
        np.savez(folder / "weights.npz", sparse=evil, dense=evil, bias=evil)
    with pytest.raises(ValueError, match="allow_pickle"):
        JointClassifier.load({}, storage, RESOURCE, CONTEXT)


def test_a_model_without_weights_does_not_load(storage: LocalModelStorage) -> None:
    with pytest.raises(ValueError, match="classifier"):
        JointClassifier.load({}, storage, RESOURCE, CONTEXT)


def test_an_empty_message_is_nothing_with_no_confidence(classifier: JointClassifier) -> None:
    [found] = classifier.process([Message({"text": ""})])
    assert found.get("intent") == {"name": None, "confidence": 0.0}
    FallbackClassifier({"threshold": 0.3, "ambiguity_threshold": 0.05}).process([found])
    assert found.get("intent")["name"] == "nlu_fallback"


def test_words_never_seen_are_still_answered(classifier: JointClassifier) -> None:
    probabilities = classifier.probabilities(message("zzz"))
    assert sum(probabilities.values()) == pytest.approx(1)


def test_one_intent_alone_cannot_be_trained(storage: LocalModelStorage) -> None:
    with pytest.raises(InvalidConfigException, match="at least two"):
        JointClassifier.create({}, storage, RESOURCE, CONTEXT).train(TrainingData(examples()[:2]))


@pytest.mark.parametrize("setting", ["C", "max_iter", "ranking_length"])
def test_a_setting_that_cannot_be_used_is_refused(storage: LocalModelStorage, setting: str) -> None:
    with pytest.raises(InvalidConfigException, match=setting):
        JointClassifier.create({setting: 0}, storage, RESOURCE, CONTEXT)


def test_rasa_accepts_the_pipeline_of_config_yml() -> None:
    config = rasa.shared.utils.io.read_config_file(ROOT / "config.yml")
    graph = DefaultV1Recipe().graph_config_for_recipe(config, {}, TrainingType.BOTH)
    validation.validate(graph)
    provided = [
        name
        for name, node in graph.predict_schema.nodes.items()
        if "model" in node.needs and node.needs["model"].startswith("provide_addons.language")
    ]
    assert len(provided) == 2
