"""Telephone numbers and mail addresses: what is hidden of them is enough that nobody else can use them."""

import re
from collections.abc import Iterator

from okpay.privacy.reading import plainly
from okpay.privacy.span import Span, spans_of
from okpay.privacy.values import FILLERS

CONTACT = "contact"

_MAIL = re.compile(
    r"(?<![0-9A-Za-z._%+\-])([0-9A-Za-z][0-9A-Za-z._%+\-]*)@[0-9A-Za-z](?:[0-9A-Za-z\-]*\.)+[A-Za-z]{2,}"
)
_MOST_OF_MAIL_SHOWN = 2

_SEPARATOR = r"[\s.\-]?"
_MAINLAND = rf"(?:(?:\+|00)?86{_SEPARATOR})?1[3-9][0-9](?:{_SEPARATOR}[0-9]{{4}}){{2}}"
_TAIWAN = rf"(?:(?:\+|00)886{_SEPARATOR}0?9|09)[0-9]{{2}}(?:{_SEPARATOR}[0-9]{{3}}){{2}}"
_ABROAD = r"\+[1-9][0-9]{0,2}(?:[\s.\-()]{0,2}[0-9]{2,5}){2,4}"
_LOCAL = rf"(?:[2-9][0-9]{{3}}{_SEPARATOR}[0-9]{{4}}|0[0-9]{{2,3}}{_SEPARATOR}[0-9]{{7,8}})"
# A number that is as long stands behind these words; it is no telephone's.
_NUMBERED = ("单号", "编号", "流水号", "交易号")
_OTHER = "".join(rf"(?<!{word}{link})" for word in _NUMBERED for link in ("", ":", " "))
_ANNOUNCER = (
    r"(?:(?<!客服)(?:电话|手机|门号|手提|联络)号?码?|"
    rf"\b(?:phone|mobile|tel|cell|whatsapp|call(?: me)?(?: at| on)?)\b){FILLERS}"
)
_END = r"(?![0-9A-Za-z])"

_PHONES = (
    re.compile(rf"(?<![0-9A-Za-z+]){_OTHER}((?:{_MAINLAND}|{_TAIWAN}|{_ABROAD}){_END})"),
    re.compile(
        rf"{_ANNOUNCER}({_LOCAL}){_END}(?:[\s,]*(?:我?想?要?改[做成为]|换成|和|或|to|or|and)\s?({_LOCAL}){_END})?",
        re.IGNORECASE | re.ASCII,
    ),
)
_HIDDEN_DIGITS = slice(-8, -4)


def find_contacts(text: str) -> Iterator[Span]:
    """What is to be hidden of every telephone number and mail address."""
    for mail in _MAIL.finditer(text):
        yield _hidden_of(mail)
    for pattern in _PHONES:
        for found in pattern.finditer(text):
            for number in spans_of(found, CONTACT):
                yield from _middle(text, number)


def mail_addresses(text: str) -> Iterator[tuple[str, str]]:
    """Every mail address in `text`, in small letters: as it is shown in part, and whole."""
    for mail in _MAIL.finditer(plainly(text)):
        start, end, _ = _hidden_of(mail)
        shown = mail.string[mail.start() : start] + "*" * (end - start) + mail.string[end : mail.end()]
        yield shown.lower(), mail[0].lower()


def _hidden_of(mail: re.Match[str]) -> Span:
    start, end = mail.span(1)
    return Span(start + min(_MOST_OF_MAIL_SHOWN, (end - start) // 2), end, CONTACT)


def _middle(text: str, number: Span) -> Iterator[Span]:
    """The four digits before the last four."""
    digits = [place for place in range(number.start, number.end) if text[place].isdigit()]
    yield from (Span(place, place + 1, CONTACT) for place in digits[_HIDDEN_DIGITS])
