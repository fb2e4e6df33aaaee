"""A customer and the actions without an engine: the intent and the entities of each message are given."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import actions
from okpay.messages import BotMessage

Entity = tuple[str, str, str]


class Talk:
    """One conversation; slots are kept as Rasa keeps them."""

    def __init__(self, **slots: Any) -> None:
        self.slots: dict[str, Any] = {"locale": "zh-CN", **slots}

    def say(
        self,
        action: Action,
        words: str,
        *entities: Entity,
        intent: str = "form",
        ranking: Mapping[str, float] | None = None,
    ) -> list[BotMessage]:
        """Typed words, with entities as (kind, words, value)."""
        found = [
            {"entity": kind, "value": value, "start": words.index(part), "end": words.index(part) + len(part)}
            for kind, part, value in entities
        ]
        # Rasa fills the slots of the same name before the action runs.
        self.slots |= {kind: value for kind, _, value in entities}
        ranked = [{"name": name, "confidence": value} for name, value in (ranking or {}).items()]
        understood = {"text": words, "intent": {"name": intent}, "entities": found, "intent_ranking": ranked}
        return self._run(action, understood)

    def press(self, action: Action, button: str) -> list[BotMessage]:
        """A button."""
        intent, _, option = button.partition(":")
        entities = [{"entity": "option", "value": option, "start": 0, "end": 0}] if option else []
        payload = f"/{intent}{json.dumps({'option': option}) if option else ''}"
        return self._run(action, {"text": payload, "intent": {"name": intent}, "entities": entities})

    def _run(self, action: Action, latest: Mapping[str, Any]) -> list[BotMessage]:
        tracker = Tracker("somebody", self.slots, dict(latest), [], False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        for event in asyncio.run(action.run(dispatcher, tracker, {})):
            self.slots[event["name"]] = event["value"]
        return [BotMessage.model_validate(said["custom"]) for said in dispatcher.messages]


def start(talk: Talk, article: str, words: str = "") -> list[BotMessage]:
    """Begin a guide."""
    if words:
        return talk.say(actions.StartGuide(), words, intent=article)
    return talk.press(actions.StartGuide(), article)


def actions_of(said: BotMessage) -> list[str]:
    """What a message's buttons do."""
    return [button["action"] for button in said.data.get("buttons") or said.data.get("options") or []]
