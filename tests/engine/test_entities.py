"""What is found in messages; the score over evaluation/entities.tsv, which marks [span](kind:value)."""

import re
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from okpay_engine.nlu.entities.entity import Entity
from okpay_engine.nlu.entities.finder import EntityFinder
from okpay_engine.nlu.entities.methods import method_words
from okpay_engine.nlu.vocabulary import read_words

CASES = Path("evaluation/entities.tsv")
MARK = re.compile(r"\[([^\[\]]+)\]\((\w+):([^)]*)\)")
LEAST_F1 = 0.95
# Of these only the place counts; of an amount the number, whatever the currency.
PLACED = ("time", "method", "error")


class Found(NamedTuple):
    """An entity as it is compared."""

    kind: str
    start: int
    end: int
    value: str


@pytest.fixture(scope="module")
def finder(project_root: None) -> EntityFinder:
    return EntityFinder(
        method_words(read_words(Path("data/methods.txt")), read_words(Path("data/banks.txt")))
    )


def found(finder: EntityFinder, text: str) -> set[tuple[str, str, str]]:
    """Kind, words and value of every entity."""
    return {(e.kind, text[e.start : e.end], e.value) for e in finder.find(text)}


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("充了800元", "800元", "800 CNY"),
        ("付 $50 失败", "$50", "50 USD"),
        ("HK$5,000.50", "HK$5,000.50", "5000.5 HKD"),
        ("RMB 300", "RMB 300", "300 CNY"),
        ("转了三万五", "三万五", "35000 CNY"),
        ("还剩1.5万", "1.5万", "15000 CNY"),
        ("押金两千没退", "两千", "2000 CNY"),
        ("付79块9", "79块9", "79.9 CNY"),
        ("三百五十块五毛", "三百五十块五毛", "350.5 CNY"),
        ("扣我八毛钱", "八毛钱", "0.8 CNY"),
        ("少两毛", "两毛", "0.2 CNY"),
        ("壹仟元", "壹仟元", "1000 CNY"),
        ("paid 20 euros", "20 euros", "20 EUR"),
        ("充成了500", "500", "500 CNY"),
        ("一共6800", "6800", "6800 CNY"),
    ],
)
def test_amounts(finder: EntityFinder, text: str, words: str, value: str) -> None:
    assert found(finder, text) == {("amount", words, value)}


@pytest.mark.parametrize(
    "text",
    [
        "万一被盗了",
        "千万别封",
        "百分百是我",
        "付了3次",
        "两百多笔",
        "一块儿用",
        "一毛没丢",
        "退款3天了",
        "三番五次",
        "给孩子一百个赞",
        "第一千名",
    ],
)
def test_what_is_no_amount(finder: EntityFinder, text: str) -> None:
    assert not [entity for entity in finder.find(text) if entity.kind == "amount"]


@pytest.mark.parametrize(
    "text",
    [
        "昨天下午三点",
        "上周三晚上",
        "10月3号",
        "去年12月",
        "今年三月",
        "2022年",
        "四月初",
        "五月中旬",
        "上季度",
        "昨儿个夜里",
        "前晚",
        "3天前",
        "2023-11-05 14:32",
        "yesterday",
        "two hours ago",
    ],
)
def test_times(finder: EntityFinder, text: str) -> None:
    assert found(finder, text) == {("time", text, text)}


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("用支付宝充的", "支付宝", "支付宝"),
        ("建行卡", "建行卡", "建设银行卡"),
        ("民生卡能付吗", "民生卡", "民生银行卡"),
        ("Visa卡", "Visa卡", "Visa"),
        ("工行卡住了", "工行", "工商银行"),
        ("原路回微信吧", "微信", "微信"),
        ("usdt充的", "usdt", "USDT"),
    ],
)
def test_methods(finder: EntityFinder, text: str, words: str, value: str) -> None:
    assert found(finder, text) == {("method", words, value)}


@pytest.mark.parametrize("text", ["加微信聊", "关注民生", "退回余额了", "percent-wise"])
def test_what_is_no_method(finder: EntityFinder, text: str) -> None:
    assert not finder.find(text)


@pytest.mark.parametrize(
    ("text", "words", "kind", "value"),
    [
        ("单号TX20231105883721", "TX20231105883721", "transaction_id", "TX20231105883721"),
        ("查tx9f83kd02mmq71", "tx9f83kd02mmq71", "transaction_id", "tx9f83kd02mmq71"),
        ("手机+86 138-0000-1234", "+86 138-0000-1234", "phone", "8613800001234"),
        ("手机138****1234", "138****1234", "phone", "138****1234"),
        ("打给021-55550000", "021-55550000", "phone", "02155550000"),
        ("+852 **** 4567", "+852 **** 4567", "phone", "852****4567"),
        ("邮箱Li.Na@example.com", "Li.Na@example.com", "email", "li.na@example.com"),
        ("li***@example.com", "li***@example.com", "email", "li***@example.com"),
        ("弹“余额不足”", "余额不足", "error", "余额不足"),
        ("「身份信息不匹配」啥意思", "身份信息不匹配", "error", "身份信息不匹配"),
        ("错误码5003", "5003", "error", "5003"),
    ],
)
def test_references_and_errors(finder: EntityFinder, text: str, words: str, kind: str, value: str) -> None:
    assert found(finder, text) == {(kind, words, value)}


@pytest.mark.parametrize(
    "text", ["你说的“个人中心”在哪", "“不明觉厉”啥意思", "版本3.2.1打不开", "用户名zhang1988"]
)
def test_what_is_no_reference_and_no_error(finder: EntityFinder, text: str) -> None:
    assert not finder.find(text)


@pytest.mark.parametrize("piece", ["一", "1", "一万", "20", "1块", "工行卡", "a1"])
def test_the_longest_message_takes_no_time(finder: EntityFinder, piece: str) -> None:
    began = time.process_time()
    finder.find(piece * (4000 // len(piece)))
    assert time.process_time() - began < 0.5


def test_the_score(finder: EntityFinder) -> None:
    right: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for line in CASES.read_text(encoding="utf-8").splitlines():
        marked, text = _marked(line)
        entities = {_compared(entity) for entity in finder.find(text)}
        for counter, those in ((right, marked & entities), (wanted, marked), (given, entities)):
            counter.update(entity.kind for entity in those)
    table = "\n".join(
        f"{kind:16}{wanted[kind]:5} F1 {_f1(right[kind], wanted[kind], given[kind]):.3f}"
        for kind in sorted(wanted | given)
    )
    f1 = _f1(sum(right.values()), sum(wanted.values()), sum(given.values()))
    assert f1 >= LEAST_F1, f"F1 {f1:.3f}\n{table}"


def _marked(line: str) -> tuple[set[Found], str]:
    """The entities a line marks, and the line without marks."""
    marked, text, at = set(), "", 0
    for mark in MARK.finditer(line):
        words, kind, value = mark.groups()
        text += line[at : mark.start()]
        marked.add(Found(kind, len(text), len(text) + len(words), _plain(kind, value)))
        text += words
        at = mark.end()
    return marked, text + line[at:]


def _compared(entity: Entity) -> Found:
    return Found(entity.kind, entity.start, entity.end, _plain(entity.kind, entity.value))


def _plain(kind: str, value: str) -> str:
    if kind in PLACED:
        return ""
    return str(float(value.split(maxsplit=1)[0])) if kind == "amount" else value


def _f1(right: int, wanted: int, given: int) -> float:
    return 2 * right / (wanted + given) if wanted + given else 1.0
