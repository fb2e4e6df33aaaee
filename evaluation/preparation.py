"""Texts as the assistant's classifier takes them."""

from collections.abc import Sequence
from pathlib import Path

from okpay_engine.nlu.features import Document


def prepare(texts: Sequence[str]) -> list[Document]:
    """Normalised text and its words, as in serving; run from the project's root."""
    # These bring in Rasa, which the processes that a classifier is trained in can do without.
    from okpay_engine.nlu.normalizer import TextNormalizer, read_homophones
    from okpay_engine.nlu.sounds import Corrector, sounds_of
    from okpay_engine.nlu.tokenizer import chinese_pipeline
    from okpay_engine.nlu.vocabulary import read_words

    normalize = TextNormalizer(read_homophones(Path("data/homophones.txt"))).normalize
    correct = Corrector(sounds_of(read_words(Path("data/sounds.txt")))).correct
    pipeline = chinese_pipeline(read_words(Path("data/dictionary.txt")))
    docs = map(pipeline, map(correct, map(normalize, texts)))
    return [(doc.text, [word.text for word in doc if not word.is_space]) for doc in docs]
