"""Finds ways to say something in a normalised text, however they are written themselves."""

import re
from functools import lru_cache
from typing import Optional, Pattern

from okpay_engine.nlu.normalizer import TextNormalizer

GAP = "…"

# A few characters of Chinese are about as many words of English.
_FEW, _FEW_LATIN = ".{0,6}?", ".{0,16}?"
_LATIN_START, _LATIN_END = re.compile("^[a-z0-9]"), re.compile("[a-z0-9]$")
_ENDS = re.compile(r"^\W+|\W+$")


class Phrases:
    """Brings phrases into the form of the text; a gap in one stands for a few characters."""

    def __init__(self, normalizer: TextNormalizer) -> None:
        self.normalized = lru_cache(maxsize=8192)(normalizer.normalize)
        self._pattern = lru_cache(maxsize=8192)(self._make_pattern)

    def length_in(self, text: str, phrase: str) -> int:
        """How many characters of `text` say the phrase, 0 for none.

        A phrase of a single character must be all of the text.
        """
        bare = _ENDS.sub("", text)
        pattern = self._pattern(phrase)
        found = pattern and pattern.search(bare)
        if not found or (len(found[0]) == 1 and found[0] != bare):
            return 0
        return sum(map(len, found.groups()))

    def length_of(self, text: str, phrase: str) -> int:
        """The same, where the phrase is all of the text."""
        length = self.length_in(text, phrase)
        return length if length == len(_ENDS.sub("", text)) else 0

    def _make_pattern(self, phrase: str) -> Optional[Pattern[str]]:
        # The gap is taken out first: to the normaliser it is three dots.
        parts = [_ENDS.sub("", self.normalized(part)) for part in phrase.split(GAP)]
        gap = _FEW_LATIN if _LATIN_END.search(parts[0]) else _FEW
        return re.compile(gap.join(map(_whole_words, parts))) if any(parts) else None


def _whole_words(part: str) -> str:
    """Latin letters and digits end where words do: "no" is not said by "know"."""
    before = r"(?<![a-z0-9])" if _LATIN_START.search(part) else ""
    after = r"(?![a-z0-9])" if _LATIN_END.search(part) else ""
    return f"{before}({re.escape(part)}){after}"
