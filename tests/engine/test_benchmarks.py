"""The parts of evaluation/benchmarks.py that decide what a figure means."""

import numpy as np
import pytest

import benchmarks
from benchmarks import OUTSIDE, Lines, OpenModel
from okpay_engine.encoder.sentence_encoder import SentenceEncoder
from preparation import prepare

LABELS = np.array(["a"] * 6 + ["b"] * 3 + ["c"] * 4 + ["d"] * 4)


def lines() -> Lines:
    return Lines([(f"line {number}", ["line", str(number)]) for number in range(len(LABELS))], LABELS)


def test_correlation_of_two_labels_is_that_of_the_four_counts() -> None:
    expected = np.array(["a"] * 6 + ["b"] * 4)
    predicted = np.array(["a"] * 4 + ["b"] * 2 + ["b"] * 3 + ["a"])
    right_a, wrong_b, right_b, wrong_a = 4, 2, 3, 1
    counts = (right_a + wrong_a) * (right_a + wrong_b) * (right_b + wrong_a) * (right_b + wrong_b)
    by_hand = (right_a * right_b - wrong_a * wrong_b) / counts**0.5
    assert benchmarks.mcc(expected, predicted) == pytest.approx(by_hand)


def test_correlation_counts_weights() -> None:
    expected, predicted = np.array(["a", "b", "b"]), np.array(["a", "b", "a"])
    twice = benchmarks.mcc(np.array(["a", "a", "b", "b"]), np.array(["a", "a", "b", "a"]))
    assert benchmarks.mcc(expected, predicted, np.array([2.0, 1.0, 1.0])) == pytest.approx(twice)


def test_what_is_below_the_threshold_is_rejected() -> None:
    rejected = benchmarks.reject(np.array(["a", "b", "c"]), np.array([0.2, 0.3, 0.4]), 0.3)
    assert rejected.tolist() == [OUTSIDE, "b", "c"]


@pytest.mark.parametrize("seed", range(3))
def test_so_many_examples_of_each_label_are_drawn(seed: int) -> None:
    rows = benchmarks.draw(LABELS, 4, seed)
    assert len(set(rows)) == len(rows)
    names, counts = np.unique(LABELS[rows], return_counts=True)
    assert dict(zip(names, counts, strict=True)) == {"a": 4, "b": 3, "c": 4, "d": 4}


def test_a_draw_is_the_same_each_time_and_differs_by_its_seed() -> None:
    assert benchmarks.draw(LABELS, 4, 1) == benchmarks.draw(LABELS, 4, 1)
    assert benchmarks.draw(LABELS, 4, 1) != benchmarks.draw(LABELS, 4, 2)


def test_what_is_out_of_scope_weighs_as_much_as_what_is_not() -> None:
    expected = np.array(["a", "b", "b", OUTSIDE])
    weights = benchmarks.even_weights(expected)
    assert weights[expected == OUTSIDE].sum() == pytest.approx(weights[expected != OUTSIDE].sum())


def test_the_best_threshold_is_best_on_the_whole() -> None:
    first, second = np.zeros(99), np.zeros(99)
    first[[19, 39]], second[[39, 59]] = (1.0, 0.8), (0.8, 1.0)
    assert benchmarks.best_threshold([first]) == pytest.approx(0.2)
    assert benchmarks.best_threshold([first, second]) == pytest.approx(0.4)


def test_a_curve_is_highest_where_what_is_right_and_what_is_not_part() -> None:
    expected = np.array(["a", "b", OUTSIDE, OUTSIDE])
    curve = benchmarks.curve(expected, np.array(["a", "b", "a", "b"]), np.array([0.8, 0.9, 0.3, 0.5]))
    assert curve.max() == pytest.approx(1.0)
    assert benchmarks.THRESHOLDS[curve.argmax()] == pytest.approx(0.51)


def test_held_out_intents_are_out_of_scope() -> None:
    train, test = benchmarks.hold_out(lines(), 0)
    known = set(train.labels)
    assert len(known) == 2
    assert set(test.labels) == {*known, OUTSIDE}
    texts = [text for text, _ in [*train.documents, *test.documents]]
    assert sorted(texts) == sorted(text for text, _ in lines().documents)
    original = dict(zip((text for text, _ in lines().documents), LABELS, strict=True))
    for (text, _), label in zip(test.documents, test.labels, strict=True):
        assert label == (original[text] if original[text] in known else OUTSIDE)


def test_what_is_missing_is_named(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "banking77").mkdir()
    for part in ("train", "test"):
        (tmp_path / "banking77" / f"{part}.csv").touch()
    assert set(benchmarks.missing(tmp_path)) == {
        f"hint3/{name}_{part}.csv" for name in benchmarks.HINT3 for part in ("train", "test")
    }
    monkeypatch.setattr("sys.argv", ["benchmarks.py", str(tmp_path)])
    with pytest.raises(SystemExit, match="hellohaptik/HINT3"):
        benchmarks.main()


def test_a_file_is_read_with_its_quotes(tmp_path) -> None:
    path = tmp_path / "train.csv"
    path.write_text('text,category\n"I waited, and ""nothing"" came",card_arrival\nHi,greet\n')
    documents, labels = benchmarks.read(path)
    assert [text for text, _ in documents] == ['i waited, and "nothing" came', "hi"]
    assert labels.tolist() == ["card_arrival", "greet"]


def test_what_is_unlike_all_examples_is_not_believed(encoder: SentenceEncoder) -> None:
    examples = {
        "fees": ["手续费怎么收", "转账要多少手续费", "费率是多少", "提现收费吗", "手续费太贵了"],
        "password": ["忘记密码了", "密码怎么重置", "想改一下密码", "密码不对登不上", "找回密码"],
    }
    train = Lines(
        prepare([text for texts in examples.values() for text in texts]),
        np.repeat(list(examples), [len(texts) for texts in examples.values()]),
    )
    model = OpenModel(train, encoder)
    labels, confidences = model.predict(prepare(["转账的手续费是多少", "密码忘了怎么办", "今天晚上吃什么好"]))
    assert labels[:2].tolist() == ["fees", "password"]
    assert confidences[2] < min(confidences[:2]) / 2
