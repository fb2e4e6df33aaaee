from pathlib import Path

import numpy as np
import pytest

from okpay_engine.encoder.sentence_encoder import Depth
from okpay_engine.nlu.intent_model import LOW_FROM, Document, IntentModel, depth_for

EXAMPLES = {
    "password": ["密码忘了", "忘记密码", "密码想不起来", "密码找回"],
    "fees": ["手续费多少", "收多少手续费", "费用怎么收", "手续费贵"],
}


class Encoder:
    """Stands in for the sentence encoder, and counts what it is asked for."""

    name = "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, sentences: list[str], depth: Depth = Depth.WHOLE) -> np.ndarray:
        self.asked += sentences
        vectors = np.full((len(sentences), 384), 0.1, np.float32)
        for row, sentence in enumerate(sentences):
            vectors[row, ord(sentence[0]) % 384] += 1.0
        return vectors


def document(text: str) -> Document:
    return text, list(text)


@pytest.fixture(scope="module")
def trained() -> tuple[IntentModel, Encoder]:
    encoder = Encoder()
    rows = [(document(text), label) for label, texts in EXAMPLES.items() for text in texts * 400]
    model = IntentModel.fit([row for row, _ in rows], [label for _, label in rows], encoder)
    return model, encoder


def test_what_the_words_decide_needs_no_encoder(trained: tuple[IntentModel, Encoder]) -> None:
    model, encoder = trained
    encoder.asked.clear()
    rows = model.probabilities([document("忘记密码"), document("天气"), document("收多少手续费")])
    assert encoder.asked == ["天气"]
    assert [model.labels[row.argmax()] for row in rows[[0, 2]]] == ["password", "fees"]
    assert np.allclose(rows.sum(axis=1), 1.0)


def test_with_many_examples_the_lowest_layers_are_enough() -> None:
    assert [depth_for(rows) for rows in (1, LOW_FROM - 1, LOW_FROM)] == [
        Depth.WHOLE,
        Depth.WHOLE,
        Depth.LOW,
    ]


def test_what_is_kept_comes_back(trained: tuple[IntentModel, Encoder], tmp_path: Path) -> None:
    model, encoder = trained
    model.save(tmp_path)
    documents = [document("忘记密码"), document("天气")]
    again = IntentModel.load(tmp_path, encoder).probabilities(documents)
    assert np.allclose(again, model.probabilities(documents), atol=0.01)


def test_a_model_of_another_encoder_is_refused(trained: tuple[IntentModel, Encoder], tmp_path: Path) -> None:
    trained[0].save(tmp_path)
    other = Encoder()
    other.name = "another"
    with pytest.raises(ValueError, match="train again"):
        IntentModel.load(tmp_path, other)
