"""Public benchmarks with the assistant's own components and settings; writes benchmarks.json beside itself.

    (. scripts/rasa-env && python evaluation/benchmarks.py DIR)

DIR holds `hint3/curekart_train.csv`, `…_test.csv` and so on (HINT3 v1 full: Arora et al., "HINT3: Raising the
bar for Intent Detection in the Wild", 2020) and `banking77/train.csv`, `test.csv` (Casanueva et al.,
"Efficient Intent Detection with Dual Sentence Encoders", 2020). A model is trained on each training file,
scored on its test file, and thrown away.
"""

import csv
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from okpay_engine.encoder.remembering import RememberingEncoder
from okpay_engine.encoder.sentence_encoder import SentenceEncoder, load_encoder
from okpay_engine.nlu.features import Document, SparseFeatures
from okpay_engine.nlu.firms import Firms
from okpay_engine.nlu.intent_model import IntentModel
from preparation import prepare
from reporting import keep, say

RESULTS = Path(__file__).with_suffix(".json")
# The best Matthews correlation of the platforms that HINT3's authors tried, each at its own best threshold.
HINT3 = {"sofmattress": 0.6375, "curekart": 0.6027, "powerplay11": 0.4247}
OUTSIDE = "NO_NODES_DETECTED"
BANKING77 = {"full": 0.9336, "ten_shot": 0.8519}
SHOTS = 10
DRAWS = 5
THRESHOLD_DRAWS = 3
FIRMS = Path("data/firms.txt")
OWN_LINES = Path("evaluation/regression.tsv")
OWN_SHOTS = 20
THRESHOLDS = np.arange(1, 100) / 100
# Cosines of the encoder's vectors lie between this and 1, whatever the sentences.
LEAST_COSINE = 0.7


class Lines(NamedTuple):
    """Documents and their labels."""

    documents: list[Document]
    labels: np.ndarray

    def take(self, rows: Sequence[int]) -> "Lines":
        """Some of them."""
        return Lines([self.documents[row] for row in rows], self.labels[rows])


class OpenModel:
    """An intent model that was never shown what is out of scope: what is unlike all examples is not believed.

    Confidence is the root of the probability times the nearness of the nearest example of that intent, which
    is the mean of two cosines: of the terms, and of the sentence vectors. The classifier alone is sure of
    many things that it has never seen the like of.
    """

    def __init__(self, lines: Lines, encoder: SentenceEncoder) -> None:
        self._encoder = encoder
        self._labels = lines.labels
        self._model = IntentModel.fit(lines.documents, lines.labels.tolist(), encoder, Firms.read(FIRMS))
        self._terms, terms = SparseFeatures.fit_transform(lines.documents, least=1)
        self._examples = terms, self._vectors(lines.documents)

    def predict(self, documents: list[Document]) -> tuple[np.ndarray, np.ndarray]:
        """Labels and confidences."""
        probabilities = self._model.probabilities(documents)
        labels = np.array(self._model.labels)[probabilities.argmax(axis=1)]
        near = np.where(labels[:, None] == self._labels[None, :], self._nearness(documents), 0.0)
        return labels, np.sqrt(probabilities.max(axis=1)) * near.max(axis=1)

    def _nearness(self, documents: list[Document]) -> np.ndarray:
        terms, vectors = self._examples
        # A row of terms is two halves of length 1.
        by_terms = (self._terms.transform(documents) @ terms.T).toarray() / 2.0
        by_meaning = (self._vectors(documents) @ vectors.T - LEAST_COSINE) / (1.0 - LEAST_COSINE)
        mean: np.ndarray = (by_terms + by_meaning.clip(0.0, 1.0)) / 2.0
        return mean

    def _vectors(self, documents: list[Document]) -> np.ndarray:
        from okpay_engine.nearest import unit_vectors

        return unit_vectors([text for text, _ in documents], self._encoder)


def mcc(expected: np.ndarray, predicted: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Matthews correlation over all labels (Gorodkin, "Comparing two K-category assignments", 2004)."""
    from sklearn.metrics import matthews_corrcoef

    return float(matthews_corrcoef(expected, predicted, sample_weight=weights))


def reject(labels: np.ndarray, confidences: np.ndarray, threshold: float) -> np.ndarray:
    """The labels, and OUTSIDE where confidence is below the threshold."""
    return np.where(confidences < threshold, OUTSIDE, labels)


def draw(labels: np.ndarray, shots: int, seed: int) -> list[int]:
    """Rows of `shots` examples of every label, all of them where there are fewer."""
    random = np.random.default_rng(seed)
    rows = [random.permutation(np.flatnonzero(labels == label))[:shots] for label in np.unique(labels)]
    return np.concatenate(rows).tolist()


def even_weights(expected: np.ndarray) -> np.ndarray:
    """Weights by which what is out of scope counts as much, all in all, as what is not."""
    outside = expected == OUTSIDE
    weights: np.ndarray = np.where(outside, 1.0 / outside.sum(), 1.0 / (~outside).sum())
    return weights


def best_threshold(curves: Sequence[np.ndarray]) -> float:
    """The threshold at which the mean of the curves over THRESHOLDS is highest."""
    return float(THRESHOLDS[np.mean(curves, axis=0).argmax()])


def curve(expected: np.ndarray, labels: np.ndarray, confidences: np.ndarray) -> np.ndarray:
    """The correlation at each of THRESHOLDS."""
    weights = even_weights(expected)
    return np.array([mcc(expected, reject(labels, confidences, t), weights) for t in THRESHOLDS])


def choose_threshold(encoder: SentenceEncoder, folder: Path) -> float:
    """Midway between the best thresholds of two rehearsals; no test file of a public set is read.

    The lines of the first are told in ways far from the few examples, which asks for too low a threshold;
    those of the second are their writers' variations of the examples, which asks for too high a one.
    """
    own = own_curves(encoder)
    held_out = [one for name in HINT3 for one in held_out_curves(name, folder, encoder)]
    say(
        f"best on our own lines {best_threshold(own):.2f}, on held-out intents {best_threshold(held_out):.2f}"
    )
    return round((best_threshold(own) + best_threshold(held_out)) / 2.0, 2)


def own_curves(encoder: SentenceEncoder) -> list[np.ndarray]:
    """The project's own test lines, with a few of its examples an intent and none of what is out of scope."""
    from okpay_engine.evaluate import read_lines
    from okpay_engine.nearest import training_examples
    from okpay_engine.nlu.outcome import NOTHING_FITS

    texts, labels = zip(*read_lines(OWN_LINES), strict=True)
    test = Lines(prepare(texts), np.where(np.isin(labels, NOTHING_FITS), OUTSIDE, labels))
    examples = {name: of for name, of in training_examples().items() if name not in NOTHING_FITS}
    pairs = [(text, label) for label, of in sorted(examples.items()) for text in of]
    names = np.array([label for _, label in pairs])
    curves = []
    for seed in range(THRESHOLD_DRAWS):
        rows = draw(names, OWN_SHOTS, seed)
        model = OpenModel(Lines(prepare([pairs[row][0] for row in rows]), names[rows]), encoder)
        curves.append(curve(test.labels, *model.predict(test.documents)))
        say(f"our own lines, draw {seed + 1}: {best_threshold(curves[-1:]):.2f}")
    return curves


def held_out_curves(name: str, folder: Path, encoder: SentenceEncoder) -> list[np.ndarray]:
    """A training file of HINT3, with some of it in the part of a test file."""
    lines, curves = read(folder / f"{name}_train.csv"), []
    for seed in range(THRESHOLD_DRAWS):
        train, test = hold_out(lines, seed)
        curves.append(curve(test.labels, *OpenModel(train, encoder).predict(test.documents)))
        say(f"{name} without half of it, draw {seed + 1}: {best_threshold(curves[-1:]):.2f}")
    return curves


def hold_out(lines: Lines, seed: int) -> tuple[Lines, Lines]:
    """To train with: half of the lines of half of the intents. The rest, where other intents are OUTSIDE."""
    random = np.random.default_rng(seed)
    names = random.permutation(np.unique(lines.labels))
    known = names[: len(names) // 2]
    rows = [random.permutation(np.flatnonzero(lines.labels == name)) for name in known]
    kept = np.concatenate([of[: -(-len(of) // 2)] for of in rows])
    rest = np.setdiff1d(np.arange(len(lines.labels)), kept)
    asked = Lines(lines.documents, np.where(np.isin(lines.labels, known), lines.labels, OUTSIDE))
    return lines.take(kept.tolist()), asked.take(rest.tolist())


def hint3(name: str, folder: Path, threshold: float, encoder: SentenceEncoder) -> dict[str, Any]:
    """The figures of one set of HINT3."""
    train, test = read(folder / f"{name}_train.csv"), read(folder / f"{name}_test.csv")
    labels, confidences = OpenModel(train, encoder).predict(test.documents)
    predicted = reject(labels, confidences, threshold)
    outside = test.labels == OUTSIDE
    right = predicted == test.labels
    figures = {
        "mcc": mcc(test.labels, predicted),
        "in_scope_accuracy": float(right[~outside].mean()),
        "out_of_scope_recall": float(right[outside].mean()),
        "mcc_published": HINT3[name],
    }
    say(f"{name}: MCC {figures['mcc']:.3f}, published {HINT3[name]:.3f}")
    return figures


def accuracy(train: Lines, test: Lines, encoder: SentenceEncoder) -> float:
    """The share of test lines that a model of the training lines gets right."""
    model = IntentModel.fit(train.documents, train.labels.tolist(), encoder, Firms.read(FIRMS))
    best = model.probabilities(test.documents).argmax(axis=1)
    return float((np.array(model.labels)[best] == test.labels).mean())


def banking77(folder: Path, encoder: SentenceEncoder) -> dict[str, Any]:
    """The figures of BANKING77."""
    train, test = read(folder / "train.csv"), read(folder / "test.csv")
    draws = []
    for seed in range(DRAWS):
        draws.append(accuracy(train.take(draw(train.labels, SHOTS, seed)), test, encoder))
        say(f"banking77, {SHOTS} examples an intent, draw {seed + 1} of {DRAWS}: {draws[-1]:.4f}")
    full = accuracy(train, test, encoder)
    say(f"banking77, all examples: {full:.4f}, published {BANKING77['full']:.4f}")
    return {
        "full": full,
        "ten_shot": float(np.mean(draws)),
        "ten_shot_deviation": float(np.std(draws)),
        "published": BANKING77,
    }


def read(path: Path) -> Lines:
    """A file of sentences and labels under a line of headings."""
    with path.open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    texts, labels = zip(*rows, strict=True)
    return Lines(prepare(texts), np.array(labels))


def missing(folder: Path) -> list[str]:
    """The names of the files that are not there."""
    sets = [f"hint3/{name}_" for name in HINT3] + ["banking77/"]
    names = [f"{name}{part}.csv" for name in sets for part in ("train", "test")]
    return [name for name in names if not (folder / name).exists()]


def main() -> None:
    """Run everything on the folder named on the command line."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    folder = Path(sys.argv[1])
    if absent := missing(folder):
        raise SystemExit(
            f"{folder} has no {', '.join(absent)}. HINT3 (v1, full) is published in the repository"
            " hellohaptik/HINT3, BANKING77 in PolyAI-LDN/task-specific-datasets."
        )
    encoder = RememberingEncoder(load_encoder(os.cpu_count() or 1))
    threshold = choose_threshold(encoder, folder / "hint3")
    say(f"threshold {threshold:.2f}")
    results = {
        "encoder": encoder.name,
        "threshold": threshold,
        "hint3": {name: hint3(name, folder / "hint3", threshold, encoder) for name in HINT3},
        "banking77": banking77(folder / "banking77", encoder),
    }
    keep(results, RESULTS)


if __name__ == "__main__":
    main()
