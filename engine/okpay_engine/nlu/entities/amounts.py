"""Amounts of money: 800元, 两千块, $50, 充了500. The value is the number and the currency's ISO 4217 code."""

import re
from typing import Iterator, Match, Tuple

from okpay_engine.nlu.entities.entity import Entity
from okpay_engine.nlu.numerals import ARABIC, CHINESE, NUMERAL, read_number

DEFAULT_CURRENCY = "CNY"

_SIGNS = {"HK$": "HKD", "NT$": "TWD", "US$": "USD", "A$": "AUD", "S$": "SGD", "RM": "MYR"}
_SIGNS.update({"¥": "CNY", "$": "USD", "€": "EUR", "£": "GBP", "RMB": "CNY"})
_SIGNS.update({code: code for code in ("CNY", "USD", "HKD", "TWD", "EUR", "GBP", "JPY")})
_UNITS: Tuple[Tuple[str, str], ...] = (
    ("CNY", "人民币|块钱|元钱|块(?!儿)|元|圆|rmb|cny|yuan"),
    ("USD", "美元|美金|刀|usd|us dollars?|dollars?|bucks"),
    ("HKD", "港币|港元|港纸|蚊|hkd|hk dollars?"),
    ("TWD", "新台币|台币|twd|ntd"),
    ("EUR", "欧元|欧(?!洲|盟)|eur|euros?"),
    ("GBP", "英镑|gbp|pounds?"),
    ("JPY", "日元|日圆|jpy|yen"),
    ("MYR", "马币|令吉|myr|ringgit"),
    ("SGD", "新币|新加坡元|sgd"),
    ("AUD", "澳元|澳币|aud"),
)
_UNIT = "|".join(name for _, name in _UNITS)
_NUMBER = rf"(?:{ARABIC}\s?[百千万亿kKwW]?|{CHINESE})"
_DIGIT = "[0-9一二三四五六七八九]"
# What numbers count that is no money.
_COUNTED = (
    "次|天|个|分(?![一两几三四开成])|小时|年|月|日|号|遍|笔|张|人|点|%|折|位|岁|回|家|种|秒|步|份|周|倍|号线|条|封|级|米|公里|度|字|件|户|平|名|辆|套|兆|"
    "line|times|days|hours|min"
)
_SIGNED = re.compile(
    rf"(?<![A-Za-z])(?P<sign>{'|'.join(map(re.escape, _SIGNS))})\s?(?P<number>{ARABIC}[kKwW万千]?)(?![0-9])",
    re.IGNORECASE,
)
# 79块9 and 五毛 are counted by tenths; 五百块一直 and 一毛没丢 are not.
_UNITED = re.compile(
    rf"(?<![0-9A-Za-z.]|{NUMERAL})(?P<number>{_NUMBER})(?:来|多|几)?\s?(?P<unit>{_UNIT})(?:钱|人民币)?(?![A-Za-z])"
    rf"(?:(?P<tenths>{_DIGIT})(?:[毛角](?:钱)?|(?![直起下共样半定般]|\.?[0-9]|{NUMERAL}|\s?(?:{_COUNTED}))))?",
    re.IGNORECASE,
)
_TENTHS = re.compile(
    rf"(?<![0-9A-Za-z.块元]|{NUMERAL})(?!一毛(?!钱))(?P<tenths>{_DIGIT}|两)(?:毛(?:钱)?|角钱)"
)
# Who says 三万五, 1.5万 or 两千 and counts nothing with it speaks of money.
_ROUND = re.compile(
    rf"(?<![0-9A-Za-z.第万千百]|{NUMERAL})(?P<number>{ARABIC}\s?[千万wW](?![A-Za-z])|"
    rf"(?=[一二两三四五六七八九十]+[百千万亿]){CHINESE})"
    rf"(?![0-9]|{NUMERAL}|[多几来]?\s?(?:{_COUNTED}|{_UNIT}))"
)
# A bare number is an amount after a word for moving money, unless it counts something else.
_MOVED = (
    "充值|充|提现|提款|提|转账|转|付款|付|支付|扣款|扣|收|退款|退|存|打|花|买|少|多扣|多收|差|到账|入账|汇|刷|交|还|"
    "top(?:ped)? up|deposit(?:ed)?|withdr[ae]w|paid|pay|sent|send|transfer(?:red)?|charged|refund(?:ed)?|"
    "recharged?|add(?:ed)?|load(?:ed)?"
)
_PARTICLES = "了|的|成|我|他|她|你们|您|走|进|出|掉|me|in|out|to|of"
_NAMED = "金额|[一总]共|合计|余额|额度|还剩|[一每]笔"
_BARE = re.compile(
    rf"(?:(?:{_MOVED})(?:{_PARTICLES})*|发了|(?:{_NAMED})(?:是|为|:)?)\s*(?P<number>{ARABIC}[kKwW万千]?)"
    rf"(?![0-9:/\-.]|\s?(?:{_COUNTED}|{_UNIT}))",
    re.IGNORECASE,
)


def find_amounts(text: str) -> Iterator[Entity]:
    """Every amount in `text`; they may overlap."""
    for found in _SIGNED.finditer(text):
        yield _amount(found.start(), found.end(), _value(found), _SIGNS[found["sign"].upper()])
    for found in _UNITED.finditer(text):
        unit = found["unit"].lower()
        currency = next(code for code, names in _UNITS if re.match(f"(?:{names})$", unit, re.IGNORECASE))
        yield _amount(found.start(), found.end(), _value(found) + _tenths(found), currency)
    for found in _TENTHS.finditer(text):
        yield _amount(found.start(), found.end(), _tenths(found), DEFAULT_CURRENCY)
    for pattern in (_ROUND, _BARE):
        for found in pattern.finditer(text):
            yield _amount(*found.span("number"), _value(found), DEFAULT_CURRENCY)


def _value(found: Match[str]) -> float:
    return read_number(found["number"].strip()) or 0.0


def _tenths(found: Match[str]) -> float:
    return (read_number(found["tenths"] or "") or 0.0) / 10


def _amount(start: int, end: int, value: float, currency: str) -> Entity:
    return Entity("amount", start, end, f"{value:.2f}".rstrip("0").rstrip(".") + f" {currency}")
