"""Whether a customer states something, in one of the ways to say it. Pure functions, no Rasa.

A text and a phrase are read as the engine reads them: one width, case and script; `…` stands for a few
characters; a single character says something only alone; Latin words are whole. But what stands in a
question, a denial, a doubt or a condition is not stated: 密码改了没有, 没换网络, 如果换了卡.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import NamedTuple

import opencc

GAP = "…"

# A few characters of Chinese are about as many words of English.
_FEW, _FEW_LATIN = ".{0,6}?", ".{0,16}?"
# 密码也没错, 钱都够: such words change nothing.
_FILLER = "(?:也|都|已经|已|早就|全都|全)?"
_LATIN_START, _LATIN_END = re.compile("^[a-z0-9]"), re.compile("[a-z0-9]$")
_ENDS = re.compile(r"^\W+|\W+$")
_SPACES = re.compile(r"\s+")

_HAN = "[\u3400-\u9fff]"
_BETWEEN_HAN = re.compile(rf"(?<={_HAN}) (?={_HAN})")
_CLAUSE_ENDS = re.compile(
    rf"(?<=[?？])|[,，、。;；!！\n]+|\.(?!\d)|(?<={_HAN}{_HAN}{_HAN})\s+(?={_HAN})|但是|可是|不过|\bbut\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"[?？]|[吗么嘛呢]|怎样|如何|多少|多久|(?<![好了这])几(?![次遍])|哪|什么|啥|为何|是否|有没有|(.)不\1"
    r"|^(?:so |and )?(?:how|what|when|where|why|which|who|can|could|do|does|did|is|are|was|were|should"
    r"|would|will|shall|have|has|am|may)\b|\b(?:how|whether)\b"
)
# 登不上, 收不到: what cannot be done is the trouble itself, and denies nothing of what follows.
_RESULT = re.compile("不(?:上|了|到|出|进|去|通|开|来|动|成|下|起)")
_PLANNED = re.compile(
    "[怕想要等请帮]|如果|假如|假设|万一|除非|准备|打算|需要|必须|担心|防|会|省得|能|可以"
    r"|\b(?:if|unless|could|would|will|want|need|trying|try|going|plan|before|until|once|when|please|let)\b"
)
_DOUBTED = re.compile(
    "[没不未别无非被]|有人|别人|骗子|新闻|听说|可能|也许|大概|好像|似乎|应该|估计|以为"
    r"|n't\b|\b(?:not?|never|cannot|without|dont|didnt|havent|hasnt|isnt|wont|maybe|perhaps|might|may"
    r"|should|think|guess|suppose|sure|someone|somebody|they|he|she)\b"
)
_TAKEN_BACK = re.compile("^(?:了|过)?(?:没有?$|吧|的话)|[就才]|^ yet$|or not$")
_DENIED = re.compile(r"[没不未别无][^\W\d_a-z]{0,2}$|(?:n't|\b(?:not|never|dont))(?: \w+)? $")


# What stands before a phrase in its clause, and after it.
Around = tuple[str, str]


class Said(NamedTuple):
    """What was stated: the clause as it was typed, how many characters say it, and whether they are all."""

    words: str
    length: int
    alone: bool


def stated(text: str, phrases: Iterable[str]) -> Said | None:
    """The longest of the phrases that the text states as a fact; None when it states none."""
    return _longest(text, phrases, lambda around: not (_is_asked(around) or _is_doubted(around)))


def voiced(text: str, phrases: Iterable[str], *, in_questions: bool) -> Said | None:
    """The longest of the phrases that the text voices: only a denial right before it takes a feeling back."""
    return _longest(
        text,
        phrases,
        lambda around: not _DENIED.search(around[0]) and (in_questions or not _is_asked(around)),
    )


def holds(text: str, phrases: Iterable[str]) -> bool:
    """Whether one of the phrases stands in the text, whatever is around it."""
    read = normalized(text)
    return any(pattern.search(read) for phrase in phrases if (pattern := _pattern(phrase)))


def is_open(clause: str) -> bool:
    """Whether it asks, or speaks of what has not happened yet."""
    read = normalized(clause)
    return bool(_ASKED.search(read) or _PLANNED.search(read))


@lru_cache(maxsize=8192)
def normalized(text: str) -> str:
    """One width, case and script."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    return _BETWEEN_HAN.sub("", str(_simplify(_SPACES.sub(" ", plain).strip())))


def clauses(text: str) -> list[str]:
    """The parts that a customer divides, as typed; a question mark stays with its question."""
    return [part.strip() for part in _CLAUSE_ENDS.split(text) if part.strip()]


_simplify = opencc.OpenCC("tw2sp").convert


def _longest(text: str, phrases: Iterable[str], is_meant: Callable[[Around], bool]) -> Said | None:
    patterns = [pattern for phrase in phrases if (pattern := _pattern(phrase))]
    return max(
        (
            said
            for clause in clauses(text)
            for pattern in patterns
            if (said := _in(clause, pattern, is_meant))
        ),
        key=lambda said: said.length,
        default=None,
    )


def _in(clause: str, pattern: re.Pattern[str], is_meant: Callable[[Around], bool]) -> Said | None:
    read = normalized(clause)
    found = pattern.search(read)
    if not found:
        return None
    if read[found.end() :].startswith("不"):
        # 余额够不够, 实名过不了.
        return None
    alone = found[0] == _ENDS.sub("", read)
    if (len(found[0]) == 1 and not alone) or not is_meant((read[: found.start()], read[found.end() :])):
        return None
    return Said(clause, sum(map(len, found.groups())), alone)


def _is_asked(around: Around) -> bool:
    before, after = around
    return bool(_ASKED.search(f"{before} {after}"))


def _is_doubted(around: Around) -> bool:
    before, after = _RESULT.sub("", around[0]), around[1].rstrip("!！。. ~")
    return bool(_DOUBTED.search(before) or _PLANNED.search(before) or _TAKEN_BACK.search(after))


# Phrases come from the articles and the locales: there are only so many.
@cache
def _pattern(phrase: str) -> re.Pattern[str] | None:
    # The gap is taken out first: one width makes three dots of it.
    parts = [_ENDS.sub("", normalized(part)) for part in phrase.split(GAP)]
    gap = _FEW_LATIN if _LATIN_END.search(parts[0]) else _FEW
    return re.compile(gap.join(map(_whole_words, parts))) if any(parts) else None


def _whole_words(part: str) -> str:
    before = r"(?<![a-z0-9])" if _LATIN_START.search(part) else ""
    after = r"(?![a-z0-9])" if _LATIN_END.search(part) else ""
    return f"{before}({_loose(part)}){after}"


def _loose(part: str) -> str:
    """With room for fillers between Chinese characters."""
    return re.sub(rf"(?<={_HAN})(?={_HAN})", _FILLER, re.escape(part))
