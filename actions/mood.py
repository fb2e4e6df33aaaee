"""Notices that a customer is upset or pressed, and shortens the way: a word that fits, and a human first."""

from typing import Literal

from actions.amounts import read_amount
from actions.matching import clauses, is_open, stated, voiced
from actions.turn import Turn
from okpay.messages import BotMessage, Button
from okpay.settings import settings

# The gravest first. A question about theft or complaints is none yet; one may be angry in a question.
Mood = Literal["theft", "threat", "angry", "urgent", "amount"]
_VOICED: dict[Mood, bool] = {"threat": False, "angry": True, "urgent": True}
_GRAVE = ("theft", "threat", "urgent", "amount")

# These say what they say without a word before it; a form takes what was felt as what was asked for.
_LEFT_ALONE = frozenset(("handoff", "ticket", "ticket_query", "form"))
_DRAWN_FROM_TEXT = frozenset(("text", "guide_step"))


def notice(turn: Turn) -> None:
    """Read it, and remember it for the human who may take over: what is grave is not forgotten."""
    turn.felt = _read(turn)
    if turn.felt and not is_grave(turn.mood):
        turn.mood = turn.felt


def is_grave(mood: str | None) -> bool:
    """Whether it should not have to wait."""
    return mood in _GRAVE


def answer(turn: Turn) -> None:
    """Put a word that fits before what is said, and the human before all buttons."""
    if not turn.felt or not turn.messages or turn.messages[0].kind in _LEFT_ALONE:
        return
    human = turn.button("handoff").model_copy(update={"role": "primary"})
    word = turn.text(f"mood.reply.{turn.felt}", handoff=human.label)
    turn.begin_with(word)
    turn.messages[-1] = _with_human_first(turn.messages[-1], human)


def _read(turn: Turn) -> Mood | None:
    if stated(turn.words, turn.texts("mood.theft")):
        return "theft"
    for mood, in_questions in _VOICED.items():
        if voiced(turn.words, turn.texts(f"mood.{mood}"), in_questions=in_questions):
            return mood
    return "amount" if _is_large(turn) else None


def _with_human_first(said: BotMessage, human: Button) -> BotMessage:
    name = "options" if said.kind == "choice" else "buttons"
    if said.kind not in _DRAWN_FROM_TEXT and name not in said.data:
        return said
    others = [
        {**button, "role": "quiet"} if button.get("role") == "primary" else button
        for button in said.data.get(name, [])
        if button["action"] != human.action
    ]
    return said.model_copy(update={"data": {**said.data, name: [human.model_dump(), *others]}})


def _is_large(turn: Turn) -> bool:
    amounts = [
        read_amount(value)
        for clause in clauses(turn.words)
        if not is_open(clause)
        for value in turn.values_in("amount", clause)
    ]
    return any(amount and amount.number >= settings().urgent_amount for amount in amounts)
