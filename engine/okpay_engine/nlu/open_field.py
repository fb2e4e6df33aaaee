"""Understands a message by what the assistant asked to be told in words.

The dialogue hands the open field over in the message's metadata: what is typed next is its value, unless it
is clearly another matter. Otherwise 900 or "昨天下午" would be taken for whatever topic comes nearest.
"""

import re
from typing import Any, Dict, Iterable, Optional

from rasa.shared.nlu.constants import ENTITIES, INTENT_NAME_KEY, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

from okpay_engine.nlu.phrases import Phrases

CERTAIN = 0.8
SHORT, SHORT_LATIN = 12, 30
SHORT_QUESTION = 20

# A move that is said in so many words leaves the field; any other one may be an answer to it.
LEAVING = frozenset(
    ("handoff", "start_over", "switch_language", "bot_challenge", "greet", "thank", "goodbye", "solved")
)
STAYING = frozenset(
    ("affirm", "deny", "unsolved", "next_step", "previous_step", "out_of_scope", "ticket_status")
)

_EDGES = re.compile(r"^\W+|(?:\W|吧|了|啊|呀|哦|呢|啦)+$")
_BETWEEN = re.compile(r"[,，、。.;；!！\s]+")
_QUESTION = re.compile(
    r"[?？]|吗|呢|怎么|如何|多少|多久|几点|哪|什么|(.)不\1|^(?:how|what|when|where|why|which|can|do)\b"
)


def read(message: Message, text: str, field: Optional[Dict[str, Any]], phrases: Phrases) -> Optional[str]:
    """The action that the message means, by the open field or a ticket's number; None when by neither."""
    if _has(message, "ticket_number"):
        return "ticket_status"
    if not field:
        return None
    for answer in field["answers"]:
        if _is_said(text, map(phrases.normalized, answer["phrases"])):
            return str(answer["action"])
    return None if _is_another_matter(message, text, field) else str(field["action"])


def _is_another_matter(message: Message, text: str, field: Dict[str, Any]) -> bool:
    fits = _has(message, field["entity"]) or bool(
        field["pattern"] and re.fullmatch(field["pattern"], text, re.IGNORECASE)
    )
    best = message.get(INTENT_RANKING_KEY)[0]
    name = best[INTENT_NAME_KEY]
    if field["only"]:
        return not fits
    if float(best["confidence"]) < CERTAIN or name in STAYING:
        return False
    if name in LEAVING:
        return not fits and len(text) <= (SHORT_LATIN if text.isascii() else SHORT)
    if field["free"]:
        return is_question(text) and len(text) <= SHORT_QUESTION
    return is_question(text) or not fits


def is_question(text: str) -> bool:
    """Whether a normalised text asks something."""
    return bool(_QUESTION.search(text))


def _is_said(text: str, phrases: Iterable[str]) -> bool:
    """Whether the message is one of the phrases, or several: 算了,不填了."""
    known = {_bare(phrase) for phrase in phrases}
    parts = [_bare(part) for part in _BETWEEN.split(_bare(text))]
    return _bare(text) in known or all(part in known for part in parts)


def _has(message: Message, entity: Optional[str]) -> bool:
    return any(found["entity"] == entity for found in message.get(ENTITIES, []))


def _bare(words: str) -> str:
    """Without what stands around them."""
    return _EDGES.sub("", words)
