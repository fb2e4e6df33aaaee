"""What the forms ask for: which fields a kind of ticket has, where each may be known from, what it takes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from okpay.knowledge.article import TicketKind

Fits = Callable[[str], bool]

_NUMERALS = "零一二两兩三四五六七八九十百千万萬"
_AMOUNT = re.compile(r"[^\d\s]{0,4}\s?\d[\d,，]*(?:\.\d+)?\s?[万千百kw]?\s?[^\W\d_]{0,4}", re.IGNORECASE)
_CHINESE_AMOUNT = re.compile(rf"[{_NUMERALS}]+[^\W\d_]{{0,3}}")
_REFERENCE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9\-_]{3,39}")
_ACCOUNT = re.compile(r"[A-Za-z0-9_.+*@\-]{3,80}")
_TIME = re.compile(rf"(?=.*[\d{_NUMERALS}])(?=.*[^\d\s.,{_NUMERALS}]).{{2,40}}")
_METHOD = re.compile(r"[^\W\d_][\w\s()（）·\-]{0,29}")
_LEAST_WORDS = 4


@dataclass(frozen=True)
class Field:
    """One thing to fill in.

    `entity` is what the engine finds of it in a message, `slots` are where it may be known from; `fits` says
    whether words without such an entity will do. A `free` field takes whole sentences.
    """

    name: str
    fits: Fits
    entity: str | None = None
    slots: tuple[str, ...] = ()
    free: bool = False


def _all_of(pattern: re.Pattern[str]) -> Fits:
    return lambda words: pattern.fullmatch(words) is not None


def _is_amount(words: str) -> bool:
    return bool(_AMOUNT.fullmatch(words) or _CHINESE_AMOUNT.fullmatch(words))


FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field("account", _all_of(_ACCOUNT), "email", ("email", "phone")),
        Field("transaction_id", _all_of(_REFERENCE), "transaction_id", ("transaction_id",)),
        Field("amount", _is_amount, "amount", ("amount",)),
        Field("time", _all_of(_TIME), "time", ("time",)),
        Field("method", _all_of(_METHOD), "method", ("method",)),
        Field("error", lambda words: len(words) >= 2, "error", ("error",), free=True),
        Field("description", lambda words: len(words) >= _LEAST_WORDS, free=True),
    )
}

KINDS: Mapping[TicketKind, tuple[str, ...]] = {
    TicketKind.FOLLOW_UP: ("description", "error", "transaction_id", "account"),
    TicketKind.COMPLAINT: ("description", "transaction_id", "account"),
    TicketKind.SUGGESTION: ("description", "account"),
    TicketKind.FEE_APPEAL: ("transaction_id", "amount", "time", "description", "account"),
    TicketKind.RECHARGE_TRACE: ("amount", "time", "method", "transaction_id", "account"),
    TicketKind.REFUND_REVIEW: ("transaction_id", "amount", "time", "description", "account"),
}

# What the customer said of a problem describes it; a complaint or an idea has to be put in words of its own.
IN_OWN_WORDS = frozenset((TicketKind.COMPLAINT, TicketKind.SUGGESTION))

# Where one of these is offered, all of them are: only the customer knows which one he means.
SIBLINGS = (TicketKind.COMPLAINT, TicketKind.SUGGESTION)


def siblings(kind: TicketKind) -> tuple[TicketKind, ...]:
    """The kinds to offer together."""
    return SIBLINGS if kind in SIBLINGS else (kind,)
