"""The intent model: sparse terms and a sentence vector, and the classifier over both.

A cascade after Viola and Jones, "Rapid Object Detection using a Boosted Cascade of Simple Features" (2001):
what is easy is decided by the cheap features alone.
"""

import json
from pathlib import Path
from typing import List, Sequence

import numpy as np
from scipy import sparse

from okpay_engine.encoder.sentence_encoder import Depth, PackageEncoder, SentenceEncoder
from okpay_engine.nlu import wide_deep
from okpay_engine.nlu.features import Document, SparseFeatures
from okpay_engine.nlu.firms import NO_FIRMS, Firms
from okpay_engine.progress import report

DENSE_SHARE = 3.2
# Trained with dropout and smoothed labels, the scores are more modest than they are right; this factor makes
# confidence mean what it says (the inverse of the temperature in Guo et al., "On Calibration of Modern Neural
# Networks", 2017). evaluation/thresholds.py shows how far off it is.
SHARPNESS = 1.7
# From this confidence on the terms alone are right as often as terms and sentence vector together; more than
# half of all messages then need no encoder, which takes nearly all of the time.
QUICK = 0.9
ENCODED_AT_ONCE = 2048
# With few examples meaning has to tell what words do not; from this many on the lowest layers of the encoder
# tell as much of it as all, in a third of the time. evaluation/depths.py shows both.
LOW_FROM = 24_000
# The wide half is most of the model file; kept as whole numbers of this it is a third as large, and answers
# the same.
WIDE_STEP = np.float32(1 / 32)
_INT8 = (-127, 127)


class DenseFeatures:
    """Sentence vectors of unit length in each part, minus the training mean, on a common scale.

    The mean is taken off because the encoder's vectors share a large common direction that carries no
    meaning (Mu and Viswanath, "All-but-the-Top", 2018).
    """

    def __init__(self, mean: np.ndarray, scale: float) -> None:
        self._mean = mean
        self._scale = scale

    @classmethod
    def fit(cls, vectors: np.ndarray) -> "DenseFeatures":
        """Learn the mean and the scale from raw encoder output."""
        units = _unit_parts(vectors)
        mean = units.mean(axis=0)
        parts = units.shape[1] // PackageEncoder.size
        spread = float(np.linalg.norm(units - mean, axis=1).mean())
        return cls(mean, DENSE_SHARE * float(np.sqrt(parts)) / spread)

    def transform(self, vectors: np.ndarray) -> np.ndarray:
        """float32, the shape of `vectors`."""
        return ((_unit_parts(vectors) - self._mean) * self._scale).astype(np.float32)

    def save(self, folder: Path) -> None:
        """Write the mean and the scale."""
        np.savez(folder / "dense.npz", mean=self._mean, scale=self._scale)

    @classmethod
    def load(cls, folder: Path) -> "DenseFeatures":
        """Read what `save` wrote."""
        with np.load(folder / "dense.npz") as data:
            return cls(data["mean"], float(data["scale"]))


def _unit_parts(vectors: np.ndarray) -> np.ndarray:
    parts = vectors.reshape(len(vectors), -1, PackageEncoder.size)
    lengths = np.linalg.norm(parts, axis=2, keepdims=True)
    return (parts / np.maximum(lengths, 1e-9)).reshape(len(vectors), -1)


class IntentModel:
    """Gives every intent a probability. A document is (normalised text, its words)."""

    def __init__(
        self,
        encoder: SentenceEncoder,
        depth: Depth,
        terms: SparseFeatures,
        dense: DenseFeatures,
        labels: List[str],
        heads: wide_deep.Heads,
    ) -> None:
        self._encoder = encoder
        self._depth = depth
        self._terms = terms
        self._dense = dense
        self.labels = labels
        self._heads = heads

    @classmethod
    def fit(
        cls,
        documents: Sequence[Document],
        labels: Sequence[str],
        encoder: SentenceEncoder,
        firms: Firms = NO_FIRMS,
    ) -> "IntentModel":
        """Train on labelled documents."""
        depth = depth_for(len(documents))
        terms, rows = SparseFeatures.fit_transform(documents, firms)
        vectors = _encode([text for text, _ in documents], encoder, depth)
        dense = DenseFeatures.fit(vectors)
        names, numbers = np.unique(np.array(labels), return_inverse=True)

        def progress(done: int, total: int) -> None:
            report("classifier", done, total)

        heads = wide_deep.fit(rows, dense.transform(vectors), numbers, len(names), progress)
        return cls(encoder, depth, terms, dense, names.tolist(), heads)

    def probabilities(self, documents: Sequence[Document]) -> np.ndarray:
        """float array (documents, labels), rows sum to 1."""
        terms = self._terms.transform(documents)
        rows = self._by_terms(terms)
        (unsure,) = np.nonzero(rows.max(axis=1) < QUICK)
        if len(unsure):
            vectors = self._encoder.encode([documents[row][0] for row in unsure], self._depth)
            rows[unsure] = _calibrated(self._heads.full.scores(terms[unsure], self._dense.transform(vectors)))
        return rows

    def glance(self, documents: Sequence[Document]) -> np.ndarray:
        """The same, by the terms alone: quickly, and less well."""
        return self._by_terms(self._terms.transform(documents))

    def _by_terms(self, terms: sparse.csr_matrix) -> np.ndarray:
        return _calibrated(self._heads.quick.scores(terms, np.zeros((terms.shape[0], 0), np.float32)))

    def save(self, folder: Path) -> None:
        """Write everything but the encoder, whose name is kept for `load` to compare."""
        self._terms.save(folder)
        self._dense.save(folder)
        about = {"encoder": self._encoder.name, "depth": self._depth.name, "labels": self.labels}
        (folder / "model.json").write_text(json.dumps(about), encoding="utf-8")
        for name, head in self._heads._asdict().items():
            arrays = {part: values.astype(np.float16) for part, values in head.arrays().items()}
            arrays["wide"] = np.clip(np.rint(head.wide / WIDE_STEP), *_INT8).astype(np.int8)
            np.savez(folder / f"{name}.npz", **arrays)

    @classmethod
    def load(cls, folder: Path, encoder: SentenceEncoder) -> "IntentModel":
        """Read what `save` wrote; ValueError when it was trained with another encoder."""
        about = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        if about["encoder"] != encoder.name:
            raise ValueError(f"trained with encoder {about['encoder']}, here is {encoder.name}: train again")
        heads = wide_deep.Heads(*(_load_head(folder / f"{name}.npz") for name in wide_deep.Heads._fields))
        terms, dense = SparseFeatures.load(folder), DenseFeatures.load(folder)
        return cls(encoder, Depth[about["depth"]], terms, dense, about["labels"], heads)


def depth_for(examples: int) -> Depth:
    """How far up sentences are read where so many are learnt from."""
    return Depth.LOW if examples >= LOW_FROM else Depth.WHOLE


def _load_head(path: Path) -> wide_deep.WideDeep:
    with np.load(path) as data:
        arrays = {name: data[name].astype(np.float32) for name in data.files}
    arrays["wide"] *= WIDE_STEP
    return wide_deep.WideDeep(**arrays)


def _calibrated(scores: np.ndarray) -> np.ndarray:
    return wide_deep.softmax(SHARPNESS * scores)


def _encode(texts: List[str], encoder: SentenceEncoder, depth: Depth) -> np.ndarray:
    chunks = []
    for start in range(0, len(texts), ENCODED_AT_ONCE):
        report("encoding", start, len(texts))
        chunks.append(encoder.encode(texts[start : start + ENCODED_AT_ONCE], depth))
    report("encoding", len(texts), len(texts))
    return np.vstack(chunks)
