"""The HTML that Telegram takes: its own few tags, everything else escaped.

Written from https://core.telegram.org/bots/api#html-style. Telegram lets some unescaped signs through that
its documentation forbids; this does not.
"""

import html
import re
from typing import Any, NamedTuple

from tests.telegram.double.refusals import Refusal, bad_request

TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9-]*)((?:\s[^<>]*)?)>|&(?:#\d+|#x[0-9a-f]+|lt|gt|amp|quot);", re.I)
_ATTRIBUTE = re.compile(r"""([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?""", re.I)
_LEFT_OVER = re.compile(r"[<>&]")

Entity = dict[str, Any]


class Parsed(NamedTuple):
    """A text as customers see it, and what is special in it; offsets count UTF-16 units."""

    text: str
    entities: list[Entity]


class _Open(NamedTuple):
    tag: str
    attributes: dict[str, str]
    offset: int


def utf16(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> Parsed:
    """Text and entities; Refusal where it is no HTML of Telegram's."""
    text, entities, open_tags, place = "", list[Entity](), list[_Open](), 0
    for token in _TOKEN.finditer(source):
        text += _plain(source, place, token.start())
        place = token.end()
        if token[2] is None:
            text += html.unescape(token[0])
        elif token[1]:
            entities += _close(open_tags, token, utf16(text))
        else:
            open_tags.append(_opened(token, utf16(text)))
    text += _plain(source, place, len(source))
    if open_tags:
        raise _wrong(f'Can\'t find end tag corresponding to start tag "{open_tags[-1].tag}"')
    return Parsed(text, sorted(entities, key=lambda one: (one["offset"], -one["length"])))


def stripped(parsed: Parsed) -> Parsed:
    """Without the space around it, which Telegram takes away."""
    text = parsed.text.strip()
    before = utf16(parsed.text[: len(parsed.text) - len(parsed.text.lstrip())])
    kept = []
    for entity in parsed.entities:
        start = max(entity["offset"] - before, 0)
        end = min(entity["offset"] + entity["length"] - before, utf16(text))
        if start < end:
            kept.append({**entity, "offset": start, "length": end - start})
    return Parsed(text, kept)


def _plain(source: str, start: int, end: int) -> str:
    if wrong := _LEFT_OVER.search(source, start, end):
        offset = len(source[: wrong.start()].encode())
        raise _wrong(f'Unescaped "{wrong[0]}" at byte offset {offset}')
    return source[start:end]


def _opened(token: re.Match[str], offset: int) -> _Open:
    tag = token[2].lower()
    found = _ATTRIBUTE.findall(token[3] or "")
    attributes = {name.lower(): html.unescape(first or second) for name, first, second in found}
    if tag not in TYPES or (tag == "span" and attributes.get("class") != "tg-spoiler"):
        raise _wrong(f'Unsupported start tag "{tag}" at byte offset {token.start()}')
    return _Open(tag, attributes, offset)


def _close(open_tags: list[_Open], token: re.Match[str], offset: int) -> list[Entity]:
    tag = token[2].lower()
    if not open_tags:
        raise _wrong(f"Unexpected end tag at byte offset {token.start()}")
    opened = open_tags.pop()
    if opened.tag != tag:
        raise _wrong(f'Unmatched end tag at byte offset {token.start()}, expected "</{opened.tag}>"')
    if offset == opened.offset:
        return []
    entity: Entity = {"type": TYPES[tag], "offset": opened.offset, "length": offset - opened.offset}
    return [{**entity, **_details(opened)}]


def _details(opened: _Open) -> Entity:
    match opened.tag:
        case "a":
            return {"url": opened.attributes.get("href", "")}
        case "tg-emoji":
            return {"custom_emoji_id": opened.attributes.get("emoji-id", "")}
        case "blockquote" if "expandable" in opened.attributes:
            return {"type": "expandable_blockquote"}
    return {}


def _wrong(words: str) -> Refusal:
    return bad_request(f"can't parse entities: {words}")
