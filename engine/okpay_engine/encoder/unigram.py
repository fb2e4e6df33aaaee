"""SentencePiece's unigram tokenisation: the most likely way to cut a text into known pieces.

After Kudo, "Subword Regularization" (2018), section 3.2: dynamic programming over piece scores. Written
out here because the stock library drops trailing spaces and merges runs of unknown characters, which the
encoder was not trained on.
"""

from typing import Dict, List, Tuple

import numpy as np

from okpay_engine.encoder.packed import Vocabulary

SPACE_MARK = "\u2581"
UNKNOWN_PENALTY = 10.0


class UnigramTokenizer:
    """Turns text into piece ids; an unknown character is one unknown piece."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._ids: Dict[str, Tuple[int, float]] = {
            piece: (index, float(score))
            for index, (piece, score) in enumerate(zip(vocabulary.pieces, vocabulary.scores))
            if piece and index != vocabulary.unknown
        }
        # By the first character: of most there are short pieces only.
        self._longest: Dict[str, int] = {}
        for piece in self._ids:
            self._longest[piece[0]] = max(self._longest.get(piece[0], 0), len(piece))
        self._unknown = (vocabulary.unknown, float(np.min(vocabulary.scores)) - UNKNOWN_PENALTY)
        self._begin = vocabulary.begin
        self._end = vocabulary.end
        self._normalisation = str.maketrans(vocabulary.normalisation)

    def encode(self, text: str, limit: int) -> List[int]:
        """Ids of `text` between the begin and end marks, cut to `limit` ids in all."""
        pieces = self._pieces(self._prepare(text))[: limit - 2]
        return [self._begin, *pieces, self._end]

    def _prepare(self, text: str) -> str:
        text = text.translate(self._normalisation)
        while "  " in text:
            text = text.replace("  ", " ")
        if not text.startswith(" "):
            text = " " + text
        return text.replace(" ", SPACE_MARK)

    def _pieces(self, text: str) -> List[int]:
        ids, longest, size = self._ids, self._longest, len(text)
        unknown, penalty = self._unknown
        best = [0.0] + [-np.inf] * size
        chosen: List[Tuple[int, int]] = [(0, 0)] * (size + 1)
        for start in range(size):
            score = best[start]
            if score + penalty > best[start + 1]:
                best[start + 1] = score + penalty
                chosen[start + 1] = (unknown, start)
            for stop in range(start + 1, min(size, start + longest.get(text[start], 0)) + 1):
                found = ids.get(text[start:stop])
                if found is not None and score + found[1] > best[stop]:
                    best[stop] = score + found[1]
                    chosen[stop] = (found[0], start)
        pieces = []
        while size:
            piece, size = chosen[size]
            pieces.append(piece)
        return pieces[::-1]
