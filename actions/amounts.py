"""Amounts of money: the engine's are a number and an ISO 4217 code, 800 CNY; people write them otherwise."""

import re
from typing import NamedTuple

from okpay.knowledge.article import Locale
from okpay.texts import catalogue, text

_ENGINES = re.compile(r"(?P<number>\d+(?:\.\d+)?) (?P<currency>[A-Z]{3})")


class Amount(NamedTuple):
    """So much of a currency."""

    number: float
    currency: str


def read_amount(words: str) -> Amount | None:
    """The engine's amount; None for what a customer wrote that is none."""
    found = _ENGINES.fullmatch(words)
    return Amount(float(found["number"]), found["currency"]) if found else None


def written(words: str, locale: Locale) -> str:
    """An amount as people write it: 12,000 元, NT$800, CNY 99.50. A customer's own words stay as they are."""
    amount = read_amount(words)
    if amount is None:
        return words
    number = f"{amount.number:,.0f}" if amount.number.is_integer() else f"{amount.number:,.2f}"
    key = f"amount.{amount.currency}"
    return (
        text(locale, key, {"number": number}) if key in catalogue(locale) else f"{amount.currency} {number}"
    )
