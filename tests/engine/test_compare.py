"""evaluation/compare.py measures what serves, and what it says of it."""

import numpy as np
import pytest

import compare
from compare import Cascade, Features, Lines, Prototypes
from okpay_engine.encoder.sentence_encoder import SentenceEncoder
from okpay_engine.nlu.features import SparseFeatures
from okpay_engine.nlu.intent_model import DenseFeatures, IntentModel
from preparation import prepare

EXAMPLES = {
    "fees": ["手续费怎么收", "转账要多少手续费", "费率是多少", "提现收费吗", "手续费太贵了"],
    "password": ["忘记密码了", "密码怎么重置", "想改一下密码", "密码不对登不上", "找回密码"],
}
LABELS = np.repeat(sorted(EXAMPLES), 5)
ASKED = ["提现的手续费", "密码忘了", "收费标准在哪里看", "没有关系的话"]


@pytest.fixture(scope="module")
def both(encoder: SentenceEncoder) -> tuple[Features, Features]:
    """Of the examples, and of what is asked."""
    train, asked = prepare([text for name in sorted(EXAMPLES) for text in EXAMPLES[name]]), prepare(ASKED)
    vectors = encoder.encode([text for text, _ in train])
    terms, dense = SparseFeatures.fit(train), DenseFeatures.fit(vectors)
    return (
        Features(terms.transform(train), dense.transform(vectors)),
        Features(terms.transform(asked), dense.transform(encoder.encode([text for text, _ in asked]))),
    )


def numbers() -> np.ndarray:
    return np.unique(LABELS, return_inverse=True)[1]


def test_the_cascade_is_the_one_that_serves(
    both: tuple[Features, Features], encoder: SentenceEncoder
) -> None:
    train, asked = both
    documents = prepare([text for name in sorted(EXAMPLES) for text in EXAMPLES[name]])
    model = IntentModel.fit(documents, LABELS.tolist(), encoder)
    compared = Cascade(train, numbers(), 2).probabilities(asked)
    assert np.allclose(compared, model.probabilities(prepare(ASKED)), atol=1e-4)


def test_a_prototype_is_the_mean_of_its_intent(both: tuple[Features, Features]) -> None:
    train, asked = both
    ranked = Prototypes(train, numbers(), 2).probabilities(asked).argmax(axis=1)
    assert ranked[:3].tolist() == [0, 1, 0]


def test_confidence_that_is_always_right_and_half_sure_is_half_off() -> None:
    rows, labels = np.array([[0.5, 0.3, 0.2], [0.3, 0.5, 0.2]]), np.array([0, 1])
    nothing = Features(None, np.zeros((2, 0)))
    assert compare._calibration_error(rows, Lines(nothing, labels)) == pytest.approx(0.5)


def test_all_candidates_have_names_of_their_own() -> None:
    names = [candidate.name for candidate in compare.candidates()]
    assert len(set(names)) == len(names)
