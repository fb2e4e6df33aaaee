"""Mainland identity numbers, by their check digit (GB 11643-1999)."""

import re
from collections.abc import Iterator

from okpay.privacy.span import Span

# Looked for at every place, so that a number before it does not take its first digits.
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?=([1-9](?:[\s._\-]{0,2}[0-9]){16}[\s._\-]{0,2}[0-9X])(?![0-9A-Z]))", re.IGNORECASE
)
_DATED = re.compile("[0-9]{6}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def find_identities(text: str) -> Iterator[Span]:
    """Every identity number in `text`."""
    for found in _NUMBER.finditer(text):
        if _is_identity(re.sub("[^0-9X]", "", found[1].upper())):
            yield Span(*found.span(1), "identity")


def _is_identity(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return bool(_DATED.match(number)) and "10X98765432"[total % 11] == number[17]
