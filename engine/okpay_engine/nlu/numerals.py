"""Reads numbers as people write them: 1,280.50, 3.5万, 3k, 两千, 一百二, 三万五."""

import re
from typing import Optional

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "四": 4, "五": 5}
DIGITS.update({"六": 6, "七": 7, "八": 8, "九": 9})
UNITS = {"十": 10, "百": 100, "千": 1000}
# As banks write them, so that nobody can change them.
FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
LARGE = {"万": 10_000, "亿": 100_000_000}
SUFFIXES = {"百": 100, "千": 1000, "k": 1000, "万": 10_000, "w": 10_000, "亿": 100_000_000}

ARABIC = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
NUMERAL = "[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]"
# No number is longer; what is would be read without end.
CHINESE = f"{NUMERAL}{{1,24}}"

_ARABIC = re.compile(rf"({ARABIC})\s*([百千kKwW万亿]?)")


def read_number(text: str) -> Optional[float]:
    """The number that `text` is; None when it is none."""
    found = _ARABIC.fullmatch(text)
    if found:
        return float(found[1].replace(",", "")) * SUFFIXES.get(found[2].lower(), 1)
    return float(_read_chinese(text.translate(FORMAL))) if re.fullmatch(CHINESE, text) else None


def _read_chinese(text: str) -> int:
    for name, size in sorted(LARGE.items(), key=lambda pair: -pair[1]):
        if name in text:
            head, tail = text.split(name, 1)
            return (_read_chinese(head) or 1) * size + _rest(tail, size)
    total, digit, last = 0, 0, 1
    for character in text:
        if character in UNITS:
            last = UNITS[character]
            total += (digit or 1) * last
            digit = 0
        else:
            digit = DIGITS[character]
            last = 1 if digit == 0 else last
    # 一百二 is 120: a digit at the end counts the next lower unit, unless a zero came before it.
    return total + digit * (last // 10 if last >= UNITS["百"] and "零" not in text else 1)


def _rest(text: str, size: int) -> int:
    if len(text) == 1 and text in DIGITS and DIGITS[text]:
        return DIGITS[text] * size // 10
    return _read_chinese(text) if text else 0
