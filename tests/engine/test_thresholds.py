"""evaluation/thresholds.py weighs what customers are put to."""

from typing import Any

import thresholds


def row(intent: str, confidence: float, expected: str, second: str = "fees") -> dict[str, Any]:
    return {"intent": intent, "confidence": confidence, "expected": expected, "second": second}


def test_a_wrong_answer_costs_more_than_a_question() -> None:
    wrong = row("register", 0.6, "fees")
    assert thresholds.cost(wrong, answer=0.5, confirm=0.2) == thresholds.WRONG_ANSWER
    assert thresholds.cost(wrong, answer=0.7, confirm=0.2) == thresholds.QUESTION
    assert thresholds.cost(wrong, answer=0.8, confirm=0.7) == thresholds.NEEDLESS_SEARCH


def test_the_least_threshold_that_costs_least_is_taken() -> None:
    rows = [row("register", 0.9, "register")] * 99 + [row("register", 0.42, "fees")]
    _, answer, _ = thresholds.best([rows])
    assert answer == 0.45


def test_no_file_may_be_answered_wrongly_too_often_whatever_it_costs() -> None:
    many = [row("register", 0.7, "register")] * 1000
    few = [row("register", 0.9, "register")] * 30 + [row("register", 0.74, "fees")] * 2
    assert thresholds.best([many])[1] < thresholds.best([many, few])[1] == 0.75
