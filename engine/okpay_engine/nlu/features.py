"""Sparse features: TF-IDF of character n-grams and of words.

Sublinear term frequency and smoothed inverse document frequency, each half scaled to unit length, as
scikit-learn's TfidfVectorizer defines them; looked up in plain dictionaries because a single short
message is the common case.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, Iterable, List, Sequence, Tuple

import numpy as np
from scipy import sparse

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

    def row(self, text: str, words: Sequence[str]) -> Tuple[np.ndarray, np.ndarray]:
        """Columns and values of one message."""
        counts: Dict[int, int] = {}
        for term in self.terms(text, words):
            column = self.columns.get(term)
            if column is not None:
                counts[column] = counts.get(column, 0) + 1
        columns = np.fromiter(counts, np.int32, len(counts))
        values = 1.0 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))
        values *= self.weights[columns]
        length = float(np.sqrt(values @ values)) or 1.0
        return columns, (values / length).astype(np.float32)


class SparseFeatures:
    """Characters and words side by side in one sparse matrix."""

    KINDS: Tuple[Terms, ...] = (character_ngrams, word_terms)

    def __init__(self, parts: List[TermWeights]) -> None:
        self._parts = parts
        sizes = [len(part.columns) for part in parts]
        self._offsets = [0, *np.cumsum(sizes)[:-1].tolist()]
        self.size = sum(sizes)

    @classmethod
    def fit(cls, documents: Sequence[Tuple[str, Sequence[str]]], least: int = 2) -> "SparseFeatures":
        """Learn the vocabulary and the weights from (text, words) pairs."""
        return cls([TermWeights.fit(terms, documents, least) for terms in cls.KINDS])

    def transform(self, documents: Sequence[Tuple[str, Sequence[str]]]) -> sparse.csr_matrix:
        """One row a message, float32, `size` columns."""
        columns, values, ends = [], [], [0]
        for text, words in documents:
            for part, offset in zip(self._parts, self._offsets):
                found, worth = part.row(text, words)
                columns.append(found + offset)
                values.append(worth)
            ends.append(ends[-1] + sum(map(len, columns[-len(self._parts) :])))
        return sparse.csr_matrix(
            (np.concatenate(values), np.concatenate(columns), ends), shape=(len(documents), self.size)
        )

    def save(self, folder: Path) -> None:
        """Write the vocabulary and the weights."""
        for part in self._parts:
            name = part.terms.__name__
            (folder / f"{name}.json").write_text(
                json.dumps(list(part.columns), ensure_ascii=False), encoding="utf-8"
            )
            np.save(folder / f"{name}.npy", part.weights.astype(np.float32))

    @classmethod
    def load(cls, folder: Path) -> "SparseFeatures":
        """Read what `save` wrote."""
        parts = []
        for terms in cls.KINDS:
            kept = json.loads((folder / f"{terms.__name__}.json").read_text(encoding="utf-8"))
            columns = {term: column for column, term in enumerate(kept)}
            parts.append(TermWeights(terms, columns, np.load(folder / f"{terms.__name__}.npy")))
        return cls(parts)
