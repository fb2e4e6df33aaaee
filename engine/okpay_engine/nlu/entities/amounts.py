"""Amounts of money: 800元, 两千块, $50, 充了500. The value is the number and the currency's ISO 4217 code."""

import re
from typing import Iterator, Tuple

from okpay_engine.nlu.entities.entity import Entity
from okpay_engine.nlu.numerals import ARABIC, CHINESE, read_number

DEFAULT_CURRENCY = "CNY"

_SIGNS = {"HK$": "HKD", "NT$": "TWD", "US$": "USD", "A$": "AUD", "S$": "SGD", "RM": "MYR"}
_SIGNS.update({"¥": "CNY", "$": "USD", "€": "EUR", "£": "GBP"})
_UNITS: Tuple[Tuple[str, str], ...] = (
    ("CNY", "人民币|块钱|元钱|块|元|圆|rmb|cny|yuan"),
    ("USD", "美元|美金|刀|usd|us dollars?|dollars?|bucks"),
    ("HKD", "港币|港元|港纸|蚊|hkd|hk dollars?"),
    ("TWD", "新台币|台币|twd|ntd"),
    ("EUR", "欧元|eur|euros?"),
    ("GBP", "英镑|gbp|pounds?"),
    ("JPY", "日元|日圆|jpy|yen"),
    ("MYR", "马币|令吉|myr|ringgit"),
    ("SGD", "新币|新加坡元|sgd"),
    ("AUD", "澳元|澳币|aud"),
)
_UNIT = "|".join(name for _, name in _UNITS)
_NUMBER = rf"(?:{ARABIC}\s?[百千万亿kKwW]?|{CHINESE})"
_SIGNED = re.compile(
    rf"(?P<sign>{'|'.join(map(re.escape, _SIGNS))})\s?(?P<number>{ARABIC}[kKwW万千]?)(?![0-9])"
)
_UNITED = re.compile(
    rf"(?<![0-9A-Za-z.])(?P<number>{_NUMBER})(?:来|多|几)?\s?(?P<unit>{_UNIT})(?:钱|人民币)?(?![A-Za-z])"
    rf"(?P<rest>[一二两三四五六七八九](?![0-9一二三四五六七八九十百千万次天个分点]))?",
    re.IGNORECASE,
)
# A bare number is an amount after a word for moving money, unless it counts something else.
_MOVED = (
    "充值|充|提现|提款|提|转账|转|付款|付|支付|扣款|扣|收|退款|退|存|打|花|买|少|多扣|多收|差|到账|入账|汇|刷|交|还|"
    "top(?:ped)? up|deposit(?:ed)?|withdr[ae]w|paid|pay|sent|send|transfer(?:red)?|charged|refund(?:ed)?|"
    "recharged?|add(?:ed)?|load(?:ed)?"
)
_PARTICLES = "了|我|他|她|你们|您|走|进|出|掉|me|in|out|to|of"
_COUNTED = (
    "次|天|个|分|小时|年|月|日|号|遍|笔|张|人|点|%|折|位|岁|回|家|种|秒|步|份|周|倍|号线|条|封|毛|角|"
    "line|times|days|hours|min"
)
_BARE = re.compile(
    rf"(?:{_MOVED})(?:{_PARTICLES})*\s*"
    rf"(?P<number>{ARABIC}[kKwW万千]?|{CHINESE}(?<=[百千万])[一二两三四五六七八九]?)"
    rf"(?![0-9:/\-.]|\s?(?:{_COUNTED}|{_UNIT}))",
    re.IGNORECASE,
)


def find_amounts(text: str) -> Iterator[Entity]:
    """Every amount in `text`; they may overlap."""
    for found in _SIGNED.finditer(text):
        yield _amount(found.start(), found.end(), found["number"], _SIGNS[found["sign"]])
    for found in _UNITED.finditer(text):
        unit = found["unit"].lower()
        currency = next(code for code, names in _UNITS if re.fullmatch(names, unit, re.IGNORECASE))
        yield _amount(found.start(), found.end(), found["number"], currency)
    for found in _BARE.finditer(text):
        yield _amount(found.start("number"), found.end("number"), found["number"], DEFAULT_CURRENCY)


def _amount(start: int, end: int, number: str, currency: str) -> Entity:
    value = read_number(number.strip()) or 0.0
    return Entity("amount", start, end, f"{value:.2f}".rstrip("0").rstrip(".") + f" {currency}")
