"""Ways to pay: spaCy's entity ruler over the names in data/methods.txt and data/banks.txt."""

import re
from typing import Dict, Iterator, Sequence

import spacy

from okpay_engine.nlu.entities.entity import Entity

CARDS = ("", "卡", "信用卡", "储蓄卡", "借记卡", "银行卡", "网银")
_SCHEMES = frozenset(("visa", "mastercard", "master", "银联", "unionpay", "万事达", "运通", "jcb"))

# These are ways to pay only where something is paid with them.
_USED_BEFORE = re.compile(
    r"(?:用|从|走|通过|刷|拿|以|经|靠|with|via|by|from|using|through)\s?(?:我的?|的|my\s|the\s)?$",
    re.IGNORECASE,
)
_USED_AFTER = re.compile(r"^\s?(?:支付|付款|付|充值|充|转|扣|汇|里?的?钱|那笔)")
_ONLY_USED = frozenset(("余额", "零钱", "转账", "微信", "wechat", "wise"))
# Money goes there as well, but what is in the account already is no way to it.
_REACHED_BEFORE = re.compile(r"(?:(?<![收看听])到|回|to)\s?$", re.IGNORECASE)
_INSIDE = frozenset(("余额", "零钱", "转账"))
# 工行卡住了
_STUCK = re.compile("[住死顿壳]")
_ONE_WORD = re.compile("[A-Za-z0-9]{2}")


def method_words(methods: Sequence[str], banks: Sequence[str]) -> Dict[str, str]:
    """Every name of a way to pay, and its name in the normal form."""
    words = {name.lower(): name for name in methods}
    words.update({f"{name.lower()}卡": name for name in methods if name.lower() in _SCHEMES})
    for line in banks:
        first, *others = line.split()
        for card in CARDS:
            # Of 民生 or 平安 alone nobody means the bank, of 民生卡 everybody.
            short = [first.removesuffix("银行")] if card else []
            for name in (first, *others, *short):
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
            start, end = span.start_char, span.end_char
            end -= text[end - 1] == "卡" and bool(_STUCK.match(text, end))
            word = text[start:end].lower()
            if (
                word in self._words
                and not _is_part_of_a_word(text, start, end)
                and _is_used(word, text, start, end)
            ):
                yield Entity("method", start, end, self._words[word])


def _is_used(word: str, text: str, start: int, end: int) -> bool:
    if word not in _ONLY_USED or _USED_BEFORE.search(text[:start]) or _USED_AFTER.search(text[end:]):
        return True
    return word not in _INSIDE and bool(_REACHED_BEFORE.search(text[:start]))


def _is_part_of_a_word(text: str, start: int, end: int) -> bool:
    edges = (text[max(0, start - 1) : start + 1], text[end - 1 : end + 1])
    return any(_ONE_WORD.fullmatch(edge) for edge in edges)
