"""What is stated is found; what is asked, denied, doubted or only supposed is not."""

import pytest

from actions.matching import clauses, stated

DONE = ["密码改过了", "密码改了", "网络没问题", "换网络也", "换了网络", "等了…天", "钱够", "卡没问题"]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("密码改过了还是不行", "密码改过了还是不行"),
        ("登不上,密码改了", "密码改了"),
        ("登不上密码改了", "登不上密码改了"),
        ("密碼改過了", "密碼改過了"),
        ("密码也改过了", "密码也改过了"),
        ("钱 够", "钱 够"),
        ("等了三天了", "等了三天了"),
        ("我网络没问题啊,怎么还不行?", "我网络没问题啊"),
        ("卡没问题但是付不了", "卡没问题"),
    ],
)
def test_what_is_stated(words: str, part: str) -> None:
    said = stated(words, DONE)
    assert said
    assert said.words == part


@pytest.mark.parametrize(
    "words",
    [
        "密码改过了吗",
        "密码改了没有",
        "密码改了没",
        "是不是密码改了就行",
        "密码改过了?",
        "没有换了网络",
        "还没换网络也没换卡",
        "我没说密码改过了",
        "如果密码改了",
        "要是换了网络呢",
        "不知道密码改了没",
        "想把密码改了",
        "应该网络没问题",
        "网络没问题吧",
        "等密码改了再说",
        "密码改了的话",
        "有人把我密码改了",
        "为什么密码改了",
        "怎么换了网络",
    ],
)
def test_what_is_not(words: str) -> None:
    assert stated(words, DONE) is None


@pytest.mark.parametrize(
    ("words", "is_said"),
    [
        ("I restarted the app but it still fails", True),
        ("my network is fine", True),
        ("should I have restarted the app", False),
        ("I haven't restarted the app", False),
        ("if I restarted the app", False),
        ("is my network is fine", False),
        ("restarted the apparatus", False),
    ],
)
def test_english(words: str, is_said: bool) -> None:
    assert bool(stated(words, ["restarted the app", "network is fine"])) is is_said


def test_a_single_character_is_all_there_is() -> None:
    assert stated("急!", ["急"])
    assert stated("不急不急", ["急"]) is None


def test_the_longest_wins() -> None:
    said = stated("卡没问题,网络没问题", ["没问题", "网络没问题"])
    assert said
    assert said.length == 5


def test_a_text_is_divided_as_the_customer_divides_it() -> None:
    assert clauses("钱够,信号满格。转了3.5元 怎么还不行?急") == [
        "钱够",
        "信号满格",
        "转了3.5元 怎么还不行?",
        "急",
    ]
