"""How much the encoder's depth is worth by the number of examples; writes depths.json beside itself.

    (. scripts/rasa-env && python evaluation/depths.py FILE.tsv...)

The files hold lines of text, tab, intent; regression.tsv is taken besides. The classifier learns from some of
the training data, drawn at random, with the sentence vectors of either depth.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from okpay_engine.encoder.remembering import RememberingEncoder
from okpay_engine.encoder.sentence_encoder import Depth, SentenceEncoder, load_encoder
from okpay_engine.nlu import wide_deep
from okpay_engine.nlu.features import Document, SparseFeatures
from okpay_engine.nlu.firms import Firms
from okpay_engine.nlu.intent_model import DenseFeatures
from preparation import prepare
from reporting import keep, say

RESULTS = Path(__file__).with_suffix(".json")
REGRESSION = Path("evaluation/regression.tsv")
FIRMS = Path("data/firms.txt")
ROWS = (1_500, 6_000, 14_000, 24_000)


class Examples:
    """Documents, the numbers of their intents, and their vectors at each depth."""

    def __init__(self, documents: Sequence[Document], labels: np.ndarray, encoder: SentenceEncoder) -> None:
        texts = [text for text, _ in documents]
        self.documents = documents
        self.labels = labels
        self.vectors = {depth: encoder.encode(texts, depth) for depth in Depth}


def accuracy(train: Examples, test: Examples, rows: np.ndarray, classes: int) -> dict[str, float]:
    """The share of `test` that is right at each depth, learnt from some rows of `train`."""
    documents = [train.documents[row] for row in rows]
    terms, learnt = SparseFeatures.fit_transform(documents, Firms.read(FIRMS))
    asked = terms.transform(test.documents)
    shares = {}
    for depth in Depth:
        dense = DenseFeatures.fit(train.vectors[depth][rows])
        vectors = dense.transform(train.vectors[depth][rows])
        head = wide_deep.fit_one(learnt, vectors, train.labels[rows], classes)
        scores = head.scores(asked, dense.transform(test.vectors[depth]))
        shares[depth.name] = float((scores.argmax(axis=1) == test.labels).mean())
    return shares


def main() -> None:
    """Measure on the files named on the command line."""
    from okpay_engine.evaluate import read_lines
    from okpay_engine.nearest import training_examples

    pairs = [(text, label) for label, texts in training_examples().items() for text in texts]
    asked = [line for path in (REGRESSION, *map(Path, sys.argv[1:])) for line in read_lines(path)]
    names = sorted({label for _, label in pairs})
    numbers = {name: number for number, name in enumerate(names)}
    encoder = RememberingEncoder(load_encoder(os.cpu_count() or 1))
    train, test = (
        Examples(
            prepare([text for text, _ in lines]), np.array([numbers[label] for _, label in lines]), encoder
        )
        for lines in (pairs, asked)
    )
    order = np.random.default_rng(0).permutation(len(pairs))
    results: list[dict[str, Any]] = []
    for count in (*ROWS, len(pairs)):
        results.append({"rows": count, **accuracy(train, test, order[:count], len(names))})
        say(str(results[-1]))
    keep({"accuracy": results}, RESULTS)


if __name__ == "__main__":
    main()
