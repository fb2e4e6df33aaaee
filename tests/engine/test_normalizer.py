from pathlib import Path

import pytest

from okpay_engine.nlu.normalizer import LONGEST, TextNormalizer, read_homophones


@pytest.fixture(scope="module")
def normalizer() -> TextNormalizer:
    return TextNormalizer(read_homophones(Path("data/homophones.txt")))


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("ＯＫＰＡＹ　登录", "okpay 登录"),
        ("提領失敗", "提领失败"),
        ("怎么充 值", "怎么充值"),
        ("救命啊啊啊啊啊！！！！", "救命啊啊!!"),
        ("OK PAY 打不开", "okpay 打不开"),
        ("欧凯付怎么注册", "okpay怎么注册"),
        ("冲值没到", "充值没到"),
        ("体现不了", "提现不了"),
        ("登\u200b录不上", "登录不上"),
        ("  前后  空白 ", "前后空白"),
    ],
)
def test_one_form_for_all_ways_to_type_it(normalizer: TextNormalizer, typed: str, normal: str) -> None:
    assert normalizer.normalize(typed) == normal


def test_is_stable(normalizer: TextNormalizer) -> None:
    for text in ("ＯＫ ＰＡＹ冲值了５００元！！！！", "為什麼提款一直失敗", "how do I log in???"):
        once = normalizer.normalize(text)
        assert normalizer.normalize(once) == once


def test_digits_repeat_as_often_as_they_like(normalizer: TextNormalizer) -> None:
    assert normalizer.normalize("充了10000") == "充了10000"


def test_long_messages_are_cut(normalizer: TextNormalizer) -> None:
    assert len(normalizer.normalize("密码" * 5000)) <= LONGEST


@pytest.mark.parametrize("rubbish", ["", "\x00\x01\x02", "\ud800", "🎉" * 300, "\u202e" * 50, "ﷺ" * 400])
def test_never_fails(normalizer: TextNormalizer, rubbish: str) -> None:
    assert isinstance(normalizer.normalize(rubbish), str)


def test_the_list_of_homophones_has_no_chains() -> None:
    pairs = read_homophones(Path("data/homophones.txt"))
    for wrong, right in pairs.items():
        assert wrong != right
        assert right not in pairs, f"{wrong} becomes {right}, which becomes {pairs[right]}"


def test_comments_are_no_pairs(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("# 注释\n冲值 充值 # why\n\n", encoding="utf-8")
    assert read_homophones(tmp_path / "list.txt") == {"冲值": "充值"}
