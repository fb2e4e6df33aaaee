"""Which language is asked for."""

import pytest

from actions.language import asked_language
from okpay.knowledge.article import Locale


@pytest.mark.parametrize(
    ("words", "present", "asked"),
    [
        ("要英文", "zh-CN", "en"),
        ("English please", "zh-CN", "en"),
        ("繁體", "zh-CN", "zh-TW"),
        ("請用繁體中文", "zh-CN", "zh-TW"),
        ("麻煩改成正體字", "zh-CN", "zh-TW"),
        ("换成中文", "en", "zh-CN"),
        ("換成中文", "en", "zh-TW"),
        ("中文", "zh-TW", "zh-TW"),
        ("Chinese please", "en", "zh-CN"),
        ("Chinese please", "zh-TW", "zh-TW"),
        ("switch okpay to traditional chinese", "en", "zh-TW"),
        ("看不懂英文,用中文说", "en", "zh-CN"),
        ("台湾用户,看不惯简体,换繁体行吗", "zh-CN", "zh-TW"),
        ("I can't read Chinese", "zh-CN", "en"),
        ("English instead of Chinese", "zh-CN", "en"),
        ("看不懂簡體字", "zh-CN", "zh-TW"),
        ("别说英语了", "en", "zh-CN"),
        ("Simplified is hard for me, 繁體 please", "zh-CN", "zh-TW"),
        ("why are you answering in chinese, use English", "zh-CN", "en"),
    ],
)
def test_the_language_that_is_meant(words: str, present: Locale, asked: Locale) -> None:
    assert asked_language(words, present) == asked


@pytest.mark.parametrize(
    "words",
    ["切换成日文", "does okpay have russian", "广东话", "怎么切换语言", "length of the engine", "看不懂中文"],
)
def test_none_of_ours(words: str) -> None:
    assert asked_language(words, "zh-CN") is None
