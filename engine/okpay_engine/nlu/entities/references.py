"""What identifies a transaction or a ticket, or reaches a customer: ids, numbers, mail addresses."""

import re
from typing import Iterator, Pattern, Tuple

from okpay_engine.nlu.entities.entity import Entity

_ID_WORD = (
    r"(?:(?:订单|交易|流水|单据|参考|凭证|转账|提现|充值|退款|付款|支付|商户)(?:编?号|单号|单)|单号|编号|流水|"
    r"(?:order|transaction|txn|reference|ref|trade|payment|transfer|refund|withdrawal)\s?"
    r"(?:id|no\.?|number|#)?)"
)
_ID = r"[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){7,39}"
_ANNOUNCED_ID = re.compile(
    rf"{_ID_WORD}\s*(?:是|为|:|#|is|no\.?)?\s*#?(?P<id>{_ID})(?![A-Za-z0-9])", re.IGNORECASE
)
_BARE_ID = re.compile(rf"(?<![A-Za-z0-9@.\-+])(?P<id>(?=[A-Za-z0-9\-]*[0-9]{{4}})(?:{_ID}))(?![A-Za-z0-9@])")
_DIGITS_IF_ANNOUNCED = 4
_DIGITS_IF_BARE = 8
# TX9F83KD02MMQ71: letters among many digits are nobody's name.
_MIXED_ID = re.compile(
    r"(?<![A-Za-z0-9@.\-+*_])(?P<id>(?=[0-9]*[A-Za-z])(?=(?:[A-Za-z]*[0-9]){6})[A-Za-z0-9]{10,40})(?![A-Za-z0-9@._\-])"
)
_IDS = ((_ANNOUNCED_ID, _DIGITS_IF_ANNOUNCED), (_BARE_ID, _DIGITS_IF_BARE), (_MIXED_ID, 0))
_DATE_LIKE = re.compile(r"20[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}")

# The service shows numbers in part: 138****5678.
_PHONES: Tuple[Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![0-9A-Za-z])(?:(?:\+|00)?86[\s\-]?)?1[3-9][0-9](?:[\s\-.]?[0-9*]{4}){2}(?![0-9A-Za-z])",
        r"(?<![0-9A-Za-z])(?:\+?886[\s\-]?0?9|09)[0-9*]{2}(?:[\s\-]?[0-9*]{3}){2}(?![0-9A-Za-z])",
        r"(?<![0-9A-Za-z])\+?852[\s\-]?[2-9*][0-9*]{3}[\s\-]?[0-9*]{4}(?![0-9A-Za-z])",
        r"(?<![0-9A-Za-z])400[\s\-]?[0-9]{3}[\s\-]?[0-9]{4}(?![0-9A-Za-z])",
        r"(?<![0-9A-Za-z])0(?:10|2[0-9]|[3-9][0-9]{2}(?=-))-?[0-9*]{7,8}(?![0-9A-Za-z])",
        r"(?:电话|手机|号码|致电|打|call|phone|number|tel)[号是:\s]{0,4}"
        r"(?P<local>[2-9*][0-9*]{3}[\s\-]?[0-9]{4})(?![0-9A-Za-z])",
    )
)
_TICKET = re.compile(r"(?<![A-Za-z0-9])ok[\s\-]?[0-9a-z]{4}[\s\-]?[0-9a-z]{4}(?![A-Za-z0-9])", re.IGNORECASE)
_DIGITS_OF_TICKET = 2
_MAIL = re.compile(r"[A-Za-z0-9*][A-Za-z0-9._%+*\-]*@[A-Za-z0-9\-*]+(?:\.[A-Za-z0-9\-]+)+")


def find_ticket_numbers(text: str) -> Iterator[Entity]:
    """What looks like a ticket's number; whether it is one, its check character tells."""
    for found in _TICKET.finditer(text):
        if sum(character.isdigit() for character in found[0]) >= _DIGITS_OF_TICKET:
            yield Entity("ticket_number", found.start(), found.end(), found[0])


def find_transaction_ids(text: str) -> Iterator[Entity]:
    """Every transaction id in `text`; they may overlap."""
    for pattern, least in _IDS:
        for found in pattern.finditer(text):
            value = found["id"]
            if sum(c.isdigit() for c in value) >= least and not _DATE_LIKE.fullmatch(value):
                yield Entity("transaction_id", found.start("id"), found.end("id"), value)


def find_phones(text: str) -> Iterator[Entity]:
    """Every telephone number in `text`; the value is its digits."""
    for pattern in _PHONES:
        for found in pattern.finditer(text):
            group = "local" if found.groupdict().get("local") else 0
            digits = re.sub(r"[^0-9*]", "", found[group])
            yield Entity("phone", found.start(group), found.end(group), digits)


def find_mails(text: str) -> Iterator[Entity]:
    """Every mail address in `text`, in small letters."""
    for found in _MAIL.finditer(text):
        yield Entity("email", found.start(), found.end(), found[0].lower())
