"""Compares classifiers on the assistant's features and training data; writes compare.json beside itself.

    (. scripts/rasa-env && python evaluation/compare.py DEVELOPMENT.tsv [OUT_OF_SCOPE.tsv])

Both files hold lines of text, tab, intent. Times are of the processor, so that what else the machine does
counts for nothing. The encoder's time is told apart: it is the same for all that need a sentence vector.
"""

import itertools
import os
import pickle
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from scipy import sparse

from okpay_engine.encoder.remembering import RememberingEncoder
from okpay_engine.encoder.sentence_encoder import load_encoder
from okpay_engine.nlu import wide_deep
from okpay_engine.nlu.features import Document, SparseFeatures
from okpay_engine.nlu.firms import Firms
from okpay_engine.nlu.intent_model import QUICK, SHARPNESS, DenseFeatures, depth_for
from preparation import prepare
from reporting import keep, say
from thresholds import calibration_error

RESULTS = Path(__file__).with_suffix(".json")
REGRESSION = Path("evaluation/regression.tsv")
FIRMS = Path("data/firms.txt")
TIMED = 100
MEMBERS = 2
NEIGHBOURS = 15
# After three it has learnt 98 % of the training data, and each takes minutes.
DIET_EPOCHS = 5
# Of 1, 10 and 30, within half a point of the best on 1,500 training lines, learnt from 3,500 others.
STRENGTH = 10.0


class Features(NamedTuple):
    """Of some lines, as IntentModel makes them: terms (rows, vocabulary), sentence vectors (rows, size)."""

    terms: sparse.csr_matrix
    dense: np.ndarray

    def both(self) -> sparse.csr_matrix:
        """Side by side."""
        return sparse.hstack([self.terms, sparse.csr_matrix(self.dense)], format="csr")


class Lines(NamedTuple):
    """A file: features, and the number of the intent of each line."""

    features: Features
    labels: np.ndarray


class Head(Protocol):
    """A trained classifier."""

    def probabilities(self, features: Features) -> np.ndarray:
        """Rows of one value an intent."""


class Candidate(NamedTuple):
    """A way to classify: how it is trained on features, labels and their number, and what it reads."""

    name: str
    train: Callable[[Features, np.ndarray, int], Head]
    reads_terms: bool = True
    reads_dense: bool = True
    has_confidence: bool = True


class Estimator:
    """A classifier of scikit-learn on some of the features."""

    def __init__(self, estimator: Any, part: Callable[[Features], Any]) -> None:
        self._estimator = estimator
        self._part = part

    def fit(self, features: Features, labels: np.ndarray, classes: int) -> "Estimator":
        """Train it."""
        self._estimator.fit(self._part(features), labels)
        return self

    def probabilities(self, features: Features) -> np.ndarray:
        """As the classifier says."""
        rows: np.ndarray = self._estimator.predict_proba(self._part(features))
        return rows


class Prototypes:
    """The cosine to the mean vector of each intent."""

    def __init__(self, features: Features, labels: np.ndarray, classes: int) -> None:
        units = _unit(features.dense)
        self._means = _unit(np.array([units[labels == number].mean(axis=0) for number in range(classes)]))

    def probabilities(self, features: Features) -> np.ndarray:
        """Cosines, which rank but say nothing of certainty."""
        rows: np.ndarray = _unit(features.dense) @ self._means.T
        return rows


class WideDeep:
    """Members of the assistant's classifier, their scores averaged."""

    def __init__(self, members: Sequence[wide_deep.WideDeep]) -> None:
        self._members = members

    def probabilities(self, features: Features) -> np.ndarray:
        """As IntentModel scales them."""
        scores = np.mean([member.scores(*features) for member in self._members], axis=0)
        return wide_deep.softmax(SHARPNESS * scores)


class Cascade:
    """The assistant's classifier as it serves: a head that reads terms alone, the full one behind it."""

    def __init__(self, features: Features, labels: np.ndarray, classes: int) -> None:
        heads = wide_deep.fit(*features, labels, classes)
        self._full, self._quick = WideDeep([heads.full]), WideDeep([heads.quick])

    def unsure(self, features: Features) -> tuple[np.ndarray, np.ndarray]:
        """What the first head says of all lines, and the numbers of those that go on to the second."""
        rows = self._quick.probabilities(Features(features.terms, features.dense[:, :0]))
        return rows, np.flatnonzero(rows.max(axis=1) < QUICK)

    def probabilities(self, features: Features) -> np.ndarray:
        """Of the first head where it is sure, of the second where not."""
        rows, unsure = self.unsure(features)
        if len(unsure):
            rows[unsure] = self._full.probabilities(Features(features.terms[unsure], features.dense[unsure]))
        return rows


class Diet:
    """Rasa's DIETClassifier, which gets the features as those of whole sentences."""

    def __init__(self, features: Features, labels: np.ndarray, classes: int) -> None:
        from rasa.engine.graph import ExecutionContext, GraphSchema
        from rasa.engine.storage.local_model_storage import LocalModelStorage
        from rasa.engine.storage.resource import Resource
        from rasa.nlu.classifiers.diet_classifier import DIETClassifier
        from rasa.shared.nlu.training_data.training_data import TrainingData

        config = {
            **DIETClassifier.get_default_config(),
            "epochs": DIET_EPOCHS,
            "entity_recognition": False,
            "number_of_transformer_layers": 0,
            "ranking_length": 0,
            "random_seed": 0,
            "constrain_similarities": True,
        }
        self._classes = classes
        self._folder = tempfile.TemporaryDirectory()
        storage = LocalModelStorage(Path(self._folder.name))
        context = ExecutionContext(GraphSchema({}))
        self._classifier = DIETClassifier(config, storage, Resource("diet"), context)
        self._classifier.train(TrainingData(_messages(features, labels)))

    def probabilities(self, features: Features) -> np.ndarray:
        """From its ranking."""
        rows = np.zeros((features.dense.shape[0], self._classes))
        for row, message in zip(rows, self._classifier.process(_messages(features)), strict=True):
            for one in message.get("intent_ranking"):
                row[int(one["name"])] = one["confidence"]
        return rows

    def __getstate__(self) -> list[bytes]:
        """What it keeps in a model."""
        return [path.read_bytes() for path in Path(self._folder.name).rglob("*") if path.is_file()]


def _messages(features: Features, labels: np.ndarray | None = None) -> list[Any]:
    from rasa.shared.nlu.constants import INTENT, TEXT, VALID_FEATURE_TYPES
    from rasa.shared.nlu.training_data.features import Features as RasaFeatures
    from rasa.shared.nlu.training_data.message import Message

    messages = []
    for row in range(features.dense.shape[0]):
        message = Message({TEXT: str(row)} | ({} if labels is None else {INTENT: str(labels[row])}))
        # DIET wants features of words as well: the message stands in as a word of its own.
        parts = sparse.coo_matrix(features.terms[row]), features.dense[row : row + 1]
        for part, kind in itertools.product(parts, VALID_FEATURE_TYPES):
            message.add_features(RasaFeatures(part, kind, TEXT, type(part).__name__))
        messages.append(message)
    return messages


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _terms(features: Features) -> sparse.csr_matrix:
    return features.terms


def _dense(features: Features) -> np.ndarray:
    return features.dense


def candidates() -> list[Candidate]:
    """All that is compared."""
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.svm import LinearSVC

    def logistic(part: Callable[[Features], Any]) -> Callable[[Features, np.ndarray, int], Head]:
        return Estimator(LogisticRegression(C=STRENGTH, max_iter=100, tol=1e-3), part).fit

    machine = CalibratedClassifierCV(LinearSVC(C=0.3, tol=0.01, random_state=0), cv=3, ensemble=False)
    neighbours = KNeighborsClassifier(NEIGHBOURS, metric="cosine", weights="distance")
    return [
        Candidate("logistic regression, terms", logistic(_terms), reads_dense=False),
        Candidate("logistic regression, sentence vector", logistic(_dense), reads_terms=False),
        Candidate("logistic regression, both", logistic(Features.both)),
        Candidate("linear SVM, calibrated, both", Estimator(machine, Features.both).fit),
        Candidate("nearest prototype", Prototypes, reads_terms=False, has_confidence=False),
        Candidate(f"{NEIGHBOURS} nearest neighbours", Estimator(neighbours, _dense).fit, reads_terms=False),
        Candidate(f"DIET, both, {DIET_EPOCHS} epochs", Diet),
        Candidate(f"wide and deep, the average of {MEMBERS}", _members(MEMBERS)),
        Candidate("wide and deep, one member", _members(1)),
        Candidate("the same behind a head that reads terms alone: ours", Cascade),
    ]


def _members(count: int) -> Callable[[Features, np.ndarray, int], Head]:
    def train(features: Features, labels: np.ndarray, classes: int) -> Head:
        members = [wide_deep.fit_one(*features, labels, classes, seed=seed) for seed in range(count)]
        return WideDeep(members)

    return train


class Bench:
    """Training data and the files that candidates are scored on."""

    def __init__(self, development: Path, outside: Path | None) -> None:
        from okpay_engine.evaluate import read_lines
        from okpay_engine.nearest import training_examples
        from okpay_engine.nlu.outcome import NOTHING_FITS

        self.encoder = RememberingEncoder(load_encoder(os.cpu_count() or 1))
        examples = [(text, label) for label, texts in training_examples().items() for text in texts]
        self.names = sorted({label for _, label in examples})
        self.beyond = [self.names.index(name) for name in NOTHING_FITS]
        documents = prepare([text for text, _ in examples])
        self.depth = depth_for(len(documents))
        self._terms = SparseFeatures.fit(documents, Firms.read(FIRMS))
        self._dense = DenseFeatures.fit(self.encoder.encode([text for text, _ in documents], self.depth))
        self.train = self._lines(documents, [label for _, label in examples])
        self.tested = {
            name: self._lines(prepare([text for text, _ in rows]), [label for _, label in rows])
            for name, rows in (
                ("development", read_lines(development)),
                ("regression", read_lines(REGRESSION)),
                ("out_of_scope", read_lines(outside) if outside else []),
            )
            if rows
        }
        self.samples = prepare([text for text, _ in read_lines(development)])[:TIMED]

    def _lines(self, documents: Sequence[Document], labels: Sequence[str]) -> Lines:
        numbers = {name: number for number, name in enumerate(self.names)}
        return Lines(self._features(documents), np.array([numbers[label] for label in labels]))

    def _features(self, documents: Sequence[Document]) -> Features:
        vectors = self.encoder.encode([text for text, _ in documents], self.depth)
        return Features(self._terms.transform(documents), self._dense.transform(vectors))

    def figures(self, candidate: Candidate) -> dict[str, Any]:
        """Train it, and measure it on every file."""
        began = _processor_seconds()
        head = candidate.train(*self.train, len(self.names))
        seconds = _processor_seconds() - began
        rows = {name: head.probabilities(lines.features) for name, lines in self.tested.items()}
        figures: dict[str, Any] = {"name": candidate.name}
        for name in ("development", "regression"):
            labels = self.tested[name].labels
            best = np.argsort(-rows[name], axis=1)[:, :2]
            figures[name] = float((best[:, 0] == labels).mean())
            figures[f"{name}_top_2"] = float((best == labels[:, None]).any(axis=1).mean())
        if "out_of_scope" in rows:
            figures["out_of_scope"] = float(np.isin(rows["out_of_scope"].argmax(axis=1), self.beyond).mean())
        if candidate.has_confidence:
            figures["calibration_error"] = _calibration_error(rows["development"], self.tested["development"])
        return figures | {
            "training_seconds": seconds,
            "parse_ms": self._parse_ms(candidate, head),
            "needs_encoder": self._needs_encoder(candidate, head),
            "megabytes": len(pickle.dumps(head)) / 1e6,
        }

    def _needs_encoder(self, candidate: Candidate, head: Head) -> float:
        """The share of development lines for which the encoder is asked."""
        if not isinstance(head, Cascade):
            return float(candidate.reads_dense)
        features = self.tested["development"].features
        return len(head.unsure(features)[1]) / len(features.dense)

    def _parse_ms(self, candidate: Candidate, head: Head) -> float:
        """Features and head for one line at a time, the median; its vector is there already."""
        times = []
        for document in self.samples:
            vector = self.encoder.encode([document[0]], self.depth)
            began = time.process_time()
            terms = self._terms.transform([document] if candidate.reads_terms else [("", [])])
            dense = self._dense.transform(vector) if candidate.reads_dense else vector
            head.probabilities(Features(terms, dense))
            times.append((time.process_time() - began) * 1000.0)
        return statistics.median(times)

    def encoder_ms(self) -> float:
        """The sentence vector of one line, on one thread, the median."""
        encoder, times = load_encoder(), []
        for text, _ in self.samples:
            began = time.process_time()
            encoder.encode([text], self.depth)
            times.append((time.process_time() - began) * 1000.0)
        return statistics.median(times)


def _processor_seconds() -> float:
    """Of this process and those that it has waited for."""
    return sum(os.times()[:4])


def _calibration_error(rows: np.ndarray, lines: Lines) -> float:
    best, confidence = rows.argmax(axis=1), rows.max(axis=1)
    return calibration_error(
        [
            {"intent": intent, "confidence": float(sure), "expected": expected}
            for intent, sure, expected in zip(best, confidence, lines.labels, strict=True)
        ]
    )


def main() -> None:
    """Compare on the files named on the command line."""
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    development, *outside = map(Path, sys.argv[1:])
    bench = Bench(development, outside[0] if outside else None)
    results: dict[str, Any] = {
        "encoder": bench.encoder.name,
        "encoder_ms": bench.encoder_ms(),
        "candidates": [],
    }
    for candidate in candidates():
        results["candidates"].append(bench.figures(candidate))
        say(f"{candidate.name}: {results['candidates'][-1]['development']:.4f}")
        # The whole takes long: what is measured is kept, whatever becomes of the rest.
        keep(results, RESULTS)


if __name__ == "__main__":
    main()
