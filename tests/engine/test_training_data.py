"""What the training data must be like: enough, varied, and apart from what measures it."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from okpay_engine.evaluate import read_lines
from okpay_engine.importer import topic_ids
from okpay_engine.nlu.normalizer import TextNormalizer, read_homophones

Examples = Mapping[str, list[str]]

LEAST_TOPIC = 150
LEAST_ACT = 60
LEAST_BEYOND = {"out_of_scope": 500, "no_article": 200}
MOST_NEAR = 0.03
NEAR = 0.8


@pytest.fixture(scope="module")
def normalizer() -> TextNormalizer:
    return TextNormalizer(read_homophones(Path("data/homophones.txt")))


def bare(text: str, normalizer: TextNormalizer) -> str:
    return re.sub(r"\W", "", normalizer.normalize(text)) or text


def test_every_article_has_examples_and_every_topic_an_article(examples: Examples) -> None:
    from rasa.shared.core.domain import Domain

    acts = set(Domain.load("domain.yml").intents)
    assert set(topic_ids()) <= set(examples)
    assert set(examples) <= set(topic_ids()) | acts


def test_there_are_enough(examples: Examples) -> None:
    topics = set(topic_ids())
    for intent, texts in examples.items():
        least = LEAST_BEYOND.get(intent, LEAST_TOPIC if intent in topics else LEAST_ACT)
        assert len(texts) >= least, f"{intent} has {len(texts)}"


def test_no_text_means_two_things(examples: Examples, normalizer: TextNormalizer) -> None:
    seen: dict[str, str] = {}
    for intent, texts in examples.items():
        for text in texts:
            key = bare(text, normalizer)
            assert seen.setdefault(key, intent) == intent, f"{text}: {seen[key]} and {intent}"


def test_what_measures_it_is_not_in_it(examples: Examples, normalizer: TextNormalizer) -> None:
    trained = {bare(text, normalizer) for texts in examples.values() for text in texts}
    measured = [text for text, _ in read_lines(Path("evaluation/regression.tsv"))]
    assert [text for text in measured if bare(text, normalizer) in trained] == []


def test_few_examples_are_nearly_the_same(examples: Examples, normalizer: TextNormalizer) -> None:
    near = total = 0
    for texts in examples.values():
        shingles = [_shingles(bare(text, normalizer)) for text in texts]
        near += sum(_has_twin(index, shingles) for index in range(len(shingles)))
        total += len(texts)
    assert near / total <= MOST_NEAR, f"{near} of {total}"


def _shingles(text: str) -> frozenset[str]:
    return frozenset(text[start : start + 2] for start in range(max(1, len(text) - 1)))


def _has_twin(index: int, shingles: list[frozenset[str]]) -> bool:
    mine = shingles[index]
    return any(
        len(mine & other) >= NEAR * len(mine | other)
        for other in shingles[:index]
        if NEAR * len(mine) <= len(other) <= len(mine) / NEAR
    )
