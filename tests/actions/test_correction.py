import pytest

from actions.correction import Correction, read_correction

NAMES = {"amount": ("金额", "amount"), "time": ("时间",), "transaction_id": ("交易编号", "编号", "交易号")}


@pytest.mark.parametrize(
    "words",
    [
        "不对,是900",
        "不对，900",
        "不是800,是900",
        "不是800是900",
        "错了，应该是900",
        "写错了,改成900",
        "no, it's 900",
        "是900不是800",
    ],
)
def test_without_a_name_the_last_field_is_corrected(words: str) -> None:
    assert read_correction(words, NAMES) == Correction(None, "900")


@pytest.mark.parametrize(
    "words",
    [
        "金额是900不是800",
        "金额改成900",
        "把金额改成900",
        "金额错了,是900",
        "金额不是800,是900",
        "the amount is 900, not 800",
        "金额：900",
    ],
)
def test_a_field_is_corrected_by_its_name(words: str) -> None:
    assert read_correction(words, NAMES) == Correction("amount", "900")


def test_the_longest_name_counts() -> None:
    assert read_correction("交易编号是 AB1234", NAMES) == Correction("transaction_id", "AB1234")


@pytest.mark.parametrize(
    "words", ["900", "昨天下午", "我不是故意的", "没有", "", "时间太久了", "nothing works"]
)
def test_other_words_correct_nothing(words: str) -> None:
    assert read_correction(words, NAMES) is None
