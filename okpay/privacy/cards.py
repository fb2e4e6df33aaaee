"""Card numbers, by their check digit (ISO/IEC 7812-1), and what is written behind one: 08/27 319."""

import re
from collections.abc import Iterator

from okpay.privacy.span import Span, spans_of
from okpay.privacy.values import CVV, EXPIRY, SLASHED_EXPIRY

LENGTHS = range(13, 20)

_ROW = re.compile(r"(?<![0-9A-Za-z])[0-9]+(?:[\s._\-]{1,2}[0-9]+)*")
_GROUP = re.compile("[0-9]+")
_SLASHED_EXPIRY = re.compile(SLASHED_EXPIRY)
# Numbers of transactions begin with their date, and no card does; nor with a whole telephone number.
_DATED = re.compile("20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_PHONE = re.compile("1[3-9][0-9]{9}")
# Each digit twice, and the digits of that added up.
_DOUBLED = str.maketrans("0123456789", "0246813579")
_EXPIRY_BEHIND = re.compile(rf"[\s,;/]{{1,3}}({EXPIRY})")
_CVV_BEHIND = re.compile(rf"[\s,;/]{{1,3}}({CVV})")


def find_cards(text: str) -> Iterator[Span]:
    """Groups of digits in a row that are a card number, whatever other numbers stand around them."""
    for row in _ROW.finditer(text):
        groups = list(_GROUP.finditer(text, *row.span()))
        # The month of 4111 1111 1111 1111 08/27 is no group of it, unless there is no card without it.
        before = groups[:-1] if _SLASHED_EXPIRY.match(text, groups[-1].start()) else groups
        yield from list(_cards(text, before)) or _cards(text, groups)


def _cards(text: str, groups: list[re.Match[str]]) -> Iterator[Span]:
    for first, group in enumerate(groups):
        end = _end(groups[first : first + LENGTHS.stop])
        if end is not None:
            yield Span(group.start(), end, "card")
            yield from _behind(text, end)


def _end(groups: list[re.Match[str]]) -> int | None:
    """Where the longest card number ends that begins with the first of these groups."""
    digits, end = "", None
    if _PHONE.fullmatch(groups[0][0]):
        return None
    for group in groups:
        digits += group[0]
        if len(digits) in LENGTHS and is_card(digits):
            end = group.end()
    return end


def _behind(text: str, end: int) -> Iterator[Span]:
    expiry = _EXPIRY_BEHIND.match(text, end)
    if expiry:
        yield from spans_of(expiry, "expiry")
        cvv = _CVV_BEHIND.match(text, expiry.end())
        if cvv:
            yield from spans_of(cvv, "cvv")


def is_card(digits: str) -> bool:
    """Whether the check digit is right, and the number does not say that it is another."""
    reverse = digits[::-1]
    total = sum(map(int, reverse[::2])) + sum(map(int, reverse[1::2].translate(_DOUBLED)))
    return total % 10 == 0 and len(set(digits)) > 1 and not _DATED.match(digits)
