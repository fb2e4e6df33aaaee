"""Ways to pay: spaCy's entity ruler over the names in data/methods.txt and data/banks.txt."""

import re
from typing import Dict, Iterator, Sequence

import spacy

from okpay_engine.nlu.entities.entity import Entity

CARDS = ("", "卡", "信用卡", "储蓄卡", "借记卡", "银行卡", "网银")

# These are ways to pay only where something is paid with them.
_USED_BEFORE = re.compile(
    r"(?:用|从|走|通过|刷|拿|以|经|靠|with|via|by|from|using|through)\s?(?:我的?|的|my\s|the\s)?$",
    re.IGNORECASE,
)
_USED_AFTER = re.compile(r"^\s?(?:支付|付款|付|充值|充|转|扣|里?的?钱)")
_ONLY_USED = frozenset(("余额", "零钱", "转账", "微信", "wechat"))
_ONE_WORD = re.compile("[A-Za-z0-9]{2}")


def method_words(methods: Sequence[str], banks: Sequence[str]) -> Dict[str, str]:
    """Every name of a way to pay, and its name in the normal form."""
    words = {name.lower(): name for name in methods}
    for line in banks:
        first, *others = line.split()
        for name in (first, *others):
            for card in CARDS:
                words.setdefault(f"{name}{card}", first + card.removeprefix("银行"))
    return words


class MethodFinder:
    """Finds the names it was given."""

    def __init__(self, words: Dict[str, str]) -> None:
        self._words = words
        # By characters: jieba has one dictionary for the whole process, and names of banks put into it would
        # make the classifier see other words than it was trained on.
        self._pipeline = spacy.blank("zh")
        ruler = self._pipeline.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
        ruler.add_patterns([{"label": "method", "pattern": word} for word in words])

    def find(self, text: str) -> Iterator[Entity]:
        """Every way to pay in `text`."""
        for span in self._pipeline(text).ents:
            if _is_part_of_a_word(text, span.start_char, span.end_char):
                continue
            word = span.text.lower()
            used = _USED_BEFORE.search(text[: span.start_char]) or _USED_AFTER.search(text[span.end_char :])
            if used or word not in _ONLY_USED:
                yield Entity("method", span.start_char, span.end_char, self._words.get(word, span.text))


def _is_part_of_a_word(text: str, start: int, end: int) -> bool:
    edges = (text[max(0, start - 1) : start + 1], text[end - 1 : end + 1])
    return any(_ONE_WORD.fullmatch(edge) for edge in edges)
