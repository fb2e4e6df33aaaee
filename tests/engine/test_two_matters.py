from collections.abc import Sequence

import numpy as np
import pytest

from okpay_engine.nlu.two_matters import Matter, Word, find

LABELS = ["affirm", "fees", "password_reset", "recharge_not_arrived"]
TOPICS = {"fees", "password_reset", "recharge_not_arrived"}
SIGNS = {"密码": "password_reset", "没到": "recharge_not_arrived", "手续费": "fees", "好的": "affirm"}


def share(**given: float) -> np.ndarray:
    return np.array([given.get(label, 0.0) for label in LABELS])


def classify(documents: list[tuple[str, Sequence[str]]]) -> np.ndarray:
    """A stand-in for the model: sure of the one sign that a text holds, torn between several."""
    rows = []
    for text, _ in documents:
        signs = [label for sign, label in SIGNS.items() if sign in text]
        rows.append(share(**{label: 0.95 / len(signs) for label in signs}))
    return np.array(rows)


def found(text: str, **whole: float) -> list[str]:
    pair = find(text, [Word(text, 0)], share(**whole), LABELS, TOPICS, classify, classify)
    return [matter.topic for matter in pair] if pair else []


def test_both_sides_of_a_cut_are_understood_on_their_own() -> None:
    text = "密码忘了,昨天充的钱没到"
    whole = share(password_reset=0.6, recharge_not_arrived=0.4)
    pair = find(text, [Word(text, 0)], whole, LABELS, TOPICS, classify, classify)
    assert pair == (Matter("password_reset", 0.95), Matter("recharge_not_arrived", 0.95))


def test_an_announced_matter_needs_no_hint_of_the_whole() -> None:
    assert found("密码忘了另外充的钱没到", password_reset=1.0) == ["password_reset", "recharge_not_arrived"]
    assert found("密码忘了,充的钱没到", password_reset=1.0) == []


def test_a_pair_is_no_surer_than_the_whole_is_of_both() -> None:
    text = "密码忘了,昨天充的钱没到"
    whole = share(password_reset=0.4, recharge_not_arrived=0.2)
    pair = find(text, [Word(text, 0)], whole, LABELS, TOPICS, classify, classify)
    assert pair is not None
    assert [round(matter.confidence, 2) for matter in pair] == [0.6, 0.6]


def test_what_the_whole_is_about_comes_before_the_story_that_led_to_it() -> None:
    text = "昨天充了钱没到,我要改密码"
    assert found(text, password_reset=0.95, recharge_not_arrived=0.05)[0] == "password_reset"
    assert found(text, password_reset=0.5, recharge_not_arrived=0.5)[0] == "recharge_not_arrived"


@pytest.mark.parametrize(
    "text",
    [
        "密码忘了",
        "密码忘了,密码怎么改",
        "好的,另外密码忘了",
        "密码忘了,另外好的",
        "密,没到",
        "",
        "，，，另外",
    ],
)
def test_one_matter_stays_one(text: str) -> None:
    assert found(text, password_reset=0.5, recharge_not_arrived=0.5) == []


def test_a_side_that_is_torn_decides_nothing() -> None:
    assert found("密码和手续费,另外钱没到", password_reset=0.5, recharge_not_arrived=0.5) == []


def test_each_side_has_its_own_words() -> None:
    seen: list[tuple[str, Sequence[str]]] = []

    def listen(documents: list[tuple[str, Sequence[str]]]) -> np.ndarray:
        seen.extend(documents)
        return classify(documents)

    words = [Word("密码", 0), Word("忘了", 2), Word("手续费", 5), Word("多少", 8)]
    find("密码忘了,手续费多少", words, share(password_reset=0.5, fees=0.5), LABELS, TOPICS, classify, listen)
    assert seen == [("密码忘了", ["密码", "忘了"]), ("手续费多少", ["手续费", "多少"])]


@pytest.mark.parametrize("glimpsed", [{"password_reset": 1.0}, {"fees": 0.2, "password_reset": 0.1}])
def test_what_a_glance_takes_for_one_matter_is_not_looked_at_again(glimpsed: dict[str, float]) -> None:
    def glance(documents: list[tuple[str, Sequence[str]]]) -> np.ndarray:
        return np.array([share(**glimpsed) for _ in documents])

    def refuse(documents: list[tuple[str, Sequence[str]]]) -> np.ndarray:
        raise AssertionError

    whole = share(password_reset=0.5, fees=0.5)
    assert find("密码忘了,手续费多少", [], whole, LABELS, TOPICS, glance, refuse) is None


def test_a_long_list_is_not_cut_without_end() -> None:
    counted: list[int] = []

    def count(documents: list[tuple[str, Sequence[str]]]) -> np.ndarray:
        counted.append(len(documents))
        return classify(documents)

    find("钱没到啊," * 50, [], share(password_reset=0.5, fees=0.5), LABELS, TOPICS, count, classify)
    assert counted[0] <= 8
