"""Masks what must never be kept: card numbers, identity numbers, passwords and one-time codes.

Numbers are found by their check digits; secrets by the word that announces them, before or after. A mask
says what was there, so that the message still makes sense.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from okpay.knowledge.article import Locale

_LABELS: dict[str, dict[Locale, str]] = {
    "card": {"zh-CN": "[卡号]", "zh-TW": "[卡號]", "en": "[card number]"},
    "identity": {"zh-CN": "[证件号]", "zh-TW": "[證件號]", "en": "[ID number]"},
    "password": {"zh-CN": "[密码]", "zh-TW": "[密碼]", "en": "[password]"},
    "code": {"zh-CN": "[验证码]", "zh-TW": "[驗證碼]", "en": "[code]"},
}


@dataclass(frozen=True)
class Masked:
    """A text without its secrets, and whether there were any."""

    text: str
    changed: bool


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    kind: str


def mask(text: str, locale: Locale) -> Masked:
    """`text` with every secret replaced by what it was."""
    parts, at = [], 0
    for span in _spans(_same_length_ascii(text)):
        parts += [text[at : span.start], _LABELS[span.kind][locale]]
        at = span.end
    parts.append(text[at:])
    return Masked("".join(parts), bool(at))


def _same_length_ascii(text: str) -> str:
    """Full-width and other digits and signs as ASCII, every character in its old place."""
    forms = (unicodedata.normalize("NFKC", character) for character in text)
    return "".join(form if len(form) == 1 else character for form, character in zip(forms, text, strict=True))


def _spans(text: str) -> list[_Span]:
    """Where the secrets are, in order; those that overlap are one, which is called what begins first."""
    joined: list[_Span] = []
    for span in sorted(_found(text), key=lambda span: (span.start, -span.end)):
        if joined and span.start < joined[-1].end:
            before = joined.pop()
            joined.append(_Span(before.start, max(before.end, span.end), before.kind))
        else:
            joined.append(span)
    return joined


def _found(text: str) -> Iterator[_Span]:
    yield from _cards(text)
    yield from _identities(text)
    for pattern, kind in _ANNOUNCED:
        for found in pattern.finditer(text):
            value = found["value"]
            if value.lower() not in _NO_SECRETS:
                yield _Span(found.start("value"), found.end("value"), kind)


_DIGIT_GROUPS = re.compile(r"(?<![0-9A-Za-z])[0-9]+(?:[ \-.]{1,2}[0-9]+)*")
_CARD_LENGTHS = range(13, 20)
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}[ \-]?(?:19|20)[0-9]{2}[ \-]?[0-9]{4}[ \-]?[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)


def _cards(text: str) -> Iterator[_Span]:
    """Groups of digits in a row that are a card number, whatever other numbers stand around them."""
    for row in _DIGIT_GROUPS.finditer(text):
        groups = list(re.finditer(r"[0-9]+", row[0]))
        first = 0
        while first < len(groups):
            last = _card_end(groups, first)
            if last is not None:
                yield _Span(row.start() + groups[first].start(), row.start() + groups[last].end(), "card")
            first = first + 1 if last is None else last + 1


def _card_end(groups: list[re.Match[str]], first: int) -> int | None:
    """The last group of the longest card number that begins with this one."""
    digits, found = "", None
    for place in range(first, min(first + _CARD_LENGTHS.stop, len(groups))):
        digits += groups[place][0]
        if len(digits) in _CARD_LENGTHS and _is_card(digits):
            found = place
    return found


def _identities(text: str) -> Iterator[_Span]:
    for found in _IDENTITY.finditer(text):
        if _is_identity(re.sub(r"[ \-]", "", found[0])):
            yield _Span(found.start(), found.end(), "identity")


def _is_card(digits: str) -> bool:
    """The Luhn check (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and len(set(digits)) > 1


_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _is_identity(number: str) -> bool:
    """The check digit of mainland identity numbers (GB 11643-1999)."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _IDENTITY_WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


# Words that stand where a secret could, in ordinary questions.
_NO_SECRETS = frozenset(
    """
    is are was not wrong right correct incorrect invalid expired forgotten changed reset lost again error
    failed okpay ok app pin code password otp sms
    """.split()  # noqa: SIM905
)

_LINK = r"\s*(?:都|就|也|我)?(?:是|为|為|叫|设的|改成|改成了|设成|:|=|-)\s*(?:是|为|:|=)?\s*[\"'“‘「]?"
_LOOSE = r"[\s,]{0,2}[\"'“‘「]?"
_IS = r"(?:(?:is|was)\s)?"
_AND_IS = r"\s*(?:是|就是|is)\s*(?:我的?|my\s|the\s)?"

_PASSWORD = r"(?:密码|密碼|口令|passwords?|passwd|pwd|passcode|pin码|pin)"
_CODE = (
    r"(?:验证码|驗證碼|校验码|校驗碼|动态码|動態碼|短信码|确认码|安全码|cvv2?|cvc2?|otp|"
    r"(?:verification |security |one-time |sms )?code)"
)
_CARD_WORD = r"(?:卡号|卡號|银行卡|銀行卡|信用卡|card(?: number| no\.?)?)"

_SECRET = r"(?P<value>[0-9A-Za-z!@#$%^&*_+.?~\-]{3,40})"
_MIXED = r"(?P<value>(?=[!-~]{0,39}[0-9])[0-9A-Za-z!@#$%^&*_+.~\-]{4,40})"
_DIGITS = r"(?P<value>(?<![0-9A-Za-z])[0-9]{3,8}(?![0-9A-Za-z元块]))"
_CARD_DIGITS = r"(?P<value>[0-9](?:[ \-]?[0-9]){12,18}(?![0-9]))"


def _announced(*parts: str) -> re.Pattern[str]:
    return re.compile("".join(parts), re.IGNORECASE)


_ANNOUNCED: tuple[tuple[re.Pattern[str], str], ...] = (
    (_announced(_PASSWORD, _LINK, _SECRET), "password"),
    (_announced(_PASSWORD, _LOOSE, _IS, _MIXED), "password"),
    (_announced(_MIXED, _AND_IS, _PASSWORD), "password"),
    (_announced(_CODE, _LINK, _DIGITS), "code"),
    (_announced(_CODE, _LOOSE, _IS, _DIGITS), "code"),
    (_announced(_DIGITS, _AND_IS, _CODE), "code"),
    (_announced(_CARD_WORD, _LINK, _CARD_DIGITS), "card"),
    (_announced(_CARD_WORD, _LOOSE, _IS, _CARD_DIGITS), "card"),
)
