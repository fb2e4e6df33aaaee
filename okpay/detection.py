"""Tells in which of our languages a text is written."""

import re
from typing import NamedTuple

from okpay.knowledge.article import DEFAULT_LOCALE, Locale

_HAN = re.compile(r"[\u3400-\u9fff]")
# Words between spaces or beside Chinese; addresses, numbers and the product's own name tell nothing.
_WORD = re.compile(
    r"(?<![^\s\u3000-\u9fff(\"“'])(?!okpay\b)[a-z]+(?:['’-][a-z]+)*(?![\w@/]|[.:-]\w)", re.IGNORECASE
)
_LEAST_WORDS = 2


class Written(NamedTuple):
    """The language, and whether the text itself tells it."""

    locale: Locale
    certain: bool


def written_in(text: str, present: Locale) -> Written:
    """The language of `text`; what is too short to tell is in the present one."""
    han, words = len(_HAN.findall(text)), len(_WORD.findall(text))
    if words >= _LEAST_WORDS and words > han:
        return Written("en", certain=True)
    simplified = sum(_only_in(character, "gb2312", "big5") for character in text)
    traditional = sum(_only_in(character, "big5", "gb2312") for character in text)
    if simplified != traditional:
        return Written("zh-CN" if simplified > traditional else "zh-TW", certain=True)
    is_other_script = han > 0 and present == "en"
    return Written(DEFAULT_LOCALE if is_other_script else present, certain=False)


def _only_in(character: str, own: str, other: str) -> bool:
    """Whether a Chinese character is in one script's character set and not in the other's."""
    return bool(_HAN.match(character)) and _is_in(character, own) and not _is_in(character, other)


def _is_in(character: str, charset: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
