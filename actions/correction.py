"""Reads a correction: 不对,是900 · 金额是900不是800 · the amount is 900, not 800."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_REJECTED = re.compile(
    r"[,，、\s]*(?:而?不是|并非|not|instead of)\s*[^,，。;；\s]+?(?=[,，。;；\s]|是|$)[,，。;；\s]*",
    re.IGNORECASE,
)
_WRONG_WORDS = (
    "(?:不对|不對|(?:写|寫|填|说|說|打)?[错錯]了|更正|no|(?:is |was )?wrong|sorry|i mean|correction)"
    r"(?:[\s,，。.:：!！;；]+|(?=应该|應該|是|改))"
)
_WRONG = re.compile(rf"^\s*{_WRONG_WORDS}", re.IGNORECASE)
_IS = re.compile(
    rf"^[\s,，。.:：]*(?:{_WRONG_WORDS})?\s*(?:应该|應該|应当|要|给我|帮我|請|请)?\s*"
    r"(?:改成|改为|改為|改到|换成|換成|是|为|為|[:：=]|should be|to be|is|it'?s|was|to)\s*",
    re.IGNORECASE,
)
_EDGES = " ,，。.;；!！“”\"'"


@dataclass(frozen=True)
class Correction:
    """Which field is corrected, None for the last one; and what it is to be."""

    field: str | None
    value: str


def read_correction(words: str, names: Mapping[str, Sequence[str]]) -> Correction | None:
    """The correction that `words` are; `names` are the ways to call each field."""
    is_wrong = _WRONG.search(words)
    rejects = _REJECTED.search(words)
    rest = _REJECTED.sub(" ", words[is_wrong.end() :] if is_wrong else words).strip()
    name, behind = _named(rest, names)
    states = _IS.match(behind)
    if not (states and (name or is_wrong or rejects)) and not (is_wrong and behind):
        return None
    value = (behind[states.end() :] if states else behind).strip(_EDGES)
    return Correction(name, value) if value else None


def _named(words: str, names: Mapping[str, Sequence[str]]) -> tuple[str | None, str]:
    """The field that `words` begin with, and what comes behind its name."""
    best: tuple[str | None, str] = (None, words)
    longest = 0
    for field, phrases in names.items():
        for phrase in phrases:
            found = re.match(rf"\s*(?:the\s|my\s|我的|把)?{re.escape(phrase)}", words, re.IGNORECASE)
            if found and len(phrase) > longest:
                longest, best = len(phrase), (field, words[found.end() :])
    return best
