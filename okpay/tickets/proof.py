"""Shows that a ticket is one's own: by the mail address or the end of the transaction id that it holds."""

import hmac
from collections.abc import Mapping

from okpay.store.models import Ticket

MOST_WRONG = 5
LAST = 4


def proves(typed: str, ticket: Ticket, digests: Mapping[str, str]) -> bool:
    """Whether what was typed is the ticket's mail address, or the last four of its transaction id.

    The address comes shown in part, which proves nothing: `digests` hold what was kept of the whole one.
    """
    given = typed.strip().lower()
    if "@" in given:
        return given in digests and hmac.compare_digest(digests[given], ticket.mail_digest or "")
    ending = _plain(ticket.fields.get("transaction_id", ""))[-LAST:]
    return len(ending) == LAST and _plain(given) == ending


def _plain(words: str) -> str:
    return "".join(character for character in words.casefold() if character.isalnum())
