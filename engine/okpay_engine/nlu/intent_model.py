"""The intent model: sparse terms and a sentence vector side by side under one logistic regression."""

import json
from pathlib import Path
from typing import List, Sequence, Tuple

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from okpay_engine.encoder.sentence_encoder import PackageEncoder, SentenceEncoder
from okpay_engine.nlu.features import SparseFeatures
from okpay_engine.progress import report

Document = Tuple[str, Sequence[str]]

DENSE_SHARE = 0.8
INVERSE_REGULARISATION = 10.0
ITERATIONS = 20
TOLERANCE = 1e-3
ENCODED_AT_ONCE = 512


class DenseFeatures:
    """Sentence vectors of unit length in each part, minus the training mean, on the scale of the sparse half.

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
        terms: SparseFeatures,
        dense: DenseFeatures,
        labels: List[str],
        weights: np.ndarray,
        bias: np.ndarray,
    ) -> None:
        self._encoder = encoder
        self._terms = terms
        self._dense = dense
        self.labels = labels
        self._sparse_weights = np.ascontiguousarray(weights[: terms.size], np.float32)
        self._dense_weights = np.ascontiguousarray(weights[terms.size :], np.float32)
        self._bias = bias

    @classmethod
    def fit(
        cls, documents: Sequence[Document], labels: Sequence[str], encoder: SentenceEncoder
    ) -> "IntentModel":
        """Train on labelled documents."""
        terms = SparseFeatures.fit(documents)
        vectors = _encode([text for text, _ in documents], encoder)
        dense = DenseFeatures.fit(vectors)
        features = sparse.hstack(
            [terms.transform(documents), sparse.csr_matrix(dense.transform(vectors))], format="csr"
        )
        report("classifier", 0, 1)
        regression = LogisticRegression(
            C=INVERSE_REGULARISATION, solver="saga", max_iter=ITERATIONS, tol=TOLERANCE, random_state=0
        )
        regression.fit(features.astype(np.float32), np.array(labels))
        report("classifier", 1, 1)
        weights, bias = regression.coef_.T, regression.intercept_
        if len(regression.classes_) == 2:
            weights, bias = np.hstack([-weights, weights]) / 2, np.hstack([-bias, bias]) / 2
        return cls(encoder, terms, dense, list(regression.classes_), weights.astype(np.float32), bias)

    def probabilities(self, documents: Sequence[Document]) -> np.ndarray:
        """float array (documents, labels), rows sum to 1."""
        vectors = self._dense.transform(self._encoder.encode([text for text, _ in documents]))
        scores = self._terms.transform(documents) @ self._sparse_weights
        scores = scores + vectors @ self._dense_weights + self._bias
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return scores / scores.sum(axis=1, keepdims=True)

    def save(self, folder: Path) -> None:
        """Write everything but the encoder, whose name is kept for `load` to compare."""
        self._terms.save(folder)
        self._dense.save(folder)
        head = {"encoder": self._encoder.name, "labels": self.labels}
        (folder / "head.json").write_text(json.dumps(head), encoding="utf-8")
        np.savez_compressed(
            folder / "head.npz",
            sparse=self._sparse_weights.astype(np.float16),
            dense=self._dense_weights.astype(np.float32),
            bias=self._bias.astype(np.float32),
        )

    @classmethod
    def load(cls, folder: Path, encoder: SentenceEncoder) -> "IntentModel":
        """Read what `save` wrote; ValueError when it was trained with another encoder."""
        head = json.loads((folder / "head.json").read_text(encoding="utf-8"))
        if head["encoder"] != encoder.name:
            raise ValueError(f"trained with encoder {head['encoder']}, here is {encoder.name}: train again")
        with np.load(folder / "head.npz") as data:
            weights = np.vstack([data["sparse"].astype(np.float32), data["dense"]])
            bias = data["bias"]
        return cls(
            encoder, SparseFeatures.load(folder), DenseFeatures.load(folder), head["labels"], weights, bias
        )


def _encode(texts: List[str], encoder: SentenceEncoder) -> np.ndarray:
    chunks = []
    for start in range(0, len(texts), ENCODED_AT_ONCE):
        report("encoding", start, len(texts))
        chunks.append(encoder.encode(texts[start : start + ENCODED_AT_ONCE]))
    report("encoding", len(texts), len(texts))
    return np.vstack(chunks)
