from pathlib import Path

import numpy as np
import pytest

from okpay_engine.encoder.remembering import BEGUN_AT_ONCE, RememberingEncoder
from okpay_engine.encoder.sentence_encoder import Depth


class Counting:
    """Encodes a sentence as its length, and notes what it was asked."""

    name = "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, sentences: list[str], depth: Depth = Depth.WHOLE) -> np.ndarray:
        self.asked += sentences
        factor = 1 if depth is Depth.WHOLE else 10
        return np.array([[factor * len(sentence)] for sentence in sentences], np.float32)


def test_a_sentence_is_encoded_once() -> None:
    counting = Counting()
    encoder = RememberingEncoder(counting)
    assert encoder.encode(["a", "bb", "a"]).tolist() == [[1.0], [2.0], [1.0]]
    assert encoder.encode(["ccc", "bb"]).tolist() == [[3.0], [2.0]]
    assert counting.asked == ["a", "bb", "ccc"]


def test_depths_are_kept_apart() -> None:
    encoder = RememberingEncoder(Counting())
    assert encoder.encode(["bb"]).tolist() == [[2.0]]
    assert encoder.encode(["bb"], Depth.LOW).tolist() == [[20.0]]


def test_what_was_begun_is_waited_for() -> None:
    counting = Counting()
    encoder = RememberingEncoder(counting)
    many = [str(number) for number in range(2 * BEGUN_AT_ONCE)]
    encoder.begin(many)
    assert encoder.encode(["1000", "new", "1"]).tolist() == [[4.0], [3.0], [1.0]]
    assert encoder.encode(many).sum() == sum(map(len, many))
    assert sorted(counting.asked) == sorted([*many, "new"])


def test_what_fails_in_the_background_fails_who_asks_for_it() -> None:
    class Broken(Counting):
        def encode(self, sentences: list[str], depth: Depth = Depth.WHOLE) -> np.ndarray:
            raise MemoryError

    encoder = RememberingEncoder(Broken())
    encoder.begin(["a"])
    with pytest.raises(MemoryError):
        encoder.encode(["a"])


def test_what_was_asked_for_is_remembered_from_one_life_to_the_next(tmp_path: Path) -> None:
    first = RememberingEncoder(Counting(), tmp_path / "vectors.npz")
    first.encode(["登录失败", "\ud800"])
    first.keep()
    second = RememberingEncoder(still := Counting(), tmp_path / "vectors.npz")
    assert second.encode(["\ud800", "新的一行", "登录失败"]).tolist() == [[1.0], [4.0], [4.0]]
    assert still.asked == ["新的一行"]


def test_what_is_no_longer_asked_for_is_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "vectors.npz"
    for sentences in (["一", "二"], ["二"]):
        encoder = RememberingEncoder(Counting(), file)
        encoder.encode(sentences)
        encoder.keep()
    RememberingEncoder(third := Counting(), file).encode(["一", "二"])
    assert third.asked == ["一"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut short", b"not vectors"])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "vectors.npz"
    file.write_bytes(content)
    encoder = RememberingEncoder(Counting(), file)
    assert encoder.encode(["好"]).tolist() == [[1.0]]
    encoder.keep()
    assert RememberingEncoder(Counting(), file).encode(["好"]).tolist() == [[1.0]]
