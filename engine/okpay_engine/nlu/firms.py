"""Hears that a message names another firm: what is asked about one of them is rarely asked of us.

Which names these are cannot be learnt from examples, of which each is in few; so all of them count as one.
"""

import re
from pathlib import Path
from typing import Dict, Iterable, List, Sequence

from okpay_engine.nlu.vocabulary import PRODUCT, read_words

# Who says one of these besides may well mean us: 在淘宝用OKPAY付不了.
_US = re.compile(f"{PRODUCT}|你们")
_LATIN = re.compile("[a-z0-9]")
# Terms are characters of messages; this one is in none.
FIRM, ONLY_FIRM = "\0firm", "\0only firm"


class Firms:
    """Names of other firms, in the normalised form."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names)
        self._lengths: Dict[str, List[int]] = {}
        for first, length in sorted({(name[0], len(name)) for name in self._names}):
            self._lengths.setdefault(first, []).append(length)

    @classmethod
    def read(cls, path: Path) -> "Firms":
        """One name a line; # begins a comment."""
        return cls(read_words(path))

    def write(self, path: Path) -> None:
        """What `read` reads."""
        path.write_text("\n".join(sorted(self._names)), encoding="utf-8")

    def firm_terms(self, text: str, words: Sequence[str]) -> Iterable[str]:
        """FIRM where a firm is named, and ONLY_FIRM where we are not."""
        if self._is_named_in(text):
            yield FIRM
            if not _US.search(text):
                yield ONLY_FIRM

    def _is_named_in(self, text: str) -> bool:
        return any(
            text[start : start + length] in self._names and _is_whole(text, start, start + length)
            for start, first in enumerate(text)
            for length in self._lengths.get(first, ())
        )


NO_FIRMS = Firms(())


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no Latin word is cut at either end."""
    return not any(
        0 < edge < len(text) and _LATIN.match(text[edge - 1]) and _LATIN.match(text[edge])
        for edge in (start, end)
    )
