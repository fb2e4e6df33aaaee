from pathlib import Path

import pytest

from okpay_engine.nlu.sounds import Corrector, Sounds, sounds_of
from okpay_engine.nlu.vocabulary import read_words

WORDS = Path("data/sounds.txt")


@pytest.fixture(scope="module")
def corrector() -> Corrector:
    return Corrector(sounds_of(read_words(WORDS)))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("腿宽几天到", "退款几天到"),
        ("岩正码收不倒", "验证码收不到"),
        ("密马被锁柱了", "密码被锁住了"),
        ("我的帐护洞结了", "我的账户冻结了"),
        ("收续废太高", "手续费太高"),
        ("okpay一值白瓶", "okpay一直白屏"),
        ("投素你们", "投诉你们"),
    ],
)
def test_what_only_sounds_right_is_put_right(corrector: Corrector, typed: str, meant: str) -> None:
    assert corrector.correct(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "他是名老师",
        "我做完了",
        "搜不到这个选项",
        "这张卡是谁的",
        "想在网上查",
        "数据怎么会不对",
        "唔该,啲錢去咗邊",
        "how do i withdraw",
        "收到验证码了,密码也对",
        "",
        "🎉",
    ],
)
def test_what_may_be_meant_stays(corrector: Corrector, text: str) -> None:
    assert corrector.correct(text) == text


def test_what_was_put_right_stays(corrector: Corrector) -> None:
    for text in ("腿宽几天到", "眼证码收补到", "登不近去,怎么回是"):
        once = corrector.correct(text)
        assert corrector.correct(once) == once
        assert len(once) == len(text)


def test_a_word_is_not_cut_through() -> None:
    corrector = Corrector(Sounds({"航涨": ["hang", "zhang"]}, {"行": "hang", "账": "zhang"}))
    assert corrector.correct("行账") == "航涨"
    assert corrector.correct("银行账号") == "银行账号"


def test_no_words_are_no_error() -> None:
    assert Corrector(sounds_of([])).correct("腿款") == "腿款"


def test_the_list_names_nothing_twice() -> None:
    words = read_words(WORDS)
    assert len(words) == len(set(words))
