"""Which steps of a guide the customer's own words settle before they are shown. Pure functions, no Rasa.

Rather a step too many than one passed over by mistake: where an answer leads out of the article, where two
answers fit, and where the words would fit another step just as well, the step is shown.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from actions.matching import Said, normalized, stated
from okpay.knowledge.article import Answer, Article, Step, Target, ToStep
from okpay.texts import catalogue

# A short phrase within more words may be part of anything: 饭钱没问题.
_LEAST_COVERAGE = 0.6
_LONGEST = 40


class Settled(NamedTuple):
    """Where the customer's words lead from a step."""

    words: str
    target: ToStep


def settled(article: Article, step: Step, heard: Sequence[str]) -> Settled | None:
    """What settles the step of what was heard; None when nothing does."""
    found = sorted(_found(article, step, heard), key=lambda pair: -pair[0].length)
    targets = {target.model_dump_json() for said, target in found if said.length == found[0][0].length}
    if not found or len(targets) > 1:
        return None
    said, target = found[0]
    return Settled(_short(said.words), target) if isinstance(target, ToStep) else None


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def _found(article: Article, step: Step, heard: Sequence[str]) -> Iterator[tuple[Said, Target]]:
    for words in heard:
        done = stated(words, step.done_phrases)
        if done:
            yield done, step.target
        for answer in _facts(step):
            said = stated(words, _telling(article, (answer.label, *answer.phrases)))
            if said and said.length >= _LEAST_COVERAGE * len(said.words):
                yield said, answer.target


def _facts(step: Step) -> list[Answer]:
    """The answers that state a fact by themselves.

    What can be done beforehand has phrases of its own, and its check asks how it went: nobody can know yet.
    Where one answer is as good as another, it may be said of anything: 邮箱, 看不懂.
    """
    if step.done_phrases or not step.check:
        return []
    return [answer for answer in step.check.answers if answer.role in {"yes", "no"}]


def _telling(article: Article, phrases: Sequence[str]) -> list[str]:
    """Those that answer one question only: 还是不行 answers them all, and 没有 any question there is."""
    answering = _answering(article)
    stock = {*catalogue(article.locale)["phrase.yes"], *catalogue(article.locale)["phrase.no"]}
    return [phrase for phrase in phrases if phrase not in stock and answering[normalized(phrase)] == 1]


@lru_cache(maxsize=256)
def _answering(article: Article) -> Counter[str]:
    """How many steps each phrase answers."""
    checks = [step.check for step in article.steps if step.check]
    return Counter(
        phrase
        for check in checks
        for phrase in {
            normalized(words) for answer in check.answers for words in (answer.label, *answer.phrases)
        }
    )
