import pytest

from okpay.evaluation import Report, report


def row(expected: str, intent: str, outcome: str = "answer") -> dict[str, object]:
    return {
        "text": "x",
        "expected": expected,
        "intent": intent,
        "confidence": 0.5,
        "outcome": outcome,
        "second": None,
    }


def measured(*rows: dict[str, object], times: tuple[float, ...] = (1.0,)) -> Report:
    return report({"rows": list(rows), "times_ms": list(times), "lines_per_second": 10.0})


@pytest.fixture
def figures() -> Report:
    return measured(
        row("a", "a"),
        row("a", "a"),
        row("a", "b", "confirm"),
        row("b", "b"),
        row("c", "a"),
        row("c", "b", "fallback"),
    )


def test_accuracy(figures: Report) -> None:
    assert figures.n == 6
    assert figures.accuracy == pytest.approx(3 / 6)


def test_each_intent(figures: Report) -> None:
    one = {each.intent: each for each in figures.per_intent}
    assert one["a"].lines == 3
    assert one["a"].precision == pytest.approx(2 / 3)
    assert one["a"].recall == pytest.approx(2 / 3)
    assert one["b"].precision == pytest.approx(1 / 3)
    assert one["b"].recall == 1.0
    assert one["b"].f1 == pytest.approx(0.5)
    assert (one["c"].precision, one["c"].recall, one["c"].f1) == (0.0, 0.0, 0.0)


def test_macro_f1_is_the_mean_over_the_intents_of_the_file(figures: Report) -> None:
    assert figures.macro_f1 == pytest.approx((2 / 3 + 0.5 + 0) / 3)


def test_outcomes_are_counted(figures: Report) -> None:
    assert figures.outcome == {"answer": 4, "confirm": 1, "fallback": 1}


def test_a_wrong_answer_is_one_that_was_given(figures: Report) -> None:
    """A wrong guess that was asked about, or not made, misleads nobody."""
    assert figures.wrong_answer_rate == pytest.approx(1 / 6)


def test_what_was_taken_for_what_the_most_frequent_first() -> None:
    assert measured(row("a", "b"), row("c", "b"), row("c", "b")).confusions == [("c", "b", 2), ("a", "b", 1)]


def test_percentiles() -> None:
    latency = measured(row("a", "a"), times=tuple(float(n) for n in range(100, 0, -1))).latency_ms
    assert latency == {"p50": 50.5, "p95": 96.0}


def test_an_empty_file_has_figures_too() -> None:
    empty = measured(times=())
    assert (empty.n, empty.accuracy, empty.macro_f1, empty.wrong_answer_rate) == (0, 0.0, 0.0, 0.0)


def test_the_report_has_what_the_contract_promises(figures: Report) -> None:
    promised = {"n", "accuracy", "macro_f1", "outcome", "wrong_answer_rate", "latency_ms", "rows"}
    assert promised <= set(figures.model_dump())
    assert set(figures.model_dump()["rows"][0]) == {
        "text",
        "expected",
        "intent",
        "confidence",
        "outcome",
        "second",
    }
