"""evaluation/redundant.py finds what others say as well."""

import numpy as np

from okpay_engine.encoder.sentence_encoder import SentenceEncoder
from preparation import prepare
from redundant import PARTS, ROUNDS, belief, held_out

TEXTS = [
    "怎么充值",
    "如何充值呢",
    "充值怎么弄",
    "充值入口在哪",
    "密码忘了",
    "忘记密码了",
    "密码想不起来",
    "忘了登录密码",
]
LABELS = np.array([0, 0, 0, 0, 1, 1, 1, 1])


def test_every_example_is_hidden_once_a_round() -> None:
    hidden = list(held_out(10))
    assert len(hidden) == ROUNDS * PARTS
    assert (np.sum(hidden, axis=0) == ROUNDS).all()


def test_what_others_say_as_well_is_believed_and_a_wrong_label_is_not(encoder: SentenceEncoder) -> None:
    documents = prepare(TEXTS)
    vectors = encoder.encode(TEXTS)
    hidden = np.arange(len(TEXTS)) == 1
    wrong = np.where(hidden, 1, LABELS)
    right, mistaken = (belief(documents, vectors, labels, hidden)[0] for labels in (LABELS, wrong))
    assert right > 0.8
    assert mistaken < 0.2
