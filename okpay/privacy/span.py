"""Where something to hide is."""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Span(NamedTuple):
    """From `start` to before `end`, and what it is."""

    start: int
    end: int
    kind: str


def spans_of(found: re.Match[str], kind: str) -> Iterator[Span]:
    """What the groups of a pattern found."""
    for group in range(1, found.re.groups + 1):
        if found[group]:
            yield Span(*found.span(group), kind)


def joined(spans: list[Span]) -> list[Span]:
    """In order; those that overlap are one, which is called what begins first."""
    apart: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if apart and span.start < apart[-1].end:
            before = apart.pop()
            apart.append(before._replace(end=max(before.end, span.end)))
        else:
            apart.append(span)
    return apart
