"""Ticket numbers: `OK-7K2M-9QXA`, seven random characters and one that checks them.

The characters are Crockford's base 32, which has no letter that looks like a digit. The last one is
reckoned in the field of 32 elements, each place weighed by another power of its generator: so a wrong
character, or any two that changed places, always give a number that is not one.
"""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "OK"
RANDOM = 7
# With so many digits among the characters no word is ever taken for a number.
LEAST_DIGITS = 2

_LOOK_ALIKE = str.maketrans("OIL", "011")
_SHAPE = re.compile(r"\s*ok[\s\-]?(?P<first>[0-9a-z]{4})[\s\-]?(?P<last>[0-9a-z]{4})\s*", re.IGNORECASE)
_POLYNOMIAL = 0b100101


def new_number() -> str:
    """A new number; 32 to the power of 7 are possible, and none follows from another."""
    while True:
        drawn = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
        if sum(character.isdigit() for character in drawn) >= LEAST_DIGITS:
            return _written(drawn + _check(drawn))


def read_number(typed: str) -> str | None:
    """The number as it is written, from however it was typed; None when it cannot be one."""
    found = _SHAPE.fullmatch(typed)
    if found is None:
        return None
    characters = (found["first"] + found["last"]).upper().translate(_LOOK_ALIKE)
    if not set(characters) <= set(ALPHABET) or _check(characters[:-1]) != characters[-1]:
        return None
    return _written(characters)


def _written(characters: str) -> str:
    return f"{PREFIX}-{characters[:4]}-{characters[4:]}"


def _check(characters: str) -> str:
    total = 0
    for character in characters:
        total = _doubled(total) ^ ALPHABET.index(character)
    return ALPHABET[_doubled(total)]


def _doubled(value: int) -> int:
    """Times the generator, in the field of 32 elements."""
    value <<= 1
    return value ^ _POLYNOMIAL if value > 31 else value
