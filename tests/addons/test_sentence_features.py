"""The dense featurizer as Rasa calls it."""

from pathlib import Path

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from addons.sentence_features import SentenceFeatures

CONTEXT = ExecutionContext(GraphSchema({}), "test", node_name="run_SentenceFeatures5")


@pytest.fixture(scope="module")
def featurizer(tmp_path_factory: pytest.TempPathFactory) -> SentenceFeatures:
    folder = tmp_path_factory.mktemp("fresh") / "minilm"
    return SentenceFeatures.create({"folder": str(folder)}, None, Resource("x"), CONTEXT)


def vector(message: Message) -> np.ndarray:
    sequence, sentence = message.get_dense_features("text")
    assert sequence is None
    return sentence.features


def test_a_fresh_machine_makes_the_model_by_itself(featurizer: SentenceFeatures) -> None:
    [message] = featurizer.process([Message({"text": "no internet"})])
    assert vector(message).shape == (1, 384)
    assert np.linalg.norm(vector(message)) == pytest.approx(1, abs=1e-5)


def test_like_messages_are_closer_than_unlike_ones(featurizer: SentenceFeatures) -> None:
    texts = ["the internet is down", "we have no broadband connection", "I want a refund"]
    first, like, unlike = (
        vector(message)[0] for message in featurizer.process([Message({"text": t}) for t in texts])
    )
    assert first @ like > first @ unlike + 0.2


def test_messages_without_text_are_left_alone(featurizer: SentenceFeatures) -> None:
    silent, spoken = Message({"intent": "greet"}), Message({"text": "hello"})
    featurizer.process([silent, Message({"text": ""}), spoken])
    assert silent.features == []
    assert vector(spoken).shape == (1, 384)


def test_training_phrases_get_the_same_vector_as_messages(featurizer: SentenceFeatures) -> None:
    phrase, message = Message({"text": "slow wifi", "intent": "x"}), Message({"text": "slow wifi"})
    featurizer.process_training_data(TrainingData([phrase, Message({"text": "a much longer one"})]))
    featurizer.process([message])
    np.testing.assert_allclose(vector(phrase), vector(message), atol=1e-5)


def test_the_features_carry_the_nodes_name(featurizer: SentenceFeatures) -> None:
    [message] = featurizer.process([Message({"text": "hello"})])
    assert message.features[0].origin == "run_SentenceFeatures5"


def test_a_folder_that_is_no_path_is_refused(tmp_path: Path) -> None:
    assert not list(tmp_path.iterdir())
    with pytest.raises(InvalidConfigException, match="folder"):
        SentenceFeatures.validate_config({"folder": 3})
