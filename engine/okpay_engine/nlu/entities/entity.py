"""What an entity is."""

from typing import NamedTuple


class Entity(NamedTuple):
    """A span of the original text, and its value in the normal form."""

    kind: str
    start: int
    end: int
    value: str
