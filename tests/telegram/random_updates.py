"""Updates made at random from the library's own types: any field may be there, with any value of its type."""

import datetime
import random
import sys
import types
import typing
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

import telegram
from telegram import Chat, Message, MessageEntity, TelegramObject, Update, User
from telegram.constants import ChatType
from telegram.warnings import PTBDeprecationWarning

# A field that need not be there, is so often: of the many of a message some, of the few below it most.
SOME, MOST = 0.03, 0.3
DEEPEST = 4
TEXTS = (
    "你好",
    "付款失败,卡号4111 1111 1111 1111",
    "/start",
    "/start fees",
    "/status@okpay_test_bot OK-1",
    "/help",
    "/delete",
    "@okpay_test_bot 在吗",
    "<b>&amp;</i> <script>",
    "字" * 4096,
    "😀" * 2048,
    "\u202eenilno",
    "a\u0000b",
    "half \ud83d",
    "%s {0} {name} \\x",
    "null",
)
SHORT = ("", " ", "a", "zh-hans", "en", "xx", "BQACAgIAAxkBAAI0001", "a.pdf", "../../etc/passwd", *TEXTS[:2])
NUMBERS = (0, 1, -1, 7, 42, 2**31 - 1, 2**31, -(2**31) - 1, 2**52)
CHAT_TYPES = (*ChatType, "community")
_NAMES = {
    "dtm": datetime,
    "datetime": datetime,
    "Sequence": Sequence,
    "JSONDict": dict[str, Any],
    "TimePeriod": int,
    "FileInput": str,
}


class RandomUpdates:
    """The same updates for the same seed; each private chat has an id of its own, and can be followed."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._chat_id = 6_000_000_000
        self._hints: dict[type[TelegramObject], dict[str, Any]] = {}

    def make(self, update_id: int, kind: str) -> Update:
        """An update of this kind."""
        (wanted,) = [hint for hint in _choices(self._hints_of(Update)[kind]) if hint is not type(None)]
        with warnings.catch_warnings():
            # Of fields that Telegram has given up, which it may send all the same.
            warnings.simplefilter("ignore", PTBDeprecationWarning)
            content: dict[str, Any] = {kind: self._object(wanted, 1)}
        return Update(update_id, **content)

    def kinds(self) -> list[str]:
        """Every kind there is."""
        return [name for name in self._hints_of(Update) if name not in ("update_id", "api_kwargs", "return")]

    def _object(self, wanted: type[TelegramObject], depth: int) -> TelegramObject:
        if wanted is Chat:
            return self._chat()
        made = self._dice.choice([*_kinds_of(wanted)])
        if made is Message:
            return self._message(self._values(made, SOME, depth))
        values = self._values(made, MOST if depth < DEEPEST else 0.0, depth)
        while True:
            try:
                return made(**values)
            except TypeError as error:
                # Some fields became required, and their types do not tell.
                name = str(error).split("`")[1]
                values[name] = self._value(self._hints_of(made)[name], name, depth)

    def _values(self, made: type[TelegramObject], often: float, depth: int) -> dict[str, Any]:
        return {
            name: self._value(hint, name, depth)
            for name, hint in self._hints_of(made).items()
            if name not in ("api_kwargs", "return")
            and (type(None) not in _choices(hint) or self._dice.random() < often)
        }

    def _message(self, values: dict[str, Any]) -> Message:
        """Mostly somebody's words, as most messages are."""
        name, is_bot = self._dice.choice(("李雷", "", "<b>")), self._dice.random() < 0.05
        sender = User(self._dice.choice(NUMBERS[3:]), name, is_bot, language_code="zh")
        if self._dice.random() < 0.9:
            values.setdefault("from_user", sender)
        if self._dice.random() < 0.6:
            values.setdefault("text", self._dice.choice(TEXTS))
        return Message(**values)

    def _chat(self) -> Chat:
        """Each private chat is another one, but for a few."""
        self._chat_id += self._dice.random() < 0.9
        kind = self._dice.choice((ChatType.PRIVATE, *CHAT_TYPES))
        return Chat(self._chat_id if kind == ChatType.PRIVATE else -self._chat_id, kind, title="群")

    def _value(self, hint: Any, name: str, depth: int) -> Any:
        choices = [one for one in _choices(hint) if one is not type(None)]
        # Seconds as a number would be of any size.
        is_time = datetime.timedelta in choices
        chosen = datetime.timedelta if is_time else self._dice.choice(choices)
        if typing.get_origin(chosen) in (Sequence, list, tuple):
            inner = typing.get_args(chosen)[0]
            return [self._value(inner, name, depth + 1) for _ in range(self._dice.randint(1, 3))]
        if isinstance(chosen, type) and issubclass(chosen, TelegramObject):
            return self._object(chosen, depth + 1)
        return self._plain(chosen, name)

    def _plain(self, chosen: Any, name: str) -> Any:
        if typing.get_origin(chosen) is Literal:
            return self._dice.choice(typing.get_args(chosen))
        makers: dict[Any, Callable[[], Any]] = {
            bool: lambda: self._dice.random() < 0.5,
            # Where something begins is mostly inside of what it is in.
            int: lambda: (
                self._dice.randint(0, 5) if name in ("offset", "length") else self._dice.choice(NUMBERS)
            ),
            float: lambda: self._dice.uniform(-180, 180),
            datetime.datetime: lambda: datetime.datetime.fromtimestamp(
                self._dice.randint(1, 2**31), datetime.UTC
            ),
            datetime.timedelta: lambda: datetime.timedelta(seconds=self._dice.randint(0, 10_000)),
        }
        return makers[chosen]() if chosen in makers else self._dice.choice(self._texts(name))

    def _texts(self, name: str) -> Sequence[str]:
        if name == "type":
            return (*MessageEntity.ALL_TYPES, "other")
        return TEXTS if name in ("text", "caption") else SHORT

    def _hints_of(self, kind: type[TelegramObject]) -> dict[str, Any]:
        if kind not in self._hints:
            names = {**vars(telegram), **vars(sys.modules[kind.__module__]), **_NAMES}
            self._hints[kind] = typing.get_type_hints(kind.__init__, globalns=names)
        return self._hints[kind]


def _choices(hint: Any) -> tuple[Any, ...]:
    """What a value may be: the members of a union, else the type itself."""
    is_union = typing.get_origin(hint) in (typing.Union, types.UnionType)
    return typing.get_args(hint) if is_union else (hint,)


def _kinds_of(wanted: type[TelegramObject]) -> Iterator[type[TelegramObject]]:
    """Every type that may stand for it: itself, unless it only stands for others."""
    kinds = [kind for kind in wanted.__subclasses__() if kind.__module__.startswith("telegram._")]
    for kind in kinds:
        yield from _kinds_of(kind)
    if not kinds:
        yield wanted
