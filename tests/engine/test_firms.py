from collections.abc import Sequence
from pathlib import Path

import pytest

from okpay_engine.nlu.firms import FIRM, ONLY_FIRM, Firms
from okpay_engine.nlu.normalizer import TextNormalizer, read_homophones

FIRMS = Firms(["淘宝", "line pay", "payme", "12306"])


def terms(text: str) -> Sequence[str]:
    return list(FIRMS.firm_terms(text, []))


@pytest.mark.parametrize("text", ["淘宝登不上", "why did line pay charge me", "payme过数", "12306退票"])
def test_a_name_is_heard_wherever_it_stands(text: str) -> None:
    assert terms(text) == [FIRM, ONLY_FIRM]


@pytest.mark.parametrize("text", ["在淘宝用okpay付不了", "你们和淘宝合作吗"])
def test_who_names_us_as_well_may_mean_us(text: str) -> None:
    assert terms(text) == [FIRM]


@pytest.mark.parametrize("text", ["", "登不上", "my payment failed", "online payments", "单号7123061"])
def test_within_another_word_it_is_none(text: str) -> None:
    assert terms(text) == []


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    FIRMS.write(tmp_path / "firms.txt")
    again = Firms.read(tmp_path / "firms.txt")
    assert list(again.firm_terms("我的 line pay", [])) == [FIRM, ONLY_FIRM]


def test_names_are_written_as_messages_are_read(project_root: None) -> None:
    normalizer = TextNormalizer(read_homophones(Path("data/homophones.txt")))
    lines = Path("data/firms.txt").read_text(encoding="utf-8").splitlines()
    names = [line for line in lines if not line.startswith("#")]
    assert names == sorted(set(names))
    assert [name for name in names if normalizer.normalize(name) != name or len(name) < 2] == []
