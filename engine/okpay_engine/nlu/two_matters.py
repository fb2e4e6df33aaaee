"""Hears two matters in one message: 密码忘了,而且昨天充的钱也没到.

Wherever a message can be cut in two, both sides are understood on their own. Many a message only tells
first how its one matter came about; so both sides have to be sure, and the whole has to hint at both,
unless a word such as 另外 announces another matter. A glance, at the words alone, spares most cuts the
longer look.
"""

import re
from typing import Callable, Container, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple

import numpy as np

from okpay_engine.nlu.features import Document

# Measured on evaluation/two_problems.tsv, and on messages with one matter.
SURE, HINTED = 0.9, 0.02
SURE_WHEN_ANNOUNCED = 0.75
# Above this the whole message is about one of them, and the other is the story that led to it.
DOMINANT = 0.6
# At a glance both sides are about a topic, and not the same.
GLIMPSED = 0.3
SHORTEST = 3
MOST_CUTS = 4

# What is said when another matter follows.
_ANNOUNCES = re.compile(
    "另外|还有|而且|顺便|顺带|对了|再问|再有|与此同时|以及|还想|也想|另一|加上|第二|二是|一个是|"
    "also |and also |plus |by the way"
)
_HAN = "\u3400-\u9fff"
# Between Latin words a space divides nothing.
_CUT = re.compile(rf"[,，.。;；!！?？、~]+\s*|(?<=[{_HAN}])\s+|\s+(?=[{_HAN}])|(?={_ANNOUNCES.pattern})")

Classify = Callable[[List[Document]], np.ndarray]


class Word(NamedTuple):
    """A word and where it begins in the text."""

    text: str
    start: int


class Matter(NamedTuple):
    """A topic and how sure its side of the message is of it."""

    topic: str
    confidence: float


class Pair(NamedTuple):
    """Two matters, in the order in which they are to be dealt with."""

    first: Matter
    second: Matter


class _Cut(NamedTuple):
    left: Document
    right: Document

    @property
    def is_announced(self) -> bool:
        return _ANNOUNCES.match(self.right[0]) is not None


def find(
    text: str,
    words: Sequence[Word],
    whole: np.ndarray,
    labels: Sequence[str],
    topics: Container[str],
    glance: Classify,
    classify: Classify,
) -> Optional[Pair]:
    """The two matters of a message, or None; `whole` are the probabilities of all of it."""
    share = {label: float(value) for label, value in zip(labels, whole) if label in topics}
    hinted = sum(value >= HINTED for value in share.values()) > 1
    cuts = [cut for cut in _cuts(text, words) if hinted or cut.is_announced][:MOST_CUTS]
    seen = (cut for cut, pair in _understood(cuts, labels, glance) if _are_two(cut, pair, share, GLIMPSED))
    pairs = [_judged(cut, pair, share) for cut, pair in _understood(list(seen), labels, classify)]
    return max((pair for pair in pairs if pair), key=_certainty, default=None)


def _cuts(text: str, words: Sequence[Word]) -> Iterator[_Cut]:
    for cut in _CUT.finditer(text):
        left, right = text[: cut.start()].strip(), text[cut.end() :].strip()
        if min(len(left), len(right)) >= SHORTEST:
            before = [word.text for word in words if word.start < cut.start()]
            after = [word.text for word in words if word.start >= cut.end()]
            yield _Cut((left, before), (right, after))


def _understood(
    cuts: Sequence[_Cut], labels: Sequence[str], classify: Classify
) -> Iterator[Tuple[_Cut, Pair]]:
    if cuts:
        sides = classify([document for cut in cuts for document in (cut.left, cut.right)])
        for cut, left, right in zip(cuts, sides[::2], sides[1::2]):
            yield cut, Pair(_best(left, labels), _best(right, labels))


def _are_two(cut: _Cut, pair: Pair, share: Mapping[str, float], least: float) -> bool:
    """Whether both sides are so sure, of two topics; the whole has to hint at what is not announced."""
    if pair.first.topic == pair.second.topic or _certainty(pair) < least:
        return False
    hint = 0.0 if cut.is_announced else HINTED
    return all(matter.topic in share and share[matter.topic] >= hint for matter in pair)


def _best(row: np.ndarray, labels: Sequence[str]) -> Matter:
    best = int(row.argmax())
    return Matter(labels[best], float(row[best]))


def _judged(cut: _Cut, pair: Pair, share: Mapping[str, float]) -> Optional[Pair]:
    """The pair in the order in which it is dealt with, or None when these are not two matters."""
    if not _are_two(cut, pair, share, SURE_WHEN_ANNOUNCED if cut.is_announced else SURE):
        return None
    if cut.is_announced:
        return pair
    # The whole may doubt that it is about these two.
    believed = sum(share[matter.topic] for matter in pair)
    first, second = (Matter(matter.topic, min(matter.confidence, believed)) for matter in pair)
    return Pair(second, first) if share[second.topic] >= DOMINANT else Pair(first, second)


def _certainty(pair: Pair) -> float:
    return min(pair.first.confidence, pair.second.confidence)
