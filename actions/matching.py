"""Whether a customer states something, in one of the ways to say it. Pure functions, no Rasa.

A text and a phrase are read as the engine reads them: one width, case and script; `…` stands for a few
characters; a single character says something only alone; Latin words are whole. But what stands in a
question, a denial, a doubt or a condition is not stated: 密码改了没有, 没换网络, 如果换了卡.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
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
    r"[?？]|[吗么嘛呢]|怎样|如何|多少|多久|几|哪|什么|啥|为何|是否|有没有|(.)不\1"
    r"|^(?:so |and )?(?:how|what|when|where|why|which|who|can|could|do|does|did|is|are|was|were|should"
    r"|would|will|shall|have|has|am|may)\b|\b(?:how|whether)\b"
)
# 登不上, 收不到: what cannot be done is the trouble itself, and denies nothing of what follows.
_RESULT = re.compile("不(?:上|了|到|出|进|去|通|开|来|动|成|下|起)")
_DOUBTED = re.compile(
    "[没不未别无非怕想要等请帮被]|有人|别人|骗子|新闻|听说|省得|会|如果|假如|假设|万一|除非|可能|也许|大概|好像|似乎|应该|估计|以为|准备|打算|需要|必须|担心|防"
    r"|n't\b|\b(?:not?|never|cannot|without|dont|didnt|havent|hasnt|isnt|if|unless|maybe|perhaps|might|may"
    r"|should|could|would|will|wont|want|need|try|trying|going|plan|think|guess|suppose|sure|before|until"
    r"|once|when|please|let|someone|somebody|they|he|she)\b"
)
_TAKEN_BACK = re.compile("^(?:了|过)?(?:没有?$|吧|的话)|[就才]|^ yet$|or not$")


class Said(NamedTuple):
    """What was stated: the clause as it was typed, how many characters say it, and whether they are all."""

    words: str
    length: int
    alone: bool


def stated(text: str, phrases: Iterable[str], *, in_questions: bool = False) -> Said | None:
    """The longest of the phrases that the text states; None when it states none."""
    found = [
        said for clause in clauses(text) for phrase in phrases if (said := _in(clause, phrase, in_questions))
    ]
    return max(found, key=lambda said: said.length, default=None)


def is_asked(text: str) -> bool:
    """Whether it is a question or a doubt as a whole."""
    read = normalized(text)
    return bool(_ASKED.search(read) or _DOUBTED.search(_RESULT.sub("", read)))


@lru_cache(maxsize=8192)
def normalized(text: str) -> str:
    """One width, case and script."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    return _BETWEEN_HAN.sub("", str(_simplify(_SPACES.sub(" ", plain).strip())))


def clauses(text: str) -> list[str]:
    """The parts that a customer divides, as typed; a question mark stays with its question."""
    return [part.strip() for part in _CLAUSE_ENDS.split(text) if part.strip()]


_simplify = opencc.OpenCC("tw2sp").convert


def _in(clause: str, phrase: str, in_questions: bool) -> Said | None:
    read = normalized(clause)
    bare = _ENDS.sub("", read)
    pattern = _pattern(phrase)
    found = pattern.search(bare) if pattern else None
    if not found or (len(found[0]) == 1 and found[0] != bare):
        return None
    if _is_taken_back(bare, found) or (not in_questions and _ASKED.search(read)):
        return None
    return Said(clause, sum(map(len, found.groups())), found[0] == bare)


def _is_taken_back(clause: str, found: re.Match[str]) -> bool:
    before = _RESULT.sub("", clause[: found.start()])
    return bool(_DOUBTED.search(before) or _TAKEN_BACK.search(clause[found.end() :]))


@lru_cache(maxsize=8192)
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
