"""Secrets by the words that announce them: 密码是…, …是我的密码, my password is…"""

import re
from collections.abc import Iterator

from okpay.privacy import announcers as word
from okpay.privacy import values as value
from okpay.privacy.span import Span, spans_of

# 旧密码是… 想改成…; tried the passwords … and …
_AND = r"[\s,]{0,2}(?:我?[想要再]{0,2}[改换填设][成为做]|和|跟|与|或|到|and\b|or\b|to\b)\s?"
# … 就是我的登录密码; … is my password
_IS = (
    r"\s?[,.]?\s?(?:[这那就都也]{0,2}(?:[是系为]|两?个)|is\b|was\b|were\b|as\b|that's\b)"
    r"(?:[我你他您的那这个一收到登录用支付交易提款\s]|\b(?:my|your|the|okpay)\b){0,8}"
)
_BEGIN = r"(?<![0-9A-Za-z!@#$%^&*_+.?/\\|~\-])"


def _compiled(pattern: str) -> re.Pattern[str]:
    # As ASCII, so that a word ends where Chinese begins.
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


def _before(announcer: str, secret: str) -> re.Pattern[str]:
    return _compiled(rf"{announcer}{value.FILLERS}({secret})(?:{_AND}({secret}))?")


def _behind(announcer: str, secret: str) -> re.Pattern[str]:
    return _compiled(rf"{_BEGIN}({secret})(?:{_AND}({secret}))?{_IS}{announcer}")


# Of two that find the same span, the first names it: a code of three digits is a card's.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("card", _before(word.CARD, value.CARD)),
    ("identity", _before(word.IDENTITY, value.IDENTITY)),
    ("passport", _before(word.PASSPORT, value.PASSPORT)),
    ("expiry", _before(word.EXPIRY, value.EXPIRY)),
    ("cvv", _before(word.CVV, value.CVV)),
    ("code", _before(word.CODE, value.CODE)),
    ("code", _behind(word.CODE, value.CODE)),
    ("password", _before(word.PASSWORD, value.PASSWORD)),
    ("password", _before(word.PASSWORD, value.PLAIN_WORD)),
    ("password", _behind(word.PASSWORD, value.PASSWORD)),
)


def find_announced(text: str) -> Iterator[Span]:
    """Every announced secret in `text`; they may overlap."""
    for kind, pattern in _PATTERNS:
        for found in pattern.finditer(text):
            yield from spans_of(found, kind)
