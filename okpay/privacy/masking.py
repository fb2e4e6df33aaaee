"""Puts masks in the place of what was found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from okpay.knowledge.article import Locale
from okpay.privacy.announced import find_announced
from okpay.privacy.cards import find_cards
from okpay.privacy.contacts import CONTACT, find_contacts
from okpay.privacy.identities import find_identities
from okpay.privacy.reading import plainly
from okpay.privacy.span import Span, joined
from okpay.texts import text as words

_Finder = Callable[[str], Iterator[Span]]

# Of two that are the same span, the first names it.
_SECRETS: tuple[_Finder, ...] = (find_identities, find_cards, find_announced)
_ALL: tuple[_Finder, ...] = (*_SECRETS, find_contacts)


@dataclass(frozen=True)
class Masked:
    """A text without its secrets, and whether there were any: contacts are none, they are asked for."""

    text: str
    changed: bool


def mask(text: str, locale: Locale) -> Masked:
    """`text` with every secret replaced by what it was, and telephone numbers and mail shown in part."""
    return _masked(text, locale, _ALL)


def mask_secrets(text: str, locale: Locale) -> Masked:
    """`text` with only its secrets replaced: for what agents write, who give customers addresses."""
    return _masked(text, locale, _SECRETS)


def _masked(text: str, locale: Locale, finders: tuple[_Finder, ...]) -> Masked:
    changed = False
    # What stood around a mask may be a secret without it. Every turn leaves fewer digits and letters.
    while spans := _spans(text, finders):
        text = _replaced(text, spans, locale)
        changed = changed or any(span.kind != CONTACT for span in spans)
    return Masked(text, changed)


def _spans(text: str, finders: tuple[_Finder, ...]) -> list[Span]:
    plain = plainly(text)
    return joined([span for find in finders for span in find(plain)])


def _replaced(text: str, spans: list[Span], locale: Locale) -> str:
    parts, at = [], 0
    for start, end, kind in spans:
        parts += [text[at:start], "*" * (end - start) if kind == CONTACT else words(locale, f"mask.{kind}")]
        at = end
    return "".join([*parts, text[at:]])
