"""Asks how a ticket stands: which one, and, where it was not opened here, whose it is.

Only the service knows the tickets. So it is asked each time, and says itself whether a proof is needed.
"""

import re

from actions.turn import OpenField, Option, Turn
from okpay.messages import TicketQuery, message
from okpay.tickets.numbers import read_number

# The mail address that was given, or the last four of the transaction id, with or without words before it.
PROOF = r"(?:.{0,20}[^a-z0-9])?(?=[a-z]{0,3}[0-9])[a-z0-9]{4}[。.!！]?"
_LAST_FOUR = re.compile(r"[A-Za-z0-9]{4}(?=\W*$)")

_ASKS = re.compile("[?？了吗嗎呢没沒]|already|yesterday|ago")
_FEW = 12


def ask(turn: Turn) -> None:
    """The customer wants to know, has named the ticket, or proves that it is his."""
    typed = turn.entity("ticket_number")
    number = read_number(typed) if typed else None
    if number:
        _query(turn, number, turn.entity("email"))
    elif typed:
        _which(turn, "ticket.mistyped")
    elif turn.question == "ticket" and turn.ticket and (proof := _proof(turn)):
        _query(turn, turn.ticket, proof)
    elif turn.question == "ticket" and not turn.ticket:
        turn.question = "human"
        turn.say(turn.text("ticket.no_number"), turn.button("handoff"), turn.button("deny"))
    else:
        _which(turn, "ticket.ask_number")


def wants_new(turn: Turn) -> bool:
    """Whether the words are little more than a way to ask for a ticket, and not for one that was left."""
    words = turn.words.lower()
    asks = _ASKS.search(words)
    return not asks and any(
        phrase in words and len(words) - len(phrase) <= _FEW for phrase in turn.phrases("ticket")
    )


def _which(turn: Turn, key: str) -> None:
    turn.question = "ticket"
    turn.ticket = None
    forgotten = Option(action="ticket_status", phrases=turn.phrases_everywhere("skip"))
    turn.open_field(OpenField(action="ticket_status", answers=[forgotten], entity="ticket_number"))
    turn.say(turn.text(key), turn.button("handoff"))


def _query(turn: Turn, number: str, proof: str | None) -> None:
    turn.messages.append(message("ticket_query", "", TicketQuery(number=number, proof=proof)))
    turn.question = "ticket"
    turn.ticket = number
    turn.open_field(OpenField(action="ticket_status", entity="email", pattern=PROOF, only=True))


def _proof(turn: Turn) -> str | None:
    ending = _LAST_FOUR.search(turn.words)
    return turn.entity("email") or (ending[0] if ending else None)
