"""What the screen said: error messages in quotes or after 提示, and error codes."""

import re
from typing import Iterator

from okpay_engine.nlu.entities.entity import Entity

_QUOTED = re.compile(
    "“([^”]{2,40})”|‘([^’]{2,40})’|「([^」]{2,40})」|『([^』]{2,40})』|【([^】]{2,40})】|"
    "\"([^\"]{2,60})\"|(?<![A-Za-z])'([^']{2,60})'"
)
# Quoted words are an error message when something said them, or when they speak of trouble.
_TOLD = re.compile(
    r"(?:提示|显示|(?<![你您])说|报|报错|出现|[弹跳蹦]出?|写着?|讲|见到|话|says?|said|shows?|showing|error|message|"
    r"saying|reads?|got|get)\W{0,3}\w{0,6}\W{0,3}$",
    re.IGNORECASE,
)
# Messages have these words, and names of menus and buttons have not.
_TROUBLE = re.compile(
    "不(?:能|可|存|支|正|匹|符|足|成|清|受|到|稳|允|一致|对|在)|未|无[法效权]|没有|已|被|正在|等待|请|重新|稍后|"
    "失败|错误|有误|异常|繁忙|超时|超过|超出|拒绝|限制|受限|过期|失效|中断|风险|维护|锁定|拦截|开小差|"
    "fail|error|invalid|declin|denied|exceed|insufficient|unavailable|expired|try again|not |unable|"
    "wrong|unknown",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"(?:提示|显示|说|报错?|弹出?|error|message|says)(?:信息|内容)?\s?:\s?"
    r"(?P<words>[^,，。;；!！?？“”「」\"\n]{2,40})",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?:错误|报错|异常|失败)(?:代?码|代号)?\s?(?:是|为|:)?\s?(?P<a>[A-Za-z]{0,4}-?[0-9]{3,6})(?![0-9A-Za-z元块])|"
    r"(?:代码|error(?: code)?|code)\s?(?:是|is|:)?\s?(?P<b>[A-Za-z]{0,4}-?[0-9]{3,6})(?![0-9A-Za-z])|"
    r"(?<![A-Za-z0-9])(?P<c>(?:E|ERR|ERROR)[_-]?[0-9]{2,6})(?![0-9A-Za-z])",
    re.IGNORECASE,
)


def find_errors(text: str) -> Iterator[Entity]:
    """Every error message or code in `text`; they may overlap."""
    for found in _QUOTED.finditer(text):
        quoted = next(number for number, words in enumerate(found.groups(), 1) if words)
        if _TOLD.search(text[: found.start()]) or _TROUBLE.search(found[quoted]):
            yield Entity("error", found.start(quoted), found.end(quoted), found[quoted])
    for found in _ANNOUNCED.finditer(text):
        words = found["words"].rstrip()
        yield Entity("error", found.start("words"), found.start("words") + len(words), words)
    for found in _CODE.finditer(text):
        name = next(name for name in "abc" if found[name])
        yield Entity("error", found.start(name), found.end(name), found[name].upper())
