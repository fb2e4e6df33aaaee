"""Which action answers an intent: data/rules.yml, read as the engine reads it."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Action

from actions import actions
from actions.context import library

_RULES = Path(__file__).parents[2] / "data" / "rules.yml"


def action_for(intent: str, question: str | None) -> Action:
    """The action of the rule for the open question, else of the rule for any."""
    if intent in library():
        return actions.StartGuide()
    table = _table()
    return _actions()[table.get((intent, question)) or table[intent, None]]


def intents() -> list[str]:
    """Every intent that has a rule, and the topics."""
    return sorted({intent for intent, _ in _table()} | set(library().ids))


@cache
def _table() -> dict[tuple[str, str | None], str]:
    rules = yaml.safe_load(_RULES.read_text("utf-8"))["rules"]
    return {(intent, _question(rule)): rule["steps"][1]["action"] for rule in rules for intent in _of(rule)}


def _of(rule: dict[str, Any]) -> Iterator[str]:
    first = rule["steps"][0]
    yield from (step["intent"] for step in first.get("or", [first]))


def _question(rule: dict[str, Any]) -> str | None:
    conditions = rule.get("condition") or [{}]
    slots: list[dict[str, str]] = conditions[0].get("slot_was_set") or [{}]
    return slots[0].get("question")


@cache
def _actions() -> dict[str, Action]:
    moves = (value() for value in vars(actions).values() if _is_move(value))
    return {move.name(): move for move in moves}


def _is_move(value: object) -> bool:
    return (
        isinstance(value, type)
        and issubclass(value, Action)
        and value.__module__ == actions.__name__
        and not value.__name__.startswith("_")
    )
