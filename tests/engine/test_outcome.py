from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from okpay_engine.nlu.outcome import OutcomeClassifier


def ranking(*pairs: Any) -> list[dict[str, Any]]:
    return [{"name": name, "confidence": confidence} for name, confidence in pairs]


@pytest.fixture
def classifier() -> OutcomeClassifier:
    return OutcomeClassifier({"answer": 0.75, "move": 0.5, "confirm": 0.25}, {"fees", "fee_dispute"})


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        (ranking(("fees", 0.9)), "answer"),
        (ranking(("fees", 0.75)), "answer"),
        (ranking(("fees", 0.74)), "confirm"),
        (ranking(("fees", 0.24)), "fallback"),
        (ranking(("solved", 0.5)), "answer"),
        (ranking(("solved", 0.49)), "confirm"),
        (ranking(("out_of_scope", 0.99)), "fallback"),
        (ranking(("no_article", 0.99)), "fallback"),
    ],
)
def test_what_is_done_follows_confidence(
    classifier: OutcomeClassifier, rows: list[dict[str, Any]], outcome: str
) -> None:
    assert classifier.decide(rows) == outcome


def test_a_stand_in_keeps_the_ranking(classifier: OutcomeClassifier) -> None:
    rows = ranking(("fees", 0.3), ("fee_dispute", 0.25))
    message = Message({"text": "钱", "intent": rows[0], "intent_ranking": rows})
    classifier.process([message])
    assert message.get("intent")["name"] == "nlu_confirm"
    assert message.get("intent_ranking") == rows
    assert message.get("outcome") == "confirm"


def test_a_message_without_ranking_is_left_alone(classifier: OutcomeClassifier) -> None:
    message = Message({"text": "/next_step"})
    classifier.process([message])
    assert message.get("outcome") is None
