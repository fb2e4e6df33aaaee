"""Finds the training examples that the classifier would know without having seen them.

    (. scripts/rasa-env && python evaluation/redundant.py COUNT)

They make training longer and nothing better. Each example is classified by models that learnt from two thirds
of the others, drawn ROUNDS times; printed, as intent, tab, text, are the COUNT examples of which even the
least sure of them was surest. What is taken away should be taken in several turns, each after a look at what
is left: of two examples that stand for each other one has to stay.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from okpay_engine.encoder.sentence_encoder import load_encoder
from okpay_engine.nlu import wide_deep
from okpay_engine.nlu.features import Document, SparseFeatures
from okpay_engine.nlu.firms import Firms
from okpay_engine.nlu.intent_model import DenseFeatures, depth_for
from preparation import prepare

FIRMS = Path("data/firms.txt")
ROUNDS = 2
PARTS = 3


def held_out(examples: int) -> Iterator[np.ndarray]:
    """Which examples each model does not see: every one of them once a round."""
    for seed in range(ROUNDS):
        part = np.random.default_rng(seed).permutation(examples) % PARTS
        yield from (part == number for number in range(PARTS))


def belief(
    documents: list[Document], vectors: np.ndarray, labels: np.ndarray, hidden: np.ndarray
) -> np.ndarray:
    """How sure a model that learnt from the others is of the intent that each hidden example has."""
    seen = np.flatnonzero(~hidden)
    terms, rows = SparseFeatures.fit_transform([documents[row] for row in seen], Firms.read(FIRMS))
    dense = DenseFeatures.fit(vectors[seen])
    head = wide_deep.fit_one(rows, dense.transform(vectors[seen]), labels[seen], int(labels.max()) + 1)
    asked = [documents[row] for row in np.flatnonzero(hidden)]
    scores = head.scores(terms.transform(asked), dense.transform(vectors[hidden]))
    sure: np.ndarray = wide_deep.softmax(scores)[np.arange(len(asked)), labels[hidden]]
    return sure


def main() -> None:
    """Print as many as the command line says."""
    from okpay_engine.nearest import training_examples

    pairs = [(label, text) for label, texts in training_examples().items() for text in texts]
    documents = prepare([text for _, text in pairs])
    encoder = load_encoder(os.cpu_count() or 1)
    vectors = encoder.encode([text for text, _ in documents], depth_for(len(documents)))
    labels = np.unique([label for label, _ in pairs], return_inverse=True)[1]
    least = np.ones(len(pairs))
    for hidden in held_out(len(pairs)):
        least[hidden] = np.minimum(least[hidden], belief(documents, vectors, labels, hidden))
    for row in np.argsort(-least)[: int(sys.argv[1])]:
        print("\t".join(pairs[row]))


if __name__ == "__main__":
    main()
