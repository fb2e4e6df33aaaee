"""Draws messages for Telegram. A kind that is not known is drawn by its text, which alone is enough."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from okpay.channels.telegram.rich import Rich, Span, bold, joined, markup, plain, split, to_html
from okpay.knowledge.article import Locale
from okpay.messages import Button
from okpay.store.models import Message
from okpay.texts import text

Rows = Sequence[Sequence[Button]]

# Two buttons share a row when neither is wider than so many Latin letters; a Chinese character is two.
WIDEST_OF_TWO = 16
# A row for each score would be long; five stars fit into one.
SCORES = range(1, 6)
_LONGEST_LABEL = 60


@dataclass(frozen=True)
class Drawn:
    """The HTML of one or more messages, and the buttons under the last.

    `is_position`: it tells the place in the queue, of which one is enough.
    """

    parts: Sequence[str]
    rows: Rows = ()
    is_position: bool = False


def draw(message: Message, locale: Locale, address: str) -> Drawn:
    """A message as it is shown; `address` is where this service is reached, empty when nowhere."""
    data = message.data
    rich = _KINDS.get(message.kind, _text)(message, locale, address)
    if message.role == "agent":
        name = (data.get("agent") or {}).get("name") or ""
        rich = joined((bold(f"{text(locale, 'transcript.agent')} {name}".strip()), rich), "\n")
    elif message.role == "customer":
        rich = (Span(text(locale, "telegram.from_web", {"text": message.text}), italic=True),)
    state = data.get("state") if message.kind == "handoff" else None
    return Drawn(
        [to_html(part) for part in split(rich)],
        () if message.role == "customer" else _rows(message, locale),
        is_position=state == "queued",
    )


def in_rows(buttons: Iterable[Button]) -> Rows:
    """Two short buttons in a row, a long one alone."""
    rows: list[list[Button]] = []
    for button in buttons:
        last = rows[-1] if rows else []
        if len(last) == 1 and max(_width(last[0].label), _width(button.label)) <= WIDEST_OF_TWO:
            last.append(button)
        else:
            rows.append([button])
    return rows


def stars(score: int) -> str:
    """A score from 1 to 5."""
    return "★" * score + "☆" * (SCORES[-1] - score)


def _rows(message: Message, locale: Locale) -> Rows:
    data = message.data
    if message.kind == "rating_request" or (message.kind == "handoff" and data.get("state") == "closed"):
        return [[Button(label=f"{score} ☆", action=f"rate:{score}") for score in SCORES]]
    buttons = [_button(given) for given in data.get("buttons") or ()]
    if message.kind == "form" and data.get("optional") and not buttons:
        buttons = [Button(label=text(locale, "button.skip"), action="skip")]
    answers = [button for button in buttons if button.role == "answer"]
    moves = [button for button in buttons if button.role != "answer"]
    listed = [_button(given) for name in ("options", "articles") for given in data.get(name) or ()]
    return [*([option] for option in listed), *in_rows(answers), *in_rows(moves)]


def _button(given: Mapping[str, Any]) -> Button:
    label = str(given.get("label") or given.get("title"))
    shown = label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"
    return Button(label=shown, action=str(given["action"]), role=given.get("role", "quiet"))


def _width(label: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "FW" else 1 for character in label)


def _text(message: Message, locale: Locale, address: str) -> Rich:
    return plain(message.text)


def _guide_step(message: Message, locale: Locale, address: str) -> Rich:
    data = message.data
    heading = bold(data.get("title", ""))
    if data.get("steps", 1) > 1:
        place = text(locale, "telegram.step", {"step": data["step"], "steps": data["steps"]})
        heading = joined((heading, plain(f"{place} · {data.get('step_title', '')}")), "\n")
    return joined(
        (
            markup(data.get("lead") or ""),
            heading,
            markup(data.get("body") or message.text),
            bold(data.get("question") or ""),
        )
    )


def _articles(message: Message, locale: Locale, address: str) -> Rich:
    lead = message.text.partition("\n")[0]
    return joined((plain(lead), *(_article(found, address) for found in message.data.get("articles") or ())))


def _article(found: Mapping[str, Any], address: str) -> Rich:
    url = str(found.get("url") or "")
    linked = (
        url if url.startswith("https://") else f"{address}{url}" if address and url.startswith("/") else None
    )
    return joined(((Span(found["title"], bold=True, url=linked),), plain(found.get("summary", ""))), "\n")


def _choice(message: Message, locale: Locale, address: str) -> Rich:
    return bold(message.data.get("question") or message.text)


def _form(message: Message, locale: Locale, address: str) -> Rich:
    return plain(message.data.get("prompt") or message.text)


def _handoff(message: Message, locale: Locale, address: str) -> Rich:
    asked = text(locale, "telegram.rate") if message.data.get("state") == "closed" else ""
    return joined((plain(message.text), plain(asked)))


def _ticket(message: Message, locale: Locale, address: str) -> Rich:
    """The number in a look that copies it when it is touched."""
    number = str(message.data.get("number") or "")
    before, found, after = message.text.partition(number) if number else (message.text, "", "")
    return tuple(span for span in (Span(before), Span(found, code=True), Span(after)) if span.text)


_KINDS: Mapping[str, Callable[[Message, Locale, str], Rich]] = {
    "guide_step": _guide_step,
    "articles": _articles,
    "choice": _choice,
    "form": _form,
    "handoff": _handoff,
    "ticket": _ticket,
}
