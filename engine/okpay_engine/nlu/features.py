"""Sparse features: TF-IDF of character n-grams, of words, and of whether other firms are named.

Sublinear term frequency and smoothed inverse document frequency, each kind scaled to unit length, as
scikit-learn's TfidfVectorizer defines them; looked up in plain dictionaries because a single short
message is the common case.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, Iterable, List, Sequence, Tuple

import numpy as np
from scipy import sparse

from okpay_engine.nlu.firms import NO_FIRMS, Firms

Terms = Callable[[str, Sequence[str]], Iterable[str]]


def character_ngrams(text: str, words: Sequence[str]) -> Iterable[str]:
    """All runs of one to four characters; the ends of the message count as a character."""
    padded = f"^{text}$"
    for size in range(1, 5):
        for start in range(len(padded) - size + 1):
            yield padded[start : start + size]


def word_terms(text: str, words: Sequence[str]) -> Iterable[str]:
    """Words, and pairs of neighbouring words."""
    yield from words
    yield from map(" ".join, zip(words, words[1:]))


@dataclass
class TermWeights:
    """The vocabulary of one kind of term and what each is worth."""

    terms: Terms
    columns: Dict[str, int]
    weights: np.ndarray

    @classmethod
    def fit(cls, terms: Terms, documents: Sequence[Tuple[str, Sequence[str]]], least: int) -> "TermWeights":
        """Learn from (text, words) pairs; terms in fewer than `least` of them are dropped."""
        frequency: Dict[str, int] = {}
        for text, words in documents:
            for term in set(terms(text, words)):
                frequency[term] = frequency.get(term, 0) + 1
        kept = sorted(term for term, count in frequency.items() if count >= least)
        counts = np.array([frequency[term] for term in kept], np.float32)
        weights = np.log((1.0 + len(documents)) / (1.0 + counts)) + 1.0
        return cls(terms, {term: column for column, term in enumerate(kept)}, weights)

    def count(self, text: str, words: Sequence[str]) -> Dict[int, int]:
        """How often each column's term is in one message."""
        counts: Dict[int, int] = {}
        for term in self.terms(text, words):
            column = self.columns.get(term)
            if column is not None:
                counts[column] = counts.get(column, 0) + 1
        return counts


class SparseFeatures:
    """All kinds of terms side by side in one sparse matrix."""

    def __init__(self, firms: Firms, parts: List[TermWeights]) -> None:
        self._firms = firms
        self._parts = parts
        sizes = [len(part.columns) for part in parts]
        self._offsets = np.cumsum([0, *sizes[:-1]])
        self._weights = np.concatenate([part.weights for part in parts]).astype(np.float32)
        self.size = sum(sizes)

    @classmethod
    def fit(
        cls, documents: Sequence[Tuple[str, Sequence[str]]], firms: Firms = NO_FIRMS, least: int = 2
    ) -> "SparseFeatures":
        """Learn the vocabulary and the weights from (text, words) pairs."""
        return cls(firms, [TermWeights.fit(terms, documents, least) for terms in _kinds(firms)])

    def transform(self, documents: Sequence[Tuple[str, Sequence[str]]]) -> sparse.csr_matrix:
        """One row a message, float32, `size` columns."""
        columns: List[int] = []
        counts: List[int] = []
        sizes = []
        for text, words in documents:
            for part in self._parts:
                found = part.count(text, words)
                columns.extend(found)
                counts.extend(found.values())
                sizes.append(len(found))
        # A piece is what one kind of terms has of one message.
        pieces = np.repeat(np.arange(len(sizes)), sizes)
        places = np.array(columns, np.int32) + self._offsets[pieces % len(self._parts)]
        values = (1.0 + np.log(np.array(counts, np.float32))) * self._weights[places]
        lengths = np.sqrt(np.bincount(pieces, values * values, len(sizes))).astype(np.float32)
        ends = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])[:: len(self._parts)]
        return sparse.csr_matrix(
            (values / lengths[pieces], places, ends), shape=(len(documents), self.size), dtype=np.float32
        )

    def save(self, folder: Path) -> None:
        """Write the vocabulary and the weights."""
        self._firms.write(folder / "firms.txt")
        for part in self._parts:
            name = part.terms.__name__
            (folder / f"{name}.json").write_text(
                json.dumps(list(part.columns), ensure_ascii=False), encoding="utf-8"
            )
            np.save(folder / f"{name}.npy", part.weights.astype(np.float32))

    @classmethod
    def load(cls, folder: Path) -> "SparseFeatures":
        """Read what `save` wrote."""
        firms, parts = Firms.read(folder / "firms.txt"), []
        for terms in _kinds(firms):
            kept = json.loads((folder / f"{terms.__name__}.json").read_text(encoding="utf-8"))
            columns = {term: column for column, term in enumerate(kept)}
            parts.append(TermWeights(terms, columns, np.load(folder / f"{terms.__name__}.npy")))
        return cls(firms, parts)


def _kinds(firms: Firms) -> Tuple[Terms, ...]:
    return character_ngrams, word_terms, firms.firm_terms
