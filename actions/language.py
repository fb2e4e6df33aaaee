"""Which language a customer asks for: 要英文, English please, 看不懂简体字, 换回中文."""

import re
from collections.abc import Iterable
from functools import cache

from okpay.detection import written_in
from okpay.knowledge.article import DEFAULT_LOCALE, LOCALES, Locale
from okpay.texts import catalogue


def asked_language(words: str, present: Locale) -> Locale | None:
    """The last of our languages that is named and not refused; None when there is none.

    Who only says which one he cannot read wants the one that he writes.
    """
    written = written_in(words, present).locale
    # 中文 is the Chinese that is written, or was spoken already.
    chinese = next(locale for locale in (written, present, DEFAULT_LOCALE) if locale != "en")
    meaning = {name: locale for locale in LOCALES for name in _said(locale)}
    meaning |= dict.fromkeys(_said("chinese"), chinese)

    named = list(_pattern().finditer(words.lower()))
    wanted = [meaning[found["name"]] for found in named if not found["refused"]]
    refused = [meaning[found["name"]] for found in named if found["refused"]]
    if wanted:
        return wanted[-1]
    return written if refused and written not in refused else None


@cache
def _said(kind: str) -> tuple[str, ...]:
    """The ways to say it, in every language: one asks for English in Chinese, too."""
    return tuple(words for locale in LOCALES for words in catalogue(locale)[f"phrase.language.{kind}"])


@cache
def _pattern() -> re.Pattern[str]:
    names = _any_of(name for kind in (*LOCALES, "chinese") for name in _said(kind))
    refusals = _any_of(_said("refused"))
    return re.compile(rf"(?P<refused>{refusals}\s*)?(?P<name>{names})")


def _any_of(phrases: Iterable[str]) -> str:
    """The longest that fits; Latin letters end where words do."""
    longest_first = sorted(set(phrases), key=len, reverse=True)
    return rf"(?<![a-z])(?:{'|'.join(map(re.escape, longest_first))})(?![a-z])"
