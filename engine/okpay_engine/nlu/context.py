"""Understands a message by the question it answers.

The dialogue hands over, in the message's metadata, the answers it would take now (each with the ways to
say it) and the customer's language. A message that says one of them means what the answer's button means; of
the answers to a check, also one that says it in other words.
"""

import re
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Sequence

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

from okpay_engine.encoder.sentence_encoder import encoder_threads, load_encoder
from okpay_engine.nlu import open_field
from okpay_engine.nlu.likeness import Likeness
from okpay_engine.nlu.marks import mark
from okpay_engine.nlu.normalizer import NORMALIZED, TextNormalizer, read_homophones
from okpay_engine.nlu.open_field import LEAVING, STAYING
from okpay_engine.nlu.phrases import GAP, Phrases

METADATA = "metadata"
LEAST_COVERAGE = 0.25
# Characters; the same takes about three times as many in English.
SHORT, SHORT_LATIN = 12, 36
# The share of a message that 没有 has to be to be all that it says; in English words are longer.
MOST, MOST_LATIN = 0.5, 0.25
CERTAIN = 0.8
CHECK_ANSWERS = {"answer", "unsolved"}
# Moves and courtesies that are plain to see answer no check, whatever they are like.
NO_ANSWER = LEAVING | {"next_step", "previous_step", "ticket_status"}
# What is surely of another topic has to be so much more like an answer to be one.
DOUBT = 2.0

_HAN = re.compile("[\u3400-\u9fff]")


class Match(NamedTuple):
    """The action of the answer that was said, and how many characters said it."""

    action: str
    length: int


def match(text: str, options: Sequence[Dict[str, Any]], phrases: Phrases) -> Optional[Match]:
    """The answer whose longest phrase stands in `text`, or is all of it where nothing less will do."""
    found = []
    for option in options:
        if length := _length(text, option, phrases):
            found.append((Match(option["action"], length), option.get("yields_to")))
    ranked = sorted(found, key=lambda one: -one[0].length)
    if len(ranked) > 1 and ranked[0][1] == ranked[1][0].action:
        return ranked[1][0]
    return ranked[0][0] if ranked else None


def _length(text: str, option: Dict[str, Any], phrases: Phrases) -> int:
    find = phrases.length_of if option.get("whole") else phrases.length_in
    longest = max((find(text, phrase) for phrase in option["phrases"]), default=0)
    brief = max((phrases.length_in(text, phrase) for phrase in option.get("brief", ())), default=0)
    least = MOST if _HAN.search(text) else MOST_LATIN
    return max(longest, brief if brief >= least * len(text) else 0)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ContextClassifier(IntentClassifier, GraphComponent):
    """Turns a message that answers the open question into the intent of that answer's button."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`homophones`: the normaliser's file, from the project's root."""
        return {"homophones": "data/homophones.txt"}

    def __init__(self, phrases: Phrases, likeness: Likeness) -> None:
        self._phrases = phrases
        self._likeness = likeness

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ContextClassifier":
        """A classifier without a memory of its own."""
        phrases = Phrases(TextNormalizer(read_homophones(Path(config["homophones"]))))
        return cls(phrases, Likeness(load_encoder(encoder_threads())))

    def process(self, messages: List[Message]) -> List[Message]:
        """Read every message in its context, where it has one."""
        for message in messages:
            metadata = message.get(METADATA) or {}
            # What was open is of no use once the message is understood: the dialogue need not remember it.
            options, field = metadata.pop("options", None), metadata.pop("field", None)
            if metadata.get("locale"):
                mark(message, "locale", metadata["locale"])
            text = message.get(NORMALIZED)
            if not text or not message.get(INTENT_RANKING_KEY):
                continue
            action = open_field.read(message, text, field, self._phrases)
            if action:
                _mean(message, action)
            elif options:
                self._read(message, text, options)
        return messages

    def _read(self, message: Message, text: str, options: Sequence[Dict[str, Any]]) -> None:
        found = match(text, options, self._phrases)
        if found is None:
            self._read_meaning(message, text, options)
        elif not (_is_aside(text, found) and _is_another_matter(message, options)):
            _mean(message, found.action)

    def _read_meaning(self, message: Message, text: str, options: Sequence[Dict[str, Any]]) -> None:
        best = message.get(INTENT_RANKING_KEY)[0]
        if open_field.is_question(text) or (best["name"] in NO_ANSWER and best["confidence"] >= CERTAIN):
            return
        answers = {
            option["action"]: [
                self._phrases.normalized(way.replace(GAP, ""))
                for way in (*option["phrases"], *option.get("brief", ()))
            ]
            for option in options
            if option["action"].partition(":")[0] in CHECK_ANSWERS
        }
        is_doubtful = best["name"] not in STAYING and _is_another_matter(message, options)
        times = DOUBT if is_doubtful else 1.0
        if like := self._likeness.nearest(text, answers, times):
            _mean(message, like.action)


def _is_aside(text: str, found: Match) -> bool:
    """Whether the answer is but a few of many words."""
    short = SHORT if _HAN.search(text) else SHORT_LATIN
    return len(text) > short and found.length < LEAST_COVERAGE * len(text)


def _is_another_matter(message: Message, options: Sequence[Dict[str, Any]]) -> bool:
    """Whether the message is surely of a topic, and not of that of the guide at hand."""
    best = message.get(INTENT_RANKING_KEY)[0]
    at_hand = any(option["action"] == f"resume:{best['name']}" for option in options)
    return not at_hand and float(best["confidence"]) >= CERTAIN


def _mean(message: Message, action: str) -> None:
    """Let the message mean what the button of that action means."""
    intent, _, option = action.partition(":")
    message.set(INTENT, {INTENT_NAME_KEY: intent, "confidence": 1.0}, add_to_output=True)
    if option:
        mark(message, "option", option)
