"""Which answer a message comes nearest to in meaning, where it says none in so many words.

Of each answer the ways to say it are known; a message is as like it as the cosines of their sentence vectors,
the mean of the nearest way's and of the nearest NEAREST ways'. It counts only where one answer is clearly
nearer than all others, which a message about something else is to none.
"""

from typing import Mapping, NamedTuple, Optional, Sequence

import numpy as np

from okpay_engine.encoder.remembering import RememberingEncoder
from okpay_engine.encoder.sample import SENTENCES
from okpay_engine.encoder.sentence_encoder import SentenceEncoder
from okpay_engine.nlu.intent_model import DenseFeatures

NEAREST = 3
# Chosen on evaluation/answers.tsv, by which most of what is read at all is read right.
LEAST = 0.25
LEAD = 0.08


class Like(NamedTuple):
    """An answer's action, and how like it the message is."""

    action: str
    likeness: float


class Likeness:
    """Compares messages with the ways to say an answer; the vectors of the latter are kept."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder
        self._phrases = RememberingEncoder(encoder)
        # What all sentences have in common says nothing of any.
        self._dense = DenseFeatures.fit(encoder.encode(SENTENCES))

    def nearest(self, text: str, answers: Mapping[str, Sequence[str]], times: float = 1.0) -> Optional[Like]:
        """Of answers by action, the one that `text` means; None where it may be several, or none.

        With `times` it has to be so many times as like, and as far ahead of the others.
        """
        if len(answers) < 2:
            return None
        message = self._units(self._encoder.encode([text]))[0]
        # Together they take a fraction of the time.
        self._phrases.encode([way for ways in answers.values() for way in ways])
        likes = [Like(action, self._likeness(message, ways)) for action, ways in answers.items()]
        second, best = sorted(likes, key=_likeness)[-2:]
        least = max(times * LEAST, second.likeness + times * LEAD)
        return best if best.likeness >= least else None

    def _likeness(self, message: np.ndarray, ways: Sequence[str]) -> float:
        cosines = np.sort(self._units(self._phrases.encode(ways)) @ message)
        return float((cosines[-1] + cosines[-NEAREST:].mean()) / 2.0)

    def _units(self, vectors: np.ndarray) -> np.ndarray:
        centred = self._dense.transform(vectors)
        units: np.ndarray = centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
        return units


def _likeness(like: Like) -> float:
    return like.likeness
