"""Amounts as people write them."""

import pytest

from actions.amounts import Amount, read_amount, written


@pytest.mark.parametrize(
    ("amount", "simplified", "traditional", "english"),
    [
        ("800 CNY", "800 元", "800 元", "CNY 800"),
        ("12000 CNY", "12,000 元", "12,000 元", "CNY 12,000"),
        ("99.5 CNY", "99.50 元", "99.50 元", "CNY 99.50"),
        ("800 TWD", "新台币 800 元", "NT$800", "TWD 800"),
        ("800 USD", "800 美元", "800 美元", "USD 800"),
        ("800 HKD", "800 港元", "800 港幣", "HKD 800"),
        ("800 THB", "THB 800", "THB 800", "THB 800"),
    ],
)
def test_each_language_writes_it_its_own_way(
    amount: str, simplified: str, traditional: str, english: str
) -> None:
    assert written(amount, "zh-CN") == simplified
    assert written(amount, "zh-TW") == traditional
    assert written(amount, "en") == english


@pytest.mark.parametrize("words", ["大概900", "900", "九百块", "US$800", "800 CNY 左右"])
def test_a_customers_own_words_stay(words: str) -> None:
    assert written(words, "zh-CN") == words
    assert read_amount(words) is None


def test_the_engines_amount_is_read() -> None:
    assert read_amount("12000.5 USD") == Amount(12000.5, "USD")
