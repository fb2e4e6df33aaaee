"""Texts as the assistant's classifier takes them, and an encoder that does no work twice."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from okpay_engine.encoder.sentence_encoder import SentenceEncoder
from okpay_engine.nlu.intent_model import Document


def prepare(texts: Sequence[str]) -> list[Document]:
    """Normalised text and its words, as in serving; run from the project's root."""
    # These bring in Rasa, which the processes that a classifier is trained in can do without.
    from okpay_engine.nlu.normalizer import TextNormalizer, read_homophones
    from okpay_engine.nlu.tokenizer import chinese_pipeline, read_words

    normalize = TextNormalizer(read_homophones(Path("data/homophones.txt"))).normalize
    pipeline = chinese_pipeline(read_words(Path("data/dictionary.txt")))
    docs = map(pipeline, map(normalize, texts))
    return [(doc.text, [word.text for word in doc if not word.is_space]) for doc in docs]


class RememberingEncoder:
    """Keeps every vector: the same sentences are trained with again and again."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder
        self._vectors: dict[str, np.ndarray] = {}
        self.name = encoder.name

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        """The rows of the encoder within."""
        unseen = [sentence for sentence in dict.fromkeys(sentences) if sentence not in self._vectors]
        if unseen:
            self._vectors.update(zip(unseen, self._encoder.encode(unseen), strict=True))
        return np.array([self._vectors[sentence] for sentence in sentences])
