"""Decides what the assistant does with a ranked message: answer, ask which was meant, or fall back."""

from typing import Any, Container, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

from okpay_engine.importer import topic_ids

OUTCOME = "outcome"
ANSWER = "answer"
CONFIRM = "confirm"
FALLBACK = "fallback"
NOTHING_FITS = ("out_of_scope", "no_article")
STAND_INS = {CONFIRM: "nlu_confirm", FALLBACK: "nlu_fallback"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class OutcomeClassifier(IntentClassifier, GraphComponent):
    """Sets `outcome`; where it is not to answer, an intent of its own stands in for the likeliest one.

    The ranking keeps the real intents, so that the question which one was meant can be asked.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Least confidence to answer with a topic, to make a move, and to ask; below that it falls back.

        A guide that nobody asked for costs more than a move of the dialogue, which the next word takes back.
        """
        return {"answer": 0.75, "move": 0.5, "confirm": 0.25}

    def __init__(self, config: Dict[str, Any], topics: Container[str]) -> None:
        self._topics = topics
        self._answer = float(config["answer"])
        self._move = float(config["move"])
        self._confirm = float(config["confirm"])

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "OutcomeClassifier":
        """A classifier with the thresholds of config.yml."""
        return cls(config, frozenset(topic_ids()))

    def process(self, messages: List[Message]) -> List[Message]:
        """Decide for every ranked message."""
        for message in messages:
            ranking = message.get(INTENT_RANKING_KEY)
            if ranking:
                self._settle(message, self.decide(ranking))
        return messages

    def decide(self, ranking: List[Dict[str, Any]]) -> str:
        """The outcome for a ranking, best first."""
        best = ranking[0]
        if best[INTENT_NAME_KEY] in NOTHING_FITS:
            return FALLBACK
        least = self._answer if best[INTENT_NAME_KEY] in self._topics else self._move
        if best["confidence"] >= least:
            return ANSWER
        return CONFIRM if best["confidence"] >= self._confirm else FALLBACK

    def _settle(self, message: Message, outcome: str) -> None:
        message.set(OUTCOME, outcome, add_to_output=True)
        intent = message.get(INTENT)
        if outcome != ANSWER and intent[INTENT_NAME_KEY] not in NOTHING_FITS:
            stand_in = {INTENT_NAME_KEY: STAND_INS[outcome], "confidence": intent["confidence"]}
            message.set(INTENT, stand_in, add_to_output=True)
