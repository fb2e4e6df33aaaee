"""Sparse features: TF-IDF of character n-grams, of words, and of whether other firms are named.

Sublinear term frequency and smoothed inverse document frequency, each kind scaled to unit length, as
scikit-learn's TfidfVectorizer defines them; looked up in plain dictionaries because a single short
message is the common case.
"""

import json
from collections import defaultdict
from itertools import chain, count
from pathlib import Path
from typing import Callable, DefaultDict, Dict, Iterable, List, Mapping, Sequence, Tuple

import numpy as np
from scipy import sparse

from okpay_engine.nlu.firms import NO_FIRMS, Firms

Document = Tuple[str, Sequence[str]]
Terms = Callable[[str, Sequence[str]], Iterable[str]]

LONGEST_NGRAM = 4
UNKNOWN = -1


def character_ngrams(text: str, words: Sequence[str]) -> Iterable[str]:
    """All runs of one to four characters; the ends of the message count as a character."""
    padded = f"^{text}$"
    starts = range(len(padded))
    return [
        padded[i : i + size] for size in range(1, LONGEST_NGRAM + 1) for i in starts[: len(starts) - size + 1]
    ]


def word_terms(text: str, words: Sequence[str]) -> Iterable[str]:
    """Words, and pairs of neighbouring words."""
    return chain(words, map(" ".join, zip(words, words[1:])))


class Columns(Dict[str, int]):
    """The columns of the terms of one kind; any other term's is UNKNOWN."""

    def __missing__(self, term: str) -> int:
        return UNKNOWN


class SparseFeatures:
    """All kinds of terms side by side in one sparse matrix."""

    def __init__(self, firms: Firms, columns: Sequence[Columns], weights: np.ndarray) -> None:
        self._firms = firms
        self._columns = columns
        self._weights = weights
        self._kind_of = np.repeat(np.arange(len(columns)), [len(kind) for kind in columns])
        self.size = len(weights)

    @classmethod
    def fit(cls, documents: Sequence[Document], firms: Firms = NO_FIRMS, least: int = 2) -> "SparseFeatures":
        """Learn which terms there are, and what each is worth; those in fewer than `least` are dropped."""
        return cls.fit_transform(documents, firms, least)[0]

    @classmethod
    def fit_transform(
        cls, documents: Sequence[Document], firms: Firms = NO_FIRMS, least: int = 2
    ) -> Tuple["SparseFeatures", sparse.csr_matrix]:
        """What `fit` learns from the documents, and what `transform` makes of them, their terms read once."""
        number = count().__next__
        seen: List[DefaultDict[str, int]] = [defaultdict(number) for _ in _kinds(firms)]
        counts = _counts(*_numbers(documents, firms, seen), number())
        frequency = np.bincount(counts.indices, minlength=counts.shape[1])
        column = count().__next__
        columns = [
            Columns((term, column()) for term, place in kind.items() if frequency[place] >= least)
            for kind in seen
        ]
        places = [place for kind in seen for place in kind.values() if frequency[place] >= least]
        weights = np.log((1.0 + len(documents)) / (1.0 + frequency[places])) + 1.0
        features = cls(firms, columns, weights.astype(np.float32))
        return features, features._weighted(counts[:, places].sorted_indices())

    def transform(self, documents: Sequence[Document]) -> sparse.csr_matrix:
        """One row a message, float32, `size` columns."""
        return self._weighted(_counts(*_numbers(documents, self._firms, self._columns), self.size))

    def _weighted(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """What the counted terms are worth; `counts` is used up."""
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        # A piece is what one kind of terms has of one message.
        pieces = rows * len(self._columns) + self._kind_of[counts.indices]
        values = (1.0 + np.log(counts.data)) * self._weights[counts.indices]
        lengths = np.sqrt(np.bincount(pieces, values * values))
        counts.data = (values / lengths[pieces]).astype(np.float32)
        return counts

    def save(self, folder: Path) -> None:
        """Write the vocabulary and the weights."""
        self._firms.write(folder / "firms.txt")
        np.save(folder / "weights.npy", self._weights)
        terms = [list(kind) for kind in self._columns]
        (folder / "terms.json").write_text(json.dumps(terms, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "SparseFeatures":
        """Read what `save` wrote."""
        column = count().__next__
        terms = json.loads((folder / "terms.json").read_text(encoding="utf-8"))
        columns = [Columns((term, column()) for term in kind) for kind in terms]
        return cls(Firms.read(folder / "firms.txt"), columns, np.load(folder / "weights.npy"))


def _kinds(firms: Firms) -> Tuple[Terms, ...]:
    return character_ngrams, word_terms, firms.firm_terms


def _numbers(
    documents: Sequence[Document], firms: Firms, numbered: Sequence[Mapping[str, int]]
) -> Tuple[np.ndarray, np.ndarray]:
    """The numbers of all terms, by kind, and where each document's end."""
    numbers: List[int] = []
    ends = [0]
    kinds = [(terms, numbers_of.__getitem__) for terms, numbers_of in zip(_kinds(firms), numbered)]
    for text, words in documents:
        for terms, number in kinds:
            numbers.extend(map(number, terms(text, words)))
        ends.append(len(numbers))
    return np.array(numbers, np.int32), np.array(ends)


def _counts(numbers: np.ndarray, ends: np.ndarray, size: int) -> sparse.csr_matrix:
    """How often each is in each document, float32; UNKNOWN ones are left out."""
    known = numbers != UNKNOWN
    ends = np.concatenate([[0], np.cumsum(known)])[ends]
    ones = np.ones(ends[-1], np.float32)
    counts = sparse.csr_matrix((ones, numbers[known], ends), shape=(len(ends) - 1, size))
    counts.sum_duplicates()
    return counts
