"""Dates and times as customers say them: 上周三晚上, 10月3号下午3点半, 半小时前, yesterday at 9pm.

The value is the words themselves: a human reads them, and what day 上周三 was is plain to him.
"""

import re
from typing import Iterator, Pattern, Tuple

from okpay_engine.nlu.entities.entity import Entity
from okpay_engine.nlu.numerals import ARABIC

_DIGIT = "[一二三四五六七八九]"
_DAY_NUMBER = rf"(?:[0-9]{{1,2}}|[一二三]?十{_DIGIT}?|{_DIGIT})"
_HOUR = r"(?:[0-9]{1,2}|二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])"
_WEEK = "(?:周|星期|礼拜)"
_THAT = "(?:上上个?|上个?|这个?|本|下个?)"
_YEAR = "(?:[去今前明]年|(?<![0-9])20[0-9]{2}年)"
_FEASTS = (
    f"大年[初三]十?{_DIGIT}?|年初[一二三四五六七]|除夕|春节|元旦|国庆|中秋|端午|清明|圣诞|五一|"
    "双十一|双11|双十二|618"
)
_DAY = "|".join(
    (
        r"[0-9]{4}\s?[-/.年]\s?[0-9]{1,2}\s?[-/.月]\s?[0-9]{1,2}[日号]?",
        rf"(?:{_YEAR}\s?的?)?(?:[0-9]{{1,2}}|十[一二]?|{_DIGIT})月(?:份|初|底|末|[上中下]旬)?(?:{_DAY_NUMBER}[日号])?",
        rf"{_YEAR}(?:[春夏秋冬][天季]|年?[初底末])?|{_THAT}季度",
        r"(?<![0-9:.])[0-9]{1,2}[/.][0-9]{1,2}(?![0-9:.%元块万千])",
        rf"(?<![0-9第]){_DAY_NUMBER}[号日](?!线|楼|店|门|机|码)",
        r"大前天|大前日|[今昨前明后当](?:天|日|儿个?)|[今昨明]个|(?:[今昨]|(?<![之以目提])前)(?=[早晚夜])|琴日|寻日|尋日",
        rf"(?:{_THAT}|前个?){_WEEK}(?:[一二三四五六日天末]|[1-7])?|{_WEEK}[一二三四五六日天末]",
        rf"{_THAT}月(?:初|底|中)?(?:{_DAY_NUMBER}[日号])?",
        rf"{_FEASTS}|月初|月底",
    )
)
_DAY_TAIL = r"(?:节|当天|假期|期间)?"
_LONG_PART = "凌晨|清晨|大清早|一大早|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|夜晚|半夜|深夜|午夜"
_PART = f"(?:{_LONG_PART}|朝早|夜晚黑|早|晚|夜)"
_MINUTE = rf"(?:[0-9]{{1,2}}分?|半|多|整|钟|左右|过|一刻|三刻|[一二三四五]?十{_DIGIT}?分?)"
_NOT_CLOCK = "(?!击|开|进|了|一下|不|儿|赞|头)"
_CLOCK = rf"(?:[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?|{_HOUR}点{_NOT_CLOCK}(?:钟)?{_MINUTE}?)"
# Without a day or a part of the day beside it, an hour has to say more to be one.
_SURE_CLOCK = "|".join(
    (
        r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s?[ap]m)?",
        r"[0-9]{1,2}点(?!击|开)(?:钟|半|多)?(?:[0-9]{1,2}分?)?",
        rf"{_HOUR}点(?:半|多|钟|整|[0-9]{{1,2}}分?)|零点",
    )
)
_AGO = (
    rf"(?<![0-9零一二两三四五六七八九十百几半好])(?:{ARABIC}|[零一二两三四五六七八九十百几半好]+)\s?(?:多)?个?(?:半)?(?:多)?"
    r"(?:分钟|小时|钟头|钟|天|日|周|星期|礼拜|月|年)(?:多)?(?:之|以)?前"
)
_JUST_NOW = "刚才|刚刚|头先|啱啱|方才|早前|(?<!提)前(?:几天|阵子|两天)"

_MONTHS = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    "oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAYS = "(?:mon|tues?|wednes|thurs?|fri|satur|sun)day"
_EN_PART = "(?:morning|afternoon|evening|night|noon)"
_EN_CLOCK = r"(?:at\s)?(?:[0-9]{1,2}(?::[0-9]{2})?\s?[ap]\.?m\.?|[0-9]{1,2}:[0-9]{2})"
_EN_DAY = "|".join(
    (
        rf"(?:the\s)?day before yesterday|yesterday|today|tonight|this {_EN_PART}",
        rf"last (?:{_WEEKDAYS}|night|week|weekend|month|year)|this (?:{_WEEKDAYS}|week|month)",
        rf"on {_WEEKDAYS}|{_WEEKDAYS}",
        rf"{_MONTHS}\s[0-9]{{1,2}}(?:st|nd|rd|th)?(?:,?\s?20[0-9]{{2}})?",
        rf"[0-9]{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTHS}",
    )
)
_EN_NUMBER = "(?:[0-9]+|an?|one|two|three|four|five|ten|half an|a few|few|couple of)"
_EN_AGO = rf"(?:about\s)?{_EN_NUMBER}\s(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?)\sago|just now"

_PATTERNS: Tuple[Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:{_DAY}){_DAY_TAIL}(?:\s?的?\s?{_PART})?(?:\s?的?\s?{_CLOCK})?",
        rf"(?:{_LONG_PART})\s?{_CLOCK}?",
        f"(?:{_SURE_CLOCK})",
        _AGO,
        _JUST_NOW,
        rf"\b(?:{_EN_DAY})\b(?:\s{_EN_PART})?(?:\s(?:around\s|about\s)?{_EN_CLOCK})?",
        rf"\b(?:{_EN_CLOCK})(?:\s(?:on\s)?(?:{_EN_DAY}))?(?![0-9])",
        rf"\b(?:{_EN_AGO})\b",
    )
)
_BEFORE = re.compile(r"^(?:at|on|about)\s", re.IGNORECASE)
_BEHIND = re.compile(r"(?:左右|期间)$")
_TOO_VAGUE = frozenset(("早", "晚", "夜", "今年", "月底", "月初"))


def find_times(text: str) -> Iterator[Entity]:
    """Every date or time in `text`; they may overlap."""
    for pattern in _PATTERNS:
        for found in pattern.finditer(text):
            words = _BEHIND.sub("", _BEFORE.sub("", found[0].strip()))
            start = found.start() + found[0].index(words)
            if words not in _TOO_VAGUE:
                yield Entity("time", start, start + len(words), words)
