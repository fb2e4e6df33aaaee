"""Finds what customers have said already: amounts, times, transaction ids, ways to pay, addresses, errors.

Ways to pay are spaCy's entity ruler over the words of data/methods.txt and data/banks.txt; the others
are patterns over the characters. Where two overlap, the longer one stands.
"""

import re
import unicodedata
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Pattern, Sequence, Tuple

import opencc

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from okpay_engine.nlu.numerals import ARABIC, CHINESE, read_number
from okpay_engine.nlu.tokenizer import chinese_pipeline, read_words

BUTTON_PREFIX = "/"
CARDS = ("", "卡", "信用卡", "储蓄卡", "借记卡", "银行卡", "网银")


class Entity(NamedTuple):
    """A span of the original text, and its value in the normal form."""

    kind: str
    start: int
    end: int
    value: str


# ---- amounts -------------------------------------------------------------------------------------------

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
_UNIT_NAMES = "|".join(name for _, name in _UNITS)
_MORE = "(?:来|多|几)?"
_NUMBER = rf"(?:{ARABIC}\s?[百千万亿kKwW]?|{CHINESE})"
_SIGNED = re.compile(rf"(?P<sign>{'|'.join(map(re.escape, _SIGNS))})\s?(?P<number>{ARABIC}[kKwW万千]?)(?![0-9])")
_UNITED = re.compile(
    rf"(?<![0-9A-Za-z.])(?P<number>{_NUMBER}){_MORE}\s?(?P<unit>{_UNIT_NAMES})(?:钱|人民币)?(?![A-Za-z])"
    rf"(?P<rest>[一二两三四五六七八九](?![0-9一二三四五六七八九十百千万次天个分点]))?",
    re.IGNORECASE,
)
_SPENT = (
    "充值|充|提现|提款|提|转账|转|付款|付|支付|扣款|扣|收|退款|退|存|打|花|买|少|多扣|多收|差|到账|入账|汇|刷|交|还|"
    "top(?:ped)? up|deposit(?:ed)?|withdr[ae]w|paid|pay|sent|send|transfer(?:red)?|charged|refund(?:ed)?|"
    "recharged?|add(?:ed)?|load(?:ed)?"
)
_COUNTED = "次|天|个|分|小时|年|月|日|号|遍|笔|张|人|点|%|折|位|岁|回|家|种|秒|步|份|周|倍|号线|条|封|毛|角|line|times|days|hours|min|%"
_BARE = re.compile(
    rf"(?:{_SPENT})(?:了|我|他|她|你们|您|走|进|出|掉|me|in|out|to|of)*\s*"
    rf"(?P<number>{ARABIC}[kKwW万千]?|{CHINESE}(?<=[百千万]))(?![0-9:/\-.]|\s?(?:{_COUNTED}|{_UNIT_NAMES}))",
    re.IGNORECASE,
)


def _amounts(text: str) -> Iterator[Entity]:
    for found in _SIGNED.finditer(text):
        yield _amount(found.start(), found.end(), found["number"], _SIGNS[found["sign"]])
    for found in _UNITED.finditer(text):
        unit = found["unit"].lower()
        currency = next(code for code, names in _UNITS if re.fullmatch(names, unit, re.IGNORECASE))
        yield _amount(found.start(), found.end(), found["number"], currency)
    for found in _BARE.finditer(text):
        yield _amount(found.start("number"), found.end("number"), found["number"], "CNY")


def _amount(start: int, end: int, number: str, currency: str) -> Entity:
    value = read_number(number.strip()) or 0.0
    return Entity("amount", start, end, f"{value:g} {currency}" if value < 1e6 else f"{value:.0f} {currency}")


# ---- times ---------------------------------------------------------------------------------------------

_HOUR = r"(?:[0-9]{1,2}|二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])"
_DAY = (
    r"[0-9]{4}\s?[-/.年]\s?[0-9]{1,2}\s?[-/.月]\s?[0-9]{1,2}[日号]?|"
    rf"(?:[0-9]{{1,2}}|十[一二]?|[一二三四五六七八九])月(?:份)?(?:(?:[0-9]{{1,2}}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号])?|"
    r"(?<![0-9:.])[0-9]{1,2}[/.][0-9]{1,2}(?![0-9:.%元块万千])|"
    r"(?<![0-9第])(?:[0-9]{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[号日](?!线|楼|店|门|机|码)|"
    r"大前天|大前日|[今昨前明后当](?:天|日|儿)|[今昨](?=[早晚夜])|琴日|寻日|尋日|今日|"
    r"(?:上上个?|上个?|这个?|本|下个?|前个?)(?:周|星期|礼拜)(?:[一二三四五六日天末]|[1-7])?|(?:周|星期|礼拜)[一二三四五六日天末]|"
    rf"(?:上上个?|上个?|这个?|本|下个?)月(?:初|底|中)?(?:(?:[0-9]{{1,2}}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号])?|"
    r"去年|今年|前年|大年[初三]十?[一二三四五六七八九]?|年初[一二三四五六七]|除夕|春节|元旦|国庆|中秋|端午|清明|圣诞|五一|双十一|双11|双十二|618|月初|月底"
)
_DAY_TAIL = r"(?:节|那天|当天|假期|期间)?"
_PART = r"(?:凌晨|清晨|大清早|一大早|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|夜晚|半夜|深夜|午夜|朝早|夜晚黑|早|晚|夜)"
_MINUTE = r"(?:[0-9]{1,2}分?|半|多|整|钟|左右|过|一刻|三刻|[一二三四五]?十[一二三四五六七八九]?分?)"
_CLOCK = rf"(?:[0-9]{{1,2}}[::][0-9]{{2}}(?:[::][0-9]{{2}})?|{_HOUR}点(?!击|开|进|了|一下|不|儿|赞|头)(?:钟)?{_MINUTE}?)"
_SURE_CLOCK = rf"(?:[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?(?:\s?[ap]m)?|(?:[0-9]{{1,2}}点(?!击|开)(?:钟|半|多)?(?:[0-9]{{1,2}}分?)?|{_HOUR}点(?:半|多|钟|整|[0-9]{{1,2}}分?)))"
_AGO = rf"(?:{ARABIC}|[零一二两三四五六七八九十百半几好]+)\s?(?:多)?个?(?:半)?(?:多)?(?:分钟|小时|钟头|钟|天|日|周|星期|礼拜|月|年)(?:多)?(?:之|以)?前"
_MONTHS = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_WEEKDAYS = r"(?:mon|tues?|wednes|thurs?|fri|satur|sun)day"
_EN_PART = r"(?:morning|afternoon|evening|night|noon)"
_EN_CLOCK = r"(?:at\s)?(?:[0-9]{1,2}(?::[0-9]{2})?\s?[ap]\.?m\.?|[0-9]{1,2}:[0-9]{2})"
_EN_DAY = (
    rf"(?:the\s)?day before yesterday|yesterday|today|tonight|this {_EN_PART}|last (?:{_WEEKDAYS}|night|week|weekend|month|year)|"
    rf"this (?:{_WEEKDAYS}|week|month)|on {_WEEKDAYS}|{_WEEKDAYS}|{_MONTHS}\s[0-9]{{1,2}}(?:st|nd|rd|th)?(?:,?\s?20[0-9]{{2}})?|"
    rf"[0-9]{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTHS}"
)
_EN_AGO = r"(?:about\s)?(?:[0-9]+|an?|one|two|three|four|five|ten|half an|a few|few|couple of)\s(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?)\sago|just now"
_TIMES: Tuple[Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:{_DAY}){_DAY_TAIL}(?:\s?的?\s?{_PART})?(?:\s?的?\s?{_CLOCK})?",
        rf"(?:凌晨|清晨|一大早|早上|早晨|上午|中午|下午|傍晚|晚上|半夜|深夜|午夜)\s?{_CLOCK}?",
        _SURE_CLOCK,
        _AGO,
        r"刚才|刚刚|头先|啱啱|方才|早前|前几天|前阵子|前两天",
        rf"\b(?:{_EN_DAY})\b(?:\s{_EN_PART})?(?:\s(?:around\s|about\s)?{_EN_CLOCK})?",
        rf"\b(?:{_EN_CLOCK})(?:\s(?:on\s)?(?:{_EN_DAY}))?(?![0-9])",
        rf"\b(?:{_EN_AGO})\b",
    )
)
_NO_TIMES = frozenset("早 晚 夜 今年 月底 月初".split())


def _times(text: str) -> Iterator[Entity]:
    for pattern in _TIMES:
        for found in pattern.finditer(text):
            words = re.sub(r"^(?:at|on|about)\s", "", found[0].strip(), flags=re.IGNORECASE)
            words = re.sub(r"(?:左右|期间)$", "", words)
            start = found.start() + found[0].index(words)
            if words not in _NO_TIMES:
                yield Entity("time", start, start + len(words), words)


# ---- ids, addresses, errors ----------------------------------------------------------------------------

_ID_WORD = (
    r"(?:(?:订单|交易|流水|单据|参考|凭证|转账|提现|充值|退款|付款|支付|商户)(?:编?号|单号|单)|单号|编号|流水|"
    r"(?:order|transaction|txn|reference|ref|trade|payment|transfer|refund|withdrawal)\s?(?:id|no\.?|number|#)?)"
)
_ID = r"[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){7,39}"
_ANNOUNCED_ID = re.compile(rf"{_ID_WORD}\s*(?:是|为|:|#|is|no\.?)?\s*#?(?P<id>{_ID})(?![A-Za-z0-9])", re.IGNORECASE)
_BARE_ID = re.compile(rf"(?<![A-Za-z0-9@.\-+])(?P<id>(?=[A-Za-z0-9\-]*[0-9]{{4}})(?:{_ID}))(?![A-Za-z0-9@])")
_MANY_DIGITS = 8
_DATE_LIKE = re.compile(r"20[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}")

_PHONES: Tuple[Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![0-9A-Za-z])(?:\+?86[\s\-]?)?1[3-9][0-9](?:[\s\-]?[0-9*]{4}){2}(?![0-9A-Za-z])",
        r"(?<![0-9A-Za-z])(?:\+?886[\s\-]?9|09)[0-9]{2}[\s\-]?[0-9*]{3}[\s\-]?[0-9]{3}(?![0-9A-Za-z])",
        r"(?<![0-9A-Za-z])\+?852[\s\-]?[2-9][0-9]{3}[\s\-]?[0-9]{4}(?![0-9A-Za-z])",
        r"(?<![0-9A-Za-z])400[\s\-]?[0-9]{3}[\s\-]?[0-9]{4}(?![0-9A-Za-z])",
        r"(?:电话|手机|号码|致电|打|call|phone|number|tel)[号是:\s]{0,4}(?P<local>[5-9][0-9]{3}[\s\-]?[0-9]{4})(?![0-9A-Za-z])",
    )
)
_MAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+*\-]*@[A-Za-z0-9\-*]+(?:\.[A-Za-z0-9\-]+)+")

_QUOTED = re.compile("“([^”]{2,40})”|‘([^’]{2,40})’|「([^」]{2,40})」|『([^』]{2,40})』|【([^】]{2,40})】|\"([^\"]{2,60})\"|(?<![A-Za-z])'([^']{2,60})'")
_TOLD = re.compile(r"(?:提示|显示|说|报|报错|出现|弹出?|写着?|跳出?|讲|says?|said|shows?|showing|error|message|saying|reads?|got|get|见到|话)\W{0,3}\w{0,6}\W{0,3}$", re.IGNORECASE)
_TROUBLE = re.compile(
    "失败|错误|异常|繁忙|无效|超时|拒绝|不足|不存在|限制|受限|过期|失效|不支持|超过|稍后|未通过|不正确|有误|中断|风险|维护|"
    "fail|error|invalid|declin|denied|exceed|insufficient|unavailable|expired|try again|not |unable|wrong|unknown",
    re.IGNORECASE,
)
_SAID = re.compile(r"(?:提示|显示|说|报错?|弹出?|error|message|says)(?:信息|内容)?\s?:\s?(?P<words>[^,，。;；!！?？“”「」\"\n]{2,40})", re.IGNORECASE)
_CODE = re.compile(
    r"(?:错误|报错|异常|失败)(?:代?码|代号)?\s?(?:是|为|:)?\s?(?P<a>[A-Za-z]{0,4}-?[0-9]{3,6})(?![0-9A-Za-z元块])|"
    r"(?:代码|error(?: code)?|code)\s?(?:是|is|:)?\s?(?P<b>[A-Za-z]{0,4}-?[0-9]{3,6})(?![0-9A-Za-z])|"
    r"(?<![A-Za-z0-9])(?P<c>(?:E|ERR|ERROR)[_-]?[0-9]{2,6})(?![0-9A-Za-z])",
    re.IGNORECASE,
)


def _ids(text: str) -> Iterator[Entity]:
    for pattern in (_ANNOUNCED_ID, _BARE_ID):
        for found in pattern.finditer(text):
            value = found["id"]
            enough = sum(c.isdigit() for c in value) >= (4 if pattern is _ANNOUNCED_ID else _MANY_DIGITS)
            if enough and not _DATE_LIKE.fullmatch(value):
                yield Entity("transaction_id", found.start("id"), found.end("id"), value)


def _phones(text: str) -> Iterator[Entity]:
    for pattern in _PHONES:
        for found in pattern.finditer(text):
            group = "local" if found.groupdict().get("local") else 0
            yield Entity("phone", found.start(group), found.end(group), re.sub(r"[^0-9*]", "", found[group]))


def _mails(text: str) -> Iterator[Entity]:
    for found in _MAIL.finditer(text):
        yield Entity("email", found.start(), found.end(), found[0].lower())


def _errors(text: str) -> Iterator[Entity]:
    for found in _QUOTED.finditer(text):
        group = next(index for index, words in enumerate(found.groups(), 1) if words)
        if _TOLD.search(text[: found.start()]) or _TROUBLE.search(found[group]):
            yield Entity("error", found.start(group), found.end(group), found[group])
    for found in _SAID.finditer(text):
        words = found["words"].rstrip()
        yield Entity("error", found.start("words"), found.start("words") + len(words), words)
    for found in _CODE.finditer(text):
        group = next(name for name in "abc" if found[name])
        yield Entity("error", found.start(group), found.end(group), found[group].upper())


_FINDERS: Tuple[Callable[[str], Iterator[Entity]], ...] = (_mails, _phones, _errors, _times, _amounts, _ids)


# ---- ways to pay ---------------------------------------------------------------------------------------

# These are means of paying only where something is paid with them.
_USED_BEFORE = re.compile(r"(?:用|从|走|通过|刷|拿|以|经|靠|with|via|by|from|using|through)\s?(?:我的?|的|my\s|the\s)?$", re.IGNORECASE)
_USED_AFTER = re.compile(r"^\s?(?:支付|付款|付|充值|充|转|扣|里?的?钱)")
_ONLY_USED = frozenset("余额 零钱 转账 微信 wechat".split())


def method_words(methods: Sequence[str], banks: Sequence[str]) -> Dict[str, str]:
    """Every name of a way to pay, and its name in the normal form."""
    words = {name.lower(): name for name in methods}
    for line in banks:
        first, *others = line.split()
        for name in (first, *others):
            for card in CARDS:
                words[f"{name}{card}"] = first + card
    return words


class MethodFinder:
    """spaCy's entity ruler over the names of ways to pay."""

    def __init__(self, words: Dict[str, str]) -> None:
        self._words = words
        self._pipeline = chinese_pipeline([word for word in words if not word.isascii()])
        ruler = self._pipeline.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
        ruler.add_patterns([{"label": "method", "pattern": word} for word in words])

    def find(self, text: str) -> Iterator[Entity]:
        """Ways to pay in `text`."""
        for span in self._pipeline(text).ents:
            word = span.text.lower()
            used = _USED_BEFORE.search(text[: span.start_char]) or _USED_AFTER.search(text[span.end_char :])
            if used or word not in _ONLY_USED:
                yield Entity("method", span.start_char, span.end_char, self._words.get(word, span.text))


# ---- all of them ---------------------------------------------------------------------------------------


class EntityFinder:
    """All entities of a message, by their place in the original text."""

    def __init__(self, words: Dict[str, str]) -> None:
        self._methods = MethodFinder(words)
        self._simplify = opencc.OpenCC("t2s").convert

    def find(self, text: str) -> List[Entity]:
        """Entities in order of place; no two overlap."""
        plain = self._plain(text)
        found = [entity for finder in _FINDERS for entity in finder(plain)]
        found.extend(self._methods.find(plain))
        order = {name: rank for rank, name in enumerate(("email", "phone", "error", "transaction_id"))}
        found.sort(key=lambda e: (order.get(e.kind, len(order)), e.start - e.end, e.start))
        kept: List[Entity] = []
        for entity in found:
            if all(entity.end <= other.start or entity.start >= other.end for other in kept):
                kept.append(entity)
        return sorted(kept, key=lambda entity: entity.start)

    def _plain(self, text: str) -> str:
        """Half-width and simplified, every character in its old place."""
        forms = (unicodedata.normalize("NFKC", character) for character in text)
        narrow = "".join(f if len(f) == 1 else c for f, c in zip(forms, text))
        simple = self._simplify(narrow)
        return simple if len(simple) == len(narrow) else narrow


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class PaymentEntityExtractor(EntityExtractorMixin, GraphComponent):
    """Adds the entities of every typed message."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`methods`, `banks`: the lists of names, from the project's root."""
        return {"methods": "data/methods.txt", "banks": "data/banks.txt"}

    def __init__(self, words: Dict[str, str], storage: ModelStorage, resource: Resource) -> None:
        self._words = words
        self._finder: Optional[EntityFinder] = None
        self._storage = storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "PaymentEntityExtractor":
        """For training: the lists are read from the project."""
        words = method_words(read_words(Path(config["methods"])), read_words(Path(config["banks"])))
        return cls(words, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "PaymentEntityExtractor":
        """For inference: the lists are those the model was trained with."""
        with model_storage.read_from(resource) as folder:
            lines = (folder / "methods.tsv").read_text(encoding="utf-8").splitlines()
        extractor = cls(dict(line.split("\t") for line in lines), model_storage, resource)
        extractor._finder = EntityFinder(extractor._words)
        return extractor

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the lists in the model."""
        lines = [f"{word}\t{name}" for word, name in self._words.items()]
        with self._storage.write_to(self._resource) as folder:
            (folder / "methods.tsv").write_text("\n".join(lines), encoding="utf-8")
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Find the entities of every message."""
        assert self._finder is not None
        for message in messages:
            text = message.get(TEXT) or ""
            if text.startswith(BUTTON_PREFIX):
                continue
            found = [
                {"entity": e.kind, "value": e.value, "start": e.start, "end": e.end, "extractor": "payment"}
                for e in self._finder.find(text)
            ]
            if found:
                message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages


