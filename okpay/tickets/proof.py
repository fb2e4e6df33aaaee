"""Shows that a ticket is one's own: by the mail address or the end of the transaction id that it holds."""

from collections.abc import Mapping

MOST_WRONG = 5
LAST = 4


def proves(typed: str, fields: Mapping[str, str]) -> bool:
    """Whether what was typed is the ticket's mail address, or the last four of its transaction id."""
    given = typed.strip().casefold()
    if "@" in given:
        return given == fields.get("account", "").strip().casefold()
    ending = _plain(fields.get("transaction_id", ""))[-LAST:]
    return len(ending) == LAST and _plain(given) == ending


def _plain(words: str) -> str:
    return "".join(character for character in words.casefold() if character.isalnum())
