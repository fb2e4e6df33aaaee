"""Text with a look: cut where Telegram's limit is, then written in its HTML."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import NamedTuple

# What one message may hold, in UTF-16 units, tags not counted.
LONGEST = 4096

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_POINT = re.compile(r"^- ", re.M)
# After any of these a text may be cut; the first kind that is there is the best.
_ENDS = (re.compile(r"\n+"), re.compile(r"[。！？!?…][”’」』）)]*|\.(?=\s)"), re.compile(r"[，、；;,]|\s"))


class Span(NamedTuple):
    """A run of text in one look."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    url: str | None = None


Rich = tuple[Span, ...]


def plain(text: str) -> Rich:
    """Text as it is."""
    return (Span(text),) if text else ()


def bold(text: str) -> Rich:
    """Text that stands out."""
    return (Span(text, bold=True),) if text else ()


def markup(source: str) -> Rich:
    """An article's text: `**bold**`, and `- ` before each point of a list."""
    pieces = _BOLD.split(_POINT.sub("• ", source.strip()))
    return tuple(Span(piece, bold=place % 2 == 1) for place, piece in enumerate(pieces) if piece)


def joined(parts: Iterable[Rich], between: str = "\n\n") -> Rich:
    """Those of the parts that say something, one after the other."""
    spans: list[Span] = []
    for part in filter(None, parts):
        if spans:
            spans.append(Span(between))
        spans.extend(part)
    return tuple(spans)


def length(text: str) -> int:
    """As Telegram counts: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def split(rich: Rich, longest: int = LONGEST) -> list[Rich]:
    """Parts that fit into a message each, cut at the end of a paragraph, a sentence or a word."""
    rest = _stripped(rich)
    parts = []
    while length(_text(rest)) > longest:
        head, rest = _cut(rest, _place_to_cut(_text(rest), longest))
        parts.append(_stripped(head))
        rest = _stripped(rest)
    return [part for part in (*parts, rest) if part]


def to_html(rich: Rich) -> str:
    """In Telegram's HTML."""
    return "".join(map(_tagged, rich))


def _tagged(span: Span) -> str:
    written = escape(span.text, quote=False)
    for tag, wanted in (("b", span.bold), ("i", span.italic), ("code", span.code)):
        if wanted:
            written = f"<{tag}>{written}</{tag}>"
    return f'<a href="{escape(span.url)}">{written}</a>' if span.url else written


def _text(rich: Rich) -> str:
    return "".join(span.text for span in rich)


def _place_to_cut(text: str, longest: int) -> int:
    """How many characters stay: as many as fit, up to the last good end in their second half."""
    fitting = text.encode("utf-16-le")[: longest * 2].decode("utf-16-le", errors="ignore")
    for ends in _ENDS:
        places = [found.end() for found in ends.finditer(fitting) if found.end() > len(fitting) // 2]
        if places:
            return places[-1]
    return len(fitting)


def _cut(rich: Rich, place: int) -> tuple[Rich, Rich]:
    head, tail = [], []
    for span, start in zip(rich, _starts(rich), strict=True):
        here = max(0, min(len(span.text), place - start))
        head.append(span._replace(text=span.text[:here]))
        tail.append(span._replace(text=span.text[here:]))
    return tuple(head), tuple(tail)


def _starts(rich: Rich) -> Iterator[int]:
    start = 0
    for span in rich:
        yield start
        start += len(span.text)


def _stripped(rich: Rich) -> Rich:
    """Without white space at either end, which Telegram would take away, and without empty spans."""
    spans = [span for span in rich if span.text]
    while spans and not spans[0].text.strip():
        spans.pop(0)
    while spans and not spans[-1].text.strip():
        spans.pop()
    if spans:
        spans[0] = spans[0]._replace(text=spans[0].text.lstrip())
        spans[-1] = spans[-1]._replace(text=spans[-1].text.rstrip())
    return tuple(spans)
